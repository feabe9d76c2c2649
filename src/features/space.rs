//! What does a learner need of a pool's texts?
//!
//! The rows of all of them, next to the space they come from ([`TextSpace`]).

use ndarray::Array2;

use super::{CountRows, RowBuf, Rows, SparseRows, TextSpace};
use crate::rng::Seed;

/// The constant feature: a penalised bias.
pub const BIAS: f32 = 0.3;

/// Vocabulary, weights and projections, fitted on the pool's texts alone.
#[derive(Debug)]
pub struct FeatureSpace {
    text: TextSpace,
}

impl FeatureSpace {
    /// Fits on the pool's texts and gives their rows.
    pub fn fit<'a>(texts: impl IntoIterator<Item = &'a str>, seed: Seed) -> (Self, Rows) {
        let texts: Vec<&str> = texts.into_iter().collect();
        // A watch that never stops the work always gets a result.
        let (sparse, counts) = TextSpace::fit_sparse(&texts, &|_| true).unwrap_or_default();
        let text = sparse
            .fit_dense(&texts, &counts, seed, &|_| true)
            .unwrap_or(sparse);
        let dense = text.project(&texts, &counts, 0..counts.len());
        let weighed = (0..counts.len()).map(|row| {
            let (columns, values) = CountRows::weigh(counts.row(row), text.idf());
            columns.into_iter().zip(values).collect()
        });
        let rows = Rows {
            sparse: SparseRows::new(weighed, text.sparse_width()),
            dense: Array2::from_shape_vec((counts.len(), text.dense_width()), dense)
                .unwrap_or_default(),
        };
        (Self { text }, rows)
    }

    /// Any text's row; grams that the pool does not know count for nothing.
    pub fn transform(&self, text: &str) -> RowBuf {
        self.text.transform(text)
    }

    /// Rows of many texts that were not fitted on.
    pub fn transform_all<'a>(&self, texts: impl IntoIterator<Item = &'a str>) -> Vec<RowBuf> {
        let texts: Vec<&str> = texts.into_iter().collect();
        self.text.transform_all(&texts)
    }

    /// How many grams count.
    pub fn vocabulary_len(&self) -> usize {
        self.text.sparse_width()
    }

    /// The column of each word of a text that counts, with the word's bytes in the text.
    pub fn words_of(&self, text: &str) -> Vec<(std::ops::Range<usize>, u32)> {
        self.text.words_of(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_has_the_stated_length_and_is_that_of_its_text() {
        let texts: Vec<String> = (0..100)
            .map(|n| format!("the w{} was s{} today", n % 5, n % 7))
            .collect();
        let (space, rows) = FeatureSpace::fit(texts.iter().map(String::as_str), Seed(1));
        // 1 (sparse) + 2 + 2 (dense) + 0.09 (bias).
        assert!((rows.row(3).squared_norm() - 5.09).abs() < 1e-3);
        let again = space.transform(&texts[3]);
        assert_eq!(again.columns, rows.row(3).columns);
        assert_eq!(again.dense, rows.row(3).dense);
    }
}
