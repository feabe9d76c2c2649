//! What is kept of how an item came to be asked?

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::schema::{Arm, RepeatPurpose};

/// How an item came to be asked, and what the model thought of it then.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
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
            strategy: None,
            aim: None,
            score: None,
            runner_up: None,
            rank: None,
            pool: 0,
            candidates: 0,
            draw_probability: None,
            offered: None,
            quota: None,
            expected_seconds: None,
            nearest: None,
            repeat: None,
            displaced: Vec::new(),
            knows: 0,
            model: None,
            words_only: false,
            probabilities: None,
            votes: None,
            disagreement: None,
            vote_entropy: None,
            opinion_shown: false,
        }
    }
}
