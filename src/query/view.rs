//! What may be told of a query before the answer, and after it.
//!
//! The screen is given a [`QueryView`] and never the query itself. Invariant: nothing of the
//! prediction is in the view of a blind query.

use crate::content_safety::Veil;
use crate::learner::CommitteePrediction;
use crate::schema::{Arm, ItemIndex, LabelId};
use crate::state::Verdict;
use crate::trainer::Evidence;

/// Why an item was chosen.
#[derive(Debug, Clone, PartialEq)]
pub struct Explanation {
    /// In words.
    pub sentence: String,
    /// The strategy's id.
    pub strategy: &'static str,
    /// Its utility.
    pub score: Option<f32>,
    /// Its place in the ranking, from 1.
    pub rank: Option<u32>,
    /// The utility of the next.
    pub runner_up: Option<f32>,
    /// How many were ranked.
    pub candidates: u32,
    /// The chance of this draw, where chance decided.
    pub draw_probability: Option<f64>,
    /// The seconds it is expected to take, where costs count.
    pub expected_seconds: Option<f32>,
    /// The group whose turn it was, when a quota left only its items to choose from.
    pub quota: Option<String>,
}

/// A labeled item that is near.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct NearestLabeled {
    /// The item.
    pub item: ItemIndex,
    /// Its label.
    pub label: Option<LabelId>,
    /// Its cosine, in the dense features.
    pub cosine: f32,
    /// Whether it is sensitive, so that no screen may quote it.
    pub veiled: bool,
}

/// What may be painted of a query before the answer.
#[derive(Debug, Clone, PartialEq)]
pub struct QueryView {
    /// The item.
    pub item: ItemIndex,
    /// What may be told of it while it is veiled; `None` for what is benign.
    pub veil: Option<Veil>,
    /// Its answer, when it was answered before and comes back by undo or search.
    pub previous: Option<Verdict>,
    /// What the committee predicts; absent from a blind query.
    pub opinion: Option<CommitteePrediction>,
    /// Why it is asked; absent from a blind query.
    pub why: Option<Explanation>,
    /// Why the person is asked it again, where that was their own doing.
    pub again: Option<String>,
    /// The words of the text that speak for one of its two likeliest labels; none in a blind query.
    pub evidence: Vec<Evidence>,
    /// The answered items most like it, most like it first; none beside a blind query.
    pub similar: Vec<NearestLabeled>,
    /// The answered item that it is nearly the same as; absent from a blind query.
    pub same_as: Option<NearestLabeled>,
    /// Seconds between two acts from which on the person was away.
    pub away_after: f64,
    /// Answers that the ranking did not know of yet.
    pub stale: u64,
    /// In how many parts the pool is scored, one after each answer.
    pub parts: usize,
    /// Whether the ranking had been computed before the answer came: for the trace alone.
    pub speculated: bool,
}

/// What may be told of a query after the answer.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Revealed {
    /// The arm that had decided; `Active` also stands for what must not be told.
    pub arm: Arm,
    /// The model's first guess, if it was not shown before and may be shown now.
    pub likeliest: Option<(LabelId, f32)>,
}

impl Revealed {
    /// What may be told of a query that comes back: nothing.
    pub(crate) const NOTHING: Self = Self {
        arm: Arm::Active,
        likeliest: None,
    };
}
