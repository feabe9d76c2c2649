//! How often does the detector speak, and when, over many made-up persons?

use std::sync::Arc;

use querist::rng::Seed;
use querist::wellbeing::{
    Detector, FatigueSettings, FatigueState, ResponseObservation, ResponseTimeBaseline,
    longest_stretch,
};
use rayon::prelude::*;

use super::tired_person::{Fatigue, Length, Person};

/// Items of a session before fatigue sets in.
pub(crate) const ONSET: usize = 120;
/// Items of a session from then on.
pub(crate) const AFTER: usize = 300;
/// Items of a rested session: 50 minutes at ten seconds each.
pub(crate) const RESTED: usize = 300;

/// When a session's detector first spoke.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Spoke {
    /// By one chart.
    pub(crate) drifting: Option<usize>,
    /// By one chart and half of another.
    pub(crate) tired: Option<usize>,
    /// By the chart of faster answers.
    pub(crate) rush: Option<usize>,
}

/// The shares of sessions in which the detector spoke.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Shares {
    pub(crate) drifting: f64,
    pub(crate) tired: f64,
    pub(crate) rush: f64,
}

/// How long the detector took to call a tired person tired.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Delay {
    /// Items after fatigue began, in the median over all sessions; missed ones count as late.
    pub(crate) median: f64,
    /// The share not found within [`AFTER`] items.
    pub(crate) missed: f64,
}

/// Sessions of rested persons, after so many answers of history.
pub(crate) fn false_alarms(sessions: u64, history: usize, answers: usize) -> Shares {
    shares(sessions, |seed| {
        let mut person = Person::new(seed, "rested", Length::Power);
        let before = person.history(history);
        watch(&before, &person.rested(answers), None)
    })
}

/// Sessions on which fatigue sets in; those called tired before are left out.
pub(crate) fn delay(sessions: u64, history: usize, fatigue: Fatigue) -> Delay {
    let found: Vec<Option<usize>> = (0..sessions)
        .into_par_iter()
        .map(|seed| {
            let mut person = Person::new(seed, "tired", Length::Power);
            let before = person.history(history);
            let session = person.session(ONSET + AFTER, ONSET, fatigue);
            watch(&before, &session, None).tired
        })
        .filter(|tired| tired.is_none_or(|at| at >= ONSET))
        .collect();
    let missed = found.iter().filter(|tired| tired.is_none()).count();
    let mut late: Vec<f64> = found
        .iter()
        .map(|tired| tired.map_or(f64::INFINITY, |at| (at + 1 - ONSET) as f64))
        .collect();
    late.sort_by(f64::total_cmp);
    Delay {
        median: late[late.len() / 2],
        missed: missed as f64 / late.len() as f64,
    }
}

/// Rested sessions whose texts are short in one half and long in the other. With `unseen` the
/// detector is not told of the lengths: what it would do if it did not reckon with them.
pub(crate) fn length_change(sessions: u64, length: Length, unseen: bool) -> Shares {
    shares(sessions, |seed| {
        let mut person = Person::new(seed, "lengths", length);
        let mut before = person.history(1_000);
        let mut words: Vec<usize> = (0..RESTED).map(|_| person.words()).collect();
        words.sort_unstable();
        if seed % 2 == 1 {
            words.reverse();
        }
        for (half, words) in words.chunks_mut(RESTED / 2).enumerate() {
            let mut stream = Seed(seed).stream("order within a half", &half.to_string());
            stream.shuffle(words);
        }
        let mut session = person.reading(&words, RESTED, Fatigue::default());
        if unseen {
            for reading in before.iter_mut().flatten().chain(&mut session) {
                reading.difficulty.words = 30;
            }
        }
        watch(&before, &session, None)
    })
}

/// Rested sessions with ten minutes away in the middle of the item at 150.
pub(crate) fn absence(sessions: u64) -> Shares {
    shares(sessions, |seed| {
        let mut person = Person::new(seed, "rested", Length::Power);
        let before = person.history(1_000);
        watch(&before, &person.rested(RESTED), Some(150))
    })
}

/// Rested sessions in which practice alone makes answers a fifth faster by the end.
pub(crate) fn practice(sessions: u64) -> Shares {
    let practised = Fatigue {
        practice: 0.8_f64.ln(),
        ..Fatigue::default()
    };
    shares(sessions, |seed| {
        let mut person = Person::new(seed, "practised", Length::Power);
        let before = person.history(1_000);
        watch(&before, &person.session(RESTED, RESTED, practised), None)
    })
}

fn shares(sessions: u64, spoke: impl Fn(u64) -> Spoke + Sync + Send) -> Shares {
    let all: Vec<Spoke> = (0..sessions).into_par_iter().map(spoke).collect();
    let share = |of: fn(&Spoke) -> Option<usize>| {
        all.iter().filter(|spoke| of(spoke).is_some()).count() as f64 / all.len() as f64
    };
    Shares {
        drifting: share(|spoke| spoke.drifting),
        tired: share(|spoke| spoke.tired),
        rush: share(|spoke| spoke.rush),
    }
}

/// Runs the detector over a session, with ten minutes away during one of its items.
fn watch(
    history: &[Vec<ResponseObservation>],
    session: &[ResponseObservation],
    away_at: Option<usize>,
) -> Spoke {
    let settings = FatigueSettings::default();
    let usual = ResponseTimeBaseline::fit(history, &settings).map(Arc::new);
    let usual = usual.expect("there is enough history");
    let mut detector = Detector::new(Some(usual.clone()), usual.answers(), settings);
    let mut spoke = Spoke::default();
    for (at, reading) in session.iter().enumerate() {
        if away_at == Some(at) {
            let expected = usual.typical_seconds(reading.difficulty, reading.lifetime);
            let away = 600.0;
            assert!(
                away > longest_stretch(Some(expected)),
                "ten minutes are no reading of {expected} s"
            );
            detector.rested(away);
        }
        let record = detector.answered(reading);
        if matches!(record.state, FatigueState::Drifting | FatigueState::Tired) {
            spoke.drifting.get_or_insert(at);
        }
        if record.state == FatigueState::Tired {
            spoke.tired.get_or_insert(at);
        }
        if record.rush.is_some_and(|share| share > 1.0) {
            spoke.rush.get_or_insert(at);
        }
    }
    spoke
}
