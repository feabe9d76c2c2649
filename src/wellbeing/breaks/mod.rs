//! Suggests breaks, and how long.
//!
//! Advice, never a lock. Rules, the weightiest first: enough for today (4 active hours), long in
//! this part of the day (2 hours: at least 15 minutes), tired (by the detector), long since the
//! last break (50 minutes). The length follows the work since the last break, as people who stop
//! when they like do it (5, 8 or 10 minutes; Smits 2025). Evidence for any exact number is weak, so
//! all of them are settings. Invariant: at most one suggestion in 20 minutes, only where the caller
//! says that nothing is interrupted, none after the person opted out; what is suggested names the
//! rule that spoke.

use serde::{Deserialize, Serialize};

use super::pace::rest_minutes;
use crate::numerics::SettingProblem;
use crate::schema::FatigueState;

/// The settings of break advice, in minutes; a rule set to 0 never speaks.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
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
    pub fn problem(&self) -> Option<SettingProblem> {
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

/// The rule that a suggestion comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum BreakRule {
    /// Enough for today.
    Day,
    /// Long at work in this part of the day.
    DayPart,
    /// Answers come otherwise than usual on two counts.
    Tired,
    /// Long since the last break.
    SinceBreak,
}

impl BreakRule {
    /// The word that the person's own ledger has for it.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::DayPart => "day_part",
            Self::Tired => "tired",
            Self::SinceBreak => "since_break",
        }
    }
}

/// A suggestion.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Suggestion {
    /// The rule that spoke.
    pub rule: BreakRule,
    /// Minutes of rest.
    pub minutes: u32,
    /// What to say: the rule and the length, without a full stop.
    pub words: String,
}

/// Active seconds before this session began.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(crate) struct EarlierWork {
    /// Today.
    pub today: f64,
    /// In this part of the day, since the last long break.
    pub day_part: f64,
}

/// Keeps count of work and rest, and says when a break would be kind.
#[derive(Debug, Clone, Default)]
pub(crate) struct BreakAdvice {
    settings: BreakSettings,
    /// Active seconds today.
    pub(crate) today: f64,
    day_part: f64,
    /// Active seconds since the last break.
    pub(crate) since_break: f64,
    /// When it last spoke or was dismissed, on the caller's clock.
    spoke_at: Option<f64>,
    told_of_day: bool,
    told_of_day_part: bool,
    /// The person does not want to be told in this session.
    pub(crate) silent: bool,
}

impl BreakAdvice {
    /// Begins a session.
    pub(crate) fn new(settings: BreakSettings, earlier: EarlierWork) -> Self {
        Self {
            settings,
            today: earlier.today,
            day_part: earlier.day_part,
            ..Self::default()
        }
    }

    /// Work, in active seconds.
    pub(crate) fn worked(&mut self, active_seconds: f64) {
        if active_seconds.is_finite() && active_seconds > 0.0 {
            self.today += active_seconds;
            self.day_part += active_seconds;
            self.since_break += active_seconds;
        }
    }

    /// Rest or absence, in seconds. From [`BreakSettings::break_minutes`] on it is a break; from
    /// [`BreakSettings::long_break_minutes`] on a long one.
    pub(crate) fn rested(&mut self, seconds: f64) {
        if seconds >= 60.0 * self.settings.break_minutes {
            self.since_break = 0.0;
        }
        if seconds >= 60.0 * self.settings.long_break_minutes {
            self.day_part_began();
        }
    }

    /// Morning, afternoon or evening began.
    fn day_part_began(&mut self) {
        self.day_part = 0.0;
        self.told_of_day_part = false;
    }

    /// Midnight passed.
    pub(crate) fn day_began(&mut self) {
        self.today = 0.0;
        self.told_of_day = false;
        self.day_part_began();
    }

    /// The person put the suggestion aside; `now` is in seconds on the caller's clock.
    pub(crate) fn dismissed(&mut self, now: f64) {
        self.spoke_at = Some(now);
    }

    /// Whether the screen shows the dim mark: work has been going on for a while.
    pub(crate) fn shows_mark(&self) -> bool {
        !self.silent && reached(self.since_break, self.settings.mark_minutes)
    }

    /// Minutes of rest that fit the work since the last break: 5 up to 25 minutes, 8 up to 50,
    /// then 10.
    pub(crate) fn length(&self) -> u32 {
        rest_minutes(self.since_break)
    }

    /// What to suggest now, if anything. `now` is in seconds on any clock of the caller's that
    /// also runs during breaks; `natural_point` says that no item is half read.
    pub(crate) fn suggestion(
        &mut self,
        now: f64,
        fatigue: FatigueState,
        natural_point: bool,
    ) -> Option<Suggestion> {
        let quiet = 60.0 * self.settings.quiet_minutes;
        let spoke_lately = self.spoke_at.is_some_and(|then| now - then < quiet);
        if self.silent || !natural_point || spoke_lately {
            return None;
        }
        let rule = self.rule(fatigue)?;
        self.spoke_at = Some(now);
        // Said once: that the limit is passed stays true, and repeating it would be nagging.
        self.told_of_day |= rule == BreakRule::Day;
        self.told_of_day_part |= rule == BreakRule::DayPart;
        Some(self.worded(rule))
    }

    fn rule(&self, fatigue: FatigueState) -> Option<BreakRule> {
        let settings = &self.settings;
        if !self.told_of_day && reached(self.today, settings.day_minutes) {
            Some(BreakRule::Day)
        } else if !self.told_of_day_part && reached(self.day_part, settings.day_part_minutes) {
            Some(BreakRule::DayPart)
        } else if fatigue == FatigueState::Tired {
            Some(BreakRule::Tired)
        } else if reached(self.since_break, settings.after_minutes) {
            Some(BreakRule::SinceBreak)
        } else {
            None
        }
    }

    fn worded(&self, rule: BreakRule) -> Suggestion {
        let length = self.length();
        let long = length.max(self.settings.long_break_minutes.ceil() as u32);
        let (minutes, seconds) = match rule {
            BreakRule::Day => (long, self.today),
            BreakRule::DayPart => (long, self.day_part),
            // Where work tires, shorter breaks do less (Albulescu 2022).
            BreakRule::Tired => (length.max(10), 0.0),
            BreakRule::SinceBreak => (length, self.since_break),
        };
        let worked = hours_and_minutes(seconds);
        let words = match rule {
            BreakRule::Day => format!("{worked} of work today: enough for a day?"),
            BreakRule::DayPart => {
                format!("{worked} without a long break: {minutes} minutes of rest?")
            }
            BreakRule::Tired => {
                format!("Responses are unlike your usual: {minutes} minutes of rest?")
            }
            BreakRule::SinceBreak => {
                format!("{worked} since the last break: {minutes} minutes of rest?")
            }
        };
        Suggestion {
            rule,
            minutes,
            words,
        }
    }
}

fn reached(seconds: f64, minutes: f64) -> bool {
    minutes > 0.0 && seconds >= 60.0 * minutes
}

fn hours_and_minutes(seconds: f64) -> String {
    let minutes = (seconds / 60.0).floor() as u64;
    match (minutes / 60, minutes % 60) {
        (0, minutes) => format!("{minutes} minutes"),
        (hours, 0) => format!("{hours} h"),
        (hours, minutes) => format!("{hours} h {minutes} min"),
    }
}

#[cfg(test)]
mod tests;
