//! Answers, undo, classes and pauses: key scripts through the application.

use std::time::Duration;

use querist::schema::Key;
use querist::state::Verdict;
use querist::tui::Message;

use crate::stage::Stage;

fn milliseconds(count: u64) -> Duration {
    Duration::from_millis(count)
}

#[test]
fn one_key_labels_and_moves_on() {
    let mut stage = Stage::sample("tickets");
    let first = stage.item();
    stage.keys("1");
    assert_eq!(stage.label(&first).as_deref(), Some("billing"));
    assert_ne!(stage.item(), first);
    assert!(
        stage.frame().contains("saved: billing"),
        "{}",
        stage.frame()
    );
}

#[test]
fn the_same_key_within_120_ms_of_the_next_paint_is_no_answer() {
    let mut stage = Stage::sample("tickets");
    stage.press_after(milliseconds(500), Key::Char('1'));
    let second = stage.item();
    stage.press_after(milliseconds(60), Key::Char('1'));
    assert_eq!(stage.item(), second);
    assert_eq!(stage.label(&second), None);
    assert!(stage.frame().contains("did not count"), "{}", stage.frame());
    // Another key is a new answer, however fast.
    stage.press_after(milliseconds(30), Key::Char('2'));
    assert_eq!(stage.label(&second).as_deref(), Some("account"));
}

#[test]
fn a_held_key_answers_once() {
    let mut stage = Stage::sample("tickets");
    for _ in 0..60 {
        stage.press_after(milliseconds(33), Key::Char('1'));
    }
    assert_eq!(stage.session.state().counts().labeled, 1);
}

#[test]
fn a_key_pressed_before_the_item_was_painted_is_no_answer() {
    let mut stage = Stage::sample("tickets");
    stage.keys("1");
    // The next item arrived, but its frame is not on the terminal when the key comes.
    let second = stage.item();
    let early = stage.now.saturating_sub(milliseconds(8));
    stage.send(Message::Key(Key::Char('2'), early));
    assert_eq!(stage.label(&second), None);
}

#[test]
fn a_paste_never_labels() {
    let mut stage = Stage::sample("tickets");
    let first = stage.item();
    stage.send(Message::Paste("1\n2\n1".into()));
    assert_eq!(stage.item(), first);
    assert_eq!(stage.session.state().counts().labeled, 0);
}

#[test]
fn undo_of_any_depth_returns_to_each_item_with_its_answer_marked() {
    let mut stage = Stage::sample("tickets");
    let mut items = Vec::new();
    for key in ["1", "2", "3", "1", "2"] {
        items.push(stage.item());
        stage.keys(key);
    }
    for item in items.iter().rev() {
        stage.keys("Backspace");
        assert_eq!(stage.item(), *item);
        assert_eq!(stage.label(item), None);
    }
    // The first answer was 1: its row is marked.
    assert!(stage.frame().contains("1 •billing"), "{}", stage.frame());
    stage.keys("Backspace");
    assert!(
        stage.frame().contains("nothing to undo"),
        "{}",
        stage.frame()
    );
}

#[test]
fn a_correction_taken_back_leaves_the_answer_before_it() {
    let mut stage = Stage::sample("tickets");
    let first = stage.item();
    stage.keys("1 2 Left Down Enter 3");
    assert_eq!(stage.label(&first).as_deref(), Some("outage"));
    stage.keys("Esc Backspace");
    let frame = stage.frame();
    assert!(frame.contains("billing is the answer again"), "{frame}");
    assert!(frame.contains("1 •billing"), "{frame}");
    assert_eq!(stage.label(&first).as_deref(), Some("billing"));
    // It has an answer: nobody has to give one, now or on another day.
    stage.keys("Esc");
    assert_ne!(stage.item(), first);
    let stage = stage.reopen();
    assert_ne!(stage.item(), first);
}

#[test]
fn undo_after_a_flag_asks_before_it_reaches_further_back() {
    let mut stage = Stage::sample("tickets");
    let first = stage.item();
    stage.keys("1 ! Backspace");
    let frame = stage.frame();
    assert!(frame.contains("changed by its own key"), "{frame}");
    assert_eq!(stage.label(&first).as_deref(), Some("billing"));
    stage.keys("Backspace");
    assert_eq!(stage.label(&first), None);
}

