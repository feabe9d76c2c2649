//! Holds what a learner sees of an item: a sparse part, a dense part and a constant.
//!
//! [`Rows`] holds the pool compactly; [`RowBuf`] is one item written out and [`Row`] borrows it. The
//! dense part ([`DenseRows`]) is one byte a number, with a scale for each column: value = scale · byte.
//! That is exact enough for a linear model (a step is 1/127 of the column's largest value), a quarter
//! of the memory, and what the scan of the pool multiplies. The learner reads the same bytes, so that
//! what it learns from and what it scores never differ.

use rayon::prelude::*;

use super::{NearestLists, TextRows};

/// The constant feature: a penalised bias.
pub(crate) const BIAS: f32 = 0.3;

/// One item as numbers.
#[derive(Debug, Clone, Copy)]
pub struct Row<'a> {
    /// Columns of the sparse part, rising.
    pub columns: &'a [u32],
    /// Values of the sparse part.
    pub values: &'a [f32],
    /// The dense part.
    pub dense: &'a [f32],
}

impl Row<'_> {
    /// Squared length, the constant included.
    pub(crate) fn squared_norm(&self) -> f32 {
        let square_sum = |values: &[f32]| values.iter().map(|value| value * value).sum::<f32>();
        square_sum(self.values) + square_sum(self.dense) + BIAS * BIAS
    }
}

/// One item as numbers, owned.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct RowBuf {
    /// Columns of the sparse part, rising.
    pub columns: Vec<u32>,
    /// Values of the sparse part.
    pub values: Vec<f32>,
    /// The dense part.
    pub dense: Vec<f32>,
}

impl RowBuf {
    /// Borrows the row.
    pub fn as_row(&self) -> Row<'_> {
        Row {
            columns: &self.columns,
            values: &self.values,
            dense: &self.dense,
        }
    }
}

/// The pool as numbers.
#[derive(Debug, Clone, Default)]
pub struct Rows {
    /// The sparse parts.
    pub text: TextRows,
    /// The dense parts.
    pub dense: DenseRows,
    /// How closely each item is surrounded by others, 0 to 1; empty while unknown.
    pub density: Vec<f32>,
    /// Which items each item is surrounded by; empty while unknown.
    pub nearest: NearestLists,
}

impl Rows {
    /// How many items.
    pub fn len(&self) -> usize {
        self.dense.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Width of the dense part.
    pub(crate) fn dense_width(&self) -> usize {
        self.dense.width()
    }

    /// One item, written out.
    pub fn row(&self, index: usize) -> RowBuf {
        let (columns, values) = self.text.row(index);
        RowBuf {
            columns,
            values,
            dense: self.dense.values(index),
        }
    }

    /// The cosine of two items in the dense part; 0 when one of them has no direction.
    pub(crate) fn cosine(&self, one: usize, other: usize) -> f32 {
        let (a, b) = (self.dense.values(one), self.dense.values(other));
        let product = |a: &[f32], b: &[f32]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f32>();
        let lengths = product(&a, &a).sqrt() * product(&b, &b).sqrt();
        if lengths > 0.0 {
            product(&a, &b) / lengths
        } else {
            0.0
        }
    }
}

/// Rows quantised by one task, at least.
const TOGETHER: usize = 1_024;

/// Dense vectors of many items, by rows.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct DenseRows {
    width: usize,
    count: usize,
    bytes: Vec<i8>,
    scales: Vec<f32>,
}

impl DenseRows {
    /// No columns for `count` items.
    pub(crate) fn without_columns(count: usize) -> Self {
        Self {
            count,
            ..Self::default()
        }
    }

    /// Room for `count` items whose columns reach at most `largest` in size.
    ///
    /// Rows are filled with [`DenseRows::rows_mut`].
    pub fn with_largest(count: usize, largest: &[f32]) -> Self {
        Self {
            width: largest.len(),
            count,
            bytes: vec![0; count * largest.len()],
            scales: largest.iter().map(|most| most.max(1e-12) / 127.0).collect(),
        }
    }

    /// From parts that were saved: `bytes` by rows, one scale a column.
    ///
    /// `None` when their lengths do not fit together.
    pub(crate) fn from_parts(count: usize, bytes: Vec<i8>, scales: Vec<f32>) -> Option<Self> {
        (bytes.len() == count * scales.len()).then_some(Self {
            width: scales.len(),
            count,
            bytes,
            scales,
        })
    }

    /// The same columns without any item: what rounds others.
    #[must_use]
    pub(crate) fn without_rows(&self) -> Self {
        Self {
            width: self.width,
            count: 0,
            bytes: Vec::new(),
            scales: self.scales.clone(),
        }
    }

