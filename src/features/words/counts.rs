//! Holds how often each item's text has each gram, in 4 bytes an entry: its column and its count.
//!
//! [`CountRows`] are the stored sparse part of a pool, 8 bytes a row beside the entries. The weights
//! are not stored: the value of an entry is (1 + ln tf) · idf\[column\] / ‖row‖, which whoever reads a
//! row computes. Invariant: in a row columns rise, and every tf is at least 1 (counts above 255 are
//! 255).
//!
//! [`PackedCounts`] is a large matrix of such entries for multiplying. The weight of an entry is
//! (1 + ln tf) times a scale of its index, so that a TF-IDF matrix is diag(1/‖row‖) · T · diag(idf),
//! and neither it nor its transpose stores a value.

use std::sync::LazyLock;

use rayon::prelude::*;

use crate::features::simd::{add_rows, simd_dispatch};

/// The bits of a count.
const TF_BITS: u32 = 8;
/// The largest count.
const MOST_TF: u32 = (1 << TF_BITS) - 1;

/// 1 + ln tf for every tf that an entry can have (0 for tf 0, which none has).
static SUBLINEAR: LazyLock<[f32; 1 << TF_BITS]> = LazyLock::new(|| {
    std::array::from_fn(|tf| {
        if tf == 0 {
            0.0
        } else {
            1.0 + (tf as f64).ln() as f32
        }
    })
});

/// Gram counts of many items.
#[derive(Debug, Clone, PartialEq)]
pub struct CountRows {
    /// Row i is `entries[offsets[i]..offsets[i + 1]]`; one more than there are rows.
    pub offsets: Vec<u32>,
    /// Entries as [`CountRows::entry`] packs them.
    pub entries: Vec<u32>,
    /// What each row lacks: Σ (1 + ln tf)² over its grams that have no column, as a rule because no
    /// other text has them. As many as there are rows, or none where nothing is lacking.
    pub lacking: Vec<f32>,
}

impl Default for CountRows {
    fn default() -> Self {
        Self {
            offsets: vec![0],
            entries: Vec::new(),
            lacking: Vec::new(),
        }
    }
}

impl CountRows {
    /// How many rows.
    pub fn len(&self) -> usize {
        self.offsets.len() - 1
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The entries of a row, columns rising.
    pub fn row(&self, index: usize) -> &[u32] {
        &self.entries[self.offsets[index] as usize..self.offsets[index + 1] as usize]
    }

    /// Packs a column (below 2^24) and a count (1 to 255, larger ones are 255).
    pub fn entry(column: u32, tf: u32) -> u32 {
        column << TF_BITS | tf.min(MOST_TF)
    }

    /// The column and the count of an entry.
    pub fn split(entry: u32) -> (u32, u32) {
        (entry >> TF_BITS, entry & MOST_TF)
    }

    /// 1 + ln tf of an entry.
    pub(crate) fn sublinear(entry: u32) -> f32 {
        SUBLINEAR[(entry & MOST_TF) as usize]
    }

    /// The factor that scales a row to unit length: 1 / ‖row‖, or 0 for a row without entries.
    /// Columns beyond `idf` are left out.
    pub(crate) fn inverse_length(row: &[u32], idf: &[f32]) -> f32 {
        let mut square = 0.0_f32;
        for entry in row {
            let (column, _) = Self::split(*entry);
            let weight = idf
                .get(column as usize)
                .map_or(0.0, |idf| Self::sublinear(*entry) * idf);
            square += weight * weight;
        }
        if square > 0.0 {
            1.0 / square.sqrt()
        } else {
            0.0
        }
    }

    /// The unit-length TF-IDF row: columns, rising, and values.
    pub(crate) fn weigh(row: &[u32], idf: &[f32]) -> (Vec<u32>, Vec<f32>) {
        let scale = Self::inverse_length(row, idf);
        row.iter()
            .map(|entry| {
                let (column, _) = Self::split(*entry);
                (
                    column,
                    Self::sublinear(*entry) * idf[column as usize] * scale,
                )
            })
            .unzip()
    }
}

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

    /// Puts rows together.
    pub(super) fn of<'a>(rows: impl Iterator<Item = &'a [u32]>) -> Self {
        let part = |row: &[u32]| (vec![row.len() as u32], row.to_vec());
        Self::from_parts(rows.map(part).collect())
    }

    /// How many rows.
    pub(super) fn len(&self) -> usize {
        self.offsets.len().saturating_sub(1)
    }

    /// Every `step`-th row, the first one included.
    pub(super) fn every(&self, step: usize) -> Self {
        Self::of((0..self.len()).step_by(step).map(|row| self.row(row)))
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
        let parts = product.par_chunks_mut(PART * lanes).enumerate();
        parts.for_each(|(part, out)| {
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
                    simd_dispatch(
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
            let parts = product.par_chunks(PART * lanes);
            let parts = total.par_chunks_mut(PART * lanes).zip(parts);
            parts.for_each(|(total, product)| {
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

    #[test]
    fn an_entry_holds_a_column_and_a_count() {
        assert_eq!(CountRows::split(CountRows::entry(70_000, 3)), (70_000, 3));
        assert_eq!(
            CountRows::split(CountRows::entry((1 << 24) - 1, 999)).1,
            255
        );
        assert!((CountRows::sublinear(CountRows::entry(5, 7)) - (1.0 + 7_f32.ln())).abs() < 1e-6);
    }

    #[test]
    fn a_weighed_row_has_unit_length() {
        let row = [CountRows::entry(0, 1), CountRows::entry(2, 2)];
        let (columns, values) = CountRows::weigh(&row, &[3.0, 9.0, 2.0]);
        let second = 2.0 * (1.0 + 2_f32.ln());
        let length = (9.0 + second * second).sqrt();
        assert_eq!(columns, [0, 2]);
        assert!((values[0] - 3.0 / length).abs() < 1e-6);
        assert!((values[1] - second / length).abs() < 1e-6);
        assert_eq!(CountRows::weigh(&[], &[1.0]), (vec![], vec![]));
    }

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
