//! In which order would the candidates be asked?

use rayon::prelude::*;

use super::acquisition::{ItemView, Strategy};
use crate::features::PoolId;
use crate::learner::PoolScores;

/// A candidate and what its label is worth.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ranked {
    /// The item.
    pub item: PoolId,
    /// The strategy's utility.
    pub score: f32,
}

/// The best `keep` candidates, best first; of equal ones the lower `ties` entry (one a pool
/// item) comes first.
pub fn rank(
    strategy: &dyn Strategy,
    scores: &PoolScores,
    candidates: &[PoolId],
    ties: &[u64],
    keep: usize,
) -> Vec<Ranked> {
    let mut ranked: Vec<Ranked> = candidates
        .par_iter()
        .map(|item| {
            let members: Vec<&[f32]> = scores.members_of(*item).collect();
            let view = ItemView {
                mean: scores.mean_of(*item),
                members: &members,
                tie: ties[item.index()],
            };
            Ranked {
                item: *item,
                score: strategy.utility(&view),
            }
        })
        .collect();
    let order = |a: &Ranked, b: &Ranked| {
        b.score
            .total_cmp(&a.score)
            .then_with(|| ties[a.item.index()].cmp(&ties[b.item.index()]))
            .then_with(|| a.item.cmp(&b.item))
    };
    if ranked.len() > keep && keep > 0 {
        ranked.select_nth_unstable_by(keep - 1, order);
        ranked.truncate(keep);
    }
    ranked.sort_unstable_by(order);
    ranked
}
