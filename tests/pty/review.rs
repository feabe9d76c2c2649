//! The review in a real terminal: decide, be killed, come back.

use std::time::Duration;

use super::terminal::{Terminal, querist};
use crate::review::annotations::second_opinion;

/// Presses a key once an item can have been read, and waits for so many decisions.
fn decide(terminal: &mut Terminal, key: &str, decided: usize) {
    let item = format!("item {} ", terminal.item());
    std::thread::sleep(Duration::from_millis(140));
    terminal.send(key);
    terminal.wait_until("the decision to be saved", |screen| {
        screen.contains(&format!("{decided} decided"))
            && screen.contains("· saved ·")
            && screen.contains("item ")
            && !screen.contains(&item)
    });
}

#[test]
fn decisions_that_were_shown_as_saved_are_there_after_a_kill() {
    let home = tempfile::tempdir().unwrap();
    let project = home.path().join("p");
    std::fs::create_dir(&project).unwrap();
    second_opinion(&project);
    let start = || Terminal::start(querist(home.path(), &["review", "p", "--by", "cleo"]));
    let mut terminal = start();
    terminal.wait_for("0 decided");
    terminal.wait_for("key label");
    let first = terminal.item();
    decide(&mut terminal, "1", 1);
    decide(&mut terminal, "3", 2);
    std::thread::sleep(Duration::from_millis(140));
    terminal.send(" u");
    terminal.wait_for("what is left open?");
    terminal.send("is irony rude?\r");
    terminal.wait_for("3 decided");
    terminal.signal("KILL");
    terminal.ended(Duration::from_secs(5));

    let mut again = start();
    again.wait_for("3 decided");
    again.send("\u{1b}[D");
    again.wait_for("decided: fine");
    again.wait_for(&first);
    again.send("\u{1b}");
    again.wait_for("key label");
    again.send(" g");
    again.wait_for("1. is irony rude?");
    again.send("\u{1b}");
    again.wait_for("key label");
    // Undo goes back beyond the kill.
    std::thread::sleep(Duration::from_millis(140));
    again.send("\u{7f}");
    again.wait_for("2 decided");
    assert!(again.quit().success());
    assert!(!again.is_taken() && !again.cursor_is_hidden());
}

#[test]
fn where_only_one_person_labeled_the_terminal_is_left_alone() {
    let home = tempfile::tempdir().unwrap();
    crate::support::project(home.path());
    let terminal = Terminal::start(querist(home.path(), &["review", "p"]));
    terminal.wait_for("there is nothing to review: nobody has labeled anything yet");
    terminal.wait_for("querist import");
    assert!(!terminal.is_taken());
}
