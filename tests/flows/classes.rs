//! The list of classes: key scripts through the application.

use querist::session::{LabelingEvent, Notice};

use crate::stage::Stage;

fn classes(stage: &Stage) -> Vec<String> {
    let labels = stage.session.state().labels();
    labels
        .active()
        .map(|(_, label)| format!("{} {}", label.key.unwrap_or(' '), label.name))
        .collect()
}

fn guidelines(stage: &Stage) -> String {
    std::fs::read_to_string(stage.folder.path().join("guidelines.md")).unwrap()
}

#[test]
fn a_renamed_class_takes_its_section_along_and_undo_brings_it_back() {
    let mut stage = Stage::sample("tickets");
    let before = guidelines(&stage);
    assert!(before.contains("## billing\n"), "{before}");
    stage.keys("Space c r Ctrl-u").text("money").keys("Enter");
    assert_eq!(
        guidelines(&stage),
        before.replace("## billing\n", "## money\n")
    );
    let about = stage.session.project().guidelines.hash.clone();
    stage.keys("Backspace");
    assert_eq!(guidelines(&stage), before);
    assert_ne!(
        stage.session.project().guidelines.hash,
        about,
        "answers name what was in force"
    );
    assert_eq!(classes(&stage)[0], "1 billing");
}

#[test]
fn a_class_is_described_in_the_guidelines() {
    let mut stage = Stage::sample("tickets");
    stage
        .keys("Space c Down d Ctrl-u")
        .text("Who they are.")
        .keys("Enter");
    assert!(guidelines(&stage).contains("## account\n\nWho they are.\n"));
    assert!(stage.frame().contains("Who they are."), "{}", stage.frame());
    // An empty line changes nothing.
    let before = guidelines(&stage);
    stage.keys("d Ctrl-u Enter");
    assert_eq!(guidelines(&stage), before);
}

#[test]
fn keys_and_order_are_kept_in_the_config_and_ids_stay() {
    let mut stage = Stage::sample("tickets");
    let billing = stage.session.state().labels().find("billing");
    // To the third place, under the key of the class that stands there.
    stage.keys("Space c n n k").text("3").keys("Enter");
    let wanted = ["2 account", "1 outage", "3 billing", "4 feature", "5 other"];
    assert_eq!(classes(&stage), wanted);
    stage.keys("k").text("?").keys("Enter");
    assert!(
        stage.frame().contains("belongs to the workstation"),
        "{}",
        stage.frame()
    );
    assert_eq!(classes(&stage), wanted);
    stage.keys("Esc 3");
    let first = stage
        .session
        .state()
        .recently_handled(&stage.session.project().annotator)[0];
    assert_eq!(stage.session.state().item(first).label(), billing);
    let stage = stage.reopen();
    assert_eq!(classes(&stage), wanted);
    assert_eq!(stage.session.state().labels().find("billing"), billing);
}

#[test]
fn a_retired_class_is_asked_about_first_and_undo_offers_it_again() {
    let mut stage = Stage::sample("tickets");
    let first = stage.item();
    stage.keys("1 2 Space c x");
    assert!(
        stage
            .frame()
            .contains("It touches 1 label: kept as records"),
        "{}",
        stage.frame()
    );
    stage.keys("Esc");
    assert_eq!(classes(&stage).len(), 5);
    stage.keys("x Enter");
    assert_eq!(classes(&stage).len(), 4);
    assert_eq!(
        stage.label(&first).as_deref(),
        Some("billing"),
        "the record stays"
    );
    stage.keys("Backspace");
    assert_eq!(classes(&stage)[0], "1 billing");
}

#[test]
fn a_split_adds_classes_and_asks_the_items_anew_in_one_act() {
    let mut stage = Stage::sample("tickets");
    stage
        .keys("1 1 2 Space c s")
        .text("refunds, invoices")
        .keys("Enter");
    let frame = stage.frame();
    assert!(
        frame.contains("split billing into refunds, invoices? Asked anew: 2 items"),
        "{frame}"
    );
    stage.keys("Enter");
    assert_eq!(classes(&stage).len(), 7);
    assert_eq!(stage.session.state().requested().len(), 2);
    stage.keys("Backspace");
    assert_eq!(classes(&stage).len(), 5);
    assert_eq!(stage.session.state().requested().len(), 0);
    assert_eq!(stage.session.state().counts().labeled, 3);
    // A name that is taken is told before anything is asked.
    stage.keys("s").text("account").keys("Enter");
    assert!(
        stage.frame().contains("already a class"),
        "{}",
        stage.frame()
    );
}

