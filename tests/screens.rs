//! What the screens look like, at the sizes people use and at some that they don't.

use crate::stage::Stage;

/// Twelve answers: the cold start is over and the committee has an opinion.
fn started() -> Stage {
    let mut stage = Stage::sample("tickets");
    stage.keys("1 2 3 4 5 1 2 3 4 5 1 2");
    stage
}

#[test]
fn label_at_80x24_before_the_model_knows_anything() {
    insta::assert_snapshot!(Stage::sample("tickets").frame());
}

#[test]
fn label_at_80x24() {
    insta::assert_snapshot!(started().frame());
}

#[test]
fn label_at_160x50() {
    insta::assert_snapshot!(started().resize(160, 50).frame());
}

#[test]
fn label_at_40x12() {
    insta::assert_snapshot!(started().resize(40, 12).frame());
}

#[test]
fn label_without_classes() {
    insta::assert_snapshot!(Stage::sample("bootstrap").frame());
}

#[test]
fn help() {
    insta::assert_snapshot!(started().resize(80, 48).keys("?").frame());
}

#[test]
fn palette() {
    insta::assert_snapshot!(Stage::sample("tickets").keys(":").frame());
}

#[test]
fn guidelines() {
    insta::assert_snapshot!(started().keys("Space g").frame());
}

#[test]
fn history() {
    insta::assert_snapshot!(started().keys("Left").frame());
}

#[test]
fn find() {
    insta::assert_snapshot!(started().keys("/").text("invoice").frame());
}

#[test]
fn items_as_a_table() {
    insta::assert_snapshot!(started().keys("Left t").frame());
}

#[test]
fn items_as_a_table_at_160x50() {
    insta::assert_snapshot!(started().resize(160, 50).keys("Left t").frame());
}

#[test]
fn marked_items_before_an_act() {
    insta::assert_snapshot!(started().keys("Left Space Space f").frame());
}

#[test]
fn classes() {
    insta::assert_snapshot!(started().keys("Space c").frame());
}

#[test]
fn a_class_before_it_is_retired() {
    insta::assert_snapshot!(started().keys("Space c Down x").frame());
}

#[test]
fn a_class_that_is_renamed() {
    insta::assert_snapshot!(started().keys("Space c r").frame());
}

#[test]
fn a_new_class_is_named_with_the_item_in_sight() {
    insta::assert_snapshot!(started().keys("+").text("refunds").frame());
}

#[test]
fn a_break() {
    insta::assert_snapshot!(started().keys("Space b").frame());
}

#[test]
fn menu() {
    insta::assert_snapshot!(started().keys("Space").frame());
}

#[test]
fn menu_of_content_safety() {
    insta::assert_snapshot!(started().keys("Space v").frame());
}

#[test]
fn menu_at_40x12() {
    insta::assert_snapshot!(started().resize(40, 12).keys("Space").frame());
}

#[test]
fn the_menu_of_a_tiny_terminal_has_pages() {
    let mut stage = started();
    stage.resize(30, 8).keys("Space");
    insta::assert_snapshot!(stage.frame());
    // The arrows lead on; a letter does what it does, in sight or not.
    let downs = ["Down"; 7].join(" ");
    let frame = stage.keys(&downs).frame();
    assert!(frame.contains("2 of"), "{frame}");
    assert!(stage.keys("t").frame().contains("high-contrast"));
}

#[test]
fn forty_classes_stand_in_a_grid() {
    let mut stage = Stage::sample("bootstrap");
    for n in 1..=40 {
        stage.keys("+").text(&format!("class{n}")).keys("Enter");
    }
    insta::assert_snapshot!(stage.frame());
}

#[test]
fn many_classes_keep_their_percentages_at_every_width() {
    let mut stage = Stage::sample("bootstrap");
    for n in 11..=24 {
        stage.keys("+").text(&format!("class-{n}")).keys("Enter");
    }
    let is_class = |line: &&str| line.chars().skip(5).take(6).eq("class-".chars());
    let mut is_shown = 0;
    for columns in 40..110 {
        stage.resize(columns, 20);
        let frame = stage.frame();
        for line in frame.lines().filter(is_class) {
            for class in line.split("class-").skip(1) {
                assert!(class.contains('%'), "{columns}\n{frame}");
                is_shown += 1;
            }
        }
    }
    assert!(is_shown >= 70 * 13, "{}", stage.frame());
}

#[test]
fn no_size_breaks_a_frame() {
    let mut stage = started();
    for columns in (0..60).chain([79, 80, 81, 119, 160, 200, 500]) {
        for rows in (0..32).chain([48, 50, 60, 200]) {
            stage.resize(columns, rows);
            let frame = stage.frame();
            assert_eq!(frame.lines().count(), usize::from(rows));
        }
    }
    for open in [
        "?", ":", "Space g", "Left", "Left t", "/", "Space c", "+", "Space b", "Space", "Space v",
    ] {
        stage.resize(80, 24).keys(open);
        for (columns, rows) in [(0, 0), (1, 1), (20, 6), (21, 7), (40, 12), (200, 60)] {
            stage.resize(columns, rows).frame();
        }
        stage.resize(80, 24).keys("Esc Esc");
    }
}

#[test]
fn from_40x12_up_the_text_and_every_class_stay_in_sight() {
    let mut stage = started();
    let items = stage.session.items();
    let text = &items.get(stage.model.item().unwrap()).text;
    let beginning: String = text.chars().take(12).collect();
    for columns in 40..=200 {
        for rows in 12..=60 {
            let frame = stage.resize(columns, rows).frame();
            for class in ["billing", "account", "outage", "feature", "other"] {
                assert!(frame.contains(class), "{columns}x{rows}\n{frame}");
            }
            assert!(frame.contains(&beginning), "{columns}x{rows}\n{frame}");
        }
    }
}
