//! Defines what is kept of how an item came to be asked, and of how it was answered.
//!
//! What is kept of the person serves the person and stays out of exports.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::schema::{Arm, FatigueState, RepeatPurpose, ViewLevel};

/// How an item came to be asked, and what the model thought of it then.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct QueryRecord {
    /// What decided.
    pub arm: Arm,
    /// The strategy's id, when the arm is active.
    pub strategy: Option<String>,
    /// What the ranking was about, where the strategy has several aims.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub aim: Option<String>,
    /// The strategy's score.
    pub score: Option<f64>,
    /// The score of the next in the ranking.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub runner_up: Option<f64>,
    /// Place in the ranking, from 1.
    pub rank: Option<u32>,
    /// Items in the pool.
    pub pool: u32,
    /// Items that could have been drawn.
    pub candidates: u32,
    /// The chance of this draw given all before; none for a deterministic choice.
    pub draw_probability: Option<f64>,
    /// The nearly equal item whose answer was offered beside this one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub offered: Option<String>,
    /// The group whose turn it was, when a floor left only its items to choose from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quota: Option<String>,
    /// The seconds that the item was expected to take, where costs count.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expected_seconds: Option<f64>,
    /// The labeled item nearest to this one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nearest: Option<NearestRecord>,
    /// Why the item was asked once more, when the arm is repeat.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub repeat: Option<RepeatPurpose>,
    /// Items that would have been asked before it and had to wait, each with the reason.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub displaced: Vec<DisplacedRecord>,
    /// How many training changes the ranking knew.
    pub knows: u64,
    /// Hash of the parameters of the model that ranked.
    pub model: Option<String>,
    /// Whether the model knew the items by their words alone, as it does until the rest of the
    /// features of a large pool is there.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub words_only: bool,
    /// The committee's mean probability per label name.
    pub probabilities: Option<BTreeMap<String, f64>>,
    /// Each member's vote: member id to label name.
    pub votes: Option<BTreeMap<String, String>>,
    /// Jensen–Shannon divergence among the members, 0 to 1.
    pub disagreement: Option<f64>,
    /// Entropy of the members' votes, 0 to 1.
    pub vote_entropy: Option<f64>,
    /// Whether the person saw the model's opinion before answering.
    pub opinion_shown: bool,
}

/// An item that had to wait for the person's sake.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DisplacedRecord {
    /// Its id.
    pub item: String,
    /// For whose sake it waits; the exact reason is the person's own affair.
    pub reason: String,
    /// What had drawn it, when chance had: it waits and comes as soon as it may.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub drawn_by: Option<Arm>,
    /// The chance of that draw given all before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub draw_probability: Option<f64>,
}

/// The labeled item that was nearest to the one asked.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NearestRecord {
    /// Its id.
    pub item: String,
    /// Its cosine to the one asked, in the dense features.
    pub cosine: f64,
}

impl QueryRecord {
    /// A record of which only the arm is known.
    pub fn of(arm: Arm) -> Self {
        Self {
            arm,
            ..Self::default()
        }
    }
}

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
    /// Whether one key answered many items at once: it took no time of its own.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub at_once: bool,
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
