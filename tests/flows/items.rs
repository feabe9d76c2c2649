//! The list of all items: key scripts through the application.

use querist::session::{ItemQuery, ItemView, LabelingCommand, LabelingEvent};

use crate::stage::Stage;

/// How many items the list holds, by its title.
fn listed(stage: &Stage) -> String {
    let frame = stage.frame();
    let title = frame
        .lines()
        .next()
        .unwrap()
        .trim_matches(['╭', '╮', '─', ' ']);
    title.split(" ─").next().unwrap().trim().to_owned()
}

#[test]
fn many_items_are_relabeled_at_once_and_one_key_takes_that_back() {
    let mut stage = Stage::sample("tickets");
    stage
        .keys("1 1 1 2 Space h /")
        .text("label:bill")
        .keys("Down");
    assert!(
        listed(&stage).starts_with("answered: 3 items"),
        "{}",
        stage.frame()
    );
    stage.keys("a r").text("outage").keys("Enter");
    let frame = stage.frame();
    assert!(
        frame.contains("label 3 items outage? 3 had another answer"),
        "{frame}"
    );
    stage.keys("Esc");
    let per_class = |stage: &Stage| stage.session.state().labeled_per_class();
    assert_eq!(per_class(&stage)[..3], [3, 1, 0], "nothing is done unasked");
    stage.keys("r").text("outage").keys("Enter Enter");
    assert_eq!(per_class(&stage)[..3], [0, 1, 3]);
    let frame = stage.frame();
    assert!(frame.contains("labeled outage: 3 items"), "{frame}");
    assert!(listed(&stage).starts_with("answered: 0 items"), "{frame}");
    stage.keys("Backspace");
    assert_eq!(per_class(&stage)[..3], [3, 1, 0]);
    assert!(
        stage.frame().contains("3 answers taken back"),
        "{}",
        stage.frame()
    );
    stage.keys("Ctrl-r");
    assert_eq!(per_class(&stage)[..3], [0, 1, 3]);
    // Answers of the person's own pace: the four that were given one by one.
    let session = stage.session.state().sessions()[0].clone();
    assert_eq!(session.answers, 4);
    let stage = stage.reopen();
    assert_eq!(per_class(&stage)[..3], [0, 1, 3]);
}

#[test]
fn a_correction_that_is_taken_back_in_the_list_leaves_no_item_to_overwrite() {
    let mut stage = Stage::sample("tickets");
    stage.keys("1");
    let last = stage.item();
    stage.keys("2");
    let frame = stage.keys("Left").frame();
    assert!(frame.contains("[answered]"), "{frame}");
    let corrected = last.clone();
    let before = stage.label(&corrected);
    stage.keys("Enter 3");
    assert_eq!(stage.label(&corrected).as_deref(), Some("outage"));
    stage.keys("Backspace");
    assert_eq!(stage.label(&corrected), before);
    stage.keys("Esc");
    assert_ne!(stage.item(), corrected, "{}", stage.frame());
    stage.keys("1");
    assert_eq!(stage.label(&corrected), before);
}

#[test]
fn of_items_that_are_relabeled_those_that_have_the_label_are_counted_apart() {
    let mut stage = Stage::sample("tickets");
    stage.keys("1 2 2");
    stage.keys("Space h a r").text("account").keys("Enter");
    let frame = stage.frame();
    assert!(
        frame.contains("label 1 item account? 2 have it already; 1 had another answer"),
        "{frame}"
    );
}

#[test]
fn many_items_get_a_class_that_is_new_in_one_act() {
    let mut stage = Stage::sample("tickets");
    stage.keys("1 1 2 Space h a r").text("refunds");
    assert!(stage.frame().contains("a new class"), "{}", stage.frame());
    stage.keys("Enter");
    let frame = stage.frame();
    assert!(
        frame.contains("label 3 items refunds, a new class? 3 had another answer"),
        "{frame}"
    );
    let classes = |stage: &Stage| stage.session.state().labels().active().count();
    assert_eq!(classes(&stage), 5, "nothing is done unasked");
    stage.keys("Enter");
    assert_eq!(classes(&stage), 6);
    let per_class = stage.session.state().labeled_per_class();
    assert_eq!(per_class, [0, 0, 0, 0, 0, 3]);
    stage.keys("Backspace");
    assert_eq!(classes(&stage), 5);
    assert_eq!(stage.session.state().labeled_per_class()[..2], [2, 1]);
    stage.keys("Ctrl-r");
    let stage = stage.reopen();
    assert_eq!(classes(&stage), 6);
    assert_eq!(stage.session.state().labeled_per_class()[5], 3);
    // A class that is there is meant, whatever the case of its letters.
    let mut stage = stage;
    stage.keys("Space h a r").text("Outage");
    assert!(!stage.frame().contains("a new class"), "{}", stage.frame());
}

