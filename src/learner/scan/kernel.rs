//! What are the scores of a block of rows?
//!
//! Three sums per row and class: over its cells, over its rare entries with a weight, and over
//! its dense bytes. Scores are written class by class, so that everything after runs along the
//! rows. Compiled for the widest vectors of the machine by its caller.

use super::dot::Dot;
use super::tables::Group;
use crate::features::Rows;

/// Rows scored at a time: their scores stay in the first cache.
pub const BLOCK: usize = 256;

/// Writes the scores of rows `start..start + count` for one group of classes: `out` has `BLOCK`
/// places a class. `rare` lists the block's rare entries (row, kind) as two lists.
#[expect(
    clippy::inline_always,
    reason = "compiled for wider vectors by its dispatch"
)]
#[inline(always)]
pub(super) fn score_block<const L: usize, D: Dot>(
    dot: D,
    group: &Group<L>,
    units: (f32, f32),
    rows: &Rows,
    range: std::ops::Range<usize>,
    rare: [&[(u32, u32)]; 2],
    out: &mut [f32],
) {
    let (sparse_unit, dense_unit) = units;
    let start = range.start;
    let mut sums = [[0_i32; L]; BLOCK];
    if !rows.text.is_empty() {
        for (row, sum) in range.clone().zip(&mut sums) {
            dot.add_cells(rows.text.cells_of(row), &group.cells, sum);
        }
        for (row, kind) in rare.into_iter().flatten() {
            let weights = &group.rare[*kind as usize];
            let sum = &mut sums[*row as usize - start];
            for lane in 0..L {
                sum[lane] += i32::from(weights[lane]);
            }
        }
    }
    let width = rows.dense.width();
    let inverse = rows.text.inverse_lengths();
    let mut products = [0_i32; L];
    for (at, row) in range.enumerate() {
        let unit = sparse_unit * inverse.get(row).copied().unwrap_or(0.0);
        let bytes = &rows.dense.bytes()[row * width..(row + 1) * width];
        dot.products(bytes, &group.dense, &mut products);
        for class in 0..group.classes {
            out[class * BLOCK + at] = group.offsets[class]
                + unit * sums[at][class] as f32
                + dense_unit * products[class] as f32;
        }
    }
}

/// Turns a block's scores into probabilities: softmax over the classes, for each row.
#[expect(
    clippy::inline_always,
    reason = "compiled for wider vectors by its dispatch"
)]
#[inline(always)]
pub(super) fn softmax_block(scores: &mut [f32]) {
    let mut highest = [f32::NEG_INFINITY; BLOCK];
    for class in scores.chunks_exact(BLOCK) {
        for (highest, score) in highest.iter_mut().zip(class) {
            *highest = if *score > *highest { *score } else { *highest };
        }
    }
    let mut total = [0.0_f32; BLOCK];
    for class in scores.chunks_exact_mut(BLOCK) {
        for ((score, highest), total) in class.iter_mut().zip(&highest).zip(&mut total) {
            *score = super::super::fast_math::exp(*score - highest);
            *total += *score;
        }
    }
    for class in scores.chunks_exact_mut(BLOCK) {
        for (score, total) in class.iter_mut().zip(&total) {
            *score /= total;
        }
    }
}
