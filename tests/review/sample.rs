//! A whole review of the sample: twenty decisions of all kinds, and nothing lost.

use std::path::Path;

use querist::schema::{Adjudication, ItemIndex};
use querist::state::{Judgement, State};

use super::stage::ReviewStage;

/// Every judgement of every item, as it stands.
fn raw(state: &State, items: usize) -> Vec<Vec<Judgement>> {
    (0..items as u32)
        .map(|index| {
            state
                .item(ItemIndex(index))
                .all_judgements()
                .cloned()
                .collect()
        })
        .collect()
}

fn journal(folder: &Path, writer: &str) -> Vec<u8> {
    std::fs::read(folder.join(format!("journal/{writer}.jsonl"))).unwrap()
}

#[test]
fn twenty_decisions_of_all_kinds_change_no_judgement_and_are_all_there_afterwards() {
    let mut stage = ReviewStage::opening();
    let count = stage.session.items().len();
    let before = raw(stage.session.state(), count);
    let theirs = journal(stage.folder.path(), "importer");
    let mut decided = Vec::new();
    for round in 0..4 {
        for kind in 0..5 {
            let item = stage.item();
            match kind {
                0 => stage.keys("1"),
                1 => stage.keys("2"),
                2 => stage
                    .keys("Space n")
                    .text("they mean it")
                    .keys("Enter Space k Enter"),
                3 => stage
                    .keys("Space u")
                    .text(&format!("question {round}?"))
                    .keys("Enter"),
                _ => stage
                    .keys("Space a Down Enter")
                    .text("look again")
                    .keys("Enter"),
            };
            decided.push((item, kind));
        }
        // A slip of the finger, taken back.
        stage.keys("3 Backspace Esc");
    }
    let state = stage.session.state();
    assert_eq!(raw(state, count), before);
    assert_eq!(journal(stage.folder.path(), "importer"), theirs);
    let mut stage = stage.reopen();
    let state = stage.session.state();
    assert_eq!(raw(state, count), before);
    let label = |name| Adjudication::Label(state.labels().find(name).unwrap());
    for (item, kind) in &decided {
        let ruling = stage.ruling(item);
        match kind {
            0 => assert_eq!(ruling, Some(label("fine"))),
            1 => assert_eq!(ruling, Some(label("rude"))),
            2 => assert_eq!(ruling, Some(Adjudication::KeepDistribution)),
            3 => assert!(matches!(ruling, Some(Adjudication::GuidelineGap(_)))),
            _ => assert_eq!(ruling, None),
        }
    }
    let gaps = state.guideline_gaps();
    let numbers: Vec<usize> = gaps.iter().map(|gap| gap.number).collect();
    assert_eq!(numbers, [1, 2, 3, 4]);
    assert_eq!(state.requested().len(), 4);
    stage.expect("16 decided").expect("4 sent");
}