#[test]
fn the_first_class_can_be_named_for_many_items() {
    let mut stage = Stage::sample("bootstrap");
    stage.keys("Esc Space q Space Space r");
    assert!(stage.frame().contains("Type a name"), "{}", stage.frame());
    stage.text("praise").keys("Enter Enter");
    assert_eq!(stage.session.state().labeled_per_class(), [2]);
}

#[test]
fn marked_items_are_flagged_and_asked_anew() {
    let mut stage = Stage::sample("tickets");
    stage.keys("1 2 3 Space h Space Space");
    assert!(listed(&stage).contains("2 marked"), "{}", stage.frame());
    stage.keys("f");
    assert!(stage.frame().contains("flag 2 items?"), "{}", stage.frame());
    stage.keys("Enter");
    assert_eq!(stage.session.state().counts().flagged, 2);
    stage.keys("f");
    assert!(
        stage.frame().contains("take the flag off 2 items?"),
        "{}",
        stage.frame()
    );
    stage.keys("Esc Backspace");
    assert_eq!(stage.session.state().counts().flagged, 0);
    stage.keys("q");
    assert!(
        stage.frame().contains("ask you 2 items anew?"),
        "{}",
        stage.frame()
    );
    stage.keys("Enter");
    assert_eq!(stage.session.state().requested().len(), 2);
    // The first Esc takes the marks off, the second leaves.
    stage.keys("Esc");
    assert!(!listed(&stage).contains("marked"), "{}", stage.frame());
    stage.keys("Esc 4");
    let asked = stage.session.current().unwrap().item();
    assert!(
        stage
            .session
            .state()
            .requested()
            .iter()
            .any(|known| known.item == asked)
    );
}

#[test]
fn tabs_lead_through_the_views_and_words_narrow_them() {
    let mut stage = Stage::sample("tickets");
    stage.keys("1 Right - !");
    stage.keys("Space q");
    assert!(listed(&stage).starts_with("next: "), "{}", stage.frame());
    for view in [
        "answered: 2",
        "skipped: 1",
        "unsure: 1",
        "flagged: 0",
        "noted: 0",
    ] {
        stage.keys("Tab");
        assert!(
            listed(&stage).starts_with(view),
            "{view}: {}",
            stage.frame()
        );
    }
    // Shift-Tab leads back, beyond the first view to the last.
    for view in [
        "flagged: 0",
        "unsure: 1",
        "skipped: 1",
        "answered: 2",
        "next: ",
        "all: ",
        "waiting: 0",
    ] {
        stage.keys("Shift-Tab");
        assert!(
            listed(&stage).starts_with(view),
            "{view}: {}",
            stage.frame()
        );
    }
    // The flagged item is on the screen: nothing is told of it.
    stage.keys("Esc 2 Space q Tab Tab Tab Tab");
    assert!(
        listed(&stage).starts_with("flagged: 1 item"),
        "{}",
        stage.frame()
    );
    stage.keys("/").text("no such word at all");
    assert!(stage.frame().contains("Nothing fits"), "{}", stage.frame());
}

#[test]
fn a_slip_in_a_word_is_forgiven_when_nothing_else_fits() {
    let mut stage = Stage::sample("tickets");
    stage.keys("/").text("invoice");
    let exact = listed(&stage);
    assert!(
        exact.starts_with("all: ") && !exact.contains("nearly"),
        "{exact}"
    );
    stage.keys("Ctrl-u").text("invioce");
    assert!(listed(&stage).contains("nearly these"), "{}", stage.frame());
}

#[test]
fn nothing_is_told_of_the_item_on_the_screen() {
    let mut stage = Stage::sample("tickets");
    let all = stage.session.items().len();
    for _ in 0..30 {
        let Some(on_screen) = stage.model.item() else {
            break;
        };
        for view in [
            ItemView::All,
            ItemView::Next,
            ItemView::Answered,
            ItemView::SetAside,
        ] {
            for filter in ["", "arm:holdout", "arm:random", "arm:repeat", "unanswered"] {
                let filter = filter.to_owned();
                let query = ItemQuery { view, filter };
                let events = stage.session.handle(LabelingCommand::Items(query));
                let Some(LabelingEvent::Items(listing)) = events.first() else {
                    panic!("{events:?}");
                };
                assert!(listing.rows.iter().all(|row| row.item != on_screen));
                assert!(listing.total < all);
            }
        }
        stage.keys("1");
    }
}

