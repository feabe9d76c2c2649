//! Which directions do the items gather around?
//!
//! Spherical k-means: the start by k-means++ on the cosine distance (Arthur and Vassilvitskii
//! 2007), then rounds of assigning each row to the centre of highest cosine and moving each
//! centre to the mean direction of its rows (Dhillon and Modha 2001). Centres are fitted on few
//! rows by one thread; [`assign`] then gives every item its group by all threads. Invariant: the
//! same seed gives the same groups at any thread count.

use rayon::prelude::*;

use super::super::{DenseRows, widest};
use super::lanes::{LANES, Panel};
use super::unit_rows::{CHUNK, UnitRows};
use crate::rng::Stream;

/// `groups` centres of `rows`; fewer only when there are fewer rows.
pub(in crate::features) fn centres(
    rows: &UnitRows,
    groups: usize,
    rounds: usize,
    stream: &mut Stream,
) -> UnitRows {
    let groups = groups.min(rows.len());
    let width = rows.width();
    let mut sums = start(rows, groups, stream);
    let mut centres = UnitRows::from_values(&sums, width);
    for _ in 0..rounds {
        let nearest = nearest(&Panel::split(&centres), rows);
        let mut moved = vec![0.0; groups * width];
        for (row, (group, _)) in nearest.iter().enumerate() {
            rows.add_to(row, &mut moved[*group as usize * width..][..width]);
        }
        for (old, new) in sums
            .chunks_mut(width.max(1))
            .zip(moved.chunks(width.max(1)))
        {
            // A group that lost all its rows keeps its old centre.
            if new.iter().any(|value| *value != 0.0) {
                old.copy_from_slice(new);
            }
        }
        centres = UnitRows::from_values(&sums, width);
    }
    centres
}

/// The first centres: each a row drawn with a chance that rises with its distance to those
/// before it.
fn start(rows: &UnitRows, groups: usize, stream: &mut Stream) -> Vec<f32> {
    let width = rows.width();
    let mut sums = vec![0.0; groups * width];
    let mut distance = vec![1.0_f32; rows.len()];
    for sum in sums.chunks_mut(width.max(1)).take(groups) {
        let chosen = draw_proportional(&distance, stream.next_f64());
        rows.add_to(chosen, sum);
        widest(
            #[inline(always)]
            || {
                for (row, nearest) in distance.iter_mut().enumerate() {
                    let away = 1.0 - rows.cosine(chosen, rows, row);
                    *nearest = nearest.min(away.max(0.0));
                }
            },
        );
    }
    sums
}

fn draw_proportional(weights: &[f32], uniform: f64) -> usize {
    let total: f64 = weights.iter().map(|weight| f64::from(*weight)).sum();
    let mut left = uniform * total;
    for (index, weight) in weights.iter().enumerate() {
        left -= f64::from(*weight);
        if left < 0.0 {
            return index;
        }
    }
    weights.len().saturating_sub(1)
}

/// The nearest centre of each row and the cosine to it; the first of equals.
fn nearest(centres: &[Panel], rows: &UnitRows) -> Vec<(u32, f32)> {
    let mut best = vec![(0, f32::NEG_INFINITY); rows.len()];
    for (panel, centres) in centres.iter().enumerate() {
        let first = panel * LANES;
        widest(
            #[inline(always)]
            || {
                centres.scan(
                    rows,
                    0..rows.len(),
                    #[inline(always)]
                    |row, scores| {
                        let cosines = centres.cosines(scores);
                        for (lane, cosine) in cosines.iter().enumerate().take(centres.len()) {
                            if *cosine > best[row].1 {
                                best[row] = ((first + lane) as u32, *cosine);
                            }
                        }
                    },
                );
            },
        );
    }
    best
}

/// The nearest centre of each of `items` and the cosine to it.
pub(in crate::features) fn assign(
    dense: &DenseRows,
    items: &[u32],
    centres: &UnitRows,
) -> Vec<(u32, f32)> {
    let panels = Panel::split(centres);
    items
        .par_chunks(CHUNK)
        .flat_map_iter(|items| nearest(&panels, &UnitRows::gather(dense, items)))
        .collect()
}