#[test]
fn what_was_done_after_a_flag_is_undone_by_one_key() {
    let mut stage = Stage::sample("tickets");
    stage.keys("1 2 ! Space h Space Space r").text("outage");
    stage.keys("Enter Enter");
    let per_class = |stage: &Stage| stage.session.state().labeled_per_class();
    assert_eq!(per_class(&stage)[..3], [0, 0, 2], "{}", stage.frame());
    stage.keys("Backspace");
    assert_eq!(per_class(&stage)[..3], [1, 1, 0], "{}", stage.frame());
}

#[test]
fn undo_reaches_back_into_an_earlier_session() {
    let mut stage = Stage::sample("tickets");
    let first = stage.item();
    stage.keys("1 2");
    let mut stage = stage.reopen();
    stage.keys("Backspace Backspace");
    assert_eq!(stage.item(), first);
    assert_eq!(stage.session.state().counts().labeled, 0);
}

#[test]
fn skip_unsure_flag_and_note() {
    let mut stage = Stage::sample("tickets");
    let skipped = stage.item();
    stage.keys("Right");
    let unsure = stage.item();
    stage.keys("-");
    let marked = stage.item();
    stage.keys("!");
    assert_eq!(stage.item(), marked, "a flag does not answer");
    stage.keys("Space n").text("ask Bo").keys("Enter");
    let items = stage.session.items();
    let state = stage.session.state();
    let of = |id: &str| state.item(items.find(id).unwrap()).clone();
    assert!(of(&skipped).is_skipped() && !of(&skipped).is_answered());
    assert_eq!(of(&unsure).judgements()[0].verdict, Verdict::Unsure);
    assert!(of(&marked).flagged);
    assert_eq!(of(&marked).note.as_deref(), Some("ask Bo"));
    assert!(stage.frame().contains("note: ask Bo"), "{}", stage.frame());
    assert!(stage.frame().contains("! flagged"), "{}", stage.frame());
}

#[test]
fn a_mark_is_told_of_only_where_there_is_one() {
    let mut stage = Stage::sample("tickets");
    stage.keys("1 Backspace");
    let marked = "what you had answered is marked •";
    assert!(stage.frame().contains(marked), "{}", stage.frame());
    stage.keys("- Backspace");
    let frame = stage.frame();
    assert!(
        frame.contains("taken back; you had answered unsure"),
        "{frame}"
    );
    assert!(!frame.contains('•'), "{frame}");
}

#[test]
fn an_item_that_one_opened_says_why_no_opinion_is_shown() {
    let mut stage = Stage::sample("tickets");
    for _ in 0..12 {
        stage.keys("1");
    }
    stage.keys("Space q Enter");
    assert!(
        stage
            .frame()
            .contains("you opened it yourself: the model's opinion is not shown"),
        "{}",
        stage.frame()
    );
}

#[test]
fn a_new_class_answers_the_item_that_it_was_named_for() {
    let mut stage = Stage::sample("bootstrap");
    let first = stage.item();
    // Where there is no class yet the line is open already, and its key changes nothing in it.
    assert!(
        stage.frame().contains("answers this item"),
        "{}",
        stage.frame()
    );
    stage.keys("+").text("opening hours");
    assert!(
        stage.frame().contains("answers this item"),
        "{}",
        stage.frame()
    );
    stage.keys("Enter");
    assert_eq!(stage.label(&first).as_deref(), Some("opening hours"));
    assert!(stage.frame().contains("its key is 1"), "{}", stage.frame());
    let second = stage.item();
    assert_ne!(second, first);
    // Tab only names it: the item stays.
    stage.keys("+").text("prices").keys("Tab");
    assert_eq!(stage.item(), second);
    assert_eq!(stage.session.state().labels().active().count(), 2);
    assert_eq!(stage.session.state().counts().labeled, 1);
    // Both are one act each.
    stage.keys("Backspace");
    assert_eq!(stage.session.state().labels().active().count(), 1);
    stage.keys("Backspace");
    assert_eq!(stage.item(), first);
    assert_eq!(stage.session.state().labels().active().count(), 0);
    stage.keys("Ctrl-r");
    assert_eq!(stage.label(&first).as_deref(), Some("opening hours"));
    assert_eq!(stage.item(), second);
    // The config has it too, so the next session starts with it.
    let stage = stage.reopen();
    assert!(stage.frame().contains("opening hours"), "{}", stage.frame());
}

