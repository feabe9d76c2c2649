//! Whole sessions: label, undo, quit, come back, be killed.

use std::time::Duration;

use super::terminal::{Terminal, querist};

#[test]
fn a_demo_is_labeled_undone_left_and_found_as_it_was() {
    let home = tempfile::tempdir().unwrap();
    let mut terminal = Terminal::start(querist(home.path(), &["demo", "--annotator", "ada"]));
    terminal.wait_for("item T");
    for key in "12345".chars().cycle().take(25) {
        terminal.answer(key);
    }
    assert_eq!(terminal.answered(), 25);
    for left in (20..25).rev() {
        // Undo is guarded against held keys as answers are.
        std::thread::sleep(Duration::from_millis(140));
        let before = format!("item {} ", terminal.item());
        terminal.send("\u{7f}");
        // The item that was undone is on the screen, with its old answer marked.
        terminal.wait_until("the answer to be taken back", |screen| {
            screen.contains(&format!("· {left} answered"))
                && screen.contains("item T")
                && !screen.contains(&before)
                && screen.contains('•')
        });
    }
    let item = terminal.item();
    let left = table(&terminal.screen());
    assert!(terminal.quit().success());
    assert!(!terminal.is_taken() && !terminal.cursor_is_hidden());

    for _ in 0..2 {
        let mut again = Terminal::start(querist(home.path(), &["demo", "--annotator", "ada"]));
        again.wait_for("key label");
        again.wait_for("item T");
        assert_eq!(again.answered(), 20);
        assert_eq!(
            again.item(),
            item,
            "the next query is the one that was left"
        );
        again.wait_for("•");
        assert_eq!(
            table(&again.screen()),
            left,
            "the model thinks the same of it"
        );
        assert!(again.quit().success());
    }
}

#[test]
fn nothing_that_was_shown_as_saved_is_lost_by_a_kill() {
    let home = tempfile::tempdir().unwrap();
    let mut saved = 0;
    for round in 0..6 {
        let mut terminal = Terminal::start(querist(home.path(), &["demo", "--annotator", "ada"]));
        terminal.wait_for("key label");
        terminal.wait_for("item T");
        let found = terminal.answered();
        assert!(
            found >= saved,
            "{found} answers found, {saved} were shown as saved"
        );
        assert!(
            found <= saved + 1,
            "{found} answers found, {saved} were given"
        );
        saved = found;
        for key in "12345".chars().cycle().take(2 + round) {
            saved = terminal.answer(key);
        }
        // One more that nobody waits for.
        std::thread::sleep(Duration::from_millis(140));
        terminal.send("1");
        std::thread::sleep(Duration::from_millis(round as u64));
        terminal.signal("KILL");
        terminal.ended(Duration::from_secs(5));
    }
}

#[test]
fn a_window_may_change_its_size_at_any_time() {
    let home = tempfile::tempdir().unwrap();
    let mut terminal = Terminal::start(querist(home.path(), &["demo", "--annotator", "ada"]));
    terminal.wait_for("key label");
    terminal.wait_for("item T");
    for (columns, rows) in [(40, 12), (200, 60), (5, 2), (81, 25), (1, 1), (160, 50)] {
        terminal.resize(columns, rows);
        std::thread::sleep(Duration::from_millis(60));
    }
    let whole = |screen: &str| {
        ["answered", "item T", "key label"]
            .iter()
            .all(|part| screen.contains(part))
    };
    terminal.wait_until("the whole frame", whole);
    terminal.answer('1');
    terminal.resize(80, 24);
    terminal.wait_until("the whole frame", whole);
    terminal.answer('2');
    assert!(terminal.quit().success());
}

/// The rows of the label table and the reason below it.
fn table(screen: &str) -> Vec<String> {
    screen
        .lines()
        .skip_while(|line| !line.contains("key label"))
        .take(8)
        .map(|line| line.trim_end().to_owned())
        .collect()
}
