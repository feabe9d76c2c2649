//! The laws of break advice.

use super::*;

const RESTED: FatigueState = FatigueState::Steady;

fn advice() -> BreakAdvice {
    BreakAdvice::new(BreakSettings::default(), EarlierWork::default())
}

fn rule(suggestion: Option<Suggestion>) -> Option<BreakRule> {
    suggestion.map(|suggestion| suggestion.rule)
}

#[test]
fn fifty_minutes_of_work_suggest_ten_of_rest_at_the_next_natural_point() {
    let mut advice = advice();
    advice.worked(60.0 * 49.0);
    assert_eq!(advice.suggestion(2_940.0, RESTED, true), None);
    advice.worked(60.0);
    assert_eq!(advice.suggestion(3_000.0, RESTED, false), None);
    let suggestion = advice.suggestion(3_010.0, RESTED, true).unwrap();
    assert_eq!(suggestion.rule, BreakRule::SinceBreak);
    assert_eq!(suggestion.minutes, 10);
    assert_eq!(
        suggestion.words,
        "50 minutes since the last break: 10 minutes of rest?"
    );
}

#[test]
fn after_a_suggestion_or_a_dismissal_all_is_quiet_for_twenty_minutes() {
    let mut advice = advice();
    advice.worked(60.0 * 55.0);
    assert!(advice.suggestion(0.0, RESTED, true).is_some());
    assert_eq!(advice.suggestion(1_199.0, FatigueState::Tired, true), None);
    advice.dismissed(600.0);
    assert_eq!(advice.suggestion(1_799.0, FatigueState::Tired, true), None);
    let next = advice.suggestion(1_800.0, FatigueState::Tired, true);
    assert_eq!(rule(next), Some(BreakRule::Tired));
}

#[test]
fn only_the_tired_are_told_before_time() {
    for state in [
        FatigueState::NoHistory,
        FatigueState::Fresh,
        FatigueState::Steady,
        FatigueState::Drifting,
    ] {
        assert_eq!(advice().suggestion(0.0, state, true), None, "{state:?}");
    }
    let tired = advice().suggestion(0.0, FatigueState::Tired, true).unwrap();
    assert_eq!((tired.rule, tired.minutes), (BreakRule::Tired, 10));
}

#[test]
fn a_break_begins_the_count_anew_and_a_short_absence_does_not() {
    let mut advice = advice();
    advice.worked(60.0 * 45.0);
    advice.rested(120.0);
    advice.worked(60.0 * 5.0);
    assert!(advice.suggestion(0.0, RESTED, true).is_some());
    advice.rested(180.0);
    assert_eq!(advice.suggestion(5_000.0, RESTED, true), None);
    assert!(advice.since_break.abs() < 1e-9);
    assert!((advice.today - 3_000.0).abs() < 1e-9);
}

#[test]
fn two_hours_without_a_long_break_suggest_a_quarter_of_an_hour_once() {
    let settings = BreakSettings {
        day_minutes: 0.0,
        ..BreakSettings::default()
    };
    let mut advice = BreakAdvice::new(settings, EarlierWork::default());
    for _ in 0..3 {
        advice.worked(60.0 * 41.0);
        advice.rested(300.0);
    }
    let long = advice.suggestion(9_000.0, RESTED, true).unwrap();
    assert_eq!((long.rule, long.minutes), (BreakRule::DayPart, 15));
    assert!(long.words.starts_with("2 h 3 min"), "{}", long.words);
    assert_eq!(advice.suggestion(12_000.0, RESTED, true), None);
    // A long break ends the stretch; two more hours make another.
    advice.rested(900.0);
    advice.worked(60.0 * 115.0);
    advice.rested(300.0);
    advice.worked(60.0 * 5.0);
    let again = advice.suggestion(30_000.0, RESTED, true);
    assert_eq!(rule(again), Some(BreakRule::DayPart));
}

#[test]
fn four_hours_a_day_are_enough_even_over_several_sessions() {
    let earlier = EarlierWork {
        today: 60.0 * 235.0,
        day_part: 0.0,
    };
    let mut advice = BreakAdvice::new(BreakSettings::default(), earlier);
    advice.worked(60.0 * 4.0);
    assert_eq!(advice.suggestion(0.0, RESTED, true), None);
    advice.worked(60.0);
    let enough = advice.suggestion(60.0, FatigueState::Tired, true);
    assert_eq!(rule(enough), Some(BreakRule::Day));
    // Said once a day; the other rules go on.
    let next = advice.suggestion(2_000.0, FatigueState::Tired, true);
    assert_eq!(rule(next), Some(BreakRule::Tired));
    advice.day_began();
    assert_eq!(advice.suggestion(9_000.0, RESTED, true), None);
}

#[test]
fn who_opted_out_is_left_alone_and_sees_no_mark() {
    let mut advice = advice();
    advice.worked(60.0 * 24.0);
    assert!(!advice.shows_mark());
    advice.worked(60.0 * 280.0);
    assert!(advice.shows_mark());
    advice.silent = true;
    assert!(!advice.shows_mark());
    assert_eq!(advice.suggestion(0.0, FatigueState::Tired, true), None);
    advice.silent = false;
    assert!(advice.suggestion(0.0, FatigueState::Tired, true).is_some());
}

#[test]
fn the_length_follows_the_work() {
    let after = |minutes: f64| {
        let mut advice = advice();
        advice.worked(60.0 * minutes);
        advice.length()
    };
    assert_eq!([24.0, 25.0, 49.0, 50.0].map(after), [5, 8, 8, 10]);
}

#[test]
fn a_rule_set_to_nothing_never_speaks_and_what_is_no_time_is_refused() {
    let settings: BreakSettings =
        toml_edit::de::from_str("day_minutes = 0\nday_part_minutes = 0").unwrap();
    let settings = BreakSettings {
        after_minutes: 0.0,
        ..settings
    };
    assert_eq!(settings.problem(), None);
    let mut advice = BreakAdvice::new(settings, EarlierWork::default());
    advice.worked(1e6);
    assert_eq!(advice.suggestion(0.0, RESTED, true), None);
    let settings: BreakSettings = toml_edit::de::from_str("quiet_minutes = -5").unwrap();
    assert_eq!(settings.problem().unwrap().0, "quiet_minutes");
    assert!(toml_edit::de::from_str::<BreakSettings>("lock = true").is_err());
}
