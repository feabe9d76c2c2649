//! When is a break suggested?

use serde::Deserialize;

/// The settings of break advice, in minutes; a rule set to 0 never speaks.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct BreakSettings {
    /// Active minutes since the last break after which one is suggested; 20 to 60 are sensible.
    /// Written in the table above, with the other settings of the session.
    #[serde(skip)]
    pub after_minutes: f64,
    /// Active minutes since the last break after which the screen shows a dim mark.
    pub mark_minutes: f64,
    /// Active minutes in one part of the day after which a longer break is suggested.
    pub day_part_minutes: f64,
    /// The least length of that longer break.
    pub long_break_minutes: f64,
    /// Active minutes a day that are enough.
    pub day_minutes: f64,
    /// Quiet minutes after a suggestion, or after it was dismissed.
    pub quiet_minutes: f64,
    /// Minutes away that count as a break.
    pub break_minutes: f64,
}

impl Default for BreakSettings {
    fn default() -> Self {
        Self {
            after_minutes: 50.0,
            mark_minutes: 25.0,
            day_part_minutes: 120.0,
            long_break_minutes: 15.0,
            day_minutes: 240.0,
            quiet_minutes: 20.0,
            break_minutes: 3.0,
        }
    }
}

impl BreakSettings {
    /// What is wrong with it: the setting, in words, and the next step.
    pub fn problem(&self) -> Option<(&'static str, String, &'static str)> {
        let minutes = [
            ("after_minutes", self.after_minutes, 0.0),
            ("mark_minutes", self.mark_minutes, 0.0),
            ("day_part_minutes", self.day_part_minutes, 0.0),
            ("long_break_minutes", self.long_break_minutes, 1.0),
            ("day_minutes", self.day_minutes, 0.0),
            ("quiet_minutes", self.quiet_minutes, 1.0),
            ("break_minutes", self.break_minutes, 0.1),
        ];
        minutes
            .into_iter()
            .find(|(_, value, least)| !(*least..=1440.0).contains(value))
            .map(|(name, value, least)| {
                let what = format!("{name} = {value} is not between {least} and 1440 minutes");
                (name, what, "leave it out to keep the default")
            })
    }
}
