//! How the screen looks and what it tells: themes, glyphs, menu, help, prompts, notices.

use querist::tui::{Glyphs, Mouse, Theme};

use crate::stage::Stage;

fn has(stage: &Stage, words: &str) -> bool {
    stage.frame().contains(words)
}

#[test]
fn a_theme_is_tried_while_it_is_selected_and_kept_by_enter() {
    let mut stage = Stage::sample("tickets");
    stage.keys("Space t");
    assert!(has(&stage, "as the terminal's background asks"));
    assert!(has(&stage, "item T"), "what it changes stays in sight");
    // A theme is tried once it is selected.
    stage.keys("Down Up");
    let auto = stage.coloured_cells();
    assert!(auto > 0);
    // dark, light, high-contrast, plain
    stage.keys("Down Down Down Down");
    assert_eq!(stage.coloured_cells(), 0, "plain has no colours");
    stage.keys("Esc");
    stage.keys("Space t");
    assert_eq!(
        stage.coloured_cells(),
        auto,
        "Esc goes back to what was chosen"
    );
    stage.keys("End Enter");
    assert_eq!(stage.kept, [("theme", "plain".to_owned())]);
    assert_eq!(stage.coloured_cells(), 0);
    stage.keys("Space t");
    assert!(has(&stage, "▸ plain"), "{}", stage.frame());
}

#[test]
fn the_terminals_background_decides_as_long_as_nobody_chose() {
    let mut stage = Stage::sample("tickets");
    stage.send(querist::tui::Message::Background(true));
    stage.keys("Space t");
    assert!(has(&stage, "light now"), "{}", stage.frame());
}

#[test]
fn where_only_ascii_can_be_drawn_every_screen_is_ascii() {
    let theme = Theme::plain().with_glyphs(Glyphs::Ascii);
    let mut stage = Stage::sample_in("tickets", theme);
    stage.keys("1 2 3 4 5 1 2 3 4 5 1 2");
    let opened = [
        "", "?", ":", "Space", "Space v", "Space /", "Space g", "Space c", "Space w", "Space f",
        "Space t", "Space q", "Space s", "Space b", "Left", "/", "+",
    ];
    for keys in opened {
        stage.keys(keys);
        for (columns, rows) in [(80, 24), (160, 50), (40, 12)] {
            let frame = stage.resize(columns, rows).frame();
            // Letters and weather are the texts' own; lines, blocks, arrows and dots are ours.
            let is_strange = |c: &char| {
                let ours = '\u{2010}'..='\u{25FF}';
                let braille = '\u{2800}'..='\u{28FF}';
                *c != '€' && (ours.contains(c) || braille.contains(c) || "·×⚠✓✗".contains(*c))
            };
            let strange: String = frame.chars().filter(is_strange).collect();
            assert_eq!(strange, "", "{keys} at {columns}x{rows}\n{frame}");
        }
        stage.keys("Esc Esc Esc");
    }
    // An arrow's twin is another key, so arrows are named.
    assert!(has(&stage, "Right skip"), "{}", stage.frame());
}

#[test]
fn the_menu_finds_by_other_words_and_says_where_else_things_are_done() {
    let mut stage = Stage::sample("tickets");
    stage.keys("Space /").text("hsty");
    assert!(has(&stage, "▸ history"), "{}", stage.frame());
    stage.keys("Enter");
    assert!(has(&stage, "answered: 0 items"), "{}", stage.frame());
    stage.keys("Esc Space /").text("colour");
    assert!(has(&stage, "▸ theme"), "{}", stage.frame());
    stage.keys("Esc : ").text("export labels");
    assert!(has(&stage, "querist export DIR"), "{}", stage.frame());
    stage.keys("Enter");
    assert!(
        has(&stage, "in a shell: querist export DIR"),
        "{}",
        stage.frame()
    );
}

#[test]
fn what_the_menu_does_not_know_is_told_in_the_menu() {
    let mut stage = Stage::sample("tickets");
    stage.keys("Space 7");
    assert!(
        has(&stage, "7 is no letter of this menu"),
        "{}",
        stage.frame()
    );
    assert!(has(&stage, " menu "), "{}", stage.frame());
}

#[test]
fn of_a_long_text_in_a_tiny_window_a_sign_says_that_more_is_below() {
    let mut stage = Stage::sample("tickets");
    stage.resize(30, 8);
    assert!(has(&stage, "↓"), "{}", stage.frame());
}

#[test]
fn arrows_and_enter_walk_the_menu() {
    let mut stage = Stage::sample("tickets");
    stage.keys("Space Down Down Up Enter");
    // The first entry that can be done is run by Enter.
    assert!(!has(&stage, " menu "), "{}", stage.frame());
    stage.keys("Esc Space End Up Down Enter");
    assert!(!has(&stage, "no letter of this menu"), "{}", stage.frame());
}

