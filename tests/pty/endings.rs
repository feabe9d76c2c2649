//! However it ends, the terminal is given back and nothing spins.

use std::time::Duration;

use portable_pty::CommandBuilder;

use super::terminal::{Terminal, binary, querist, settle};

fn demo(home: &std::path::Path) -> Terminal {
    let terminal = Terminal::start(querist(home, &["demo", "--annotator", "ada"]));
    terminal.wait_for("key label");
    terminal.wait_for("item T");
    terminal
}

#[test]
fn a_termination_gives_the_terminal_back() {
    for signal in ["TERM", "INT", "HUP"] {
        let home = tempfile::tempdir().unwrap();
        let mut terminal = demo(home.path());
        terminal.answer('1');
        terminal.signal(signal);
        let status = terminal.ended(Duration::from_secs(3));
        assert_eq!(status.exit_code(), 143, "{signal}");
        assert!(
            !terminal.is_taken() && !terminal.cursor_is_hidden(),
            "{signal}"
        );
    }
}

#[test]
fn a_hangup_ends_the_program() {
    let home = tempfile::tempdir().unwrap();
    let mut terminal = demo(home.path());
    terminal.answer('1');
    terminal.hang_up();
    terminal.ended(Duration::from_secs(4));
}

#[test]
fn a_hangup_ends_the_program_even_when_the_signal_is_ignored() {
    let home = tempfile::tempdir().unwrap();
    let mut command = CommandBuilder::new("sh");
    let line = format!(
        "trap '' HUP; exec '{}' demo --annotator ada",
        binary().display()
    );
    command.args(["-c", &line]);
    settle(&mut command, home.path());
    let mut terminal = Terminal::start(command);
    terminal.wait_for("item T");
    terminal.hang_up();
    terminal.ended(Duration::from_secs(4));
}

#[test]
fn suspending_gives_the_shell_its_terminal_and_fg_comes_back() {
    let home = tempfile::tempdir().unwrap();
    let mut command = CommandBuilder::new("bash");
    command.args(["--norc", "--noprofile", "-i"]);
    settle(&mut command, home.path());
    command.env("PS1", "prompt> ");
    let mut terminal = Terminal::start(command);
    terminal.wait_for("prompt>");
    terminal.send(&format!("'{}' demo --annotator ada\r", binary().display()));
    terminal.wait_for("item T");
    terminal.answer('1');
    let item = terminal.item();
    terminal.send("\u{1a}");
    terminal.wait_for("Stopped");
    assert!(!terminal.is_taken() && !terminal.cursor_is_hidden());
    // The shell echoes what is typed: raw mode is off.
    terminal.send("echo back-in-shell\r");
    terminal.wait_for("back-in-shell");
    terminal.send("fg\r");
    terminal.wait_for("key label");
    assert!(terminal.is_taken());
    assert_eq!(terminal.item(), item);
    terminal.answer('2');
    terminal.send("\u{11}");
    terminal.wait_for("prompt>");
}

#[test]
fn without_colours_nothing_is_coloured_and_the_selection_still_shows() {
    let home = tempfile::tempdir().unwrap();
    let mut command = querist(home.path(), &["demo", "--annotator", "ada"]);
    command.env("NO_COLOR", "1");
    let mut terminal = Terminal::start(command);
    terminal.wait_for("item T");
    terminal.send(":");
    terminal.wait_for("all commands");
    let bytes = String::from_utf8(terminal.bytes()).unwrap();
    for part in bytes.split("\u{1b}[").skip(1) {
        let sequence: String = part.chars().take_while(|c| !c.is_alphabetic()).collect();
        if part[sequence.len()..].starts_with('m') {
            for number in sequence.split(';') {
                let coloured = matches!(
                    number.parse::<u32>(),
                    Ok(30..=37 | 38 | 40..=47 | 48 | 90..=107)
                );
                assert!(!coloured, "{sequence:?}");
            }
        }
    }
    assert!(bytes.contains("\u{1b}[7m"), "the chosen row is reversed");
    assert!(terminal.quit().success());
}
