//! The laws of the detector.

use std::sync::Arc;

use super::*;
use crate::rng::{Seed, Stream};
use crate::schema::{FatigueState, LabelId};
use crate::state::FatigueRecord;
use crate::wellbeing::{Difficulty, ResponseObservation, ResponseTimeBaseline};

/// Answers of 8 s in the median with so much spread, in log seconds.
fn answers(
    stream: &mut Stream,
    count: usize,
    seconds: f64,
    spread: f64,
) -> Vec<ResponseObservation> {
    let mut answer = || ResponseObservation {
        seconds: seconds * (spread * stream.next_normal()).exp(),
        difficulty: Difficulty::of_words(20),
        lifetime: 1_000,
        ..ResponseObservation::default()
    };
    (0..count).map(|_| answer()).collect()
}

fn detector() -> Detector {
    detector_with(FatigueSettings::default())
}

fn detector_with(settings: FatigueSettings) -> Detector {
    let mut stream = Seed(1).stream("history", "");
    let history: Vec<Vec<ResponseObservation>> = (0..6)
        .map(|_| answers(&mut stream, 150, 8.0, 0.4))
        .collect();
    let usual = ResponseTimeBaseline::fit(&history, &settings).map(Arc::new);
    Detector::new(Some(usual.unwrap()), 900, settings)
}

fn feed(detector: &mut Detector, readings: &[ResponseObservation]) -> FatigueRecord {
    for reading in readings {
        detector.answered(reading);
    }
    detector.record()
}

fn rested(count: usize) -> Vec<ResponseObservation> {
    answers(&mut Seed(2).stream("session", ""), count, 8.0, 0.4)
}

#[test]
fn without_history_only_time_on_task_is_known() {
    let mut detector = Detector::new(None, 120, FatigueSettings::default());
    let record = feed(
        &mut detector,
        &[ResponseObservation {
            seconds: 30.0,
            ..ResponseObservation::default()
        }; 40],
    );
    assert_eq!(record.state, FatigueState::NoHistory);
    assert_eq!((record.slow, record.lapse), (None, None));
    assert!((record.minutes_since_break - 20.0).abs() < 1e-9);
    let said = detector.sentences();
    assert!(said[0].contains("120 of the 300"), "{said:?}");
    assert!(detector.why().iter().all(|sign| !sign.channel.decides()));
}

#[test]
fn who_answers_as_usual_is_not_called_tired_and_who_does_not_is() {
    let mut fresh = detector();
    let state = feed(&mut fresh, &rested(300)).state;
    assert!(
        matches!(state, FatigueState::Fresh | FatigueState::Steady),
        "{state:?}"
    );
    let mut tired = detector();
    feed(&mut tired, &rested(100));
    let mut stream = Seed(3).stream("tired", "");
    let record = feed(&mut tired, &answers(&mut stream, 120, 10.0, 0.7));
    assert_eq!(record.state, FatigueState::Tired);
    let said = tired.sentences();
    let less_regular = "Responses have become less regular than your usual";
    assert!(
        said.iter().any(|line| line.starts_with(less_regular)),
        "{said:?}"
    );
}

#[test]
fn one_chart_alone_is_drifting_not_tired() {
    let mut detector = detector();
    feed(&mut detector, &rested(100));
    // Faster by half a spread and as regular: only the pace has changed.
    let mut stream = Seed(4).stream("fast", "");
    let mut states = Vec::new();
    for reading in answers(&mut stream, 60, 5.5, 0.2) {
        states.push(detector.answered(&reading).state);
    }
    assert!(states.contains(&FatigueState::Drifting));
    assert!(!states.contains(&FatigueState::Tired));
}

