//! Scores a block of rows in integers, and turns the scores into probabilities.
//!
//! Three sums per row and class: over its cells, over its rare entries with a weight, and over
//! its dense bytes. Scores are written class by class, so that everything after runs along the
//! rows. Compiled for the widest vectors of the machine by its caller.
//!
//! The sparse part of a score is a sum of table entries, the dense part a dot product, each per
//! class. Compilers use half of the vector width for the one and none for the other where there
//! are more than four classes, so there is a version written for AVX2, through `pulp`'s safe view
//! of the instructions, beside the plain one that it is tested against. Both give the same
//! integers.

#![expect(
    clippy::inline_always,
    reason = "compiled for wider vectors with the caller that dispatches"
)]

use super::super::math::exp;
use super::tables::Group;
use crate::features::{CELLS, Rows};

/// Rows scored at a time: their scores stay in the first cache.
pub(crate) const BLOCK: usize = 256;

/// Writes the scores of rows `start..start + count` for one group of classes: `out` has `BLOCK`
/// places a class. `rare` lists the block's rare entries (row, kind) as two lists.
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
    let inverse = &rows.text.inverse_lengths;
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
            *score = exp(*score - highest);
            *total += *score;
        }
    }
    for class in scores.chunks_exact_mut(BLOCK) {
        for (score, total) in class.iter_mut().zip(&total) {
            *score /= total;
        }
    }
}

/// Columns are taken in chunks of this many; the last chunk of the weights is filled with zeros.
pub(super) const CHUNK: usize = 16;

/// The weights of one class, in chunks of columns.
pub(super) type Weights = Vec<[i16; CHUNK]>;

/// A way to multiply.
pub(super) trait Dot: Copy + Send + Sync {
    /// Adds the entries of a row's cells, class by class.
    fn add_cells<const L: usize>(
        self,
        cells: &[u16],
        table: &[[i16; L]; CELLS],
        sums: &mut [i32; L],
    );

    /// Writes the dot product of a row with each class's weights.
    fn products(self, row: &[i8], classes: &[Weights], out: &mut [i32]);
}

/// Any machine's way.
#[derive(Debug, Clone, Copy)]
pub(super) struct Plain;

impl Dot for Plain {
    #[inline(always)]
    fn add_cells<const L: usize>(
        self,
        cells: &[u16],
        table: &[[i16; L]; CELLS],
        sums: &mut [i32; L],
    ) {
        for cell in cells {
            let weights = &table[usize::from(*cell)];
            for (sum, weight) in sums.iter_mut().zip(weights) {
                *sum += i32::from(*weight);
            }
        }
    }

    #[inline(always)]
    fn products(self, row: &[i8], classes: &[Weights], out: &mut [i32]) {
        for (weights, out) in classes.iter().zip(out) {
            let mut sum = 0;
            for (byte, weight) in row.iter().zip(weights.as_flattened()) {
                sum += i32::from(*byte) * i32::from(*weight);
            }
            *out = sum;
        }
    }
}

#[cfg(target_arch = "x86_64")]
impl Dot for pulp::x86::V3 {
    #[inline(always)]
    fn add_cells<const L: usize>(
        self,
        cells: &[u16],
        table: &[[i16; L]; CELLS],
        sums: &mut [i32; L],
    ) {
        use std::arch::x86_64::__m256i;

        let (eights, rest) = sums.as_chunks_mut::<8>();
        let [first, more @ ..] = eights else {
            return Plain.add_cells(cells, table, sums);
        };
        debug_assert!(rest.is_empty() && more.len() <= 1);
        let zero: __m256i = pulp::cast([0_i32; 8]);
        let mut added = [zero; 2];
        for cell in cells {
            let (weights, _) = table[usize::from(*cell)].as_chunks::<8>();
            for (added, weights) in added.iter_mut().zip(weights) {
                let wide = self.avx2._mm256_cvtepi16_epi32(pulp::cast(*weights));
                *added = self.avx2._mm256_add_epi32(*added, wide);
            }
        }
        let eights = std::iter::once(first).chain(more);
        for (sums, added) in eights.zip(added) {
            let added: [i32; 8] = pulp::cast(added);
            for (sum, added) in sums.iter_mut().zip(added) {
                *sum += added;
            }
        }
    }

