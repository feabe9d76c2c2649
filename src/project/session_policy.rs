//! What does `querist.toml` say of the person at the keys?
//!
//! Advice alone: nothing under `[session]` can keep a person from working or resting.

use serde::Deserialize;

use crate::wellbeing::{BreakSettings, FatigueSettings, RepeatPolicy, TiredLabels};

/// The settings under `[session]`.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SessionPolicy {
    /// Active minutes since the last break after which one is suggested; 0: never.
    pub break_after_minutes: f64,
    /// Whether a tired person is asked shorter items and more repeats.
    pub kind_queue: bool,
    /// The other settings of break advice.
    pub breaks: BreakSettings,
    /// The settings of the fatigue detector.
    pub fatigue: FatigueSettings,
    /// How often an answered item is asked once more, to measure self-consistency.
    pub repeats: RepeatPolicy,
    /// What becomes of labels given while tired.
    pub tired_labels: TiredLabels,
}

impl Default for SessionPolicy {
    fn default() -> Self {
        let breaks = BreakSettings::default();
        Self {
            break_after_minutes: breaks.after_minutes,
            kind_queue: true,
            breaks,
            fatigue: FatigueSettings::default(),
            repeats: RepeatPolicy::default(),
            tired_labels: TiredLabels::default(),
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
        below("breaks", self.advice().problem())
            .or_else(|| below("fatigue", self.fatigue.problem()))
            .or_else(|| below("repeats", self.repeats.problem()))
            .or_else(|| below("tired_labels", self.tired_labels.problem()))
    }
}
