//! Finds the nearest items of each item, in two passes.
//!
//! The first compares each item, by bytes, with the items of the cells whose centres
//! are nearest to it. To make that a comparison of many with many, items are taken some thousand
//! at a time: first all are compared with their nearest cell, which raises what a candidate must
//! pass, then each other cell with all that ask it. The second pass looks at the neighbours of
//! an item's neighbours, which are likely its own (Dong et al. 2011: at 100,000 items it raises
//! recall from .77 to .92 for a seventh of the time), then takes the cosines of the best by the
//! dense part itself and keeps 20. Nothing a pass reads is written meanwhile, so the number of
//! threads changes nothing.

#![expect(
    clippy::inline_always,
    reason = "loops are compiled for the widest vectors only where they are inlined"
)]

use std::ops::Range;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use rayon::prelude::*;

use super::cells::Cells;
use super::lanes::{LANES, Panel, above};
use super::nearest::NearestLists;
use super::unit_rows::Query;
use super::{NEIGHBOURS, Neighbourhood};
use crate::features::DenseRows;
use crate::features::simd::simd_dispatch;

/// Neighbours kept by bytes: some more than 20, for bytes order them only nearly right.
const KEPT: usize = 24;
/// Neighbours whose neighbours are looked at, and how many of each.
const FAN: usize = 12;
/// Marks places of a list that has fewer.
const NOBODY: u32 = u32::MAX;
/// Items of one task.
const LOT: usize = 4096;
/// Lots whose neighbours are held before they are written down in the pool's order.
const WAVE: usize = 4;
/// Places of the second pass that one thread takes at least.
const LEAST: usize = 64;
/// Slots of the memory of what was compared.
const SEEN: usize = 512;

/// Reports progress and carries the wish to stop.
pub(super) struct Watch<'a> {
    /// Told the share that is done; answers whether to go on.
    pub(super) progress: &'a (dyn Fn(f32) -> bool + Sync),
    /// Set once it answered no.
    pub(super) stopped: AtomicBool,
}

impl Watch<'_> {
    /// Reports a share; whether to go on.
    pub(super) fn goes_on(&self, share: f32) -> bool {
        if !self.stopped.load(Ordering::Relaxed) && !(self.progress)(share) {
            self.stopped.store(true, Ordering::Relaxed);
        }
        !self.stopped.load(Ordering::Relaxed)
    }
}

/// Neighbours of every place by bytes, best first, [`KEPT`] each; each place asks `asked` cells.
/// `None` when stopped.
pub(super) fn lists(cells: &Cells, asked: usize, watch: &Watch) -> Option<Vec<u32>> {
    let places = cells.order.len();
    let mut lists = vec![NOBODY; places * KEPT];
    let done = AtomicUsize::new(0);
    let lots = lists.par_chunks_mut(LOT * KEPT).enumerate();
    lots.for_each(|(lot, lists)| {
        let lot = lot * LOT..places.min((lot + 1) * LOT);
        let share = done.fetch_add(lot.len(), Ordering::Relaxed) as f32 / places as f32;
        if watch.goes_on(0.1 + 0.6 * share) {
            let best = compare(cells, lot, asked);
            for (list, best) in lists.chunks_exact_mut(KEPT).zip(&best) {
                for (to, from) in list.iter_mut().zip(best.ranked()) {
                    *to = from;
                }
            }
        }
    });
    watch.goes_on(0.7).then_some(lists)
}

/// The neighbours of every item and their mean cosine. `None` when stopped.
pub(super) fn neighbours(
    dense: &DenseRows,
    cells: &Cells,
    lists: &[u32],
    watch: &Watch,
) -> Option<Neighbourhood> {
    let places = cells.order.len();
    let mut found = Neighbourhood {
        density: vec![0.0; places],
        lists: NearestLists::unset(places),
    };
    for start in (0..places).step_by(WAVE * LOT) {
        if !watch.goes_on(0.7 + 0.25 * start as f32 / places as f32) {
            return None;
        }
        let wave = start..places.min(start + WAVE * LOT);
        let near: Vec<Vec<(u32, f32)>> = wave
            .clone()
            .into_par_iter()
            .with_min_len(LEAST)
            .map_init(
                || vec![NOBODY; SEEN],
                |seen, place| of_place(dense, cells, lists, place, seen),
            )
            .collect();
        for (place, near) in wave.zip(near) {
            let item = cells.order[place] as usize;
            found.density[item] = mean(&near);
            found.lists.set(item, &near);
        }
    }
    watch.goes_on(0.95).then_some(found)
}

