//! What does a learner see of an item?
//!
//! A sparse part, a dense part and a constant. [`Rows`] holds many, [`Row`] borrows one and
//! [`RowBuf`] owns one.

use ndarray::Array2;

use super::SparseRows;
use super::space::BIAS;

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
    pub fn squared_norm(&self) -> f32 {
        let square_sum = |values: &[f32]| values.iter().map(|value| value * value).sum::<f32>();
        square_sum(self.values) + square_sum(self.dense) + BIAS * BIAS
    }
}

/// One item as numbers, owned.
#[derive(Debug, Clone, Default)]
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

/// Many items as numbers.
#[derive(Debug, Clone)]
pub struct Rows {
    /// The sparse parts.
    pub sparse: SparseRows,
    /// The dense parts, n × d in row order.
    pub dense: Array2<f32>,
}

impl Rows {
    /// How many items.
    pub fn len(&self) -> usize {
        self.sparse.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.sparse.is_empty()
    }

    /// Width of the dense part.
    pub fn dense_width(&self) -> usize {
        self.dense.ncols()
    }

    /// One item.
    pub fn row(&self, index: usize) -> Row<'_> {
        let (columns, values) = self.sparse.row(index);
        let width = self.dense.ncols();
        let dense = self
            .dense
            .as_slice()
            .map_or(&[][..], |all| &all[index * width..][..width]);
        Row {
            columns,
            values,
            dense,
        }
    }
}