#[test]
fn the_help_is_narrowed_and_speaks_of_this_moment() {
    let mut stage = Stage::sample("tickets");
    stage.resize(80, 60).keys("?");
    let all = stage.frame();
    assert!(
        all.contains("undo — not now: there is nothing to undo"),
        "{all}"
    );
    assert!(!all.contains("show a veiled item"), "{all}");
    stage.text("theme");
    assert!(has(&stage, "Space t  theme"), "{}", stage.frame());
    assert!(!has(&stage, "unsure"), "{}", stage.frame());
    stage.keys("Ctrl-u");
    stage.text("qqq");
    assert!(has(&stage, "Nothing fits"), "{}", stage.frame());
    stage.keys("Esc 1");
    stage.keys("?");
    assert!(has(&stage, "undo — take back"), "{}", stage.frame());
    stage.keys("?");
    assert!(
        !has(&stage, "undo — take"),
        "the key that opened it closes it"
    );
}

#[test]
fn a_line_that_is_left_keeps_what_was_typed() {
    let mut stage = Stage::sample("tickets");
    stage.keys("Space n").text("a long thought").keys("Ctrl-c");
    assert!(has(&stage, "kept for the next time"), "{}", stage.frame());
    stage.keys("+");
    assert!(!has(&stage, "a long thought"), "{}", stage.frame());
    stage.keys("Esc Space n");
    assert!(has(&stage, "a long thought"), "{}", stage.frame());
    stage.keys("Ctrl-w Enter");
    assert!(has(&stage, "note: a long"), "{}", stage.frame());
    // Beside another item it is not offered.
    stage.keys("1 Space n");
    assert!(!has(&stage, "thought"), "{}", stage.frame());
}

#[test]
fn what_was_said_on_a_screen_is_not_repeated_on_another() {
    let mut stage = Stage::sample("tickets");
    stage.keys("z");
    assert!(has(&stage, "z is no key here"), "{}", stage.frame());
    stage.keys("Left");
    assert!(!has(&stage, "no key here"), "{}", stage.frame());
    stage.keys("Esc");
    stage.keys("Space d");
    assert!(
        has(&stage, "same as: nothing answered"),
        "{}",
        stage.frame()
    );
    stage.keys("Esc");
    assert!(
        !has(&stage, "same as: nothing answered"),
        "{}",
        stage.frame()
    );
}

#[test]
fn an_empty_list_says_what_will_stand_there() {
    let mut stage = Stage::sample("tickets");
    stage.keys("Left");
    assert!(has(&stage, "Nothing is answered yet"), "{}", stage.frame());
    stage.keys("Esc Space s").text("qqq");
    assert!(has(&stage, "Nothing fits"), "{}", stage.frame());
}

#[test]
fn lists_move_to_both_ends_and_by_the_keys_of_a_shell() {
    let mut stage = Stage::sample("tickets");
    stage.keys(":");
    stage.keys("Ctrl-n Ctrl-n Ctrl-p");
    assert!(has(&stage, "▸ unsure"), "{}", stage.frame());
    stage.keys("End");
    assert!(!has(&stage, "▸ unsure"), "{}", stage.frame());
    stage.keys("Home");
    assert!(has(&stage, "▸ skip"), "{}", stage.frame());
}

#[test]
fn the_text_is_copied_as_its_bytes_are() {
    let mut stage = Stage::sample("tickets");
    let items = stage.session.items();
    let text = items.get(stage.model.item().unwrap()).text.clone();
    stage.keys("Space y");
    assert_eq!(stage.copied, Some(text));
    assert!(has(&stage, "copied"), "{}", stage.frame());
}

#[test]
fn a_click_on_a_class_answers_with_it() {
    for (columns, rows) in [(80, 24), (160, 50), (40, 12)] {
        let mut stage = Stage::sample("tickets");
        stage.resize(columns, rows);
        let first = stage.item();
        let place = stage.place_of("3  outage");
        stage.mouse(Mouse::Click(place.0 + 4, place.1));
        assert_eq!(stage.label(&first).as_deref(), Some("outage"));
        // The text is no class, and a click on it answers nothing.
        let second = stage.item();
        stage.mouse(Mouse::Click(4, 3));
        assert_eq!(stage.item(), second);
    }
}

#[test]
fn a_click_selects_in_a_list_and_on_the_selected_one_chooses() {
    let mut stage = Stage::sample("tickets");
    stage.keys("Space s");
    let place = stage.place_of("margin");
    stage.mouse(Mouse::Click(place.0, place.1));
    assert!(has(&stage, "▸ margin"), "{}", stage.frame());
    stage.mouse(Mouse::Click(place.0, place.1));
    assert!(has(&stage, "margin chooses"), "{}", stage.frame());
    stage.keys("Space s");
    stage.mouse(Mouse::Wheel(true));
    stage.mouse(Mouse::Wheel(true));
    stage.mouse(Mouse::Wheel(false));
    assert_eq!(stage.frame().matches('▸').count(), 1);
}
