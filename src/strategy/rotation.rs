//! How is a pool ranked that is too large to look through after every answer?
//!
//! In parts, one after each answer, in turn. The best of the other parts are kept from when they
//! were last looked through and weighed again exactly each time, so that what is served is never
//! ranked by an old model; what can be missed is an item that became interesting since its part
//! had its turn. What is served then depends a little on which rankings were taken between two
//! answers (after reopening, the whole pool is looked through once): the journal keeps each
//! query's score and what its ranking knew. Up to [`MOST_AT_ONCE`] items there is one part, and
//! nothing is missed.
//!
//! The arithmetic, measured on two cores: an item costs about 30 ns with four classes and 260 ns
//! with twenty, so a million items of four classes take 30 ms and are what one machine looks
//! through between two keys. With ten million, an item has its turn after about every eleventh
//! answer; memory (about 500 bytes an item, its text apart) ends at some twenty million on a
//! machine of 16 GB.

use std::ops::Range;

use rayon::prelude::*;

use super::acquisition::{ScoreBatch, Scorer, Strategy};
use super::leaders::{Ranked, TopK};
use super::ranking::{first_look, second_look};
use super::scene::RankingContext;
use crate::features::PoolId;
use crate::learner::{BLOCK, Block, Cancel};

/// Items of four classes that are looked through after one answer: about what 100 ms allow. Of
/// more classes, fewer in proportion.
pub const MOST_AT_ONCE: usize = 1 << 20;

/// TopK that are weighed again after each answer, of four classes.
const WEIGHED_AGAIN: usize = 20_000;

/// The classes that the numbers above are for.
const CLASSES: usize = 4;

/// The best of a pool that is looked through in parts, at first glance.
#[derive(Debug, Clone, Default)]
pub struct IncrementalTopK {
    leaders: Vec<Ranked>,
    /// The turn up to which parts were looked through.
    turn: u64,
    /// What the ranking was about, where the strategy has several aims.
    pub aim: Option<String>,
}

/// How many parts a pool has: an odd number, so that a strategy that changes from answer to
/// answer sees every part in each of its moods.
pub fn parts(pool: usize, classes: usize) -> usize {
    pool.div_ceil(MOST_AT_ONCE * CLASSES / classes.max(CLASSES))
        .max(1)
        | 1
}

/// The best `keep` candidates of a whole pool, and the standing to go on from. The parts are
/// looked through whose turn came since the standing, all of them when there is none.
pub fn rank_in_turn(
    strategy: &dyn Strategy,
    scene: &RankingContext<'_>,
    before: &IncrementalTopK,
    turn: u64,
    keep: usize,
    cancel: &Cancel,
) -> Option<(Vec<Ranked>, IncrementalTopK)> {
    let pool = scene.candidates.ids.len();
    let classes = scene.committee.classes().len();
    let parts = parts(pool, classes);
    if !scene.committee.is_ready() {
        return None;
    }
    let look = strategy.look(scene);
    let aim = look.aim();
    if parts == 1 {
        let first = strategy.shortlist().max(keep);
        let leaders = first_look(&*look, scene, 0..pool, first, cancel)?;
        let ranking = second_look(strategy, &*look, scene, leaders, keep);
        let standing = IncrementalTopK {
            aim,
            ..IncrementalTopK::default()
        };
        return Some((ranking, standing));
    }
    let most = (WEIGHED_AGAIN * CLASSES / classes.max(CLASSES))
        .max(strategy.shortlist())
        .max(keep);
    let turns = turn.abs_diff(before.turn);
    let looked: Vec<Range<usize>> = if before.leaders.is_empty() || turns >= parts as u64 {
        std::iter::once(0..pool).collect()
    } else {
        // At least one: a skipped item moves no turn.
        (0..turns.max(1))
            .map(|back| part_of(pool, parts, turn - back))
            .collect()
    };
    let mut leaders = TopK::new(scene.candidates.ties, most);
    for part in &looked {
        for ranked in first_look(&*look, scene, part.clone(), most, cancel)? {
            leaders.consider(ranked);
        }
    }
    let others: Vec<Ranked> = before
        .leaders
        .iter()
        .filter(|leader| {
            let row = leader.item.index();
            scene.candidates.open[row] && !looked.iter().any(|part| part.contains(&row))
        })
        .copied()
        .collect();
    for ranked in weighed_again(&*look, scene, &others) {
        leaders.consider(ranked);
    }
    let leaders = leaders.sorted();
    let ranking = second_look(strategy, &*look, scene, leaders.clone(), keep);
    Some((ranking, IncrementalTopK { leaders, turn, aim }))
}

fn part_of(pool: usize, parts: usize, turn: u64) -> Range<usize> {
    let size = pool.div_ceil(parts);
    let start = (turn % parts as u64) as usize * size;
    start.min(pool)..(start + size).min(pool)
}

/// The utilities of single items at first glance, by the present model.
fn weighed_again(look: &dyn Scorer, scene: &RankingContext<'_>, leaders: &[Ranked]) -> Vec<Ranked> {
    leaders
        .par_iter()
        .map(|leader| Ranked {
            item: leader.item,
            score: glance_at(look, scene, leader.item),
        })
        .collect()
}

/// The utility of one item at first glance.
pub(super) fn glance_at(look: &dyn Scorer, scene: &RankingContext<'_>, item: PoolId) -> f32 {
    let row = item.index();
    let p = scene.committee.choosing(item);
    let mut probabilities = vec![0.0; p.len() * BLOCK];
    for (place, p) in probabilities.iter_mut().step_by(BLOCK).zip(p) {
        *place = p;
    }
    let glance = ScoreBatch {
        block: Block::new(row, 1, &probabilities),
        density: scene.rows().density.get(row..=row).unwrap_or_default(),
        ties: &scene.candidates.ties[row..=row],
    };
    let mut utility = [0.0];
    look.glance(&glance, &mut utility);
    utility[0]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_parts_cover_the_pool_in_turn() {
        for pool in [1, MOST_AT_ONCE, MOST_AT_ONCE + 1, 3 * MOST_AT_ONCE + 77] {
            assert!(parts(pool, 77) >= parts(pool, 2));
            let parts = parts(pool, 4);
            let mut seen = 0;
            for turn in 0..parts as u64 {
                let part = part_of(pool, parts, turn);
                assert_eq!(part.start, seen);
                assert!(part.len() <= MOST_AT_ONCE);
                seen = part.end;
            }
            assert_eq!(seen, pool);
            assert_eq!(part_of(pool, parts, parts as u64), part_of(pool, parts, 0));
        }
    }
}
