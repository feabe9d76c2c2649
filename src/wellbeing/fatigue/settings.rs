//! Reads the detector's settings.
//!
//! The defaults were found by simulation (`cargo bench --bench fatigue`), beginning from slack .5,
//! thresholds 10, 10, 12 and 6 and a level from 30 answers. A level from 75 answers halves false
//! alarms after a short history; a smaller slack finds irregularity and slowing sooner; a larger one with a lower
//! threshold finds rushing as soon and mistakes practice for it less often. They are only as good
//! as the made-up persons, and meant to be measured again on real use. The price of the longer
//! level: who begins to rush or slow down within the first 60 answers is partly taken for having
//! such a day (rushing from answer 30 on takes 133 items to be seen instead of 74); irregularity
//! and pauses are found as soon.

use serde::{Deserialize, Serialize};

use crate::numerics::{SettingProblem, first_outside};

/// The settings of the fatigue detector.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct FatigueSettings {
    /// Whether response times are watched at all; time on task is shown in any case.
    pub watch: bool,
    /// Settled answers of earlier sessions that are needed before the charts are trusted.
    pub history: usize,
    /// Answers at the start and after a break that are warm-up.
    pub warm_up: usize,
    /// Settled answers after the warm-up by which the session's own level is found.
    pub level_items: usize,
    /// How far, in σ, the level of a session usually lies from that of all.
    pub session_spread: f64,
    /// What the chart of slower answers subtracts for each, in standard deviations: a shift
    /// smaller than that is never found.
    pub slow_slack: f64,
    /// The same for the chart of faster answers.
    pub rush_slack: f64,
    /// The same for the chart of irregular answers.
    pub variability_slack: f64,
    /// Threshold of the chart of slower answers.
    pub slow: f64,
    /// Threshold of the chart of faster answers.
    pub rush: f64,
    /// Threshold of the chart of irregular answers.
    pub variability: f64,
    /// Threshold of the chart of long pauses.
    pub lapse: f64,
    /// A pause is long from so many σ above the expected time.
    pub lapse_at: f64,
    /// The share of its threshold that a second chart must have reached.
    pub second: f64,
    /// Below this share of every threshold a person is fresh.
    pub fresh: f64,
    /// Minutes away that count as a break and set the charts back.
    pub break_minutes: f64,
    /// Threshold of undone answers, which are only shown.
    pub undone: f64,
    /// Threshold of disagreement with oneself, which is only shown.
    pub consistency: f64,
    /// A run of one answer is shown when its chance within the stretch is below this.
    pub streak_chance: f64,
}

impl Default for FatigueSettings {
    fn default() -> Self {
        Self {
            watch: true,
            history: 300,
            warm_up: 12,
            level_items: 75,
            session_spread: 0.3,
            slow_slack: 0.4,
            rush_slack: 0.7,
            variability_slack: 0.35,
            slow: 12.0,
            rush: 8.0,
            variability: 15.0,
            lapse: 6.0,
            lapse_at: 2.3,
            second: 0.5,
            fresh: 0.5,
            break_minutes: 3.0,
            undone: 6.0,
            consistency: 3.0,
            streak_chance: 0.001,
        }
    }
}

impl FatigueSettings {
    /// What is wrong with it: the setting, in words, and the next step.
    pub fn problem(&self) -> Option<SettingProblem> {
        let defaults = Self::default();
        let numbers = [
            ("session_spread", self.session_spread, 0.0..=5.0),
            ("slow_slack", self.slow_slack, 0.0..=5.0),
            ("rush_slack", self.rush_slack, 0.0..=5.0),
            ("variability_slack", self.variability_slack, 0.0..=5.0),
            ("slow", self.slow, 0.5..=1000.0),
            ("rush", self.rush, 0.5..=1000.0),
            ("variability", self.variability, 0.5..=1000.0),
            ("lapse", self.lapse, 0.5..=1000.0),
            ("lapse_at", self.lapse_at, 0.5..=20.0),
            ("second", self.second, 0.0..=1.0),
            ("fresh", self.fresh, 0.0..=1.0),
            ("break_minutes", self.break_minutes, 0.1..=120.0),
            ("undone", self.undone, 0.5..=1000.0),
            ("consistency", self.consistency, 0.5..=1000.0),
            ("streak_chance", self.streak_chance, 0.0..=1.0),
        ];
        // A line with four features over fewer answers says nothing; a level needs a few.
        let counts = [
            ("history", self.history, 50, defaults.history),
            ("level_items", self.level_items, 2, defaults.level_items),
        ];
        let next = "leave it out to keep the measured default";
        first_outside(numbers, next).or_else(|| {
            let mut counts = counts.into_iter();
            let (name, value, least, default) =
                counts.find(|(_, value, least, _)| value < least)?;
            let what = format!("{name} = {value} is less than {least} (default {default})");
            Some((name, what, next))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_defaults_have_no_problem_and_what_is_out_of_range_is_named() {
        assert_eq!(FatigueSettings::default().problem(), None);
        let read = |text: &str| toml_edit::de::from_str::<FatigueSettings>(text);
        let settings = read("slow = 14\nhistory = 500").unwrap();
        assert!((settings.slow - 14.0).abs() < 1e-12 && settings.history == 500);
        assert_eq!(settings.problem(), None);
        for (text, name) in [
            ("slow = 0.0", "slow"),
            ("second = 1.5", "second"),
            ("fresh = nan", "fresh"),
            ("history = 10", "history"),
            ("level_items = 0", "level_items"),
        ] {
            let (setting, what, _) = read(text).unwrap().problem().unwrap();
            assert_eq!(setting, name);
            assert!(what.contains(name), "{what}");
        }
        assert!(read("slwo = 14").is_err(), "a misspelt setting is an error");
    }
}
