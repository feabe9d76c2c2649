//! The commands that need no project, and what starts the screen.

use std::process::{Command, Stdio};

use crate::support::{project, querist, succeed};

#[test]
fn alone_it_says_how_to_begin() {
    let folder = tempfile::tempdir().unwrap();
    let ran = succeed(folder.path(), &[]);
    for word in ["querist new FILE", "querist label DIR", "querist demo"] {
        assert!(ran.out.contains(word), "{}", ran.out);
    }
}

#[test]
fn what_is_named_alone_is_a_project_or_a_file_and_else_a_mistake() {
    let folder = tempfile::tempdir().unwrap();
    project(folder.path());
    let file = querist(folder.path(), &["messages.csv"]);
    assert_eq!(file.code, 1, "{}", file.err);
    assert!(
        file.err.contains("next: run `querist new messages.csv`"),
        "{}",
        file.err
    );
    let opened = querist(folder.path(), &["p"]);
    assert!(opened.err.contains("needs a terminal"), "{}", opened.err);
    let typo = querist(folder.path(), &["lable"]);
    assert_eq!(typo.code, 2, "{}", typo.err);
    assert!(
        typo.err.contains("did you mean `querist label`?"),
        "{}",
        typo.err
    );
    let typo = querist(folder.path(), &["expor", "p"]);
    assert_eq!(typo.code, 2, "{}", typo.err);
    let meant = "did you mean `querist export`?";
    assert!(typo.err.contains(meant), "{}", typo.err);
    // What is one too many behind a file stays that.
    let many = querist(folder.path(), &["messages.csv", "p"]);
    assert!(many.err.contains("cannot be used with"), "{}", many.err);
}

#[test]
fn a_project_that_is_not_there_is_told_without_the_systems_words() {
    let folder = tempfile::tempdir().unwrap();
    let ran = querist(folder.path(), &["label", "nope"]);
    assert_eq!(ran.code, 1, "{}", ran.err);
    let told = "there is no folder and no project \"nope\"";
    assert!(ran.err.contains(told), "{}", ran.err);
    assert!(!ran.err.contains("os error"), "{}", ran.err);
}

#[test]
fn without_a_terminal_the_workstation_refuses_and_makes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let project = project(folder.path());
    for (at, arguments) in [
        (folder.path(), &["label", "p"][..]),
        (folder.path(), &["demo"]),
        (project.as_path(), &[]),
    ] {
        let ran = querist(at, arguments);
        assert_eq!(ran.code, 1, "{arguments:?}");
        assert!(ran.err.contains("needs a terminal"), "{}", ran.err);
    }
    assert!(!folder.path().join("data").exists());
    let ran = querist(folder.path(), &["label", "p", "--strategy", "best"]);
    assert_eq!(ran.code, 2, "{}", ran.err);
    assert_eq!(querist(folder.path(), &["demo", "nope"]).code, 2);
}

#[test]
fn strategies_are_listed_with_the_default_marked() {
    let folder = tempfile::tempdir().unwrap();
    let ran = succeed(folder.path(), &["strategies"]);
    assert!(ran.out.contains("auto (default)\n") && ran.out.contains("\nrandom\n"));
}

#[test]
fn completions_and_manual_pages_come_from_the_same_words() {
    let folder = tempfile::tempdir().unwrap();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let ran = succeed(folder.path(), &["completions", shell]);
        assert!(ran.out.contains("COMPLETE"), "{shell}: {}", ran.out);
    }
    assert_eq!(querist(folder.path(), &["completions", "tcsh"]).code, 2);
    let page = succeed(folder.path(), &["man"]).out;
    assert!(
        page.contains(".TH querist 1") && page.contains("doctor"),
        "{page}"
    );
    let page = succeed(folder.path(), &["man", "export"]).out;
    assert!(page.contains("force"), "{page}");
    let keys = succeed(folder.path(), &["man", "keys"]).out;
    assert!(
        keys.contains("Space h") && keys.contains("\"space h\" = \"history\""),
        "{keys}"
    );
    assert_eq!(querist(folder.path(), &["man", "nope"]).code, 2);
}

#[test]
fn a_reader_that_leaves_early_is_no_failure() {
    let mut run = Command::new(env!("CARGO_BIN_EXE_querist"))
        .args(["completions", "bash"])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    drop(run.stdout.take());
    assert!(run.wait().unwrap().success());
}

#[test]
fn an_error_says_its_cause_once() {
    let folder = tempfile::tempdir().unwrap();
    let ran = querist(folder.path(), &["new", "nope.csv"]);
    assert_eq!(ran.err.matches("os error 2").count(), 1, "{}", ran.err);
}

#[test]
fn a_log_goes_to_its_file_only() {
    let folder = tempfile::tempdir().unwrap();
    let ran = succeed(folder.path(), &["strategies", "--log", "log.txt"]);
    assert!(ran.err.is_empty(), "{}", ran.err);
    let log = std::fs::read_to_string(folder.path().join("log.txt")).unwrap();
    assert!(log.contains("querist begins"), "{log}");
}
