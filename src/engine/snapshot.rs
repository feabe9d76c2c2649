//! What did the model know, and what would it ask?

use crate::features::{HoldoutId, PoolId};
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
    pub(super) scores: PoolScores,
    pub(super) held_out: Vec<Option<Opinion>>,
}

impl Snapshot {
    /// What the committee thinks of a pool item.
    pub fn opinion(&self, item: PoolId) -> Option<Opinion> {
        self.scores.opinion(item)
    }

    /// What the committee thinks of a held-out item: for the journal and for evaluation.
    pub fn opinion_of_held_out(&self, item: HoldoutId) -> Option<&Opinion> {
        self.held_out.get(item.index())?.as_ref()
    }
}