/// The best of each place of `lot`, by bytes.
fn compare(cells: &Cells, lot: Range<usize>, asked: usize) -> Vec<Best> {
    let mut best = vec![Best::new(KEPT); lot.len()];
    if asked >= cells.len() {
        let all: Vec<u32> = (0..lot.len() as u32).collect();
        compare_with(cells, 0..cells.order.len(), lot.start, &all, &mut best);
        return best;
    }
    let nearest = cells.of_places(lot.clone(), asked);
    for ranks in [0..1, 1..asked] {
        // Cell and asker in one number: sorted, the askers of a cell lie together.
        let mut asks: Vec<u64> = Vec::with_capacity(lot.len() * ranks.len());
        for (asker, cells) in nearest.chunks_exact(asked).enumerate() {
            let ask = |cell: &u32| u64::from(*cell) << 32 | asker as u64;
            asks.extend(cells[ranks.clone()].iter().map(ask));
        }
        asks.sort_unstable();
        for asks in asks.chunk_by(|a, b| a >> 32 == b >> 32) {
            let cell = (asks[0] >> 32) as usize;
            let askers: Vec<u32> = asks.iter().map(|ask| *ask as u32).collect();
            compare_with(cells, cells.places(cell), lot.start, &askers, &mut best);
        }
    }
    best
}

/// Compares the places `first + asker` with those of `places`.
fn compare_with(
    cells: &Cells,
    places: Range<usize>,
    first: usize,
    askers: &[u32],
    best: &mut [Best],
) {
    for askers in askers.chunks(LANES) {
        let panel = Panel::of(
            &cells.rows,
            askers.iter().map(|asker| first + *asker as usize),
        );
        let mut thresholds = [f32::INFINITY; LANES];
        for (threshold, asker) in thresholds.iter_mut().zip(askers) {
            *threshold = best[*asker as usize].threshold();
        }
        panel.scan(
            &cells.rows,
            places.clone(),
            #[inline(always)]
            |place, scores| {
                for lane in above(scores, &thresholds) {
                    let asker = askers[lane] as usize;
                    if place != first + asker {
                        best[asker].push(scores[lane], place as u32);
                        thresholds[lane] = best[asker].threshold();
                    }
                }
            },
        );
    }
}

/// The neighbours of a place, from its list and those of the places in it: items and cosines.
fn of_place(
    dense: &DenseRows,
    cells: &Cells,
    lists: &[u32],
    place: usize,
    seen: &mut [u32],
) -> Vec<(u32, f32)> {
    let best = beyond(cells, lists, place as u32, seen);
    let others = best.items.iter();
    let others = others.map(|place| cells.order[*place as usize]);
    highest(dense, cells.order[place], others)
}

/// The list of a place, bettered by its neighbours' nearest.
fn beyond(cells: &Cells, lists: &[u32], place: u32, seen: &mut [u32]) -> Best {
    let mut best = Best::new(KEPT);
    seen.fill(NOBODY);
    let rows = &cells.rows;
    let mut mine = [0; KEPT];
    simd_dispatch(
        #[inline(always)]
        || {
            let mut count = 0;
            for near in list(lists, place) {
                best.push(rows.cosine(place as usize, rows, near as usize), near);
                seen[slot(near)] = near;
                mine[count] = near;
                count += 1;
            }
            for near in mine.iter().take(count.min(FAN)) {
                for other in list(lists, *near).take(FAN) {
                    // Two that share a slot may be compared twice, which costs time alone.
                    if std::mem::replace(&mut seen[slot(other)], other) == other || other == place {
                        continue;
                    }
                    let cosine = rows.cosine(place as usize, rows, other as usize);
                    if cosine > best.threshold() && !best.items.contains(&other) {
                        best.push(cosine, other);
                    }
                }
            }
        },
    );
    best
}

/// The list of a place.
fn list(lists: &[u32], place: u32) -> impl Iterator<Item = u32> {
    let list = lists[place as usize * KEPT..][..KEPT].iter();
    list.copied().take_while(|other| *other != NOBODY)
}

