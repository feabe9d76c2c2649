//! How is a sparse matrix held?
//!
//! Compressed rows: the columns and values of row i are those between `offsets[i]` and
//! `offsets[i + 1]`, columns rising. Memory: 8 bytes a non-zero plus 8 a row.

use rayon::prelude::*;

use super::kernel::add_rows;

/// A sparse matrix by rows.
#[derive(Debug, Clone)]
pub(super) struct SparseRows {
    offsets: Vec<usize>,
    columns: Vec<u32>,
    values: Vec<f32>,
    width: usize,
}

impl SparseRows {
    /// Collects rows of (column, value), columns rising and below `width`.
    pub(super) fn new(rows: impl IntoIterator<Item = Vec<(u32, f32)>>, width: usize) -> Self {
        let mut matrix = Self {
            offsets: vec![0],
            columns: Vec::new(),
            values: Vec::new(),
            width,
        };
        for row in rows {
            for (column, value) in row {
                matrix.columns.push(column);
                matrix.values.push(value);
            }
            matrix.offsets.push(matrix.columns.len());
        }
        matrix
    }

    /// How many rows.
    pub(super) fn len(&self) -> usize {
        self.offsets.len() - 1
    }

    /// How many columns.
    pub(super) fn width(&self) -> usize {
        self.width
    }

    /// The columns and values of a row.
    pub(super) fn row(&self, index: usize) -> (&[u32], &[f32]) {
        let range = self.offsets[index]..self.offsets[index + 1];
        (&self.columns[range.clone()], &self.values[range])
    }

    /// The same matrix by columns, as the rows of its transpose.
    pub(super) fn transposed(&self) -> Self {
        let mut offsets = vec![0_usize; self.width + 1];
        for column in &self.columns {
            offsets[*column as usize + 1] += 1;
        }
        for column in 0..self.width {
            offsets[column + 1] += offsets[column];
        }
        let mut next = offsets.clone();
        let mut columns = vec![0; self.columns.len()];
        let mut values = vec![0.0; self.values.len()];
        for row in 0..self.len() {
            let (row_columns, row_values) = self.row(row);
            for (column, value) in row_columns.iter().zip(row_values) {
                let at = next[*column as usize];
                columns[at] = row as u32;
                values[at] = *value;
                next[*column as usize] += 1;
            }
        }
        Self {
            offsets,
            columns,
            values,
            width: self.len(),
        }
    }

    /// This matrix (n × m) times a dense one (m × l, by rows), as a dense n × l by rows.
    ///
    /// Each output row is summed by one thread in column order, so the result is the same at any
    /// thread count.
    pub(super) fn times(&self, dense: &[f32], lanes: usize) -> Vec<f32> {
        let mut product = vec![0.0; self.len() * lanes];
        product
            .par_chunks_mut(lanes.max(1))
            .enumerate()
            .for_each(|(row, out)| {
                let (columns, values) = self.row(row);
                let columns = columns.iter().map(|column| *column as usize);
                add_rows(out, dense, columns.zip(values.iter().copied()));
            });
        product
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn small() -> SparseRows {
        // [1 0 2]
        // [0 0 0]
        // [0 3 4]
        SparseRows::new(
            [vec![(0, 1.0), (2, 2.0)], vec![], vec![(1, 3.0), (2, 4.0)]],
            3,
        )
    }

    #[test]
    fn transposing_swaps_rows_and_columns() {
        let transposed = small().transposed();
        assert_eq!(transposed.row(2), (&[0, 2][..], &[2.0, 4.0][..]));
        assert_eq!(transposed.row(1), (&[2][..], &[3.0][..]));
    }

    #[test]
    fn times_a_dense_matrix_by_hand() {
        // Times [1 0; 0 1; 1 1].
        let product = small().times(&[1.0, 0.0, 0.0, 1.0, 1.0, 1.0], 2);
        assert_eq!(product, [3.0, 2.0, 0.0, 0.0, 4.0, 7.0]);
    }
}
