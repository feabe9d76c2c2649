//! Key scripts of a review: what the reviewer presses, and what the journals then say.

use std::time::Duration;

use querist::schema::{Adjudication, Annotator, Key};
use querist::tui::Message;

use super::stage::ReviewStage;

fn milliseconds(count: u64) -> Duration {
    Duration::from_millis(count)
}

#[test]
fn a_labels_key_decides_for_it_and_moves_on() {
    let mut stage = ReviewStage::opening();
    let first = stage.item();
    let before = stage.said(&first);
    stage.keys("1");
    let fine = stage.session.state().labels().find("fine").unwrap();
    assert_eq!(stage.ruling(&first), Some(Adjudication::Label(fine)));
    assert_ne!(stage.item(), first);
    stage.expect("saved: fine").expect("1 decided");
    let after = stage.said(&first);
    assert!(before.all_judgements().eq(after.all_judgements()));
    assert_eq!(after.label(), Some(fine));
}

#[test]
fn a_decision_cites_the_judgements_on_the_screen_and_nothing_else() {
    let mut stage = ReviewStage::opening();
    let first = stage.item();
    let mut said: Vec<(String, Option<String>, u64)> = stage
        .said(&first)
        .judgements()
        .into_iter()
        .map(|judgement| {
            let name = match judgement.verdict {
                querist::state::Verdict::Label(label) => {
                    Some(stage.session.state().labels().name(label).to_owned())
                }
                querist::state::Verdict::Unsure => None,
            };
            (judgement.annotator.to_string(), name, judgement.place.1)
        })
        .collect();
    stage.keys("Space k Enter");
    let decided = stage.said(&first);
    let decided = decided.adjudication().unwrap();
    let mut weighed: Vec<_> = decided
        .weighed
        .iter()
        .map(|cited| {
            assert_eq!(cited.journal.as_str(), "importer");
            (cited.annotator.to_string(), cited.label.clone(), cited.seq)
        })
        .collect();
    said.sort();
    weighed.sort();
    assert_eq!(weighed, said);
    assert!(said.len() > 1);
    assert_eq!(decided.annotator.as_str(), "cleo");
    assert_eq!(decided.guidelines, stage.session.project().guidelines.hash);
}

#[test]
fn keep_gap_and_rationale_are_recorded_in_the_reviewers_words() {
    let mut stage = ReviewStage::opening();
    let kept = stage.item();
    stage
        .keys("Space n")
        .text("both read it well")
        .keys("Enter");
    assert_eq!(stage.item(), kept, "a rationale does not decide");
    stage
        .expect("because: both read it well")
        .keys("Space k Enter");
    let gap = stage.item();
    stage.keys("Space u").text("is irony rude?").keys("Enter");
    let left = stage.item();
    // An empty question asks nothing.
    stage.keys("Space u Enter");
    assert_eq!(stage.item(), left);
    let decided = stage.said(&kept);
    let decided = decided.adjudication().unwrap();
    assert_eq!(decided.decision, Adjudication::KeepDistribution);
    assert_eq!(decided.rationale.as_deref(), Some("both read it well"));
    let asked = Adjudication::GuidelineGap("is irony rude?".into());
    assert_eq!(stage.ruling(&gap), Some(asked));
    assert_eq!(stage.said(&gap).adjudication().unwrap().rationale, None);
    stage.keys("Space g").expect("1. is irony rude?");
}

#[test]
fn an_item_is_sent_back_to_a_voice_or_on_to_a_colleague_and_leaves_the_queue() {
    let mut stage = ReviewStage::opening();
    let first = stage.item();
    let annotations = stage.said(&first).judgements().len();
    stage
        .keys("Space a Enter")
        .text("please look again")
        .keys("Enter");
    stage
        .expect(&format!("{first} saved: A is asked"))
        .expect("1 sent");
    let second = stage.item();
    assert_ne!(second, first);
    stage.keys("Space a").text("somebody").keys("Enter");
    stage.text("eve").keys("Enter Enter");
    let requested = stage.session.state().requested().to_vec();
    assert_eq!(requested.len(), 2);
    assert_eq!(requested[0].by.as_str(), "cleo");
    assert_eq!(requested[0].why.as_deref(), Some("please look again"));
    let asked: Vec<String> = stage
        .said(&first)
        .judgements()
        .iter()
        .map(|judgement| judgement.annotator.to_string())
        .collect();
    assert!(asked.contains(&requested[0].of.to_string()));
    assert_eq!(requested[1].of.as_str(), "eve");
    assert_eq!(requested[1].why, None);
    // Nothing was decided, and nobody's judgement changed.
    assert_eq!(stage.ruling(&first), None);
    assert_eq!(stage.said(&first).judgements().len(), annotations);
    stage.keys("/");
    assert!(
        !stage.frame().contains(&format!("{first} ")),
        "{}",
        stage.frame()
    );
}

