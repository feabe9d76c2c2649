//! What does `querist.toml` say of the person at the keys?
//!
//! Advice alone: nothing under `[session]` can keep a person from working or resting.

use serde::Deserialize;

use crate::session::{BreakSettings, FatigueSettings};

/// The settings under `[session]`.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SessionPolicy {
    /// Active minutes since the last break after which one is suggested; 0: never.
    pub break_after_minutes: f64,
    /// Share of the queries that ask an answered item once more, to measure self-consistency.
    pub repeat_share: f64,
    /// Whether a tired person is asked shorter items and more repeats.
    pub kind_queue: bool,
    /// The other settings of break advice.
    pub breaks: BreakSettings,
    /// The settings of the fatigue detector.
    pub fatigue: FatigueSettings,
}

impl Default for SessionPolicy {
    fn default() -> Self {
        let breaks = BreakSettings::default();
        Self {
            break_after_minutes: breaks.after_minutes,
            repeat_share: 0.03,
            kind_queue: true,
            breaks,
            fatigue: FatigueSettings::default(),
        }
    }
}

impl SessionPolicy {
    /// The settings of break advice.
    pub fn advice(&self) -> BreakSettings {
        BreakSettings {
            after_minutes: self.break_after_minutes,
            ..self.breaks.clone()
        }
    }

    /// What is wrong with it: the setting, in words, and the next step.
    pub(super) fn problem(&self) -> Option<(String, String, &'static str)> {
        let below = |table: &str, problem: Option<(&'static str, String, &'static str)>| {
            problem.map(|(setting, what, next)| {
                let setting = if setting == "after_minutes" {
                    "break_after_minutes".to_owned()
                } else {
                    format!("{table}.{setting}")
                };
                (setting, what, next)
            })
        };
        if !(0.0..=0.5).contains(&self.repeat_share) {
            return Some((
                "repeat_share".into(),
                format!(
                    "repeat_share = {} is not between 0 and 0.5",
                    self.repeat_share
                ),
                "give a share such as 0.03, or 0 for no repeats",
            ));
        }
        below("breaks", self.advice().problem())
            .or_else(|| below("fatigue", self.fatigue.problem()))
    }
}