#[test]
fn columns_stand_side_by_side_and_can_be_asked_for() {
    let mut stage = Stage::sample("tickets");
    stage.keys("/").text("channel:email").keys("Down");
    let email = listed(&stage);
    stage.keys("t");
    let frame = stage.frame();
    assert!(
        frame.contains("label") && frame.contains("channel"),
        "{frame}"
    );
    assert!(
        frame.lines().filter(|line| line.contains("email")).count() > 5,
        "{frame}"
    );
    stage.keys("/").text(" -channel:email");
    assert!(listed(&stage).starts_with("all: 0 items"), "{email}");
}

#[test]
fn a_hidden_column_is_hidden_in_lists_too() {
    let stage = Stage::sample("tickets");
    let config = stage.folder.path().join("querist.toml");
    let written = std::fs::read_to_string(&config).unwrap();
    let hidden = "[columns]\nhidden = [\"channel\"]\n\n[query]\n";
    let hidden = written.replace("[query]\n", hidden);
    assert_ne!(hidden, written);
    std::fs::write(&config, hidden).unwrap();
    let mut stage = stage.reopen();
    stage.resize(160, 50);
    for keys in ["Space q", "t"] {
        stage.keys(keys);
        let frame = stage.frame();
        assert!(frame.contains("2026-0"), "the date is shown\n{frame}");
        assert!(
            !frame.contains("channel") && !frame.contains("web form"),
            "{frame}"
        );
    }
}

#[test]
fn in_a_window_that_shows_nothing_a_list_does_nothing() {
    let mut stage = Stage::sample("tickets");
    stage.keys("1 Space c").resize(20, 5).keys("x Enter");
    stage.resize(80, 24);
    assert!(stage.frame().contains("classes: 5"), "{}", stage.frame());
    stage.keys("Esc +").text("new").resize(20, 5).keys("Enter");
    assert_eq!(stage.session.state().labels().len(), 5);
}

#[test]
fn who_labels_many_at_once_hears_that_checks_are_spent() {
    let mut stage = Stage::sample("tickets");
    stage.keys("1 Space q Tab Tab Tab Tab Tab Tab Tab Tab a r");
    stage.text("outage").keys("Enter");
    let frame = stage.frame();
    assert!(frame.contains("fewer checks are left"), "{frame}");
}

#[test]
fn of_an_empty_list_nothing_can_be_marked() {
    let mut stage = Stage::sample("tickets");
    stage.keys("1 Space q /").text("flag").keys("Down a r");
    let frame = stage.frame();
    assert!(listed(&stage).contains(" 0 items"), "{frame}");
    assert!(!frame.contains("marked"), "{frame}");
    assert!(!frame.contains("label 0 items"), "{frame}");
}

#[test]
fn the_cursor_stays_on_the_item_that_was_corrected() {
    let mut stage = Stage::sample("tickets");
    stage.keys("1 2 3 Left Down Down");
    let selected = |stage: &Stage| {
        let frame = stage.frame();
        let mut rows = frame.lines().map(str::to_owned);
        let row = rows.find(|line| line.contains('▸')).unwrap();
        row.split_once("  ").unwrap().1.trim().to_owned()
    };
    let before = selected(&stage);
    let (label, text) = before.split_once(' ').unwrap();
    assert_eq!(label, "billing", "{before}");
    stage.keys("r").text("other").keys("Enter");
    let frame = stage.frame();
    if frame.contains('?') && frame.contains("had another answer") {
        stage.keys("Enter");
    }
    let after = selected(&stage);
    assert!(after.starts_with("other"), "{}", stage.frame());
    assert!(after.ends_with(text.trim()), "{after} is not {before}");
}

#[test]
fn an_answered_item_that_is_left_by_skip_stays_as_it_is() {
    let mut stage = Stage::sample("tickets");
    let first = stage.item();
    stage.keys("1 2 Left Down Enter Right");
    assert_eq!(stage.label(&first).as_deref(), Some("billing"));
    assert_eq!(stage.session.state().counts().skipped, 0);
    let frame = stage.frame();
    assert!(!frame.contains("put off"), "{frame}");
    assert!(frame.contains("[answered]"), "{frame}");
}

#[test]
fn the_list_of_all_items_counts_the_one_on_the_screen_only_where_it_holds_it() {
    let mut stage = Stage::sample("tickets");
    stage.keys("/ Down Enter 2");
    let title = listed(&stage);
    let is_whole = title.starts_with("all: 440 items") && !title.contains("without");
    let is_less = title.starts_with("all: 439 items, without the one on the screen");
    assert!(is_whole || is_less, "{title}");
}
