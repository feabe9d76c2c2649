//! What was chosen of the present batch?
//!
//! Strategies that were published for batches keep the picks of a batch apart. Here one item is
//! asked at a time and the model learns each answer at once, so a batch is ten answers in a row:
//! the items answered since the last full ten are its picks so far.

use super::super::scene::RankingContext;
use crate::features::PoolId;

/// Answers that make a batch.
pub(super) const BATCH: usize = 10;

/// The labeled items of the present batch, in the order in which they came.
pub(super) fn chosen(scene: &RankingContext<'_>) -> Vec<PoolId> {
    let labeled: Vec<PoolId> = scene.committee.labeled().map(|(item, _)| item).collect();
    labeled[labeled.len() - labeled.len() % BATCH..].to_vec()
}
