//! What did the model know, and what would it ask?

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use crate::features::{FeatureSpace, HoldoutId, PoolId};
use crate::learner::{Opinion, PoolScores};
use crate::strategy::Ranked;

/// The trainer's newest view of the pool. Immutable: a newer one replaces it.
#[derive(Debug, Default)]
pub struct Snapshot {
    /// How many training changes it knows of.
    pub knows: u64,
    /// Whether the first, spread-out queries are still being asked.
    pub cold: bool,
    /// The id of what ranked: a strategy, or the cold start.
    pub strategy: &'static str,
    /// The best candidates, best first.
    pub ranking: Vec<Ranked>,
    /// How many candidates were ranked.
    pub candidates: usize,
    /// Hash of the parameters; `None` before the committee was ready.
    pub model: Option<String>,
    /// For the first items of the ranking, the features that pull most toward the likeliest label.
    pub(super) pulls: HashMap<PoolId, Vec<u32>>,
    /// What turns those features back into words.
    pub(super) space: Option<Arc<FeatureSpace>>,
    pub(super) scores: PoolScores,
    pub(super) held_out: Vec<Option<Opinion>>,
}

impl Snapshot {
    /// What the committee thinks of a pool item.
    pub fn opinion(&self, item: PoolId) -> Option<Opinion> {
        self.scores.opinion(item)
    }

    /// Where in a pool item's text the words stand that pull the model; empty when the item is
    /// not among the first of the ranking.
    pub fn pulling_words(&self, item: PoolId, text: &str) -> Vec<Range<usize>> {
        let (Some(pulls), Some(space)) = (self.pulls.get(&item), &self.space) else {
            return Vec::new();
        };
        space
            .words_of(text)
            .into_iter()
            .filter(|(_, column)| pulls.contains(column))
            .map(|(range, _)| range)
            .collect()
    }

    /// What the committee thinks of a held-out item: for the journal and for evaluation.
    pub fn opinion_of_held_out(&self, item: HoldoutId) -> Option<&Opinion> {
        self.held_out.get(item.index())?.as_ref()
    }
}