/// Where a place is remembered as seen: the high bits of a Fibonacci hash.
fn slot(place: u32) -> usize {
    (place.wrapping_mul(0x9E37_79B9) >> (32 - SEEN.ilog2())) as usize
}

/// The 20 nearest to an item of others, and their cosines: nearest first, equal ones by item.
fn highest(dense: &DenseRows, item: u32, others: impl Iterator<Item = u32>) -> Vec<(u32, f32)> {
    let mut query = Query::new(&dense.values(item as usize));
    let mut nearest: Vec<(u32, f32)> = Vec::with_capacity(KEPT);
    simd_dispatch(
        #[inline(always)]
        || {
            for other in others {
                nearest.push((other, query.cosine(dense, other)));
            }
        },
    );
    nearest.sort_unstable_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    nearest.truncate(NEIGHBOURS);
    nearest
}

/// Mean of cosines as a density: 0 to 1, 0 without neighbours.
fn mean(nearest: &[(u32, f32)]) -> f32 {
    let sum: f32 = nearest.iter().map(|(_, cosine)| cosine).sum();
    (sum / nearest.len().max(1) as f32).clamp(0.0, 1.0)
}

/// The highest of many scores: an unordered list of the best so far.
///
/// The worst of them is the threshold that the next must pass, and a score that only equals it is
/// refused. The answer depends on the candidates and their order alone.
#[derive(Debug, Clone)]
pub(super) struct Best {
    keep: usize,
    scores: Vec<f32>,
    items: Vec<u32>,
    worst: usize,
}

impl Best {
    /// Keeps `keep` (at least 1).
    pub(super) fn new(keep: usize) -> Self {
        Self {
            keep: keep.max(1),
            scores: Vec::with_capacity(keep),
            items: Vec::with_capacity(keep),
            worst: 0,
        }
    }

    /// What a score must pass to be kept.
    pub(super) fn threshold(&self) -> f32 {
        if self.scores.len() < self.keep {
            f32::NEG_INFINITY
        } else {
            self.scores[self.worst]
        }
    }

    /// Keeps an item whose score is above the threshold.
    #[inline(always)]
    pub(super) fn push(&mut self, score: f32, item: u32) {
        if self.scores.len() < self.keep {
            self.scores.push(score);
            self.items.push(item);
        } else if score > self.scores[self.worst] {
            self.scores[self.worst] = score;
            self.items[self.worst] = item;
        } else {
            return;
        }
        if self.scores.len() == self.keep {
            self.worst = lowest(&self.scores);
        }
    }

    /// What is kept, best first; of equals the lower item.
    pub(super) fn ranked(&self) -> Vec<u32> {
        let scores = self.scores.iter().copied();
        let mut ranked: Vec<(f32, u32)> = scores.zip(self.items.iter().copied()).collect();
        ranked.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        ranked.into_iter().map(|(_, item)| item).collect()
    }
}

/// The first lowest: the lowest of eight lanes, then where it is.
#[inline(always)]
fn lowest(scores: &[f32]) -> usize {
    let (blocks, rest) = scores.as_chunks::<8>();
    let mut lanes = [f32::INFINITY; 8];
    for block in blocks {
        for (least, score) in lanes.iter_mut().zip(block) {
            *least = if score < least { *score } else { *least };
        }
    }
    let all = lanes.iter().chain(rest).copied();
    let least = all.fold(f32::INFINITY, f32::min);
    scores.iter().position(|score| *score <= least).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_highest_are_kept_and_the_lowest_of_them_is_the_threshold() {
        let mut best = Best::new(3);
        assert!(best.threshold().is_infinite());
        for (item, score) in [0.1, 0.9, 0.4, 0.7, 0.4, 0.2].into_iter().enumerate() {
            best.push(score, item as u32);
        }
        assert_eq!(best.ranked(), [1, 3, 2], "of equal scores the first stays");
        assert!((best.threshold() - 0.4).abs() < 1e-6);
    }

    #[test]
    fn the_lowest_is_found_in_blocks_and_behind_them() {
        for length in 1..30 {
            for lowest_at in 0..length {
                let mut scores = vec![0.5; length];
                scores[lowest_at] = -0.5;
                assert_eq!(lowest(&scores), lowest_at);
            }
        }
    }
}
