//! What the terminal says of its background, and emoji on whose width terminals disagree.

use std::time::Duration;

use super::terminal::{Terminal, querist};

const QUESTION: &[u8] = b"\x1b]11;?";

fn is_asked(terminal: &Terminal) -> bool {
    let bytes = terminal.bytes();
    bytes.windows(QUESTION.len()).any(|part| part == QUESTION)
}

#[test]
fn a_light_background_makes_the_theme_light_and_no_key_is_lost() {
    let home = tempfile::tempdir().unwrap();
    let mut terminal = Terminal::start(querist(home.path(), &["demo", "--annotator", "ada"]));
    terminal.wait_until("the question", |_| is_asked(&terminal));
    // A key before the answer, one between its parts, and one after it.
    terminal.send(":\x1b]11;rgb:ffff/ffff/ffff\x07th\x1b[?62;22cem");
    terminal.wait_for("theme");
    terminal.wait_for("all commands");
    terminal.send("\r");
    terminal.wait_for("light now");
    assert!(terminal.quit().success());
}

#[test]
fn an_answer_that_comes_late_labels_nothing() {
    let home = tempfile::tempdir().unwrap();
    let mut terminal = Terminal::start(querist(home.path(), &["demo", "--annotator", "ada"]));
    terminal.wait_for("item T");
    std::thread::sleep(Duration::from_millis(600));
    terminal.send("\x1b]11;rgb:1111/1111/1111\x1b\\");
    terminal.send("\x1b]11;rgb:1111/1111/1111\x07");
    std::thread::sleep(Duration::from_millis(300));
    assert_eq!(terminal.answered(), 0, "{}", terminal.screen());
    assert!(
        !terminal.screen().contains("a letter does it"),
        "{}",
        terminal.screen()
    );
    assert_eq!(terminal.answer('1'), 1);
    assert!(terminal.quit().success());
}

#[test]
fn a_theme_that_was_named_asks_nothing_of_the_terminal() {
    let home = tempfile::tempdir().unwrap();
    let command = querist(
        home.path(),
        &["demo", "--annotator", "ada", "--theme", "dark"],
    );
    let mut terminal = Terminal::start(command);
    terminal.wait_for("item T");
    assert!(!is_asked(&terminal));
    assert!(terminal.quit().success());
}

#[test]
fn settings_that_are_no_file_are_told_and_nothing_waits_for_them() {
    let home = tempfile::tempdir().unwrap();
    let folder = home.path().join("config");
    std::fs::create_dir(&folder).unwrap();
    for name in ["keymap.toml", "config.toml"] {
        let made = std::process::Command::new("mkfifo")
            .arg(folder.join(name))
            .status();
        assert!(made.unwrap().success());
    }
    let mut terminal = Terminal::start(querist(home.path(), &["demo", "--annotator", "ada"]));
    terminal.wait_for("is no plain file");
    terminal.send("\x1b");
    terminal.wait_for("item T");
    assert!(terminal.quit().success());
}

#[test]
fn keys_that_are_typed_while_an_editor_runs_label_nothing() {
    let home = tempfile::tempdir().unwrap();
    let editor = home.path().join("editor");
    let mark = home.path().join("runs");
    let script = format!("#!/bin/sh\ntouch {}\nsleep 1\n", mark.display());
    std::fs::write(&editor, script).unwrap();
    let mut command = querist(home.path(), &["demo", "--annotator", "ada"]);
    command.env("VISUAL", format!("sh {}", editor.display()));
    let mut terminal = Terminal::start(command);
    terminal.wait_for("item T");
    std::thread::sleep(Duration::from_millis(300));
    terminal.send(" ");
    terminal.wait_for("a letter does it");
    terminal.send("e");
    terminal.wait_until("the editor", |_| mark.exists());
    terminal.send("23");
    std::thread::sleep(Duration::from_millis(1_800));
    terminal.wait_for("item T");
    assert_eq!(terminal.answered(), 0, "{}", terminal.screen());
    assert_eq!(terminal.answer('1'), 1);
    assert!(terminal.quit().success());
}
