//! What annotators wrote: in full where there is room, behind a key where there is none.

use super::annotations::{Given, given, import, second_opinion};
use super::stage::ReviewStage;

/// A note of a hundred words, with an end to look for.
fn long_note() -> String {
    let words: Vec<String> = (0..99).map(|n| format!("word{n}")).collect();
    format!("{} finis", words.join(" "))
}

/// The sample, where eve gave the first item of the queue a label with a note.
fn stage_with(note: &str) -> ReviewStage {
    let folder = tempfile::tempdir().unwrap();
    let layout = second_opinion(folder.path());
    let noted = Given {
        note: Some(note.to_owned()),
        ..given("eve", "C132", "rude")
    };
    import(&layout, &[noted]);
    let mut stage = ReviewStage::open(folder);
    stage.keys("/").text("C132").keys("Enter");
    assert_eq!(stage.item(), "C132");
    stage
}

#[test]
fn a_note_takes_the_rows_that_are_free() {
    let mut stage = stage_with("she means the driver, not the tax, and that is aimed at a person");
    for word in ["she means", "aimed at a person"] {
        stage.expect(word);
    }
    stage.resize(120, 40);
    for word in ["she means", "at a person”"] {
        stage.expect(word);
    }
}

#[test]
fn what_is_cut_is_behind_a_key_by_letter() {
    let mut stage = stage_with(&long_note());
    stage
        .expect("given (Space w: notes in full)")
        .expect("word0");
    let frame = stage.frame();
    assert!(!frame.contains("finis"), "{frame}");
    let letter = frame
        .lines()
        .find(|line| line.contains("word0"))
        .and_then(|line| line.split_whitespace().next())
        .unwrap()
        .to_owned();
    stage
        .keys("Space w")
        .expect("what the annotators wrote:")
        .expect(&format!("{letter}, rude: “word0 word1"))
        .expect("finis”");
}

#[test]
fn figures_of_reliability_say_how_far_they_go() {
    let mut stage = ReviewStage::opening();
    stage.keys("Space r").expect("still being computed");
    stage.keys("Space r").study();
    stage
        .keys("Space r")
        .expect("probably right ")
        .expect("no ranking of people");
    stage
        .keys("Space")
        .expect("how often each is probably right");
}
