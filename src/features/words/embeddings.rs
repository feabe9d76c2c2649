//! Gives words vectors by the company they keep in the pool.
//!
//! Word embeddings E = U·S of a truncated SVD of the pool's own co-occurrence matrix
//! ([`super::co_occurrence`]), rows to unit length (Levy, Goldberg & Dagan 2015; the first labels
//! buy more with U·S than with their U·√S, 200 labels as much). A text's vector
//! is Σ (1 + ln tf) · a / (a + p(w)) · E(w) with a = 0.01 and p(w) the word's share of all tokens
//! (after SIF, Arora, Liang & Ma 2017; their smaller a would silence the question words), to unit
//! length, minus the pool's mean of those, to unit length again; zero without a known word.

use rayon::prelude::*;

use super::CountRows;
use super::co_occurrence::{CoOccurrence, OTHER};
use super::progress::{Stage, Watch, report};
use super::sample::Sample;
use super::svd::{ITERATIONS, right_directions};
use super::vocabulary::Vocabulary;
use crate::features::simd::{add_rows, mean_row, scale_to};
use crate::rng::Seed;

/// Width at most.
pub(super) const DIMENSIONS: usize = 64;

/// Words that have a vector, at most.
pub(super) const MOST_WORDS: usize = 1 << 15;

/// A share of all tokens at which a word counts half.
const HALF_SHARE: f64 = 1e-2;

/// Words have a vector from this many sampled texts on: at least 2, and 1 in this many.
const LEAST_TEXTS: u32 = 2;
const TEXTS_A_WORD: usize = 20_000;

/// A column without a vector.
pub(super) const NO_WORD: u32 = u32::MAX;

/// Vectors of the pool's more frequent words.
#[derive(Debug, Default)]
pub(super) struct Embeddings {
    /// The row of each column of the vocabulary, or [`NO_WORD`] (pairs, rare words, and all
    /// columns beyond).
    pub row_of_column: Vec<u32>,
    /// Rows of `mean.len()` values: E(w) · a / (a + p(w)).
    pub vectors: Vec<f32>,
    /// The sample's mean unit vector.
    pub mean: Vec<f32>,
}

impl Embeddings {
    /// Fits on the sampled texts; `rows` are the counts of the whole pool.
    pub(super) fn fit(
        sample: &Sample,
        rows: &CountRows,
        vocabulary: &Vocabulary,
        seed: Seed,
        watch: Watch,
    ) -> Option<Self> {
        report(watch, Stage::Embeddings, 0, 1)?;
        let chosen = Chosen::new(sample, vocabulary);
        let company = chosen.co_occurrence(sample);
        let mut stream = seed.stream("embeddings", "");
        let found = right_directions(
            [&company; ITERATIONS],
            DIMENSIONS,
            &mut stream,
            |done, total| report(watch, Stage::Embeddings, done + 1, total + 1),
        )?;
        drop(company);
        let width = found.values.len();
        if width == 0 {
            return Some(Self::default());
        }
        let mut vectors = found.vectors;
        for (row, share) in vectors.chunks_exact_mut(width).zip(&chosen.shares) {
            for (value, strength) in row.iter_mut().zip(&found.values) {
                *value *= strength;
            }
            scale_to(row, (HALF_SHARE / (HALF_SHARE + share)) as f32);
        }
        let mut fitted = Self {
            row_of_column: chosen.row_of_column,
            vectors,
            mean: vec![0.0; width],
        };
        let mut dense = vec![0.0; sample.len() * width];
        dense
            .par_chunks_mut(width)
            .zip(&sample.items)
            .for_each(|(out, item)| fitted.project(rows.row(*item), out));
        fitted.mean = mean_row(&dense, width);
        Some(fitted)
    }

    /// Writes the vector of a text, not yet to unit length, given its entries. `out` is as long
    /// as the vectors are wide.
    pub(super) fn project(&self, entries: &[u32], out: &mut [f32]) {
        out.fill(0.0);
        let known = entries.iter().filter_map(|entry| {
            let (column, _) = CountRows::split(*entry);
            let row = *self.row_of_column.get(column as usize)?;
            (row != NO_WORD).then(|| (row as usize, CountRows::sublinear(*entry)))
        });
        add_rows(out, &self.vectors, known);
        if out.iter().all(|value| *value == 0.0) {
            return;
        }
        scale_to(out, 1.0);
        for (out, mean) in out.iter_mut().zip(&self.mean) {
            *out -= mean;
        }
    }
}

/// The words that get a vector.
struct Chosen {
    row_of_column: Vec<u32>,
    /// The row of each word of the sample, or [`OTHER`].
    row_of_word: Vec<u32>,
    /// Each one's share of all tokens of the sample, by row.
    shares: Vec<f64>,
}

impl Chosen {
    /// The words of the most pool texts, among those of enough sampled ones. Row order is column
    /// order, so that frequent words lie together.
    fn new(sample: &Sample, vocabulary: &Vocabulary) -> Self {
        let least = LEAST_TEXTS.max((sample.len() / TEXTS_A_WORD) as u32);
        let mut words: Vec<(u32, usize)> = sample
            .document_frequencies()
            .into_iter()
            .enumerate()
            .filter(|(_, texts)| *texts >= least)
            .filter_map(|(word, _)| Some((vocabulary.table.find(sample.keys[word])?, word)))
            .collect();
        words.sort_unstable();
        words.truncate(MOST_WORDS);
        let columns = words.last().map_or(0, |(column, _)| *column as usize + 1);
        let mut row_of_column = vec![NO_WORD; columns];
        let mut row_of_word = vec![OTHER; sample.keys.len()];
        for (row, (column, word)) in words.iter().enumerate() {
            row_of_column[*column as usize] = row as u32;
            row_of_word[*word] = row as u32;
        }
        let mut uses = vec![0_u64; words.len()];
        for text in 0..sample.len() {
            for word in sample.text(text) {
                if let Some(uses) = uses.get_mut(row_of_word[*word as usize] as usize) {
                    *uses += 1;
                }
            }
        }
        let tokens = sample.words.len().max(1) as f64;
        Self {
            row_of_column,
            row_of_word,
            shares: uses.into_iter().map(|uses| uses as f64 / tokens).collect(),
        }
    }

    fn co_occurrence(&self, sample: &Sample) -> CoOccurrence {
        let sequences: Vec<Vec<u32>> = (0..sample.len())
            .into_par_iter()
            .map(|text| {
                let words = sample.text(text).iter();
                words.map(|word| self.row_of_word[*word as usize]).collect()
            })
            .collect();
        CoOccurrence::count(sequences.iter().map(Vec::as_slice), self.shares.len())
    }
}
