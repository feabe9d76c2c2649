//! What a reviewer is not told: who said what behind a letter, and what is likely before the decision.

use super::stage::ReviewStage;

#[test]
fn who_is_asked_by_name_is_never_told_by_letter_nor_the_other_way_round() {
    let mut stage = ReviewStage::opening();
    let first = stage.item();
    let of_first: Vec<String> = stage
        .said(&first)
        .judgements()
        .iter()
        .map(|judgement| judgement.annotator.to_string())
        .collect();
    // Each is offered once: under a letter, or by the name that is typed.
    stage
        .keys("Space a")
        .text(&of_first[0])
        .expect("Nothing fits");
    stage.keys("Esc Space a").text("somebody").keys("Enter");
    stage.text(&of_first[0]).keys("Enter Enter");
    stage.expect(&format!("saved: {} is asked", of_first[0]));
    stage.keys("Left");
    stage.keys("Esc Backspace");
    // It comes back as it was.
    assert_eq!(stage.item(), first);
    stage
        .keys("Space a Enter Enter")
        .expect("saved: A is asked");
}

#[test]
fn names_stay_hidden_behind_letters_until_a_key_shows_them() {
    let mut stage = ReviewStage::opening();
    for _ in 0..30 {
        let frame = stage.frame();
        for name in ["ada", "bruno", "chidi", "dana"] {
            let told = frame
                .lines()
                .any(|line| line.trim_start().starts_with(name));
            assert!(!told, "{name}\n{frame}");
        }
        stage.keys("Right");
    }
    stage.keys("Space l").expect("bruno");
    let first = stage.item();
    stage.keys("Space k Enter");
    stage.keys("Right");
    let shown = std::fs::read_to_string(stage.folder.path().join("journal/cleo.jsonl")).unwrap();
    assert!(stage.said(&first).adjudication().is_some());
    assert!(shown.contains("\"names_shown\":true"), "{shown}");
}

#[test]
fn letters_are_shuffled_from_item_to_item_and_stay_with_the_item() {
    let mut stage = ReviewStage::opening();
    stage.keys("Space l");
    let order = |stage: &ReviewStage| -> Vec<String> {
        let frame = stage.frame();
        let names = ["ada", "bruno", "chidi", "dana"];
        frame
            .lines()
            .filter_map(|line| line.split_whitespace().next())
            .filter(|word| names.contains(word))
            .map(str::to_owned)
            .collect()
    };
    let mut orders = std::collections::BTreeSet::new();
    for _ in 0..60 {
        let now = order(&stage);
        assert_eq!(now, order(&stage));
        if now.len() == 4 {
            orders.insert(now);
        }
        stage.keys("Right");
    }
    assert!(orders.len() > 3, "{orders:?}");
}

#[test]
fn what_is_likely_comes_after_the_reviewers_own_decision() {
    let mut stage = ReviewStage::sample();
    let first = stage.item();
    let frame = stage.frame();
    assert!(
        !frame.contains("probable:") && !frame.contains("the model:"),
        "{frame}"
    );
    stage.keys("1").expect(": probable ");
    let shown = |stage: &ReviewStage| {
        let path = stage.folder.path().join("journal/cleo.jsonl");
        let journal = std::fs::read_to_string(path).unwrap();
        let last = journal.lines().rfind(|line| line.contains("adjudicated"));
        last.unwrap().contains("\"opinion_shown\":true")
    };
    assert!(!shown(&stage));
    // Whoever has decided sees it, and a second decision says that they had.
    stage.keys("Backspace");
    assert_eq!(stage.item(), first);
    stage.expect("probable:").keys("2");
    assert!(shown(&stage));
    stage.keys("1");
    assert!(!shown(&stage));
    stage.keys("Tab").expect("probable:");
    stage.keys("1");
    assert!(shown(&stage));
}