    #[inline(always)]
    fn products(self, row: &[i8], classes: &[Weights], out: &mut [i32]) {
        let mut at = 0;
        while at + 4 <= classes.len() {
            let sums = several::<4>(self, row, &classes[at..at + 4]);
            out[at..at + 4].copy_from_slice(&sums);
            at += 4;
        }
        while at < classes.len() {
            let sums = several::<1>(self, row, &classes[at..=at]);
            out[at] = sums[0];
            at += 1;
        }
    }
}

/// The products with `N` classes at once: each chunk of the row is widened once for all.
#[cfg(target_arch = "x86_64")]
#[inline(always)]
fn several<const N: usize>(simd: pulp::x86::V3, row: &[i8], classes: &[Weights]) -> [i32; N] {
    use std::arch::x86_64::__m256i;

    let avx2 = simd.avx2;
    let (chunks, rest) = row.as_chunks::<CHUNK>();
    let mut sums: [__m256i; N] = [pulp::cast([0_i32; 8]); N];
    for (at, chunk) in chunks.iter().enumerate() {
        let wide = avx2._mm256_cvtepi8_epi16(pulp::cast(*chunk));
        for (sum, weights) in sums.iter_mut().zip(classes) {
            let products = avx2._mm256_madd_epi16(wide, pulp::cast(weights[at]));
            *sum = avx2._mm256_add_epi32(*sum, products);
        }
    }
    let mut out = [0_i32; N];
    for ((out, sum), weights) in out.iter_mut().zip(sums).zip(classes) {
        let lanes: [i32; 8] = pulp::cast(sum);
        *out = lanes.iter().sum();
        let tail = weights.get(chunks.len()).into_iter().flatten();
        for (byte, weight) in rest.iter().zip(tail) {
            *out += i32::from(*byte) * i32::from(*weight);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::Seed;

    #[test]
    #[cfg(target_arch = "x86_64")]
    fn every_way_adds_the_same_cells() {
        fn check<const L: usize>(simd: pulp::x86::V3, stream: &mut crate::rng::Stream) {
            let mut table: Box<[[i16; L]]> = vec![[0; L]; CELLS].into();
            for weights in &mut table {
                *weights =
                    std::array::from_fn(|_| i16::try_from(stream.below(60_000)).unwrap_or(-30_000));
            }
            let table: Box<[[i16; L]; CELLS]> = table.try_into().unwrap();
            let cells: Vec<u16> = (0..500).map(|_| stream.below(CELLS) as u16).collect();
            let (mut plain, mut wide) = ([7; L], [7; L]);
            Plain.add_cells(&cells, &table, &mut plain);
            simd.add_cells(&cells, &table, &mut wide);
            assert_eq!(plain, wide, "{L} lanes");
        }
        let Some(simd) = pulp::x86::V3::try_new() else {
            return;
        };
        let mut stream = Seed(2).stream("cells", "");
        check::<4>(simd, &mut stream);
        check::<8>(simd, &mut stream);
        check::<16>(simd, &mut stream);
    }

    #[test]
    #[cfg(target_arch = "x86_64")]
    fn every_way_gives_the_same_integers() {
        let Some(simd) = pulp::x86::V3::try_new() else {
            return;
        };
        let mut stream = Seed(1).stream("dot", "");
        for width in [0_usize, 1, 15, 16, 17, 128, 300] {
            let row: Vec<i8> = (0..width)
                .map(|_| i8::try_from(stream.below(255)).unwrap_or(-100))
                .collect();
            let classes: Vec<Weights> = (0..7)
                .map(|_| {
                    (0..width.div_ceil(CHUNK))
                        .map(|_| {
                            std::array::from_fn(|_| {
                                i16::try_from(stream.below(60_000)).unwrap_or(-30_000)
                            })
                        })
                        .collect()
                })
                .collect();
            let (mut plain, mut wide) = ([0; 7], [1; 7]);
            Plain.products(&row, &classes, &mut plain);
            simd.products(&row, &classes, &mut wide);
            assert_eq!(plain, wide, "width {width}");
        }
    }
}
