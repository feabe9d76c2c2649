//! Projects texts onto the topics of a pool.
//!
//! Latent semantic analysis: the leading right singular directions of [w ; c] / √2, where w is the
//! unit-length TF-IDF of the [`MOST_WORD_COLUMNS`] most frequent word grams and c that of the
//! character grams. The vector of a text is its projection minus the pool's mean one (without
//! centring all texts point the same way), to unit length; zero for a text of which no gram is
//! known.

use super::CountRows;
use super::characters::{Characters, Scratch};
use super::counts::PackedCounts;
use super::progress::{Stage, Watch, report};
use super::sample::Sample;
use super::svd::{Matrix, right_directions};
use crate::features::simd::{add_rows, mean_row};
use crate::rng::Seed;

/// Width at most: few directions win at few labels.
pub(super) const LSA_DIMENSIONS: usize = 64;

/// Word grams that are looked at, at most.
pub(super) const MOST_WORD_COLUMNS: usize = 1 << 16;

/// From this many texts on, the first iterations look at every fourth alone.
const MANY: usize = 20_000;
const COARSE: usize = 4;
/// What the length of each half is divided by: 1/√2 times.
const HALF: f32 = std::f32::consts::FRAC_1_SQRT_2;

/// A fitted projection.
#[derive(Debug, Default)]
pub(super) struct Lsa {
    /// The character grams it looks at.
    pub characters: Characters,
    /// From word grams: rows of `mean.len()` values in column order, idf and 1/√2 included.
    pub from_words: Vec<f32>,
    /// From character grams, likewise.
    pub from_characters: Vec<f32>,
    /// The sample's mean projection.
    pub mean: Vec<f32>,
}

impl Lsa {
    /// Fits on the sampled texts; `rows` are the word gram counts of the whole pool and `idf`
    /// belongs to them.
    pub(super) fn fit(
        sample: &Sample,
        rows: &CountRows,
        idf: &[f32],
        seed: Seed,
        watch: Watch,
    ) -> Option<Self> {
        report(watch, Stage::Lsa, 0, 1)?;
        let (characters, counts) = Characters::fit(sample);
        let idf = &idf[..idf.len().min(MOST_WORD_COLUMNS)];
        let rows = sample
            .items
            .iter()
            .map(|item| looked_at(rows.row(*item), idf.len()));
        let words = PackedCounts::of(rows);
        let idfs = (idf, characters.idf.as_slice());
        let part = (sample.len() >= MANY)
            .then(|| Texts::new(words.every(COARSE), counts.every(COARSE), idfs));
        let texts = Texts::new(words, counts, idfs);
        let coarse = part.as_ref().unwrap_or(&texts);
        let matrices = [coarse, coarse, &texts];
        let mut stream = seed.stream("lsa", "");
        let found = right_directions(matrices, LSA_DIMENSIONS, &mut stream, |done, total| {
            report(watch, Stage::Lsa, done + 1, total + 1)
        })?;
        let lanes = found.values.len();
        let (from_words, from_characters) = found.vectors.split_at(idf.len() * lanes);
        let mean = mean_row(&found.images, lanes);
        Some(Self {
            from_words: scaled(from_words, idf, lanes),
            from_characters: scaled(from_characters, &characters.idf, lanes),
            characters,
            mean,
        })
    }

    /// Writes the vector of a text, not yet to unit length, given the entries of its word grams
    /// and their idf. `out` is as long as the vectors are wide.
    pub(super) fn project(
        &self,
        (text, entries, idf): (&str, &[u32], &[f32]),
        scratch: &mut Scratch,
        out: &mut [f32],
    ) {
        out.fill(0.0);
        if out.is_empty() {
            return;
        }
        let columns = self.from_words.len() / out.len();
        let words = looked_at(entries, columns);
        let characters = self.characters.count(text, scratch);
        if words.is_empty() && characters.is_empty() {
            return;
        }
        let mut sums = [0.0; LSA_DIMENSIONS];
        for (entries, idf, projection) in [
            (words, idf, &self.from_words),
            (
                characters,
                self.characters.idf.as_slice(),
                &self.from_characters,
            ),
        ] {
            let sums = &mut sums[..out.len()];
            sums.fill(0.0);
            add_rows(sums, projection, weighted_alone(entries));
            let scale = CountRows::inverse_length(entries, idf);
            for (out, sum) in out.iter_mut().zip(sums) {
                *out += scale * *sum;
            }
        }
        for (out, mean) in out.iter_mut().zip(&self.mean) {
            *out -= mean;
        }
    }
}

/// The entries with a column below `columns`.
fn looked_at(row: &[u32], columns: usize) -> &[u32] {
    &row[..row.partition_point(|entry| (CountRows::split(*entry).0 as usize) < columns)]
}

fn weighted_alone(entries: &[u32]) -> impl Iterator<Item = (usize, f32)> + '_ {
    entries.iter().map(|entry| {
        let index = CountRows::split(*entry).0 as usize;
        (index, CountRows::sublinear(*entry))
    })
}

/// Each row times its idf / √2.
fn scaled(rows: &[f32], idf: &[f32], lanes: usize) -> Vec<f32> {
    if lanes == 0 {
        return Vec::new();
    }
    let rows = rows.chunks_exact(lanes).zip(idf);
    let scaled = rows.flat_map(|(row, idf)| row.iter().map(move |value| value * idf * HALF));
    scaled.collect()
}

/// One of the two halves of the matrix.
struct Half<'a> {
    counts: PackedCounts,
    idf: &'a [f32],
    /// 1 / (√2 ‖row‖).
    scale: Vec<f32>,
}

impl<'a> Half<'a> {
    fn new(counts: PackedCounts, idf: &'a [f32]) -> Self {
        Self {
            scale: (0..counts.len())
                .map(|row| CountRows::inverse_length(counts.row(row), idf) * HALF)
                .collect(),
            counts,
            idf,
        }
    }
}

/// [w ; c] / √2 of the sample.
struct Texts<'a> {
    words: Half<'a>,
    characters: Half<'a>,
}

impl<'a> Texts<'a> {
    fn new(
        words: PackedCounts,
        characters: PackedCounts,
        (word_idf, character_idf): (&'a [f32], &'a [f32]),
    ) -> Self {
        Self {
            words: Half::new(words, word_idf),
            characters: Half::new(characters, character_idf),
        }
    }
}

impl Matrix for Texts<'_> {
    fn columns(&self) -> usize {
        self.words.idf.len() + self.characters.idf.len()
    }

    fn rows(&self) -> usize {
        self.words.counts.len()
    }

    fn times(&self, dense: &[f32], lanes: usize) -> Vec<f32> {
        let mut product = vec![0.0; self.rows() * lanes];
        let (words, characters) = dense.split_at(self.words.idf.len() * lanes);
        for (half, dense) in [(&self.words, words), (&self.characters, characters)] {
            half.counts
                .add_times((&half.scale, half.idf), dense, lanes, &mut product);
        }
        product
    }

    fn transposed_times(&self, dense: &[f32], lanes: usize) -> Vec<f32> {
        let of = |half: &Half| {
            let scales = (half.scale.as_slice(), half.idf);
            half.counts.transposed_times(scales, dense, lanes)
        };
        let mut product = of(&self.words);
        product.extend(of(&self.characters));
        product
    }
}