#[test]
fn what_was_done_is_told_of_its_own_item_while_the_next_stands_there() {
    let mut stage = ReviewStage::sample();
    let first = stage.item();
    stage
        .keys("1")
        .expect(&format!("{first} saved: fine"))
        .expect(&format!("of {first}: "));
    let second = stage.item();
    stage.keys("Right").expect(&format!("{second} put off"));
}

#[test]
fn a_rationale_waits_for_the_decision_on_its_item() {
    let mut stage = ReviewStage::opening();
    let first = stage.item();
    stage.keys("Space n").text("for later").keys("Enter Right");
    assert!(!stage.frame().contains("because:"), "{}", stage.frame());
    stage.keys("/").text(&first).keys("Enter");
    stage.expect("because: for later");
}

#[test]
fn a_name_that_cannot_be_one_is_refused() {
    let mut stage = ReviewStage::opening();
    stage.keys("Space a").text("somebody").keys("Enter");
    stage.text("a b").keys("Enter");
    stage.expect("an annotator's name is made of");
    assert!(stage.session.state().requested().is_empty());
}

#[test]
fn what_is_put_off_comes_back_when_the_rest_is_done() {
    let mut stage = ReviewStage::opening();
    let first = stage.item();
    stage.keys("Right").expect("put off");
    let mut seen = Vec::new();
    while stage.item() != first {
        assert!(seen.len() < 100, "it never came back");
        seen.push(stage.item());
        if stage.frame().contains("Veiled:") {
            stage.keys("Enter");
        }
        stage.keys("Space k Enter");
    }
    assert!(seen.len() > 40, "{}", seen.len());
    stage.keys("Space k Enter");
    assert!(stage.model.item().is_none());
    stage.expect("Nothing is left among items whose labels differ");
}

#[test]
fn a_key_decides_only_on_the_item_that_was_painted() {
    let mut stage = ReviewStage::opening();
    stage.press_after(milliseconds(500), Key::Char('1'));
    let second = stage.item();
    // Bounced, and early.
    stage.press_after(milliseconds(60), Key::Char('1'));
    let early = stage.now.saturating_sub(milliseconds(90));
    stage.send(Message::Key(Key::Char('2'), early));
    assert_eq!(stage.item(), second);
    assert_eq!(stage.ruling(&second), None);
    stage.expect("did not count");
    for _ in 0..60 {
        stage.press_after(milliseconds(33), Key::Char('3'));
    }
    let other = stage.session.state().labels().find("off-topic").unwrap();
    assert_eq!(stage.ruling(&second), Some(Adjudication::Label(other)));
    stage.expect("2 decided");
}

#[test]
fn a_paste_never_decides() {
    let mut stage = ReviewStage::opening();
    let first = stage.item();
    stage.send(Message::Paste("1\n2\n%".into()));
    assert_eq!(stage.item(), first);
    stage.expect("0 decided").expect("a paste never answers");
}

#[test]
fn two_keys_lead_to_the_items_of_the_pair_that_disagrees_most() {
    let mut stage = ReviewStage::opening();
    stage.keys("Space x").expect("who disagree most");
    stage.keys("Enter").expect("differ:");
    stage.keys("Enter");
    // The item is one of theirs: both spoke, and not alike.
    stage.expect("you came here yourself");
    stage.keys("Esc").expect("differ (Esc: all)");
    stage.keys("Esc");
    assert!(!stage.frame().contains("differ (Esc"), "{}", stage.frame());
}

