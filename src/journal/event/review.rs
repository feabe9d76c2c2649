//! What is kept of a review?
//!
//! A decision cites the judgements that it weighed and changes none of them.

use serde::{Deserialize, Serialize};

use crate::schema::Annotator;

/// What a reviewer decided, as it is written: in memory it is a [`crate::schema::Adjudication`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AdjudicationRecord {
    /// It is of this class (by name).
    Label(String),
    /// People differ here, and that is the answer: the distribution of the judgements stands.
    KeepDistribution,
    /// The guidelines leave it open: the question that they must answer.
    GuidelineGap(String),
}

/// A reviewer decided on an item. Nothing that was said before is changed by it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Adjudicated {
    /// The session; absent without one (headless).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session: Option<u32>,
    /// Who decided.
    pub annotator: Annotator,
    /// The item's id.
    pub item: String,
    /// What was decided.
    pub ruling: AdjudicationRecord,
    /// The judgements that were on the screen.
    pub weighed: Vec<WeighedRecord>,
    /// Why, in the reviewer's words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rationale: Option<String>,
    /// BLAKE3 of the guidelines in force, in hex.
    pub guidelines: String,
    /// Seconds from painting to the decision, gaps removed.
    pub active_seconds: f64,
    /// Whether names stood beside the judgements.
    pub names_shown: bool,
    /// Whether the model's opinion was seen before the decision.
    pub opinion_shown: bool,
}

/// A judgement that was weighed: where it stands, and what it said then.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WeighedRecord {
    /// Whose.
    pub annotator: Annotator,
    /// Whose journal it stands in.
    pub journal: Annotator,
    /// Its sequence number there; written under another name because `"seq"` is the line's own.
    #[serde(rename = "entry")]
    pub seq: u64,
    /// The class's name; absent for "unsure".
    pub label: Option<String>,
}

/// Somebody is to judge an item, be it once more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct JudgementRequested {
    /// Who asks.
    pub annotator: Annotator,
    /// The item's id.
    pub item: String,
    /// Who is asked.
    pub of: Annotator,
    /// Why, in the reviewer's words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
}
