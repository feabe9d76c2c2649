//! What the review looks like, at the sizes people use and at some that they don't.

use super::stage::ReviewStage;

#[test]
fn an_item_at_80x24_before_anything_is_computed() {
    insta::assert_snapshot!(ReviewStage::opening().frame());
}

#[test]
fn an_item_at_80x24() {
    insta::assert_snapshot!(ReviewStage::sample().frame());
}

#[test]
fn an_item_at_160x50_with_names_reliability_and_what_is_probable() {
    let mut stage = ReviewStage::sample();
    insta::assert_snapshot!(stage.resize(160, 50).keys("Space l Space r Tab").frame());
}

#[test]
fn an_item_at_40x12() {
    insta::assert_snapshot!(ReviewStage::sample().resize(40, 12).frame());
}

#[test]
fn after_a_decision() {
    insta::assert_snapshot!(ReviewStage::sample().keys("1").frame());
}

#[test]
fn a_gap_is_named_with_the_item_in_sight() {
    let mut stage = ReviewStage::opening();
    insta::assert_snapshot!(stage.keys("Space u").text("is irony rude?").frame());
}

#[test]
fn whom_to_ask() {
    insta::assert_snapshot!(ReviewStage::opening().keys("Space a").frame());
}

#[test]
fn the_matrix_of_people() {
    insta::assert_snapshot!(ReviewStage::opening().keys("Space x").frame());
}

#[test]
fn the_matrix_of_classes() {
    insta::assert_snapshot!(ReviewStage::opening().keys("Space x Tab").frame());
}

#[test]
fn the_items_of_the_worst_pair() {
    insta::assert_snapshot!(ReviewStage::opening().keys("Space x Enter").frame());
}

#[test]
fn what_comes_in_which_order() {
    insta::assert_snapshot!(ReviewStage::opening().keys("Space o").frame());
}

#[test]
fn guidelines_with_what_they_leave_open() {
    let mut stage = ReviewStage::opening();
    stage.keys("Space u").text("is irony rude?").keys("Enter");
    insta::assert_snapshot!(stage.keys("Space g").frame());
}

#[test]
fn menu_of_the_review_with_an_entry_that_waits_for_enter() {
    insta::assert_snapshot!(ReviewStage::opening().keys("Space k").frame());
}

#[test]
fn help_of_the_review() {
    insta::assert_snapshot!(ReviewStage::opening().resize(100, 48).keys("?").frame());
}

#[test]
fn no_size_breaks_a_frame_of_the_review() {
    let mut stage = ReviewStage::opening();
    for columns in (0..60).chain([79, 80, 81, 119, 160, 200, 500]) {
        for rows in (0..32).chain([48, 50, 60, 200]) {
            stage.resize(columns, rows);
            assert_eq!(stage.frame().lines().count(), usize::from(rows));
        }
    }
    for open in [
        "?", ":", "Space g", "Left", "/", "Space o", "Space a", "Space u", "Space x", "Space w",
        "Space .", "Space", "Space k",
    ] {
        stage.resize(80, 24).keys(open);
        for (columns, rows) in [(0, 0), (1, 1), (20, 6), (21, 7), (40, 12), (200, 60)] {
            stage.resize(columns, rows).frame();
        }
        stage.resize(80, 24).keys("Esc");
    }
}

#[test]
fn from_40x12_up_the_text_and_every_class_stay_in_sight() {
    let mut stage = ReviewStage::opening();
    let items = stage.session.items();
    let text = &items.get(stage.model.item().unwrap()).text;
    let beginning: String = text.chars().take(12).collect();
    for columns in 40..=160 {
        for rows in 12..=50 {
            let frame = stage.resize(columns, rows).frame();
            for class in ["fine", "rude", "off-topic"] {
                assert!(frame.contains(class), "{columns}x{rows}\n{frame}");
            }
            assert!(frame.contains(&beginning), "{columns}x{rows}\n{frame}");
        }
    }
}

#[test]
fn the_matrix_of_a_tiny_terminal_shows_the_cell_that_is_looked_at() {
    let mut stage = ReviewStage::sample();
    let frame = stage.resize(30, 8).keys("Space x").frame();
    let looked_at = frame.lines().find(|line| line.contains('▸'));
    assert!(
        looked_at.is_some_and(|line| line.contains(".45")),
        "{frame}"
    );
}