#[test]
fn a_class_that_exists_is_not_added_again() {
    let mut stage = Stage::sample("tickets");
    // Who types the name of one means it.
    let first = stage.item();
    stage.keys("+").text("Billing").keys("Enter");
    assert_eq!(stage.label(&first).as_deref(), Some("billing"));
    // Only to name it is nothing that can be done.
    stage.keys("+").text("billing").keys("Tab");
    assert!(
        stage.frame().contains("is there already"),
        "{}",
        stage.frame()
    );
    stage.keys("Esc +").text("second").keys("Esc");
    assert_eq!(stage.session.state().labels().active().count(), 5);
}

#[test]
fn a_name_that_was_typed_beside_an_item_is_not_offered_beside_another() {
    let mut stage = Stage::sample("tickets");
    stage.keys("+").text("refund").keys("Esc +");
    let frame = stage.frame();
    assert!(frame.contains("refund"), "{frame}");
    assert!(frame.contains("Ctrl-U empties it"), "{frame}");
    stage.keys("Esc 1 +");
    let frame = stage.frame();
    assert!(!frame.contains("refund"), "{frame}");
    assert!(!frame.contains("Ctrl-U"), "{frame}");
}

#[test]
fn a_class_is_found_by_its_key_in_the_list_too() {
    let mut stage = Stage::sample("tickets");
    let first = stage.item();
    stage.keys("Space . 3 Enter");
    assert_eq!(stage.label(&first).as_deref(), Some("outage"));
}

#[test]
fn renaming_and_merging_keep_the_labels() {
    let mut stage = Stage::sample("tickets");
    let (first, second) = (stage.item(), {
        stage.keys("1");
        stage.item()
    });
    stage.keys("2");
    // Rename billing: all its letters go, new ones come.
    stage.keys("Space c r");
    for _ in 0.."billing".len() {
        stage.keys("Backspace");
    }
    stage.text("money").keys("Enter");
    assert_eq!(stage.label(&first).as_deref(), Some("money"));
    // Merge money into account.
    stage.keys("m Enter");
    assert!(
        stage.frame().contains("It touches 1 label"),
        "{}",
        stage.frame()
    );
    stage.keys("Enter");
    assert_eq!(stage.label(&first).as_deref(), Some("account"));
    assert_eq!(stage.label(&second).as_deref(), Some("account"));
    // Undo takes back the merge and not an answer; redo brings it back.
    stage.keys("Backspace");
    assert!(
        stage
            .frame()
            .contains("money has 1 label back from account"),
        "{}",
        stage.frame()
    );
    assert_eq!(stage.label(&first).as_deref(), Some("money"));
    assert_eq!(stage.label(&second).as_deref(), Some("account"));
    stage.keys("Ctrl-r");
    let stage = stage.reopen();
    assert_eq!(stage.label(&first).as_deref(), Some("account"));
    assert_eq!(stage.session.state().labels().active().count(), 4);
}

#[test]
fn tab_hides_the_opinion_from_now_on() {
    let mut stage = Stage::sample("tickets");
    for key in "1 2 3 4 5 1 2 3 4 5 1 2".split(' ') {
        stage.keys(key);
    }
    stage.keys("Tab Tab 1");
    for _ in 0..10 {
        assert!(!stage.frame().contains('█'), "{}", stage.frame());
        stage.keys("2 3");
    }
}

#[test]
fn a_label_beyond_the_keys_is_found_by_name() {
    let mut stage = Stage::sample("tickets");
    let first = stage.item();
    stage.keys("Space .").text("outa").keys("Enter");
    assert_eq!(stage.label(&first).as_deref(), Some("outage"));
}

#[test]
fn a_break_stops_the_clock() {
    let mut stage = Stage::sample("tickets");
    stage.keys("1 Space b");
    assert!(stage.frame().contains("A break."), "{}", stage.frame());
    stage.press_after(Duration::from_secs(30), Key::Char('x'));
    stage.keys("2");
    // Two answers of about two seconds each; the half minute of rest is not work.
    let ended = &stage.session.state().sessions()[0];
    assert!(ended.active_seconds < 8.0, "{}", ended.active_seconds);
    assert_eq!(ended.breaks, 1);
}

#[test]
fn an_absence_is_not_work() {
    let mut stage = Stage::sample("tickets");
    stage.press_after(Duration::from_secs(600), Key::Char('1'));
    assert!(stage.session.state().sessions()[0].active_seconds < 0.1);
}

