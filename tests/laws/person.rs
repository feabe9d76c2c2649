//! What is measured of the person: the fatigue detector, expected seconds, self-agreement.
//!
//! Small versions of `cargo bench --bench fatigue`, on fixed seeds.

use crate::support::cost_trials::{Costs, held_out};
use crate::support::fatigue_trials::{
    RESTED, absence, delay, false_alarms, length_change, practice,
};
use crate::support::repeat_trials::{binomial_test, person};
use crate::support::tired_person::{Length, PATTERNS};

#[test]
fn rested_persons_are_seldom_called_tired() {
    for history in [300, 1_000] {
        let rested = false_alarms(200, history, RESTED);
        assert!(
            rested.tired <= 0.06,
            "{history} answers of history: {rested:?}"
        );
        assert!(
            rested.drifting <= 0.10,
            "{history} answers of history: {rested:?}"
        );
    }
}

#[test]
fn tired_persons_are_called_tired_in_time() {
    for pattern in &PATTERNS {
        let delay = delay(80, 1_000, pattern.fatigue);
        let most = 1.15 * pattern.reported;
        assert!(delay.median <= most, "{}: {delay:?}", pattern.name);
        let missed = pattern.reported_missed.unwrap_or(0.05);
        assert!(delay.missed <= 1.15 * missed, "{}: {delay:?}", pattern.name);
        if pattern.name == "slow (+22 %) and variable" {
            assert!(delay.median <= 110.0, "{delay:?}");
        }
    }
}

#[test]
fn longer_texts_alone_make_nobody_tired() {
    for length in [Length::Power, Length::Additive] {
        let seen = length_change(100, length, false);
        assert!(seen.tired <= 0.06, "{length:?}: {seen:?}");
        let unseen = length_change(30, length, true);
        assert!(unseen.tired > 0.5, "the lengths would matter: {unseen:?}");
    }
}

#[test]
fn ten_minutes_away_make_nobody_tired() {
    // The same sessions without the absence sound no fewer alarms.
    let (away, present) = (absence(100), false_alarms(100, 1_000, RESTED));
    assert!(
        away.tired <= present.tired && away.tired <= 0.06,
        "{away:?}, {present:?}"
    );
}

#[test]
fn practice_is_seldom_mistaken_for_rushing() {
    let practised = practice(150);
    assert!(practised.rush <= 0.10, "{practised:?}");
    assert!(practised.tired <= 0.10, "{practised:?}");
}

#[test]
fn expected_seconds_are_nearer_than_a_constant_on_answers_not_seen() {
    for length in [Length::Power, Length::Additive] {
        for words_only in [false, true] {
            let all: Vec<Costs> = (0..20)
                .map(|seed| held_out(seed, 200, length, words_only))
                .collect();
            let mean = |of: fn(&Costs) -> f64| all.iter().map(of).sum::<f64>() / all.len() as f64;
            let log = mean(|costs| costs.log.rms / costs.log_constant.rms);
            let rms = mean(|costs| costs.seconds.rms / costs.seconds_constant.rms);
            let absolute = mean(|costs| costs.seconds.mean / costs.seconds_constant.mean);
            assert!(log < 0.87, "{length:?}, words only {words_only}: {log}");
            assert!(rms < 0.95, "{length:?}, words only {words_only}: {rms}");
            assert!(
                absolute < 0.88,
                "{length:?}, words only {words_only}: {absolute}"
            );
            for costs in &all {
                // The model aims at means, which squares reward; not at medians.
                assert!(costs.log.rms < costs.log_constant.rms, "{costs:?}");
                assert!(costs.seconds.rms < costs.seconds_constant.rms, "{costs:?}");
            }
            // Added up over many items, they are neither too long nor too short.
            let (bias, log_normal) = (
                mean(|costs| costs.bias),
                mean(|costs| costs.bias_log_normal),
            );
            assert!((bias - 1.0).abs() < 0.06, "{bias}, log-normal {log_normal}");
        }
    }
}

#[test]
fn the_interval_of_self_agreement_holds_the_truth_as_often_as_it_says() {
    let persons: Vec<_> = (0..400).map(person).collect();
    let held: Vec<bool> = persons.iter().filter_map(|person| person.holds).collect();
    let covered = held.iter().filter(|holds| **holds).count();
    let chance = binomial_test(covered, held.len(), 0.95);
    assert!(chance > 0.01, "{covered} of {} hold the truth", held.len());
    // The test can fail: an interval that held the truth nine times in ten would be rejected.
    assert!(binomial_test(360, 400, 0.95) < 0.01);
}

#[test]
fn planted_repeats_keep_their_share_and_distance() {
    let persons: Vec<_> = (0..60).map(person).collect();
    let answers: usize = persons.iter().map(|person| person.answers).sum();
    let repeats: usize = persons.iter().map(|person| person.repeats).sum();
    let share = repeats as f64 / answers as f64;
    assert!((0.024..=0.031).contains(&share), "{share}");
    for person in persons {
        assert!(person.least_spacing >= 100, "{}", person.least_spacing);
        assert!(!person.followed_its_label);
    }
}