#[test]
fn what_a_split_asks_anew_says_so_on_the_screen_in_the_list_and_on_the_page() {
    let mut stage = Stage::sample("tickets");
    stage
        .keys("1 1 2 Space c s")
        .text("refunds")
        .keys("Enter Enter Esc");
    // The item on the screen stays; the next is one of those asked anew.
    assert!(!stage.frame().contains("asked again"), "{}", stage.frame());
    stage.keys("Space q");
    let frame = stage.frame();
    let first = frame.lines().find(|line| line.contains('▸'));
    assert!(
        first.is_some_and(|line| line.contains("asked again: billing was split")),
        "{frame}"
    );
    assert!(frame.contains("number 1 for"), "{frame}");
    stage.keys("Esc 2");
    let frame = stage.frame();
    assert!(frame.contains("asked again: billing was split"), "{frame}");
    stage.keys("Space w");
    let frame = stage.frame();
    assert!(frame.contains("Asked again: billing was split."), "{frame}");
    // Answered, it is not asked again; between two of them something else comes.
    stage.keys("Esc 6");
    assert!(!stage.frame().contains("asked again"), "{}", stage.frame());
    let mut stage = stage.reopen();
    stage.keys("2");
    let frame = stage.frame();
    assert!(frame.contains("asked again: billing"), "{frame}");
}

#[test]
fn a_class_that_is_being_split_says_how_much_is_left_until_nothing_is() {
    let mut stage = Stage::sample("tickets");
    stage
        .keys("1 1 2 Space c s")
        .text("refunds")
        .keys("Enter Enter");
    let frame = stage.frame();
    assert!(frame.contains("being split: 2 left"), "{frame}");
    stage.keys("Esc");
    let row = |stage: &Stage| {
        let frame = stage.frame();
        let mut rows = frame.lines().map(str::to_owned);
        rows.find(|line| line.contains("1  billing")).unwrap()
    };
    assert!(row(&stage).contains("2 left"), "{}", row(&stage));
    stage.resize(160, 50);
    assert!(
        row(&stage).contains("being split, 2 left"),
        "{}",
        row(&stage)
    );
    // Every second question is one of them.
    stage.resize(80, 24).keys("3 6 3 6");
    assert!(!row(&stage).contains("left"), "{}", row(&stage));
    stage.keys("Space c");
    assert!(!stage.frame().contains("being split"), "{}", stage.frame());
}

#[test]
fn an_item_that_was_gone_back_to_says_that_its_class_was_split() {
    let mut stage = Stage::sample("tickets");
    stage.keys("1 1 2 Left Down Enter");
    stage
        .keys("Space c s")
        .text("refunds")
        .keys("Enter Enter Esc");
    let frame = stage.frame();
    assert!(frame.contains("asked again: billing was split"), "{frame}");
    stage.keys("Space w");
    let frame = stage.frame();
    assert!(
        frame.contains("What you said before stays until you answer"),
        "{frame}"
    );
    assert!(!frame.contains("is not shown"), "{frame}");
}

#[test]
fn insights_say_how_many_checks_count_as_before_a_split() {
    let mut stage = Stage::sample("tickets");
    for n in 0..60 {
        stage.keys(["1", "1", "2"][n % 3]);
    }
    assert!(stage.session.state().holdout_answered() > 0);
    stage.keys("Space i");
    assert!(!stage.frame().contains("was split"), "{}", stage.frame());
    stage
        .keys("Esc Space c s")
        .text("refunds")
        .keys("Enter Enter Esc Space i");
    let frame = stage.frame();
    // The panel on the left, in one line.
    let left = frame
        .lines()
        .map(|line| line.chars().take(39).collect::<String>());
    let words: Vec<String> = left
        .map(|line| line.trim_matches(['│', ' ']).to_owned())
        .collect();
    let words = words.join(" ");
    assert!(
        words.contains("answered before billing was split: until asked again"),
        "{frame}"
    );
}

