//! Chooses what is asked before the committee can be asked.
//!
//! Items that represent many others, spread over the pool: one of each group, the largest group
//! first (see [`crate::features::typical_order`]). The cold start lasts 2 queries a class, at
//! least 10 and at most 80, and longer while fewer than two classes were met.

use super::ranking::Ranked;
use crate::features::{PoolId, Rows, Typical, typical_order};
use crate::rng::Seed;

/// The cold start's word in the journal.
pub(crate) const COLD_START: &str = "cold-start";

/// The order of the cold start.
#[derive(Debug)]
pub(crate) struct ColdStart {
    order: Vec<Typical>,
    /// How many answers it wants.
    pub(crate) length: usize,
}

impl ColdStart {
    /// Groups the pool for this many answers.
    pub(crate) fn new(rows: &Rows, ids: &[PoolId], length: usize, seed: Seed) -> Self {
        Self {
            order: typical_order(rows, ids, length, seed),
            length,
        }
    }

    /// How many answers a cold start of that many classes wants.
    pub(crate) fn length_for(classes: usize) -> usize {
        (2 * classes).clamp(10, 80)
    }

    /// The first `keep` candidates in order; the score is the share of the pool that the item's
    /// group holds.
    pub(crate) fn rank(&self, is_candidate: impl Fn(PoolId) -> bool, keep: usize) -> Vec<Ranked> {
        let whole = self.order.len().max(1) as f32;
        self.order
            .iter()
            .filter(|typical| is_candidate(typical.item))
            .take(keep)
            .map(|typical| Ranked {
                item: typical.item,
                score: typical.group_size as f32 / whole,
            })
            .collect()
    }

    /// Why a cold-start item was chosen, where `length` answers are wanted.
    pub(crate) fn explain(score: f32, pool: usize, length: usize) -> String {
        if score >= 1.0 && pool > 1 {
            return "drawn at random: nothing tells the items apart yet".into();
        }
        let texts = (score * pool as f32).round();
        if texts < 2.0 {
            return format!(
                "unlike the others: the first {length} questions cover every kind of text"
            );
        }
        format!(
            "typical of about {texts:.0} texts: the first {length} questions cover every kind of text"
        )
    }
}
