//! Every command of the table does, by its own default key, what its row says.
//!
//! A script is the keys that lead to it, its own key, the keys that finish it, and what stands on the
//! screen then and did not before. A command without a script fails the test.

use std::collections::BTreeSet;

use querist::command::{Context, TABLE};
use querist::schema::Key;

use crate::review::stage::ReviewStage;
use crate::stage::{Stage, key};

/// A command, the keys before, its own, the keys after, and what is seen then.
type Script = (
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    &'static str,
);

/// After three answers to the tickets.
const LABELING: &[Script] = &[
    ("skip", "", "Right", "", "put off: it comes back"),
    ("unsure", "", "-", "", "saved: unsure"),
    ("undo", "", "Backspace", "", "taken back"),
    ("redo", "Backspace", "Ctrl-r", "", "back again"),
    ("opinion", "", "Tab", "", "shown after the answer"),
    ("find", "", "/", "", "label:x by:x"),
    ("new-class", "", "+", "r e f u n d Enter", "refund"),
    ("flag", "", "!", "", "! flagged"),
    ("history", "", "Left", "", "[answered]"),
    ("note", "", "Space n", "o d d Enter", "note: odd"),
    ("why", "", "Space w", "", "why this one"),
    (
        "label-by-name",
        "",
        "Space .",
        "b i l l Enter",
        "saved: billing",
    ),
    ("guidelines", "", "Space g", "", "Harbor & Pine"),
    ("classes", "", "Space c", "", "retire"),
    ("all-items", "", "Space q", "", "[next]"),
    ("strategy", "", "Space s", "", "what chooses the next item"),
    ("insights", "", "Space i", "", "seconds an answer"),
    ("break", "", "Space b", "", "A break."),
    ("break-suggestions", "", "Space B", "", "suggest"),
    ("shell-commands", "", "Space m", "", "querist export"),
    ("how-i-am", "", "Space f", "", "how you are"),
    ("theme", "", "Space t", "", "high-contrast"),
    ("leave-out", "", "Space v l", "", "no category is left out"),
    ("should-be-veiled", "", "Space v s", "", "veil"),
    ("menu", "", "Space", "", "a letter does it"),
    ("palette", "", ":", "", "all commands"),
    ("help", "", "?", "", "One key answers"),
    ("back", "Left Enter", "Esc", "", "[answered]"),
    ("interrupt", "", "Ctrl-c", "", "Ctrl-C once more"),
];

/// With the comments of the second opinion.
const REVIEWING: &[Script] = &[
    ("skip", "", "Right", "", "put off: it comes back"),
    ("undo", "1", "Backspace", "", "taken back"),
    ("redo", "1 Backspace", "Ctrl-r", "", "back again"),
    ("likelihood", "", "Tab", "", "probable:"),
    ("keep", "", "Space k Enter", "", "1 decided"),
    ("guideline-gap", "", "Space u", "w h y Enter", "1 decided"),
    ("ask-somebody", "", "Space a", "Enter Enter", "is asked"),
    (
        "rationale",
        "",
        "Space n",
        "t i r e d Enter",
        "because: tired",
    ),
    ("items", "", "/", "", "items whose labels differ: "),
    (
        "decisions",
        "1",
        "Left",
        "",
        "decided or sent, latest first",
    ),
    ("matrix", "", "Space x", "", "who disagree most"),
    ("order", "", "Space o", "", "which order"),
    ("names", "", "Space l", "", "bruno"),
    ("reliability", "", "Space r", "", "right "),
];

/// With a veiled item on the screen.
const VEILED: &[Script] = &[
    ("put-off", "", ";", "", "an hour"),
    ("reveal", "", "Enter", "", "the second sentence"),
    ("reveal-sentence", "", ".", "", "the first sentence"),
    ("reveal-masked", "", "_", "", "all longer ones are hidden"),
];

/// With a text of many rows.
const READING: &[Script] = &[
    ("line-down", "", "Down Down", "", "row 2"),
    ("line-up", "Down Down Down", "Up", "", "row 2"),
    ("page-down", "", "PgDn", "", "row 21"),
    ("page-up", "PgDn PgDn PgDn", "PgUp", "", "row 22"),
    ("text-end", "", "End", "", "row 99"),
    ("text-start", "End", "Home", "", "row 0"),
    ("same-as", "", "Space d Enter", "", "saved: a"),
];

