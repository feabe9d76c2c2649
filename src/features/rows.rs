//! What does a learner see of an item?
//!
//! A sparse part, a dense part and a constant. [`Rows`] holds the pool compactly; [`RowBuf`] is
//! one item written out and [`Row`] borrows it.

use super::{DenseRows, NearestLists, TextRows};

/// The constant feature: a penalised bias.
pub const BIAS: f32 = 0.3;

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
    pub fn dense_width(&self) -> usize {
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

    /// How closely an item is surrounded; 1 while that is unknown.
    pub fn density_of(&self, index: usize) -> f32 {
        self.density.get(index).copied().unwrap_or(1.0)
    }
}