    /// Quantises n × width values given by rows.
    pub(crate) fn quantised(values: &[f32], width: usize, count: usize) -> Self {
        Self::written(count, width, |row, out| {
            out.copy_from_slice(&values[row * width..][..width]);
        })
    }

    /// Quantises the rows that `write` writes, which is asked twice for each: for the columns'
    /// largest values, and for the bytes.
    pub(super) fn written(
        count: usize,
        width: usize,
        write: impl Fn(usize, &mut [f32]) + Sync,
    ) -> Self {
        let zeros = || vec![0.0; width];
        let read = (0..count).into_par_iter().with_min_len(TOGETHER).fold(
            || (zeros(), zeros()),
            |(mut largest, mut row), index| {
                write(index, &mut row);
                stretch(&mut largest, &row);
                (largest, row)
            },
        );
        // The order of a maximum does not matter.
        let largest = read
            .map(|(largest, _)| largest)
            .reduce(zeros, |mut one, other| {
                stretch(&mut one, &other);
                one
            });
        let mut rows = Self::with_largest(count, &largest);
        let bytes = rows.bytes.par_chunks_exact_mut(width.max(1)).enumerate();
        bytes
            .with_min_len(TOGETHER)
            .for_each_init(zeros, |row, (index, bytes)| {
                write(index, row);
                quantise(row, &rows.scales, bytes);
            });
        rows
    }

    /// How many items.
    pub fn len(&self) -> usize {
        self.count
    }

    /// Whether there is no item.
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// How many columns.
    pub fn width(&self) -> usize {
        self.width
    }

    /// What one step of each column is worth.
    pub(crate) fn scales(&self) -> &[f32] {
        &self.scales
    }

    /// All bytes, by rows.
    pub fn bytes(&self) -> &[i8] {
        &self.bytes
    }

    /// The bytes of an item.
    pub fn row(&self, index: usize) -> &[i8] {
        &self.bytes[index * self.width..][..self.width]
    }

    /// The rows, to be filled with [`quantise`]d values; none without columns.
    pub fn rows_mut(&mut self) -> std::slice::ChunksExactMut<'_, i8> {
        self.bytes.chunks_exact_mut(self.width.max(1))
    }

    /// The values of an item.
    pub fn values(&self, index: usize) -> Vec<f32> {
        self.unrounded(self.row(index))
    }

    /// Rounds any vector to what a row here could hold: what lies beyond the columns' largest
    /// values is cut to them.
    pub(crate) fn rounded(&self, values: &[f32]) -> Vec<f32> {
        let mut bytes = vec![0; self.width];
        quantise(values, &self.scales, &mut bytes);
        self.unrounded(&bytes)
    }

    fn unrounded(&self, bytes: &[i8]) -> Vec<f32> {
        let steps = bytes.iter().zip(&self.scales);
        steps
            .map(|(byte, scale)| f32::from(*byte) * scale)
            .collect()
    }
}

/// Raises the largest sizes of columns to those of a row.
pub(super) fn stretch(largest: &mut [f32], row: &[f32]) {
    for (most, value) in largest.iter_mut().zip(row) {
        *most = most.max(value.abs());
    }
}

/// Writes values as bytes: value / scale, rounded, at most 127 in size.
pub(crate) fn quantise(values: &[f32], scales: &[f32], bytes: &mut [i8]) {
    for ((byte, value), scale) in bytes.iter_mut().zip(values).zip(scales) {
        *byte = (value / scale).round().clamp(-127.0, 127.0) as i8;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_come_back_within_half_a_step() {
        let values = [0.5, -2.0, 0.013, 1.0, 1.0, -0.02];
        let rows = DenseRows::quantised(&values, 3, 2);
        for (index, row) in values.chunks(3).enumerate() {
            for ((value, back), scale) in row.iter().zip(rows.values(index)).zip(rows.scales()) {
                assert!((value - back).abs() <= 0.5 * scale + 1e-7, "{value} {back}");
            }
        }
        assert_eq!(rows.rounded(&rows.values(0)), rows.values(0));
    }

    #[test]
    fn what_the_pool_never_reached_is_cut() {
        let rows = DenseRows::quantised(&[0.5, -1.0], 2, 1);
        let cut = rows.rounded(&[5.0, -5.0]);
        assert!((cut[0] - 0.5).abs() < 1e-6 && (cut[1] + 1.0).abs() < 1e-6);
    }

    #[test]
    fn rows_without_columns_have_a_length() {
        let rows = DenseRows::without_columns(3);
        assert_eq!((rows.len(), rows.width()), (3, 0));
        assert!(rows.values(2).is_empty());
    }
}