#[test]
fn the_tables_are_walked_with_arrows() {
    let mut stage = ReviewStage::opening();
    stage.keys("Space x");
    for _ in 0..4 {
        stage.keys("Up Left");
    }
    stage.expect("the same person");
    stage.keys("Enter").expect("no item is behind this cell");
    stage.keys("Right").expect("ada and bruno");
    stage.keys("Tab").expect("more than any other two");
    stage.keys("Enter").expect("meets");
    stage.keys("Esc").expect("which classes meet");
    stage.keys("Esc");
    assert!(stage.model.item().is_some());
}

#[test]
fn the_palette_runs_commands_and_says_why_not() {
    let mut stage = ReviewStage::opening();
    stage.keys(":").text("undo").expect("nothing to undo");
    stage.keys("Esc :").text("matrix").keys("Enter");
    stage.expect("who disagrees with whom");
}

#[test]
fn a_decided_item_is_found_again_and_decided_anew() {
    let mut stage = ReviewStage::opening();
    let first = stage.item();
    stage.keys("1 Space k Enter");
    stage.keys("Left Down Enter");
    assert_eq!(stage.item(), first);
    stage.expect("1 •fine").expect("decided: fine, by cleo");
    stage.keys("3");
    let other = stage.session.state().labels().find("off-topic").unwrap();
    assert_eq!(stage.ruling(&first), Some(Adjudication::Label(other)));
    assert_eq!(stage.said(&first).adjudications().count(), 2);
}

#[test]
fn perspectives_are_kept_and_nobody_decides_for_one() {
    let folder = tempfile::tempdir().unwrap();
    let layout = super::annotations::second_opinion(folder.path());
    let mut config = std::fs::read_to_string(layout.config()).unwrap();
    let table = "[review]\nkind = \"descriptive\"\n\n";
    let at = config.find("[[labels]]").unwrap();
    config.insert_str(at, table);
    std::fs::write(layout.config(), config).unwrap();
    let mut stage = ReviewStage::open(folder);
    stage.study();
    let first = stage.item();
    stage.keys("1").expect("nobody decides for one of them");
    assert_eq!((stage.item(), stage.ruling(&first)), (first.clone(), None));
    stage
        .keys("Tab")
        .expect("none is more probable than another");
    stage
        .keys("Space r")
        .expect("nobody is more reliable than another");
    stage.keys("Space k Enter");
    assert_eq!(stage.ruling(&first), Some(Adjudication::KeepDistribution));
    assert!(!stage.frame().contains("probable:"), "{}", stage.frame());
}

#[test]
fn time_at_work_on_an_item_is_recorded_and_time_on_other_screens_is_not() {
    let mut stage = ReviewStage::opening();
    let first = stage.item();
    stage.press_after(milliseconds(4_000), Key::Down);
    stage.press_after(milliseconds(1_000), Key::Char('?'));
    stage.press_after(milliseconds(9_000), Key::Esc);
    stage.press_after(milliseconds(2_000), Key::Char('1'));
    let path = stage.folder.path().join("journal/cleo.jsonl");
    let journal = std::fs::read_to_string(path).unwrap();
    let line = journal.lines().find(|line| line.contains(&first)).unwrap();
    let event: serde_json::Value = serde_json::from_str(line).unwrap();
    let seconds = event["active_seconds"].as_f64().unwrap();
    assert!((6.9..7.2).contains(&seconds), "{seconds}");
    assert_eq!(event["session"], 1);
    let cleo = Annotator::new("cleo").unwrap();
    let stage = stage.reopen();
    let ended = &stage.session.state().sessions()[0];
    assert_eq!(ended.annotator, cleo);
    assert_eq!((ended.adjudications, ended.answers), (1, 0));
    assert!(ended.ended_at.is_some());
}

#[test]
fn the_tables_leave_no_filter_behind() {
    let mut stage = ReviewStage::sample();
    let to_review = |stage: &ReviewStage| stage.frame().lines().next().unwrap().to_owned();
    let before = to_review(&stage);
    let item = stage.item();
    stage.keys("Space x Enter Esc Esc");
    assert_eq!(to_review(&stage), before);
    assert_eq!(stage.item(), item);
    // Who went to an item stays among those of its cell.
    stage.keys("Space x Enter Enter");
    let narrowed = to_review(&stage);
    assert_ne!(narrowed, before);
    stage.keys("Space x Esc");
    assert_eq!(to_review(&stage), narrowed);
    stage.keys("Esc Esc");
    assert_eq!(to_review(&stage), before);
}
