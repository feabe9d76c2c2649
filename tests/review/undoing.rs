//! Undo and redo in a review: decisions, requests, and what was typed for them.

use super::annotations::{given, import_by, second_opinion};
use super::stage::ReviewStage;

#[test]
fn what_was_typed_for_a_decision_comes_back_with_its_undo() {
    let mut stage = ReviewStage::opening();
    let first = stage.item();
    stage.keys("Space n").text("irony is fine").keys("Enter 1");
    assert_ne!(stage.item(), first);
    assert!(!stage.frame().contains("because:"), "{}", stage.frame());
    let mut stage = stage.reopen();
    stage.keys("Backspace").expect("because: irony is fine");
    stage.keys("3");
    let decided = stage.said(&first);
    let decided = decided.adjudication().unwrap();
    assert_eq!(decided.rationale.as_deref(), Some("irony is fine"));
    let second = stage.item();
    assert!(!stage.frame().contains("because:"), "{}", stage.frame());
    // So do the question of a gap, and why somebody was asked.
    stage.keys("Space u").text("which first?").keys("Enter");
    stage.keys("Backspace Space u").expect("which first?");
    stage.keys("Esc Space a Enter").text("please").keys("Enter");
    stage.keys("Backspace Space a Enter").expect("please");
    stage.keys("Esc");
    assert_eq!(stage.item(), second);
}

#[test]
fn undo_of_any_depth_takes_decisions_and_requests_back() {
    let mut stage = ReviewStage::opening();
    let mut items = Vec::new();
    for keys in ["1", "Space k Enter", "Space a Enter Enter"] {
        items.push(stage.item());
        stage.keys(keys);
    }
    for item in items.iter().rev() {
        stage.keys("Backspace");
        assert_eq!(stage.item(), *item);
        assert_eq!(stage.ruling(item), None);
    }
    assert!(stage.session.state().requested().is_empty());
    assert_eq!(stage.session.state().sessions()[0].adjudications, 0);
    stage.keys("Esc Backspace").expect("nothing to undo");
}

#[test]
fn redo_brings_decisions_and_requests_back_until_something_new_is_decided() {
    let mut stage = ReviewStage::opening();
    let mut items = Vec::new();
    for keys in ["1", "Space k Enter", "Space a Enter Enter"] {
        items.push(stage.item());
        stage.keys(keys);
    }
    let rulings = |stage: &ReviewStage| {
        items
            .iter()
            .map(|item| stage.ruling(item))
            .collect::<Vec<_>>()
    };
    let before = rulings(&stage);
    stage.keys("Backspace Backspace Backspace");
    let mut stage = stage.reopen();
    stage.keys("Ctrl-r Ctrl-r").expect("1 decision back again");
    stage
        .keys("Ctrl-r")
        .expect("1 request to judge anew back again");
    assert_eq!(rulings(&stage), before);
    assert_eq!(stage.session.state().requested().len(), 1);
    stage.keys("Ctrl-r").expect("nothing to redo");
    stage.keys("Backspace 2 Ctrl-r").expect("nothing to redo");
}

#[test]
fn undo_reaches_back_into_an_earlier_session() {
    let mut stage = ReviewStage::opening();
    let first = stage.item();
    stage.keys("1");
    let mut stage = stage.reopen();
    stage.keys("Backspace");
    assert_eq!(stage.item(), first);
    assert_eq!(stage.ruling(&first), None);
}

#[test]
fn a_decision_on_a_pool_item_teaches_and_undo_unteaches() {
    let mut stage = ReviewStage::opening();
    let items = stage.session.items();
    while matches!(
        items.side(stage.model.item().unwrap()),
        querist::pool::Split::Holdout(_)
    ) {
        stage.keys("Right");
    }
    stage.keys("1");
    let fine = stage.session.state().labels().find("fine");
    let last = |stage: &ReviewStage| {
        stage
            .session
            .state()
            .training_changes()
            .last()
            .unwrap()
            .label()
    };
    assert_eq!(last(&stage), fine);
    stage.keys("Backspace");
    assert_eq!(last(&stage), None);
}

#[test]
fn an_import_of_before_is_taken_back_only_when_it_is_meant() {
    let folder = tempfile::tempdir().unwrap();
    let layout = second_opinion(folder.path());
    let differ = [given("eve", "C132", "fine"), given("eve", "C118", "fine")];
    import_by("cleo", &layout, &differ);
    let mut stage = ReviewStage::open(folder);
    let before = stage.frame();
    let header = |frame: &str| frame.lines().next().unwrap().to_owned();
    stage.keys("Backspace").expect("before this session?");
    stage.expect("import of 2 labels of eve");
    stage.keys("Esc");
    assert_eq!(header(&stage.frame()), header(&before));
    let people = |stage: &ReviewStage| stage.said("C132").judgements().len();
    assert_eq!(people(&stage), 3);
    stage.keys("Backspace Enter").expect("taken back");
    assert_eq!(people(&stage), 2);
    stage.keys("Ctrl-r");
    assert_eq!(people(&stage), 3);
    // A decision of one's own needs no question.
    stage.keys("2 Backspace").expect("you had decided for rude");
}
