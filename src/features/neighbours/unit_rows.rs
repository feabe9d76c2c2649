//! Holds directions for fast cosines.
//!
//! As bytes whose squared length fits into 15 bits: b = round(178 · x/|x|), shorter where a
//! component would pass 127 or the rounding made the row too long. By Cauchy and Schwarz the
//! products of any columns of two such rows then sum to at most 32,767 in size, so that a whole
//! dot product is done in wrapping 16-bit arithmetic, twice as many at once as in 32 bits, with
//! no overflow and in any order. cos(x, y) ≈ b·c / (|b||c|); rounding errs by about
//! √2 / (178·√12) = .002 (standard deviation, for any number of columns).
//! Memory: width + 4 bytes an item.

#![expect(
    clippy::inline_always,
    reason = "loops are compiled for the widest vectors only where they are inlined"
)]

use rayon::prelude::*;

use crate::features::DenseRows;
use crate::features::simd::{dot, simd_dispatch};

const LENGTH: f32 = 178.0;
const LONGEST: i32 = i16::MAX as i32;
/// A vector shorter than this has no direction.
const SHORTEST: f32 = 1e-15;
/// Floating point sums run in this many lanes, in the same order on any machine.
pub(super) const LANES: usize = 32;
/// Items that one task converts at once.
pub(super) const CHUNK: usize = 4096;

/// Directions of many items.
#[derive(Debug, Clone, Default)]
pub(super) struct UnitRows {
    /// How many columns.
    pub(super) width: usize,
    bytes: Vec<i8>,
    /// 1 / |b|; zero for a row without a direction.
    pub(super) inverse: Vec<f32>,
}

impl UnitRows {
    /// Directions of the items that `items` names, in that order, by one thread.
    pub(super) fn gather(dense: &DenseRows, items: &[u32]) -> Self {
        let mut rows = Self::zeros(dense.width(), items.len());
        fill(dense, items, &mut rows.bytes, &mut rows.inverse);
        rows
    }

    /// The same by all threads.
    pub(super) fn gather_all(dense: &DenseRows, items: &[u32]) -> Self {
        let width = dense.width();
        let mut rows = Self::zeros(width, items.len());
        rows.bytes
            .par_chunks_mut(CHUNK * width.max(1))
            .zip(rows.inverse.par_chunks_mut(CHUNK))
            .zip(items.par_chunks(CHUNK))
            .for_each(|((bytes, inverse), items)| fill(dense, items, bytes, inverse));
        rows
    }

    /// Directions of vectors given one after the other.
    pub(super) fn from_values(values: &[f32], width: usize) -> Self {
        let mut rows = Self::zeros(width, values.len() / width.max(1));
        let lines = values.chunks_exact(width.max(1));
        let bytes = rows.bytes.chunks_exact_mut(width.max(1));
        for ((inverse, bytes), values) in rows.inverse.iter_mut().zip(bytes).zip(lines) {
            *inverse = direction(values, bytes);
        }
        rows
    }

    fn zeros(width: usize, count: usize) -> Self {
        Self {
            width,
            bytes: vec![0; width * count],
            inverse: vec![0.0; count],
        }
    }

    /// How many.
    pub(super) fn len(&self) -> usize {
        self.inverse.len()
    }

    /// The bytes of a row.
    pub(super) fn row(&self, index: usize) -> &[i8] {
        &self.bytes[index * self.width..][..self.width]
    }

    /// Cosine of one row with a row of `other`.
    #[inline(always)]
    pub(super) fn cosine(&self, index: usize, other: &Self, row: usize) -> f32 {
        let pairs = self.row(index).iter().zip(other.row(row));
        let dot = pairs.fold(0_i16, |sum, (x, y)| {
            sum.wrapping_add(i16::from(*x).wrapping_mul(i16::from(*y)))
        });
        f32::from(dot) * other.inverse[row] * self.inverse[index]
    }

    /// Adds a row, at unit length, to `sum`.
    pub(super) fn add_to(&self, index: usize, sum: &mut [f32]) {
        let inverse = self.inverse[index];
        for (sum, byte) in sum.iter_mut().zip(self.row(index)) {
            *sum += inverse * f32::from(*byte);
        }
    }
}

fn fill(dense: &DenseRows, items: &[u32], bytes: &mut [i8], inverse: &mut [f32]) {
    let width = dense.width();
    if width == 0 {
        return;
    }
    let mut values = vec![0.0; width];
    simd_dispatch(
        #[inline(always)]
        || {
            let rows = bytes.chunks_exact_mut(width).zip(inverse);
            for (item, (bytes, inverse)) in items.iter().zip(rows) {
                write_out(dense, *item as usize, &mut values);
                *inverse = direction(&values, bytes);
            }
        },
    );
}

/// Writes out the values of an item.
#[inline(always)]
pub(super) fn write_out(dense: &DenseRows, item: usize, values: &mut [f32]) {
    let row = dense.row(item).iter().zip(dense.scales());
    for (value, (byte, scale)) in values.iter_mut().zip(row) {
        *value = f32::from(*byte) * scale;
    }
}

