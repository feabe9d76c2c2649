//! The laws of the usual response time.

use super::*;
use crate::rng::Seed;

fn usual(phi: f64) -> ResponseTimeBaseline {
    let points: Vec<(Features<4>, f64)> = (0..20).map(|_| ([None; 4], 2.0)).collect();
    ResponseTimeBaseline {
        line: RobustLine::fit_within(&[points], RIDGES).unwrap(),
        sigma: 0.5,
        phi,
        rest: Spread { mean: 0.1, sd: 2.0 },
        distance: Spread { mean: 0.8, sd: 0.5 },
        lapses: 0.02,
        undone: 0.02,
        settled: 20,
    }
}

fn taking(seconds: f64) -> ResponseObservation {
    ResponseObservation {
        seconds,
        ..ResponseObservation::default()
    }
}

/// Sessions of 150 whose log seconds are 1 + .5 ln(1 + words) + .3 uncertainty + .2 switched,
/// with noise of SD .4.
fn history(answers: usize) -> Vec<Vec<ResponseObservation>> {
    let mut stream = Seed(11).stream("history", "");
    let readings: Vec<ResponseObservation> = (0..answers)
        .map(|lifetime| {
            let difficulty = Difficulty {
                words: 3 + stream.below(100),
                uncertainty: Some(stream.next_f64()),
                switched: Some(stream.next_f64() < 0.5),
            };
            let expected = 1.0
                + 0.5 * (difficulty.words as f64).ln_1p()
                + 0.3 * difficulty.uncertainty.unwrap()
                + 0.2 * f64::from(difficulty.switched.unwrap());
            ResponseObservation {
                seconds: (expected + 0.4 * stream.next_normal()).exp(),
                difficulty,
                lifetime,
                ..ResponseObservation::default()
            }
        })
        .collect();
    readings
        .chunks(150)
        .map(<[ResponseObservation]>::to_vec)
        .collect()
}

#[test]
fn the_usual_time_is_learnt_from_length_uncertainty_and_switch() {
    let usual = ResponseTimeBaseline::fit(&history(900), &FatigueSettings::default()).unwrap();
    let difficulty = Difficulty {
        words: 40,
        uncertainty: Some(0.5),
        switched: Some(false),
    };
    let exact = (1.0 + 0.5 * 41.0_f64.ln() + 0.15).exp();
    assert!((usual.typical_seconds(difficulty, 450) / exact - 1.0).abs() < 0.06);
    assert!((usual.sigma - 0.4).abs() < 0.04, "{}", usual.sigma);
    assert!(usual.phi < 0.08, "independent answers: {}", usual.phi);
    assert_eq!(usual.answers(), 900);
}

#[test]
fn nothing_is_usual_before_there_is_enough_settled_history() {
    let settings = FatigueSettings::default();
    assert_eq!(ResponseTimeBaseline::fit(&history(299), &settings), None);
    assert!(ResponseTimeBaseline::fit(&history(300), &settings).is_some());
    let mut sessions = history(300);
    sessions[0][5].unsettled = true;
    sessions[0][6].seconds = f64::NAN;
    assert_eq!(ResponseTimeBaseline::settled(&sessions), 298);
    assert_eq!(ResponseTimeBaseline::fit(&sessions, &settings), None);
    let constant = vec![vec![taking(3.0); 400]];
    assert_eq!(
        ResponseTimeBaseline::fit(&constant, &settings),
        None,
        "times that do not vary"
    );
}

#[test]
fn the_level_of_a_session_is_shrunk_by_how_little_it_is_known() {
    let settings = FatigueSettings {
        session_spread: 0.3,
        ..FatigueSettings::default()
    };
    // Mean 1, variance 2 of 2: error 1; .09 / (.09 + 1).
    let level = usual(0.0).level(&[0.0, 2.0], &settings);
    assert!((level - 0.09 / 1.09).abs() < 1e-12, "{level}");
    // Correlated answers say less: the error is threefold with φ = .5.
    let level = usual(0.5).level(&[0.0, 2.0], &settings);
    assert!((level - 0.09 / 3.09).abs() < 1e-12, "{level}");
    assert!(
        usual(0.0).level(&[5.0], &settings).abs() < 1e-12,
        "one says nothing"
    );
}

#[test]
fn a_surprise_is_clipped_whitened_and_compared_with_the_usual() {
    let settings = FatigueSettings::default();
    let surprise = usual(0.6).surprise(1.5, Some(0.5), 0.5, &settings);
    // Freed 1 and 0: (1 − 0) / .8 = 1.25; (1.25 − .1) / 2; (1.15 − .8) / .5.
    assert!((surprise.pace - 0.575).abs() < 1e-12);
    assert!((surprise.irregularity - 0.7).abs() < 1e-12);
    assert!(!surprise.lapse);
    let far = usual(0.0).surprise(50.0, None, 0.0, &settings);
    assert!((far.pace - 1.45).abs() < 1e-12, "clipped at 3");
    assert!((far.irregularity - 3.0).abs() < 1e-12);
    assert!(far.lapse);
}

#[test]
fn correlation_is_found_and_held_below_a_half() {
    let correlated = |by: f64| -> Vec<Vec<ResponseObservation>> {
        let mut stream = Seed(12).stream("correlated", "");
        let mut noise = 0.0;
        let mut next = || {
            noise = by * noise + (1.0 - by * by).sqrt() * stream.next_normal();
            taking((2.0 + 0.4 * noise).exp())
        };
        (0..8).map(|_| (0..200).map(|_| next()).collect()).collect()
    };
    let phi = |by| {
        ResponseTimeBaseline::fit(&correlated(by), &FatigueSettings::default())
            .unwrap()
            .phi
    };
    assert!((phi(0.3) - 0.3).abs() < 0.07, "{}", phi(0.3));
    assert!((phi(0.9) - 0.5).abs() < 1e-12);
}

#[test]
fn a_share_is_estimated_from_above_and_is_never_nothing() {
    assert!((upper_share(0, 1_000) - 0.02).abs() < 1e-12);
    let share = upper_share(30, 600);
    assert!(share > 0.05 && share < 0.06, "{share}");
}
