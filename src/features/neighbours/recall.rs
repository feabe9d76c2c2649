//! How many of the true neighbours were found?
//!
//! For a seeded sample of items, all others are compared by bytes, the best 64 again by the dense
//! part itself, and the 20 highest are the truth. A neighbour counts as found when its cosine is
//! that of the true 20th or higher, so that items alike in all columns may stand for each other.

use rayon::prelude::*;

use super::super::{DenseRows, widest};
use super::best::Best;
use super::cells::Cells;
use super::lanes::{LANES, Panel, above};
use super::search::{highest, mean};
use super::unit_rows::{CHUNK, UnitRows};
use crate::rng::Seed;

const SAMPLE: usize = 192;
const KEPT: usize = 64;
/// Cosines nearer than this are the same: single-precision sums in another order.
const SAME: f32 = 1e-6;

/// What approximation cost, measured on a sample of the pool.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Recall {
    /// Share of the true 20 nearest neighbours that were found.
    pub found: f32,
    /// Mean error of the density: how much a density is too low.
    pub error: f32,
    /// How many items the sample has.
    pub sample: usize,
}

/// Places of the sample, rising.
pub(super) fn sample(count: usize, seed: Seed) -> Vec<u32> {
    let mut stream = seed.stream("neighbours", "recall");
    let mut places: Vec<u32> = (0..SAMPLE).map(|_| stream.below(count) as u32).collect();
    places.sort_unstable();
    places.dedup();
    places
}

/// Compares what was found for the sampled places with the truth.
pub(super) fn measure(
    dense: &DenseRows,
    cells: &Cells,
    sampled: &[u32],
    found: &[Vec<(u32, f32)>],
) -> Recall {
    let items: Vec<u32> = sampled
        .iter()
        .map(|place| cells.order[*place as usize])
        .collect();
    let mut hits = 0;
    let mut wanted = 0;
    let mut error = 0.0;
    for ((item, places), found) in items
        .iter()
        .zip(whole_scan(dense, cells, &items))
        .zip(found)
    {
        let others = places
            .iter()
            .map(|place| cells.order[*place as usize])
            .filter(|other| other != item);
        let truth = highest(dense, *item, others);
        let last = truth.last().map_or(f32::INFINITY, |(_, cosine)| *cosine);
        hits += found
            .iter()
            .filter(|(_, cosine)| *cosine >= last - SAME)
            .count();
        wanted += truth.len();
        error += mean(&truth) - mean(found);
    }
    Recall {
        found: hits as f32 / wanted.max(1) as f32,
        error: error / items.len().max(1) as f32,
        sample: items.len(),
    }
}

/// The best places of each item among all, by bytes; the item's own may be among them.
fn whole_scan(dense: &DenseRows, cells: &Cells, items: &[u32]) -> Vec<Vec<u32>> {
    let asked = UnitRows::gather(dense, items);
    let panels = Panel::split(&asked);
    let chunks: Vec<Vec<Best>> = (0..cells.rows.len().div_ceil(CHUNK))
        .into_par_iter()
        .map(|chunk| {
            let end = cells.rows.len().min((chunk + 1) * CHUNK);
            let mut best = vec![Best::new(KEPT); asked.len()];
            for (panel, best) in panels.iter().zip(best.chunks_mut(LANES)) {
                let mut thresholds = [f32::INFINITY; LANES];
                thresholds[..panel.len()].fill(f32::NEG_INFINITY);
                widest(
                    #[inline(always)]
                    || {
                        panel.scan(
                            &cells.rows,
                            chunk * CHUNK..end,
                            #[inline(always)]
                            |row, scores| {
                                for lane in above(scores, &thresholds) {
                                    best[lane].push(scores[lane], row as u32);
                                    thresholds[lane] = best[lane].threshold();
                                }
                            },
                        );
                    },
                );
            }
            best
        })
        .collect();
    let mut whole = vec![Best::new(KEPT); asked.len()];
    for chunk in &chunks {
        for (whole, best) in whole.iter_mut().zip(chunk) {
            whole.append(best);
        }
    }
    whole.iter().map(|best| best.items().to_vec()).collect()
}
