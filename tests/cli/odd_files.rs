//! What stands in the place of a project's files, or may not be read, is told and never waited for.

use std::path::Path;

use crate::support::{Ran, answer, project, querist};

fn pipe(path: &Path) {
    let _ = std::fs::remove_file(path);
    let made = std::process::Command::new("mkfifo").arg(path).status();
    assert!(made.unwrap().success());
}

fn told(ran: &Ran, words: &str) {
    assert_ne!(ran.code, 0, "{}", ran.out);
    let all = format!("{}{}", ran.out, ran.err);
    assert!(all.contains(words), "{words}\n{all}");
}

#[test]
fn guidelines_that_are_a_pipe_are_told_by_every_command() {
    let folder = tempfile::tempdir().unwrap();
    let project = project(folder.path());
    answer(&project, "ada", 2);
    pipe(&project.join("guidelines.md"));
    for arguments in [
        &["status", "p"][..],
        &["next", "p", "--json"],
        &["export", "p", "-o", "-"],
        &["label", "p", "--plain"],
    ] {
        let ran = querist(folder.path(), arguments);
        told(&ran, "guidelines.md is a pipe, not a regular file");
    }
    let ran = querist(folder.path(), &["doctor", "p"]);
    told(&ran, "PROBLEM  guidelines");
}

#[test]
fn a_project_whose_config_cannot_be_read_is_still_called_one() {
    let folder = tempfile::tempdir().unwrap();
    let project = project(folder.path());
    let config = project.join("querist.toml");
    pipe(&config);
    for arguments in [&["status", "p"][..], &["doctor", "p"], &["p"]] {
        let ran = querist(folder.path(), arguments);
        told(&ran, "querist.toml is a pipe, not a regular file");
    }
    std::fs::remove_file(&config).unwrap();
    for arguments in [&["status", "p"][..], &["p"]] {
        told(&querist(folder.path(), arguments), "has no querist.toml");
    }
    let ran = querist(folder.path(), &["status", "."]);
    told(&ran, "is not inside a querist project");
}
