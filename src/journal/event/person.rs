//! What is kept of how an answer was given?
//!
//! It serves the person and stays out of exports.

use serde::{Deserialize, Serialize};

use crate::schema::{FatigueState, ViewLevel};

/// How the keys fell while an item was on the screen, how much of it was seen, and how the
/// person was. It serves the person and stays out of exports.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct PersonRecord {
    /// Seconds from painting to the reveal; absent when nothing was veiled.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revealed_after: Option<f64>,
    /// Seconds from painting to the first key of any kind.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_key_after: Option<f64>,
    /// The longest stretch between two acts that counted as work, in seconds.
    pub longest_pause: f64,
    /// Seconds taken out as absence.
    pub away_seconds: f64,
    /// Whether the text was scrolled.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub scrolled: bool,
    /// Whether the item came first after a break, an absence, a reveal or another screen: its
    /// time is no reading.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub interrupted: bool,
    /// How much of a sensitive item had been seen at the answer; absent for others.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seen: Option<ViewLevel>,
    /// What the fatigue detector made of the session up to this answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fatigue: Option<FatigueRecord>,
}

/// The fatigue detector's view after an answer. The shares are of each channel's threshold (1 is
/// the threshold) and are absent without history.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct FatigueRecord {
    /// The state.
    pub state: FatigueState,
    /// Slower answers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub slow: Option<f64>,
    /// Faster answers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rush: Option<f64>,
    /// Less regular answers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub variability: Option<f64>,
    /// More long pauses.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lapse: Option<f64>,
    /// Active minutes since the last break.
    pub minutes_since_break: f64,
    /// The detector's version: figures of different ones do not compare.
    pub detector: u32,
}