#[test]
fn when_every_item_is_answered_the_screen_says_so() {
    let mut stage = Stage::sample("second-opinion");
    let mut keys = ["1", "2", "3"].iter().cycle();
    let mut pressed = 0;
    while stage.session.state().counts().labeled < 170 {
        pressed += 1;
        assert!(pressed < 2_000, "{}", stage.frame());
        let frame = stage.frame();
        if frame.contains("only sensitive items are left") || frame.contains("Veiled:") {
            stage.keys("Enter");
        }
        stage.keys(keys.next().unwrap());
    }
    assert!(
        stage.frame().contains("Every item is answered"),
        "{}",
        stage.frame()
    );
    stage.keys("1");
    assert_eq!(stage.session.state().counts().labeled, 170);
    stage.keys("Backspace");
    assert_eq!(stage.session.state().counts().labeled, 169);
    stage.keys("2");
    assert!(
        stage.frame().contains("Every item is answered"),
        "{}",
        stage.frame()
    );
}

#[test]
fn nothing_is_answered_in_a_window_that_cannot_show_the_classes() {
    let mut stage = Stage::sample("tickets");
    stage.resize(10, 3).keys("1 2 -");
    assert_eq!(stage.session.state().counts().labeled, 0);
    stage.resize(80, 24).keys("1");
    assert_eq!(stage.session.state().counts().labeled, 1);
}

#[test]
fn a_key_does_not_answer_an_item_that_came_under_another_screen() {
    let mut stage = Stage::sample("tickets");
    // The next item arrives, but the help covers it before it is painted.
    let later = stage.now + Duration::from_secs(2);
    stage.send(Message::Key(Key::Char('1'), later));
    stage.send(Message::Key(Key::Char('?'), later + milliseconds(1)));
    stage.now = later + milliseconds(10);
    stage.paint();
    // Esc and a label's key come in one go: nobody has seen the item in between.
    stage.send(Message::Key(Key::Esc, later + milliseconds(500)));
    stage.send(Message::Key(Key::Char('2'), later + milliseconds(500)));
    assert_eq!(stage.session.state().counts().labeled, 1);
}

#[test]
fn a_held_backspace_takes_back_one_answer() {
    let mut stage = Stage::sample("tickets");
    stage.keys("1 2 3 4");
    for _ in 0..40 {
        stage.press_after(milliseconds(33), Key::Backspace);
    }
    assert_eq!(stage.session.state().counts().labeled, 3);
}

#[test]
fn a_note_is_edited_as_it_was_written() {
    let mut stage = Stage::sample("tickets");
    let id = stage.item();
    let item = stage.model.item().unwrap();
    let note = format!("tab\there, {}", "long ".repeat(200));
    let order = querist::session::LabelingCommand::Note(item, note.trim().to_owned());
    for report in stage.session.handle(order) {
        stage.hear(report);
    }
    stage.keys("Space n Enter");
    let items = stage.session.items();
    let kept = stage
        .session
        .state()
        .item(items.find(&id).unwrap())
        .note
        .clone();
    assert_eq!(kept.as_deref(), Some(note.trim()));
}

#[test]
fn tab_hides_and_shows_the_opinion_of_the_item_on_the_screen() {
    let mut stage = Stage::sample("tickets");
    stage.keys("1 2 3 4 5 1 2 3 4 5 1 2");
    let bars = |stage: &Stage| stage.frame().matches('█').count();
    // A blind item has nothing to hide: go on to one that shows something.
    while bars(&stage) == 0 {
        stage.keys("1");
    }
    let item = stage.item();
    stage.keys("Tab");
    assert_eq!(bars(&stage), 0, "{}", stage.frame());
    stage.keys("Tab Tab");
    assert!(bars(&stage) > 0, "{}", stage.frame());
    // What was in sight is recorded as such, although it is hidden when the answer comes.
    stage.keys("Tab");
    assert_eq!(stage.item(), item);
    stage.keys("2");
    let journals = crate::support::journals(stage.folder.path());
    let lines = String::from_utf8(journals[0].1.clone()).unwrap();
    let answer = lines.lines().rfind(|line| line.contains(&item)).unwrap();
    assert!(answer.contains("\"opinion_shown\":true"), "{answer}");
}
