//! The projects, and one made of a file, in a real terminal: taken, given back, nothing left behind.

use std::time::{Duration, Instant};

use super::terminal::{Terminal, querist};
use crate::support::write;

#[test]
fn the_projects_are_there_at_once_and_leave_the_terminal_as_it_was() {
    let home = tempfile::tempdir().unwrap();
    let begun = Instant::now();
    let mut terminal = Terminal::start(querist(home.path(), &[]));
    terminal.wait_for("None yet. n makes one");
    assert!(begun.elapsed() < Duration::from_secs(20));
    assert!(terminal.is_taken());
    terminal.send("q");
    assert!(terminal.ended(Duration::from_secs(5)).success());
    assert!(!terminal.is_taken() && !terminal.cursor_is_hidden());
}

#[test]
fn a_signal_ends_home_as_it_ends_a_session() {
    let home = tempfile::tempdir().unwrap();
    let mut terminal = Terminal::start(querist(home.path(), &[]));
    terminal.wait_for("your projects");
    terminal.signal("TERM");
    assert_eq!(terminal.ended(Duration::from_secs(5)).exit_code(), 143);
    assert!(!terminal.is_taken() && !terminal.cursor_is_hidden());
}

#[test]
fn a_file_becomes_a_project_that_stands_in_the_list_from_then_on() {
    let home = tempfile::tempdir().unwrap();
    let rows: Vec<String> = (0..30)
        .map(|n| format!("T{n},words of ticket {n}\n"))
        .collect();
    let rows = rows.concat();
    write(home.path(), "tickets.csv", format!("ticket,body\n{rows}"));
    let mut terminal = Terminal::start(querist(home.path(), &["tickets.csv"]));
    terminal.wait_for("the same as: querist new tickets.csv");
    terminal.send("\r");
    terminal.wait_for("new class");
    terminal.send("login\r");
    terminal.wait_for("1 answered");
    // The end of a session that was begun here leads back here.
    terminal.send("\u{11}");
    terminal.wait_for("1 answer in this session, all saved");
    terminal.wait_for("label: 29 left");
    terminal.send("q");
    assert!(terminal.ended(Duration::from_secs(5)).success());
    terminal.wait_for("receipt:");
    assert!(home.path().join("tickets/querist.toml").is_file());
    // What is named is opened by what it is.
    let mut again = Terminal::start(querist(home.path(), &["tickets"]));
    again.wait_for("1 answered");
    again.send("\u{11}");
    assert!(again.ended(Duration::from_secs(5)).success());
}
