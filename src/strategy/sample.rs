//! Which items stand for the pool where all would take too long?
//!
//! A draw without replacement that belongs to the items, not to their places: each item's place
//! in the pool's random order is stirred with a number of the draw's own. Invariant: a
//! permutation of the pool draws the same items in the same order.

use super::scene::RankingContext;
use crate::features::PoolId;
use crate::rng::mixed;

/// `count` items that may be asked (all if there are fewer), drawn for this purpose, in the order in
/// which they were drawn; labeling one brings in the next, so that estimates from them move slowly. Work: one pass over the pool.
pub(super) fn drawn(scene: &RankingContext<'_>, purpose: &str, count: usize) -> Vec<PoolId> {
    let salt = scene.seed.stream(purpose, "").next_u64();
    let candidates = scene.candidates;
    let mut keys: Vec<(u64, PoolId)> = candidates
        .ids
        .iter()
        .filter(|item| candidates.of_all_groups[item.index()])
        .map(|item| (mixed(candidates.ties[item.index()] ^ salt), *item))
        .collect();
    if keys.len() > count {
        keys.select_nth_unstable(count);
        keys.truncate(count);
    }
    keys.sort_unstable();
    keys.into_iter().map(|(_, item)| item).collect()
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
            let drawn = drawn(&stage.scene(), purpose, count);
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
