//! What screens say in numbers: what adds up, what is going to come, and that none of it is cut.

use querist::session::LabelingEvent;

use crate::stage::Stage;

/// The frame in one line, with its borders and gaps left out.
fn words(stage: &Stage) -> String {
    let frame = stage.frame();
    let plain: String = frame
        .chars()
        .map(|sign| {
            if "│╭╮╰╯─".contains(sign) {
                ' '
            } else {
                sign
            }
        })
        .collect();
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn what_is_answered_and_what_is_to_ask_make_all_items() {
    let mut stage = Stage::sample("tickets");
    stage.keys("1 2 - Right").resize(160, 50);
    let said = words(&stage);
    assert!(
        said.contains("3 answered + 437 to ask = 440 items"),
        "{said}"
    );
    assert!(said.contains("answered: 1 unsure"), "{said}");
    // An item that is asked once more is among either.
    stage.keys("Space h Space q Enter Esc Esc");
    let said = words(&stage);
    assert!(
        said.contains("3 answered + 437 to ask = 440 items; 1 asked again"),
        "{said}"
    );
    assert!(said.contains("3 answered · 437 to ask + 1 again"), "{said}");
}

/// The words in so many columns of a frame, without the borders around them.
fn words_of_part(frame: &str, from: usize, columns: usize) -> String {
    let parts = frame.lines().map(|line| {
        let part = line.chars().skip(from).take(columns);
        let part = part.map(|sign| {
            if "│╭╮╰╯─".contains(sign) {
                ' '
            } else {
                sign
            }
        });
        part.collect::<String>()
    });
    let parts = parts.collect::<Vec<_>>().join(" ");
    parts.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn insights_are_whole_at_every_width() {
    let mut stage = Stage::sample("tickets");
    stage.keys("1 2 3 4 5 1 2 3 4 5 1 2 Right Right Space i");
    for (columns, rows) in [(80, 24), (100, 30), (160, 50)] {
        stage.resize(columns, rows);
        let frame = stage.frame();
        let half = usize::from(columns / 2);
        let halves = [0, half].map(|from| words_of_part(&frame, from, half));
        for (half, said) in [
            (
                0,
                "about one query in ten is a check, asked blind; from 10 checks on a curve stands here",
            ),
            (1, "12 answered + 428 to ask = 440 items"),
            (1, "2 skipped"),
        ] {
            assert!(halves[half].contains(said), "{said}\n{}", stage.frame());
        }
    }
}

#[test]
fn before_the_first_answer_insights_say_what_will_stand_there() {
    let mut stage = Stage::sample("tickets");
    stage.keys("Space i");
    let said = words(&stage);
    assert!(
        said.contains("a bar for every ten answers without"),
        "{said}"
    );
    assert!(!stage.frame().contains('…'), "{}", stage.frame());
}

#[test]
fn in_a_small_window_insights_say_less_and_cut_no_number() {
    let mut stage = Stage::sample("tickets");
    for n in 0..65 {
        stage.keys(["1", "2", "3", "4", "5"][n % 5]);
    }
    stage.keys("Space i").resize(40, 12);
    let frame = stage.frame();
    // Two panels side by side, twenty columns each.
    let side = |from: usize| words_of_part(&frame, from, 20);
    let (left, right) = (side(0), side(20));
    assert!(right.contains("65 of 440 items"), "{frame}");
    // A session that goes on has no line yet; the seconds of its answers have.
    assert!(left.contains("51–60 ") && left.contains(" 2.0"), "{frame}");
    let checks = stage.session.state().holdout_answered();
    assert!(left.contains(&format!("from {checks} checks")), "{frame}");
    assert!(!left.contains("accuracy accuracy"), "{frame}");
    let frame = stage.resize(30, 8).frame();
    assert!(frame.contains("65 of 440"), "{frame}");
    assert!(frame.contains(" 2.0"), "{frame}");
}

#[test]
fn bars_of_the_pace_cover_ten_answers_each() {
    let mut stage = Stage::sample("tickets");
    for n in 0..25 {
        stage.keys(["1", "2", "3", "4", "5"][n % 5]);
    }
    let frame = stage.keys("Space i").frame();
    assert!(frame.contains("answers 1–10 "), "{frame}");
    assert!(frame.contains("answers 11–20 "), "{frame}");
    assert!(!frame.contains("answers 21"), "{frame}");
}

#[test]
fn who_spent_the_checks_at_once_hears_that_none_will_come() {
    let mut stage = Stage::sample("tickets");
    stage.keys("1 2 Space q Shift-Tab a r");
    stage.text("outage").keys("Enter Enter Esc Esc");
    let left = stage.session.items().holdout_len() - stage.session.state().holdout_answered();
    assert!(left < 2, "all but what is on the screen: {left}");
    stage.keys("3").resize(160, 50);
    let said = words(&stage);
    assert!(!said.contains("one query in ten is a check"), "{said}");
    assert!(
        said.contains("no check will come") || said.contains("no check is left to ask"),
        "{said}"
    );
}

#[test]
fn a_long_notice_is_read_whole() {
    let mut stage = Stage::sample("tickets");
    let long = "a word ".repeat(20);
    for keys in ["Space q", "Space c", "Space s", "Space"] {
        stage.keys(keys);
        let refused = querist::session::Notice::Refused(long.trim().to_owned(), "the end".into());
        stage.hear(querist::session::LabelingEvent::Notice(refused));
        let said = words(&stage);
        assert!(
            said.contains("a word — the end"),
            "{keys}\n{}",
            stage.frame()
        );
        assert_eq!(
            said.matches("a word").count(),
            20,
            "{keys}\n{}",
            stage.frame()
        );
        stage.keys("Esc Esc");
    }
}

#[test]
fn the_page_of_the_guidelines_names_the_key_that_edits_them() {
    let mut stage = Stage::sample("tickets");
    stage.keys("Space g");
    assert!(stage.frame().contains("e edits them"), "{}", stage.frame());
    stage.keys("e");
    assert_eq!(stage.edits, 1);
    assert!(
        stage.frame().contains("e edits them"),
        "the page stays open"
    );
    // Other pages have no such key.
    stage.keys("Esc Space w e");
    assert_eq!(stage.edits, 1);
}

#[test]
fn a_column_that_says_the_same_of_every_item_is_not_shown() {
    let stage = Stage::sample("tickets");
    let items = stage.folder.path().join("pool/items.jsonl");
    let manifest = stage.folder.path().join("pool/manifest.json");
    let written = std::fs::read_to_string(&items).unwrap();
    let with_same = written.replace("\"fields\":[", "\"fields\":[[\"desk\",\"north\"],");
    assert_ne!(with_same, written);
    std::fs::write(&items, &with_same).unwrap();
    let hash = |text: &str| blake3::hash(text.as_bytes()).to_hex().to_string();
    let listed = std::fs::read_to_string(&manifest).unwrap();
    let listed = listed.replace(&hash(&written), &hash(&with_same));
    std::fs::write(&manifest, listed).unwrap();
    let stage = stage.reopen();
    let frame = stage.frame();
    assert!(
        frame.contains("channel") && !frame.contains("desk"),
        "{frame}"
    );
}

#[test]
fn below_the_classes_stands_as_much_as_has_room_and_the_accuracy_first() {
    let mut stage = Stage::sample("tickets");
    let LabelingEvent::Progress(mut progress) = stage.session.progress() else {
        panic!("that is how far it is");
    };
    progress.set_aside = 1_234;
    progress.counts.flagged = 5;
    stage.hear(LabelingEvent::Progress(progress));
    let mut told = |columns: u16| {
        stage.resize(columns, 24);
        let frame = stage.frame();
        let mut rows = frame.lines().map(str::trim);
        let line = rows.find(|line| line.contains("accuracy unknown"));
        line.unwrap_or_default().to_owned()
    };
    let accuracy = "no check answered yet: accuracy unknown";
    let at_length = format!("{accuracy} · 1,234 of those to ask set aside (Space q) · 5 flagged");
    assert_eq!(told(100), at_length);
    assert_eq!(
        told(80),
        format!("{accuracy} · 1,234 set aside · 5 flagged")
    );
    assert_eq!(told(61), format!("{accuracy} · 1,234 set aside"));
    assert_eq!(told(45), accuracy);
}
