//! The menu, the palette, lists, arrows and a keymap of one's own: key scripts through the application.

use crate::stage::Stage;

#[test]
fn letters_are_commands_only_in_the_menu() {
    let mut stage = Stage::sample("tickets");
    let first = stage.item();
    stage.keys("s");
    assert_eq!(stage.item(), first, "a letter is a label's, or nobody's");
    assert_eq!(stage.session.state().counts().skipped, 0);
    stage.keys("Space s");
    assert!(
        stage.frame().contains("what chooses the next item"),
        "{}",
        stage.frame()
    );
    stage.keys("Esc z");
    assert!(
        stage.frame().contains("z is no key here"),
        "{}",
        stage.frame()
    );
}

#[test]
fn history_changes_an_answer_and_goes_back_to_the_queue() {
    let mut stage = Stage::sample("tickets");
    let first = stage.item();
    stage.keys("1 2 3");
    stage.keys("Left Down Down Enter");
    assert_eq!(stage.item(), first);
    assert!(stage.frame().contains("1 •billing"), "{}", stage.frame());
    stage.keys("4");
    assert_eq!(stage.label(&first).as_deref(), Some("feature"));
    // One comes back to the list, at the same place.
    let frame = stage.frame();
    assert!(frame.contains("answered: 3 items"), "{frame}");
    assert!(frame.contains("saved: feature"), "{frame}");
    // Looking without changing: Esc leads back to the list, and from there to what was asked.
    let asked = stage.item();
    stage.keys("Up Enter");
    assert_ne!(stage.item(), asked);
    stage.keys("Esc");
    assert!(
        stage.frame().contains("answered: 3 items"),
        "{}",
        stage.frame()
    );
    assert_eq!(stage.item(), asked);
    stage.keys("Esc");
    assert!(
        !stage.frame().contains("answered: 3 items"),
        "{}",
        stage.frame()
    );
    assert_eq!(stage.session.state().counts().labeled, 3);
}

#[test]
fn find_labels_a_hit_as_chosen() {
    let mut stage = Stage::sample("tickets");
    stage.keys("/").text("garage owner").keys("Enter");
    assert_eq!(stage.item(), "T0003");
    stage.keys("3");
    let items = stage.session.items();
    let state = stage.session.state();
    let said = state.item(items.find("T0003").unwrap());
    assert_eq!(said.judgements()[0].arm, querist::schema::Arm::Chosen);
}

#[test]
fn a_slash_that_opens_no_search_in_the_help_is_no_part_of_one() {
    let mut stage = Stage::sample("tickets");
    stage.keys("? /").text("undo");
    let frame = stage.frame();
    assert!(
        frame.contains("undo") && !frame.contains("/undo"),
        "{frame}"
    );
    assert!(!frame.contains("Nothing fits"), "{frame}");
}

#[test]
fn the_palette_runs_commands_and_says_why_not() {
    let mut stage = Stage::sample("tickets");
    stage.keys(":").text("undo");
    assert!(
        stage.frame().contains("nothing to undo"),
        "{}",
        stage.frame()
    );
    stage.keys("Esc :").text("strategy entropy").keys("Enter");
    assert!(
        stage.frame().contains("entropy chooses"),
        "{}",
        stage.frame()
    );
    assert_eq!(stage.session.project().config.query.strategy, "entropy");
}

#[test]
fn quitting_and_suspending_are_effects() {
    let mut stage = Stage::sample("tickets");
    stage.keys("Ctrl-z");
    assert_eq!(stage.suspended, 1);
    stage.keys("? Ctrl-q");
    assert!(stage.quit);
}

#[test]
fn a_long_column_is_read_below_the_text() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("rows.jsonl");
    let long = "a reply that is far too long for the line above the text, to the end";
    let rows: Vec<String> = (0..4)
        .map(|n| format!("{{\"text\":\"short {n}\",\"reply\":\"{n} {long}\",\"stars\":\"{n}\"}}"))
        .collect();
    std::fs::write(&file, rows.join("\n")).unwrap();
    crate::support::succeed(
        folder.path(),
        &[
            "new",
            "rows.jsonl",
            "--to",
            "p",
            "--text",
            "text",
            "--labels",
            "a,b",
            "--yes",
        ],
    );
    let home = tempfile::tempdir().unwrap();
    std::fs::rename(folder.path().join("p"), home.path().join("p")).unwrap();
    let project = tempfile::tempdir_in(home.path()).unwrap();
    std::fs::remove_dir(project.path()).unwrap();
    std::fs::rename(home.path().join("p"), project.path()).unwrap();
    let stage = Stage::open(project);
    let frame = stage.frame();
    assert!(frame.contains("stars "), "{frame}");
    assert!(frame.contains("to the end"), "{frame}");
}