#[test]
fn a_retired_class_that_is_named_again_has_its_labels_and_counts_again() {
    let mut stage = Stage::sample("tickets");
    let first = stage.item();
    stage.keys("1 2 Space c x Enter");
    assert_eq!(classes(&stage).len(), 4);
    stage.keys("a").text("billing").keys("Enter");
    let frame = stage.frame();
    assert!(frame.contains("offered again with 1 label"), "{frame}");
    assert_eq!(classes(&stage)[0], "1 billing", "under its own key");
    assert_eq!(
        stage.session.state().labels().len(),
        5,
        "it is the same class"
    );
    assert_eq!(stage.label(&first).as_deref(), Some("billing"));
    stage.keys("Backspace");
    assert_eq!(classes(&stage).len(), 4);
    stage.keys("Backspace");
    assert_eq!(classes(&stage).len(), 5);
    let stage = stage.reopen();
    assert_eq!(classes(&stage)[0], "1 billing");
}

#[test]
fn two_classes_never_differ_by_the_case_of_letters_alone() {
    let mut stage = Stage::sample("tickets");
    stage.keys("+").text("Billing").keys("Tab");
    let frame = stage.frame();
    assert!(
        frame.contains("billing is there already: its key is 1"),
        "{frame}"
    );
    assert_eq!(classes(&stage).len(), 5);
    // The line stays open: what is typed on answers nothing.
    stage.text("s");
    assert_eq!(stage.session.state().counts().labeled, 0);
    assert!(stage.frame().contains("Billings"), "{}", stage.frame());
}

#[test]
fn undo_beside_the_list_takes_no_answer_back() {
    let mut stage = Stage::sample("tickets");
    let first = stage.item();
    stage.keys("1 Space c Backspace");
    let frame = stage.frame();
    assert!(frame.contains("no change of a class"), "{frame}");
    assert_eq!(stage.label(&first).as_deref(), Some("billing"));
    stage.keys("m").text("outage").keys("Enter");
    let frame = stage.frame();
    assert!(frame.contains("merge billing into outage?"), "{frame}");
    stage.keys("Enter Backspace");
    assert_eq!(stage.label(&first).as_deref(), Some("billing"));
    assert_eq!(classes(&stage)[0], "1 billing");
}

#[test]
fn the_items_of_a_class_stand_beside_it_and_can_be_listed() {
    let mut stage = Stage::sample("tickets");
    stage.resize(160, 50).keys("1 2 1 Space c");
    let frame = stage.frame();
    assert!(frame.contains("labeled billing"), "{frame}");
    stage.keys("Down");
    assert!(
        stage.frame().contains("labeled account"),
        "{}",
        stage.frame()
    );
    stage.keys("Up Enter");
    let frame = stage.frame();
    assert!(
        frame.contains("all: 2 items") && frame.contains("label:\"billing\""),
        "{frame}"
    );
    stage.keys("Esc");
    assert!(stage.frame().contains("classes: 5"), "{}", stage.frame());
}

#[test]
fn the_list_opens_without_a_class_and_adds_one() {
    let mut stage = Stage::sample("bootstrap");
    // The line for a first class is left.
    stage.keys("Esc Space c");
    assert!(stage.frame().contains("a adds one"), "{}", stage.frame());
    stage.keys("x a").text("7").keys("Enter");
    assert_eq!(classes(&stage), ["7 7"], "a class named by a digit owns it");
    assert_eq!(stage.session.state().counts().labeled, 0);
    stage.keys("z");
    assert!(
        stage.frame().contains("z is no key here"),
        "{}",
        stage.frame()
    );
    stage.keys("Esc Esc 7");
    assert_eq!(stage.session.state().counts().labeled, 1);
}

#[test]
fn keys_stay_after_a_rename_to_a_name_that_was_merged_away_and_a_restart() {
    let mut stage = Stage::sample("tickets");
    let first = stage.item();
    stage.keys("1 2 3 Space c");
    // account goes into outage; then billing takes its name.
    stage
        .keys("Down m")
        .text("outage")
        .keys("Enter Enter Home r");
    for _ in 0.."billing".len() {
        stage.keys("Backspace");
    }
    stage.text("account").keys("Enter");
    let before = classes(&stage);
    assert_eq!(before[0], "1 account");
    let stage = stage.reopen();
    assert_eq!(classes(&stage), before);
    assert_eq!(stage.label(&first).as_deref(), Some("account"));
}

