//! How is a large matrix of counts held for multiplying?
//!
//! By rows, an entry in 4 bytes: an index and a count, packed as [`CountRows::entry`] does. The
//! weight of an entry is (1 + ln tf) times a scale of its index, so that a TF-IDF matrix is
//! diag(1/‖row‖) · T · diag(idf), and neither it nor its transpose stores a value.

use rayon::prelude::*;

use super::CountRows;
use super::kernel::add_rows;
use crate::features::widest;

/// Rows that one thread handles at a time.
const PART: usize = 64;

/// Groups of rows that are scattered into a product of their own.
const GROUPS: usize = 4;

/// A sparse matrix of counts.
#[derive(Debug, Default)]
pub(super) struct PackedCounts {
    offsets: Vec<usize>,
    entries: Vec<u32>,
}

impl PackedCounts {
    /// Puts parts together: each the lengths of its rows and their entries.
    pub(super) fn from_parts(parts: Vec<(Vec<u32>, Vec<u32>)>) -> Self {
        let mut offsets = vec![0];
        let mut entries = Vec::with_capacity(parts.iter().map(|part| part.1.len()).sum());
        let mut end = 0;
        for (lengths, part) in parts {
            offsets.extend(lengths.into_iter().map(|length| {
                end += length as usize;
                end
            }));
            entries.extend(part);
        }
        Self { offsets, entries }
    }

    /// How many rows.
    pub(super) fn len(&self) -> usize {
        self.offsets.len().saturating_sub(1)
    }

    /// Every `step`-th row, the first one included.
    pub(super) fn every(&self, step: usize) -> Self {
        let rows = (0..self.len()).step_by(step);
        Self::from_parts(
            rows.map(|row| (vec![self.row(row).len() as u32], self.row(row).to_vec()))
                .collect(),
        )
    }

    /// The entries of a row.
    pub(super) fn row(&self, index: usize) -> &[u32] {
        &self.entries[self.offsets[index]..self.offsets[index + 1]]
    }

    /// Adds diag(`row_scale`) · T · diag(`index_scale`) · `dense` to `product`, both dense ones by
    /// rows and `lanes` wide.
    pub(super) fn add_times(
        &self,
        (row_scale, index_scale): (&[f32], &[f32]),
        dense: &[f32],
        lanes: usize,
        product: &mut [f32],
    ) {
        if lanes == 0 {
            return;
        }
        product
            .par_chunks_mut(PART * lanes)
            .enumerate()
            .for_each(|(part, out)| {
                let mut sums = vec![0.0; lanes];
                for (within, out) in out.chunks_exact_mut(lanes).enumerate() {
                    let row = part * PART + within;
                    sums.fill(0.0);
                    add_rows(&mut sums, dense, weighted(self.row(row), index_scale));
                    for (out, sum) in out.iter_mut().zip(&sums) {
                        *out += row_scale[row] * sum;
                    }
                }
            });
    }

    /// diag(`index_scale`) · Tᵀ · diag(`row_scale`) · `dense`, an m × `lanes` matrix by rows, m
    /// being the length of `index_scale`. The rows are in [`GROUPS`] groups that are summed
    /// apart and then in order. Memory: as many products.
    pub(super) fn transposed_times(
        &self,
        (row_scale, index_scale): (&[f32], &[f32]),
        dense: &[f32],
        lanes: usize,
    ) -> Vec<f32> {
        let width = index_scale.len();
        if lanes == 0 || width == 0 {
            return vec![0.0; width * lanes];
        }
        let group = self.len().div_ceil(GROUPS).max(1);
        let groups: Vec<usize> = (0..self.len()).step_by(group).collect();
        let products: Vec<Vec<f32>> = groups
            .into_par_iter()
            .map(|first| {
                let mut product = vec![0.0; width * lanes];
                let mut from = vec![0.0; lanes];
                for row in first..self.len().min(first + group) {
                    for (from, value) in from.iter_mut().zip(&dense[row * lanes..]) {
                        *from = row_scale[row] * value;
                    }
                    widest(
                        #[inline(always)]
                        || {
                            for entry in self.row(row) {
                                let index = CountRows::split(*entry).0 as usize;
                                let weight = CountRows::sublinear(*entry);
                                let to = &mut product[index * lanes..(index + 1) * lanes];
                                for (to, from) in to.iter_mut().zip(&from) {
                                    *to += weight * from;
                                }
                            }
                        },
                    );
                }
                product
            })
            .collect();
        let mut products = products.into_iter();
        let mut total = products.next().unwrap_or_else(|| vec![0.0; width * lanes]);
        for product in products {
            total
                .par_chunks_mut(PART * lanes)
                .zip(product.par_chunks(PART * lanes))
                .for_each(|(total, product)| {
                    for (total, value) in total.iter_mut().zip(product) {
                        *total += value;
                    }
                });
        }
        total
            .par_chunks_mut(lanes)
            .zip(index_scale)
            .for_each(|(row, scale)| row.iter_mut().for_each(|value| *value *= scale));
        total
    }
}

/// Each entry's index and weight: (1 + ln tf) · scale of the index.
fn weighted<'a>(entries: &'a [u32], scale: &'a [f32]) -> impl Iterator<Item = (usize, f32)> + 'a {
    entries.iter().map(move |entry| {
        let index = CountRows::split(*entry).0 as usize;
        (index, CountRows::sublinear(*entry) * scale[index])
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn small() -> PackedCounts {
        // [1 0 2]
        // [0 0 0]
        // [0 3 1]
        let entry = CountRows::entry;
        PackedCounts::from_parts(vec![
            (vec![2, 0], vec![entry(0, 1), entry(2, 2)]),
            (vec![2], vec![entry(1, 3), entry(2, 1)]),
        ])
    }

    #[test]
    fn products_by_hand() {
        let two = 1.0 + 2_f32.ln();
        let mut product = vec![1.0; 3];
        let scales: (&[f32], &[f32]) = (&[1.0, 1.0, 0.5], &[1.0, 0.0, 10.0]);
        small().add_times(scales, &[1.0, 1.0, 2.0], 1, &mut product);
        let expected = [1.0 + 1.0 + 20.0 * two, 1.0, 1.0 + 0.5 * 20.0];
        for (value, expected) in product.iter().zip(expected) {
            assert!((value - expected).abs() < 1e-4, "{value} {expected}");
        }
    }

    #[test]
    fn transposed_products_by_hand() {
        let (two, three) = (1.0 + 2_f32.ln(), 1.0 + 3_f32.ln());
        let scales: (&[f32], &[f32]) = (&[1.0, 1.0, 0.5], &[1.0, 10.0, 100.0]);
        let dense = [1.0, 2.0, 7.0, 7.0, 4.0, 0.0];
        let product = small().transposed_times(scales, &dense, 2);
        let expected = [
            1.0,
            2.0,
            20.0 * three,
            0.0,
            100.0 * two + 200.0,
            200.0 * two,
        ];
        for (value, expected) in product.iter().zip(expected) {
            assert!((value - expected).abs() < 1e-3, "{value} {expected}");
        }
        let none = PackedCounts::from_parts(Vec::new());
        assert_eq!(none.transposed_times((&[], &[1.0]), &[], 2), [0.0, 0.0]);
    }
}