/// Writes the direction of `values` and returns 1 / length of what was written.
#[inline(always)]
fn direction(values: &[f32], bytes: &mut [i8]) -> f32 {
    let length = dot::<LANES>(values, values).sqrt();
    if !(SHORTEST..f32::INFINITY).contains(&length) {
        bytes.fill(0);
        return 0.0;
    }
    let mut factor = (LENGTH / length).min(127.0 / largest(values));
    loop {
        let mut square = 0_i32;
        for (byte, value) in bytes.iter_mut().zip(values) {
            *byte = (value * factor).round_ties_even().clamp(-127.0, 127.0) as i8;
            square += i32::from(*byte) * i32::from(*byte);
        }
        if square <= LONGEST {
            let length = (square as f32).sqrt();
            return if square > 0 { 1.0 / length } else { 0.0 };
        }
        factor *= 0.97;
    }
}

#[inline(always)]
fn largest(values: &[f32]) -> f32 {
    let (blocks, rest) = values.as_chunks::<LANES>();
    let mut most = [0.0_f32; LANES];
    for block in blocks {
        for (most, value) in most.iter_mut().zip(block) {
            *most = if value.abs() > *most {
                value.abs()
            } else {
                *most
            };
        }
    }
    most.iter()
        .chain(rest)
        .fold(0.0, |most, value| most.max(value.abs()))
}

/// 1 / length of a vector; zero where it has no direction.
#[inline(always)]
pub(super) fn inverse_length(values: &[f32]) -> f32 {
    let length = dot::<LANES>(values, values).sqrt();
    if (SHORTEST..f32::INFINITY).contains(&length) {
        1.0 / length
    } else {
        0.0
    }
}

/// A vector that is compared with rows of the dense part as they are, not with their bytes alone.
#[derive(Debug)]
pub(super) struct Query {
    /// The vector at unit length; zeros where it has no direction.
    unit: Vec<f32>,
    /// Where the other's values are written out.
    other: Vec<f32>,
}

impl Query {
    /// Prepares a vector in the dense part's own units.
    pub(super) fn new(values: &[f32]) -> Self {
        let inverse = inverse_length(values);
        Self {
            unit: values.iter().map(|value| value * inverse).collect(),
            other: vec![0.0; values.len()],
        }
    }

    /// The cosine with an item; 0 where one of them has no direction.
    #[inline(always)]
    pub(super) fn cosine(&mut self, dense: &DenseRows, item: u32) -> f32 {
        write_out(dense, item as usize, &mut self.other);
        let length = dot::<LANES>(&self.other, &self.other).sqrt();
        if length >= SHORTEST {
            dot::<LANES>(&self.unit, &self.other) / length
        } else {
            0.0
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn cosine(a: &[f32], b: &[f32]) -> f64 {
        let dot = |a: &[f32], b: &[f32]| -> f64 {
            let pairs = a.iter().zip(b);
            pairs.map(|(x, y)| f64::from(*x) * f64::from(*y)).sum()
        };
        let lengths = (dot(a, a) * dot(b, b)).sqrt();
        if lengths > 0.0 {
            dot(a, b) / lengths
        } else {
            0.0
        }
    }

    proptest! {
        #[test]
        fn cosines_of_bytes_are_nearly_right_and_never_overflow(
            (a, b) in (1_usize..300).prop_flat_map(|width| {
                let vector = || proptest::collection::vec(-3.0_f32..3.0, width);
                (vector(), vector())
            }),
            scale in 1e-6_f32..1e6,
        ) {
            let scaled: Vec<f32> = a.iter().map(|value| value * scale).collect();
            let rows = UnitRows::from_values(&[scaled, b.clone()].concat(), a.len());
            for row in 0..2 {
                let square: i32 = rows.row(row).iter().map(|byte| i32::from(*byte).pow(2)).sum();
                prop_assert!(square <= LONGEST);
            }
            // Six standard deviations, and twice that while one column may be most of a vector.
            let most = if a.len() < 10 { 0.025 } else { 0.0125 };
            let error = f64::from(rows.cosine(0, &rows, 1)) - cosine(&a, &b);
            prop_assert!(error.abs() < most, "{error}");
            prop_assert!((rows.cosine(0, &rows, 0) - 1.0).abs() < 1e-5);
        }
    }

    #[test]
    fn a_dominant_column_and_none_have_defined_directions() {
        let rows = UnitRows::from_values(&[5.0, 0.0, 0.0, 0.0, 0.0, 0.0, f32::NAN, 1.0, 1.0], 3);
        assert_eq!(rows.row(0), [127, 0, 0]);
        assert_eq!(rows.row(1), [0, 0, 0]);
        assert_eq!(rows.row(2), [0, 0, 0]);
        assert!(rows.cosine(0, &rows, 1).abs() < f32::EPSILON);
        assert!((rows.cosine(0, &rows, 0) - 1.0).abs() < 1e-6);
    }

    #[test]
    fn a_query_reads_the_dense_part_exactly() {
        let mut stream = crate::rng::Seed(2).stream("test", "");
        let width = 37;
        let values: Vec<f32> = (0..width * 4)
            .map(|_| stream.next_normal() as f32)
            .collect();
        let dense = DenseRows::quantised(&values, width, 4);
        let mut query = Query::new(&dense.values(0));
        for item in 0..4 {
            let truth = cosine(&dense.values(0), &dense.values(item as usize));
            assert!((f64::from(query.cosine(&dense, item)) - truth).abs() < 1e-6);
        }
    }
}