#[test]
fn no_class_takes_the_name_of_a_retired_one() {
    let mut stage = Stage::sample("tickets");
    stage.keys("1 2 Space c x Enter r");
    for _ in 0.."account".len() {
        stage.keys("Backspace");
    }
    stage.text("billing").keys("Enter");
    let frame = stage.frame();
    assert!(frame.contains("billing is a retired class"), "{frame}");
    assert!(frame.contains("retired: billing"), "{frame}");
    assert_eq!(classes(&stage)[0], "2 account");
}

#[test]
fn what_follows_from_a_merge_leaves_its_undo_in_sight() {
    let mut stage = Stage::sample("tickets");
    stage.keys("1 2 1 2 Space c End m Enter Enter");
    let follows = || LabelingEvent::Notice(Notice::Done("from here on: close calls".into()));
    stage.hear(follows());
    let frame = stage.frame();
    let words: Vec<&str> = frame.split_whitespace().collect();
    let words = words.join(" ");
    for told in ["is merged into", "undoes it", "from here on"] {
        assert!(words.contains(told), "{told}: {frame}");
    }
    // Later it is news of its own.
    stage.keys("Up");
    stage.hear(follows());
    assert!(!stage.frame().contains("undoes it"), "{}", stage.frame());
}

#[test]
fn what_an_earlier_session_did_to_many_is_undone_only_when_it_is_meant() {
    let mut stage = Stage::sample("tickets");
    stage.keys("1 1 2 Space c m").text("account");
    stage.keys("Enter Enter Esc");
    assert_eq!(classes(&stage).len(), 4);
    let mut stage = stage.reopen();
    stage.keys("Backspace");
    let frame = stage.frame();
    assert!(frame.contains("before this session?"), "{frame}");
    assert!(frame.contains("billing has 2 labels"), "{frame}");
    stage.keys("Esc");
    assert_eq!(classes(&stage).len(), 4);
    // Beside the list of classes it is the same.
    stage.keys("Space c Backspace");
    assert_eq!(classes(&stage).len(), 4);
    stage.keys("Enter");
    assert_eq!(classes(&stage).len(), 5);
    // One answer comes back at once, be it of an earlier session.
    stage.keys("Esc Backspace");
    assert_eq!(stage.session.state().counts().labeled, 2);
}

#[test]
fn a_merge_that_is_undone_counts_what_is_a_label_now() {
    let mut stage = Stage::sample("tickets");
    stage
        .keys("1 1 2 Left Down Enter 2 Esc Space c m")
        .text("account");
    stage.keys("Enter");
    let frame = stage.frame();
    assert!(frame.contains("It touches 1 label"), "{frame}");
    stage.keys("Enter Backspace");
    let frame = stage.frame();
    assert!(frame.contains("billing has 1 label back"), "{frame}");
}

#[test]
fn a_class_is_split_into_new_ones_each_named_once() {
    let mut stage = Stage::sample("tickets");
    stage.keys("1 1");
    for (typed, why) in [
        (",,", "none is named"),
        ("x,X", "stands there twice"),
        ("x,outage", "there is already a class"),
    ] {
        stage.keys("Space c s").text(typed).keys("Enter");
        let frame = stage.frame();
        assert!(frame.contains(why), "{typed}: {frame}");
        stage.keys("Esc Esc Esc");
        assert_eq!(classes(&stage).len(), 5, "{typed}");
    }
}

#[test]
fn of_a_split_class_that_is_retired_nothing_is_told_any_more() {
    let mut stage = Stage::sample("tickets");
    stage.keys("1 1 Space c s").text("x,y").keys("Enter Enter");
    assert!(stage.frame().contains("2 left"), "{}", stage.frame());
    stage.keys("x Enter");
    assert!(!stage.frame().contains("2 left"), "{}", stage.frame());
}

#[test]
fn the_items_beside_the_list_are_those_of_the_class_that_is_selected_now() {
    let mut stage = Stage::sample("tickets");
    stage.keys("1 2 2").resize(160, 50);
    stage.keys("Space c");
    assert!(
        stage.frame().contains("labeled billing"),
        "{}",
        stage.frame()
    );
    stage.keys("m").text("account").keys("Enter Enter");
    let frame = stage.frame();
    let heading = frame
        .lines()
        .position(|line| line.contains("labeled account"));
    let below = heading.and_then(|at| frame.lines().nth(at + 1));
    let below = below.map(|line| line.chars().filter(|c| c.is_alphabetic()).count());
    assert!(below.is_some_and(|letters| letters > 10), "{frame}");
}
