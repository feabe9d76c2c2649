//! What is fitted on the pool, and how does it turn any text into numbers?

use ndarray::{Array1, Array2, Axis};
use rayon::prelude::*;

use super::count_rows::CountRows;
use super::grams::count_grams;
use super::svd::right_singular_vectors;
use super::vocabulary::Vocabulary;
use super::{DenseRows, RowBuf, Rows, SparseRows, TextRows};
use crate::rng::Seed;

/// Width of the dense part: few directions win at few labels.
pub const LSA_DIMENSIONS: usize = 64;

/// The constant feature: a penalised bias.
pub const BIAS: f32 = 0.3;

/// The dense part outweighs the sparse one by this in length.
const DENSE_WEIGHT: f32 = std::f32::consts::SQRT_2;

/// Vocabulary, weights and projection, fitted on the pool's texts alone.
#[derive(Debug)]
pub struct FeatureSpace {
    vocabulary: Vocabulary,
    /// m × d: from the sparse part to the LSA vector.
    projection: Array2<f32>,
    /// Mean LSA vector of the pool: without centring, all texts point the same way.
    mean: Array1<f32>,
    /// The pool's dense part without its items: what rounds others as they were rounded.
    rounding: DenseRows,
}

impl FeatureSpace {
    /// Fits on the pool's texts and gives their rows.
    pub fn fit<'a>(texts: impl IntoIterator<Item = &'a str>, seed: Seed) -> (Self, Rows) {
        let texts: Vec<&str> = texts.into_iter().collect();
        let grams: Vec<_> = texts.par_iter().map(|text| count_grams(text)).collect();
        let vocabulary = Vocabulary::fit(&grams);
        let weighed: Vec<_> = grams
            .par_iter()
            .map(|counts| vocabulary.weigh(counts))
            .collect();
        let sparse = SparseRows::new(weighed, vocabulary.len());
        let projection = right_singular_vectors(&sparse, LSA_DIMENSIONS, seed);
        let dimensions = projection.ncols();
        let flat = projection.as_standard_layout().into_owned();
        let projected = sparse.times(flat.as_slice().unwrap_or_default(), dimensions);
        let mut dense =
            Array2::from_shape_vec((sparse.len(), dimensions), projected).unwrap_or_default();
        let mean = dense
            .mean_axis(Axis(0))
            .unwrap_or_else(|| Array1::zeros(dimensions));
        for mut row in dense.rows_mut() {
            centre(row.as_slice_mut().unwrap_or_default(), &mean);
        }
        let dense_rows = DenseRows::quantised(
            dense.as_slice().unwrap_or_default(),
            dimensions,
            sparse.len(),
        );
        let space = Self {
            vocabulary,
            projection: flat,
            mean,
            rounding: DenseRows::from_parts(0, Vec::new(), dense_rows.scales().to_vec())
                .unwrap_or_default(),
        };
        let mut counts = CountRows::default();
        for counted in &grams {
            counts.push(space.vocabulary.count(counted));
        }
        let rows = Rows {
            text: TextRows::new(&counts, space.vocabulary.idf()),
            dense: dense_rows,
            density: Vec::new(),
        };
        (space, rows)
    }

    /// Any text's row; grams that the pool does not know count for nothing.
    pub fn transform(&self, text: &str) -> RowBuf {
        let (columns, values): (Vec<u32>, Vec<f32>) = self
            .vocabulary
            .weigh(&count_grams(text))
            .into_iter()
            .unzip();
        let mut dense = vec![0.0; self.projection.ncols()];
        for (column, value) in columns.iter().zip(&values) {
            for (sum, weight) in dense.iter_mut().zip(self.projection.row(*column as usize)) {
                *sum += value * weight;
            }
        }
        centre(&mut dense, &self.mean);
        RowBuf {
            columns,
            values,
            dense: self.rounding.rounded(&dense),
        }
    }

    /// Rows of many texts that were not fitted on.
    pub fn transform_all<'a>(&self, texts: impl IntoIterator<Item = &'a str>) -> Vec<RowBuf> {
        let texts: Vec<&str> = texts.into_iter().collect();
        texts.par_iter().map(|text| self.transform(text)).collect()
    }

    /// How many grams count.
    pub fn vocabulary_len(&self) -> usize {
        self.vocabulary.len()
    }

    /// The column of each word of a text that counts, with the word's bytes in the text.
    pub fn words_of(&self, text: &str) -> Vec<(std::ops::Range<usize>, u32)> {
        self.vocabulary.words_of(text)
    }
}

/// Subtracts the mean and scales to the dense part's length; a text at the mean stays zero.
fn centre(vector: &mut [f32], mean: &Array1<f32>) {
    for (value, mean) in vector.iter_mut().zip(mean) {
        *value -= mean;
    }
    let length = vector.iter().map(|value| value * value).sum::<f32>().sqrt();
    if length > 1e-6 {
        for value in vector {
            *value *= DENSE_WEIGHT / length;
        }
    } else {
        vector.fill(0.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts() -> Vec<String> {
        let subjects = ["invoice", "password", "server", "colour", "refund"];
        let verbs = ["is", "was", "became", "seems"];
        let ends = ["late", "wrong", "down", "missing", "fine"];
        let mut texts = Vec::new();
        for subject in subjects {
            for verb in verbs {
                for end in ends {
                    texts.push(format!("the {subject} {verb} {end} today"));
                }
            }
        }
        texts
    }

    #[test]
    fn transforming_a_pool_text_gives_the_row_it_was_fitted_with() {
        let texts = texts();
        let (space, rows) = FeatureSpace::fit(texts.iter().map(String::as_str), Seed(1));
        for (index, text) in texts.iter().enumerate() {
            let again = space.transform(text);
            let row = rows.row(index);
            assert_eq!(again.columns, row.columns);
            for (x, y) in again.values.iter().zip(&row.values) {
                assert!((x - y).abs() < 1e-5, "{x} {y}");
            }
            for ((x, y), step) in again.dense.iter().zip(&row.dense).zip(rows.dense.scales()) {
                assert!((x - y).abs() < 1.01 * step, "{x} {y}");
            }
        }
    }

    #[test]
    fn a_row_has_the_stated_length() {
        let texts = texts();
        let (_, rows) = FeatureSpace::fit(texts.iter().map(String::as_str), Seed(1));
        // 1 (sparse) + 2 (dense) + 0.09 (bias).
        assert!((rows.row(3).as_row().squared_norm() - 3.09).abs() < 0.05);
    }

    #[test]
    fn pools_of_no_one_and_two_texts_have_rows() {
        for count in 0..3 {
            let texts = ["only one", "and two"];
            let (space, rows) = FeatureSpace::fit(texts.into_iter().take(count), Seed(1));
            assert_eq!(rows.len(), count);
            assert!(space.transform("never seen").columns.is_empty());
        }
    }
}