#[test]
fn a_break_sets_all_back_and_a_short_absence_only_skips_an_item() {
    let mut detector = detector();
    feed(&mut detector, &rested(100));
    let before = feed(
        &mut detector,
        &answers(&mut Seed(5).stream("", ""), 60, 14.0, 0.6),
    );
    assert!(before.slow.unwrap() > 1.0);
    detector.rested(100.0);
    let skipped = detector.answered(&ResponseObservation {
        seconds: 900.0,
        ..rested(1)[0]
    });
    assert_eq!(skipped.slow, before.slow);
    assert_eq!(skipped.lapse, before.lapse);
    detector.rested(180.0);
    let record = detector.record();
    assert_eq!(
        (record.slow, record.state),
        (Some(0.0), FatigueState::Fresh)
    );
    assert!(record.minutes_since_break.abs() < 1e-12);
    // The first answers after it are warm-up, however slow.
    let warm_up = feed(
        &mut detector,
        &[ResponseObservation {
            seconds: 300.0,
            ..rested(1)[0]
        }; 12],
    );
    assert_eq!(warm_up.slow, Some(0.0));
}

#[test]
fn an_item_that_something_came_between_says_nothing() {
    let session = rested(120);
    let strange = ResponseObservation {
        seconds: 400.0,
        ..session[0]
    };
    let (mut with, mut without) = (detector(), detector());
    feed(&mut with, &session);
    feed(&mut without, &session);
    let record = with.answered(&ResponseObservation {
        unsettled: true,
        ..strange
    });
    let before = without.record();
    assert_eq!(
        (record.slow, record.variability, record.lapse),
        (before.slow, before.variability, before.lapse)
    );
}

#[test]
fn long_pauses_speak_in_their_own_chart() {
    let mut detector = detector();
    feed(&mut detector, &rested(100));
    let before = detector.record().lapse.unwrap();
    for chunk in rested(60).chunks(6) {
        feed(&mut detector, chunk);
        detector.answered(&ResponseObservation {
            seconds: 55.0,
            ..chunk[0]
        });
    }
    assert!(detector.record().lapse.unwrap() > before + 0.5);
}

#[test]
fn the_same_answers_give_the_same_record() {
    let records: Vec<FatigueRecord> = (0..2)
        .map(|_| feed(&mut detector(), &rested(200)))
        .collect();
    assert_eq!(records[0], records[1]);
    let written = serde_json::to_string(&records[0]).unwrap();
    assert!(written.contains("\"detector\":1"), "{written}");
    let read: FatigueRecord = serde_json::from_str(&written).unwrap();
    assert_eq!(read.state, records[0].state);
}

#[test]
fn what_is_only_shown_makes_nobody_tired() {
    let mut detector = detector().knowing_repeats(2, 40);
    for reading in rested(100) {
        detector.answered(&ResponseObservation {
            undone: true,
            ..reading
        });
        detector.repeated(false);
        detector.labeled(LabelId(0), 0.3);
    }
    let state = detector.state();
    assert!(
        matches!(state, FatigueState::Fresh | FatigueState::Steady),
        "{state:?}"
    );
    let loud: Vec<Channel> = detector
        .why()
        .into_iter()
        .filter(|sign| sign.share() >= 1.0)
        .map(|sign| sign.channel)
        .collect();
    assert_eq!(
        loud,
        [Channel::Undone, Channel::Consistency, Channel::Streak]
    );
    assert_eq!(detector.sentences().len(), 4);
}

#[test]
fn switched_off_it_knows_only_the_time() {
    let settings = FatigueSettings {
        watch: false,
        ..FatigueSettings::default()
    };
    let mut detector = detector_with(settings);
    assert_eq!(
        feed(&mut detector, &rested(100)).state,
        FatigueState::NoHistory
    );
    assert!(detector.sentences()[0].contains("switched off"));
}

#[test]
fn nothing_that_is_said_names_accuracy() {
    let channels = [
        Channel::Slow,
        Channel::Rush,
        Channel::Variability,
        Channel::Lapse,
        Channel::Undone,
        Channel::Consistency,
        Channel::Streak,
    ];
    for channel in channels {
        let sign = Sign {
            channel,
            statistic: 14.0,
            threshold: 10.0,
        };
        let said = sign.words().to_lowercase();
        for word in [
            "accura", "quality", "wrong", "mistake", "error", "correct", "worse",
        ] {
            assert!(!said.contains(word), "{said}");
        }
    }
}
