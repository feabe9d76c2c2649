//! Draws at random: the random strategy, samples of the pool, and the pool in random order.
//!
//! All of it goes by the items' tie numbers, so a draw belongs to the items and not to where they
//! stand. Invariant: a permutation of the pool draws the same items in the same order.

use std::sync::Arc;

use super::context::{RankingContext, Scorer};
use super::registry::{Family, StrategySpec};
use crate::features::PoolId;
use crate::rng::mixed;

/// Asks items in a seeded random order.
pub(super) static RANDOM: StrategySpec = StrategySpec {
    id: "random",
    title: "random",
    family: Family::Chance,
    doc: "asks items in random order: the yardstick of all the others",
    formula: "uniform",
    source: "—",
    cost: "n",
    prepare: |_| {
        Scorer::new(|batch, out| {
            for (tie, out) in batch.ties.iter().zip(out) {
                // The top 24 bits are what an f32 holds exactly; the tie order settles the rest.
                *out = 1.0 - (tie >> 40) as f32 / (1_u32 << 24) as f32;
            }
        })
    },
    explain: |_| "a random draw".into(),
};

/// `count` items that may be asked (all if there are fewer), drawn for this purpose, in the order in
/// which they were drawn; labeling one brings in the next, so that estimates from them move slowly. Work: one pass over the pool.
pub(super) fn drawn(context: &RankingContext<'_>, purpose: &str, count: usize) -> Vec<PoolId> {
    let salt = context.seed.stream(purpose, "").next_u64();
    lowest(context, context.candidates.of_all_groups, count, |tie| {
        mixed(tie ^ salt)
    })
}

/// The `count` items of the lowest keys among those that are `open`, by rising key; the key of an
/// item follows from its tie number.
pub(super) fn lowest(
    context: &RankingContext<'_>,
    open: &[bool],
    count: usize,
    key: impl Fn(u64) -> u64,
) -> Vec<PoolId> {
    let candidates = context.candidates;
    let mut keys: Vec<(u64, PoolId)> = (candidates.ids.iter().zip(candidates.ties))
        .zip(open)
        .filter(|(_, open)| **open)
        .map(|((item, tie), _)| (key(*tie), *item))
        .collect();
    if keys.len() > count {
        keys.select_nth_unstable(count);
        keys.truncate(count);
    }
    keys.sort_unstable();
    keys.into_iter().map(|(_, item)| item).collect()
}

/// All rows, by rising tie number.
#[derive(Debug)]
pub(super) struct Shuffled(pub(super) Vec<u32>);

impl Shuffled {
    /// Of a context's pool; sorted once.
    pub(super) fn of(context: &RankingContext<'_>) -> Arc<Self> {
        let ties = context.candidates.ties;
        context.cache.valid_or_insert(
            |known: &Self| known.0.len() == ties.len(),
            || {
                let mut rows: Vec<u32> = (0..ties.len() as u32).collect();
                rows.sort_unstable_by_key(|row| (ties[*row as usize], *row));
                Self(rows)
            },
        )
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::Stage;
    use super::*;

    #[test]
    fn a_draw_belongs_to_the_items() {
        let points = [[1.0, 0.0], [0.0, 1.0], [0.5, 0.5]].repeat(20);
        let stage = Stage::new(&points, &[(0, 0), (1, 1)]);
        let mut moved = Stage::new(&points, &[(59, 0), (58, 1)]);
        moved.renumber(|row| 59 - row);
        let rows = |stage: &Stage, purpose: &str, count: usize| -> Vec<usize> {
            let drawn = drawn(&stage.context(), purpose, count);
            drawn.iter().map(|item| item.index()).collect()
        };
        let here = rows(&stage, "a", 10);
        let there: Vec<usize> = rows(&moved, "a", 10).iter().map(|row| 59 - row).collect();
        assert_eq!(here, there);
        assert!(here.len() == 10 && !here.contains(&0) && !here.contains(&1));
        assert_ne!(here, rows(&stage, "b", 10));
        assert_eq!(rows(&stage, "a", 100).len(), 58);
    }
}