#[test]
fn a_warning_is_read_to_its_end() {
    let mut stage = Stage::sample("tickets");
    let what = format!(
        "NOT CONFIRMED — {} reported: no space",
        "/a/long/path".repeat(6)
    );
    stage.hear(querist::session::LabelingEvent::Notice(
        querist::session::Notice::NotConfirmed(what, "free some space".into()),
    ));
    let frame = stage.frame();
    assert!(frame.contains("NOT CONFIRMED"), "{frame}");
    assert!(frame.contains("free some space"), "{frame}");
}

#[test]
fn the_menu_runs_an_entry_by_its_letter_and_what_answers_wants_enter() {
    let mut stage = Stage::sample("tickets");
    let first = stage.item();
    stage.keys("1 Space");
    let frame = stage.frame();
    assert!(frame.contains("h history"), "{frame}");
    assert!(
        frame.contains("not now: nothing answered is nearly"),
        "{frame}"
    );
    // What is not possible now stays in the menu and says why.
    stage.keys("d");
    assert!(
        stage.frame().contains("same as: nothing answered"),
        "{}",
        stage.frame()
    );
    stage.keys("h Enter");
    assert_eq!(stage.item(), first);
    stage.keys("Esc Esc Space v");
    assert!(
        stage.frame().contains("should be veiled"),
        "{}",
        stage.frame()
    );
    stage.keys("Backspace");
    assert!(stage.frame().contains("h history"), "{}", stage.frame());
    stage.keys("/").text("strategy").keys("Esc");
    assert!(stage.model.item().is_some());
}

#[test]
fn ctrl_c_leaves_a_prompt_and_asks_before_it_quits() {
    let mut stage = Stage::sample("tickets");
    stage.keys("+").text("x").keys("Ctrl-c");
    assert!(!stage.quit && !stage.frame().contains("name of the new class"));
    stage.keys("Ctrl-c");
    assert!(!stage.quit);
    assert!(
        stage.frame().contains("ends the session"),
        "{}",
        stage.frame()
    );
    // Anything else in between is no second time.
    stage.keys("1 Ctrl-c");
    assert!(!stage.quit);
    stage.keys("Ctrl-c");
    assert!(stage.quit);
}

#[test]
fn arrows_skip_and_lead_back_to_earlier_answers() {
    let mut stage = Stage::sample("tickets");
    let first = stage.item();
    stage.keys("1");
    let second = stage.item();
    stage.keys("Right");
    assert_ne!(stage.item(), second);
    assert_eq!(stage.session.state().counts().skipped, 1);
    // What was put off stands before it.
    stage.keys("Left Down Enter");
    assert_eq!(stage.item(), first);
}

#[test]
fn a_users_keymap_moves_keys_on_the_screen_too() {
    let mut stage = Stage::sample("tickets");
    let mut keymap = querist::command::Keymap::default();
    let text = "[global]\n\"=\" = \"skip\"\n\"right\" = \"none\"\n\"b\" = \"help\"\n";
    let problems = keymap.patch(text, "keymap.toml");
    stage.model = stage.model.with_keymap(keymap, &problems);
    let frame = stage.frame();
    assert!(frame.contains("keymap.toml:4"), "{frame}");
    stage.keys("Esc");
    assert!(stage.frame().contains("= skip"), "{}", stage.frame());
    let first = stage.item();
    stage.keys("Right");
    assert_eq!(stage.item(), first);
    stage.keys("=");
    assert_ne!(stage.item(), first);
    stage.keys("?");
    assert!(stage.frame().contains("=  skip"), "{}", stage.frame());
}

#[test]
fn a_command_added_to_the_table_runs_through_the_application() {
    use querist::command::{Answer, Context, Effect, Keymap, Row, TABLE};

    let row = Row::new(
        "postpone",
        "postpone",
        "put the item off in other words",
        &[(Context::Label, "ctrl-p"), (Context::Label, "space p")],
    )
    .answering()
    .does(|_| Effect::Answer(Answer::Skip));
    let mut stage = Stage::sample("tickets");
    let keymap = Keymap::new(TABLE.iter().copied().chain([row]));
    stage.model = stage.model.with_keymap(keymap, &[]);
    stage.keys("Ctrl-p");
    assert_eq!(stage.session.state().counts().skipped, 1);
    stage.keys("Space");
    assert!(stage.frame().contains("p postpone"), "{}", stage.frame());
    stage.keys("p");
    assert_eq!(stage.session.state().counts().skipped, 1, "it wants Enter");
    stage.keys("Enter");
    assert_eq!(stage.session.state().counts().skipped, 2);
    stage.keys(":").text("other words").keys("Enter");
    assert_eq!(stage.session.state().counts().skipped, 3);
    stage.keys("?");
    stage.resize(120, 80);
    assert!(stage.frame().contains("Ctrl-P"), "{}", stage.frame());
}