/// What is not seen on a frame: each has a test of its own here.
const UNSEEN: &[&str] = &[
    "redraw",
    "suspend",
    "quit",
    "copy",
    "edit-guidelines",
    "projects",
];

fn check(script: &Script, press: &mut dyn FnMut(&str) -> String) {
    let (id, before, own, after, seen) = *script;
    let frame = press(before);
    assert!(
        !frame.contains(seen),
        "{id}: {seen:?} stood there before\n{frame}"
    );
    press(own);
    let frame = press(after);
    assert!(frame.contains(seen), "{id}: no {seen:?} on\n{frame}");
}

#[test]
fn labeling() {
    for script in LABELING {
        let mut stage = Stage::sample("tickets");
        stage.keys("1 2 3");
        check(script, &mut |keys| stage.keys(keys).frame());
    }
}

#[test]
fn reviewing() {
    for script in REVIEWING {
        let mut stage = ReviewStage::sample();
        check(script, &mut |keys| stage.keys(keys).frame());
    }
}

#[test]
fn what_may_hurt() {
    let rows: Vec<String> = (0..6)
        .map(|n| format!("{n},this is the first sentence. this is the second sentence.,true"))
        .collect();
    let csv = format!("id,text,grim\n{}\n", rows.join("\n"));
    for script in VEILED {
        let mut stage = of_file(&csv, &["--sensitive", "grim", "--text", "text"]);
        // A session begins with other items, if there are any.
        stage.keys("Enter");
        check(script, &mut |keys| stage.keys(keys).frame());
    }
}

/// A project of a table of one's own.
fn of_file(csv: &str, options: &[&str]) -> Stage {
    let folder = tempfile::tempdir().unwrap();
    crate::support::write(folder.path(), "rows.csv", csv);
    let home = folder.path().join("p");
    let mut arguments = vec!["new", "rows.csv", "--to", "p", "--labels", "a,b", "--yes"];
    arguments.extend(options);
    crate::support::succeed(folder.path(), &arguments);
    let project = tempfile::tempdir().unwrap();
    std::fs::remove_dir(project.path()).unwrap();
    std::fs::rename(home, project.path()).unwrap();
    Stage::open(project)
}

#[test]
fn reading_a_long_text() {
    let rows: Vec<String> = (0..100).map(|row| format!("row {row} ")).collect();
    let long = rows.join("\n");
    let csv = format!("id,text\n1,\"{long}\"\n2,\"{long}\"\n");
    for script in READING.iter().filter(|script| script.0 != "same-as") {
        let mut stage = of_file(&csv, &["--text", "text"]);
        check(script, &mut |keys| {
            let frame = stage.keys(keys).frame();
            // The first row and the last are what moves.
            let rows = || {
                frame
                    .lines()
                    .filter(|line| line.contains("row ") && !line.contains("rows"))
            };
            let ends = [rows().next(), rows().next_back()];
            ends.into_iter()
                .flatten()
                .map(|row| row.trim().to_owned() + "\n")
                .collect()
        });
    }
}

#[test]
fn what_is_not_seen_is_done() {
    let mut stage = Stage::sample("tickets");
    stage.keys("Ctrl-l Ctrl-z");
    assert_eq!(stage.suspended, 1);
    stage.keys("Ctrl-q");
    assert!(stage.quit);
}

#[test]
fn no_command_lacks_a_script() {
    let scripts = [LABELING, REVIEWING, VEILED, READING];
    let scripted: BTreeSet<&str> = scripts
        .iter()
        .flat_map(|all| all.iter().map(|one| one.0))
        .collect();
    let missing: Vec<&str> = TABLE
        .iter()
        .filter(|row| {
            !row.keys
                .iter()
                .all(|(context, _)| *context == Context::Home)
        })
        .map(|row| row.id)
        .filter(|id| !scripted.contains(id) && !UNSEEN.contains(id))
        .collect();
    assert!(missing.is_empty(), "no script for {missing:?}");
    // A script's own key is the one that the row names.
    for (id, _, own, ..) in scripts.into_iter().flatten() {
        let row = TABLE.iter().find(|row| row.id == *id).unwrap();
        let named = |words: &str| -> Vec<Key> { words.split(' ').filter_map(Key::named).collect() };
        let pressed: Vec<Key> = own.split(' ').map(key).collect();
        let is_its_own = row
            .keys
            .iter()
            .any(|(_, words)| pressed.starts_with(&named(words)));
        assert!(is_its_own, "{id} is not on {own}");
    }
}
