//! What is kept beside an answer of the state it was given in?

use serde::{Deserialize, Serialize};

/// Raised whenever the same answers would be judged otherwise.
pub const DETECTOR_VERSION: u32 = 1;

/// How a person's answers come, against their own usual.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FatigueState {
    /// There are too few earlier answers to know what is usual: only time on task is known.
    #[default]
    NoHistory,
    /// Every chart is below half of its threshold.
    Fresh,
    /// None has passed its threshold.
    Steady,
    /// One has passed it: shown, but nothing is suggested.
    Drifting,
    /// One has passed it and a second is at least half-way.
    Tired,
}

impl FatigueState {
    /// The word used on screens.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::NoHistory => "no history yet",
            Self::Fresh => "fresh",
            Self::Steady => "steady",
            Self::Drifting => "drifting",
            Self::Tired => "tired",
        }
    }
}

/// The detector's view after an answer, to be kept with it. The shares are of each chart's
/// threshold (1 is the threshold) and are absent without history.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct FatigueRecord {
    /// The state.
    pub state: FatigueState,
    /// Slower answers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub r_slow: Option<f64>,
    /// Faster answers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub r_rush: Option<f64>,
    /// Less regular answers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub r_variability: Option<f64>,
    /// More long pauses.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub r_lapse: Option<f64>,
    /// Active minutes since the last break.
    pub minutes_since_break: f64,
    /// The [`DETECTOR_VERSION`] that judged.
    pub detector_version: u32,
}
