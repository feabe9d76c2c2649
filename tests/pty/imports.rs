//! A person at a terminal is asked what an unknown label stands for, and whether to import.

use std::time::Duration;

use super::terminal::{Terminal, querist};
use crate::support::{journals, project, write};

#[test]
fn an_unknown_label_is_asked_and_nothing_is_imported_without_a_yes() {
    let home = tempfile::tempdir().unwrap();
    let project = project(home.path());
    write(
        home.path(),
        "bob.csv",
        "id,label\nm0,SPAM!\nm1,dunno\nm2,new\nm3,SPAM!\n",
    );
    for (answer, code) in [("n\r", 0), ("\u{4}", 0), ("y\r", 0)] {
        assert!(journals(&project).is_empty());
        let mut terminal = Terminal::start(querist(home.path(), &["import", "p", "bob.csv"]));
        terminal.wait_for("\"SPAM!\" (2 labels) is no class here");
        terminal.wait_for("1 spam   2 ham   + a new class   - leave it out");
        terminal.send("9\r");
        terminal.wait_for("answer with a number");
        terminal.send("spam\r");
        terminal.wait_for("\"dunno\" (1 label) is no class");
        terminal.send("-\r");
        terminal.wait_for("\"new\" (1 label) is no class");
        terminal.send("+\r");
        terminal.wait_for("Import 3 labels? [Y/n]");
        terminal.send(answer);
        let status = terminal.ended(Duration::from_secs(30));
        assert_eq!(status.exit_code(), code, "{}", terminal.screen());
    }
    let journal = String::from_utf8(journals(&project)[0].1.clone()).unwrap();
    for words in [
        "\"from\":\"SPAM!\",\"to\":\"spam\"",
        "\"from\":\"dunno\"",
        "\"event\":\"class_added\",\"name\":\"new\"",
        "\"event\":\"import_finished\"",
    ] {
        assert!(journal.contains(words), "{words}");
    }
}

#[test]
fn a_person_who_leaves_while_being_asked_imports_nothing() {
    let home = tempfile::tempdir().unwrap();
    let project = project(home.path());
    write(home.path(), "bob.csv", "id,label\nm0,SPAM!\n");
    let mut terminal = Terminal::start(querist(home.path(), &["import", "p", "bob.csv"]));
    terminal.wait_for("Which does it stand for?");
    terminal.send("\u{4}");
    assert!(!terminal.ended(Duration::from_secs(30)).success());
    terminal.wait_for("nothing was decided");
    assert!(journals(&project).is_empty());
}
