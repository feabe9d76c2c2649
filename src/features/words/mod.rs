//! Fits what the texts of a pool say in numbers, and turns any text into the same numbers.
//!
//! Word grams counted over the whole pool (`vocabulary`, `document_frequency`), the topics of latent
//! semantic analysis (`lsa`, over word and character grams), and word embeddings from the pool's own
//! words (`embeddings`, `co_occurrence`), both by the same truncated `svd`. [`TextSpace`] holds what
//! was fitted; `saved` keeps it on the disk.
//!
//! In two stages, so that labeling can begin on the first: [`TextSpace::fit_sparse`] counts word
//! grams (seconds for a million texts), [`TextSpace::fit_dense`] adds the topics of the LSA and
//! the word embeddings. The dense part is √2·u next to √2·v, each block zero when nothing of a text
//! is known. It is made in chunks on demand, for a pool's dense part may not fit into memory.
//! Invariant: what is fitted depends on the texts and the seed alone, and a pool text's numbers are
//! those of [`TextSpace::transform`], bit for bit, at any number of threads.

use std::ops::Range;
use std::sync::Arc;

use rayon::prelude::*;

use super::simd::scale_to;
use super::{RowBuf, array_file, progress};
use crate::rng::Seed;
use characters::Scratch;
use embeddings::Embeddings;
use lsa::Lsa;
use progress::Watch;
use sample::Sample;
use vocabulary::Vocabulary;

pub use counts::CountRows;
pub(super) use vocabulary::smoothed_idf;

mod characters;
mod co_occurrence;
mod counts;
mod document_frequency;
mod embeddings;
mod function_words;
mod grams;
mod lsa;
mod sample;
mod saved;
mod svd;
mod vocabulary;

/// Each dense block outweighs the sparse part by this in length.
const DENSE_WEIGHT: f32 = std::f32::consts::SQRT_2;

/// Texts that one thread projects at a time.
const CHUNK: usize = 64;

/// Everything fitted on the texts of a pool.
#[derive(Debug, Clone, Default)]
pub struct TextSpace {
    vocabulary: Arc<Vocabulary>,
    dense: Option<Arc<DensePart>>,
}

/// What the second stage fits.
#[derive(Debug, Default)]
struct DensePart {
    lsa: Lsa,
    embeddings: Embeddings,
}

impl TextSpace {
    /// Fits the sparse part and counts the texts. `None` when the watch stops it.
    ///
    /// Memory beyond the result: up to 64 MiB, about 30 bytes a gram of at least two texts, and a
    /// few MiB a thread.
    pub(crate) fn fit_sparse(texts: &[&str], watch: Watch) -> Option<(Self, CountRows)> {
        let vocabulary = Vocabulary::fit(texts, watch)?;
        let rows = vocabulary.count_all(texts, watch)?;
        let space = Self {
            vocabulary: Arc::new(vocabulary),
            dense: None,
        };
        Some((space, rows))
    }

    /// The same space with its dense part, fitted on the texts (or a sample of 100,000) and their
    /// counts. `None` when the watch stops it.
    pub(crate) fn fit_dense(
        &self,
        texts: &[&str],
        rows: &CountRows,
        seed: Seed,
        watch: Watch,
    ) -> Option<Self> {
        let sample = Sample::draw(texts, seed);
        let lsa = Lsa::fit(&sample, rows, &self.vocabulary.idf, seed, watch)?;
        let embeddings = Embeddings::fit(&sample, rows, &self.vocabulary, seed, watch)?;
        Some(Self {
            vocabulary: self.vocabulary.clone(),
            dense: Some(Arc::new(DensePart { lsa, embeddings })),
        })
    }

    /// How many columns the dense part has: at most 128, fewer for tiny pools, 0 before it is
    /// fitted.
    pub(crate) fn dense_width(&self) -> usize {
        let widths = |dense: &Arc<DensePart>| dense.lsa.mean.len() + dense.embeddings.mean.len();
        self.dense.as_ref().map_or(0, widths)
    }

    /// Inverse document frequencies by column, with which [`CountRows::weigh`] weighs a row.
    pub fn idf(&self) -> &[f32] {
        &self.vocabulary.idf
    }

    /// The counts of any text; grams that the pool does not know are left out.
    pub fn count(&self, text: &str) -> Vec<u32> {
        self.vocabulary.count(text)
    }

    /// The dense parts of the pool's texts in `range`, by rows of [`TextSpace::dense_width`],
    /// given all the texts and their counts.
    pub fn project(&self, texts: &[&str], rows: &CountRows, range: Range<usize>) -> Vec<f32> {
        let width = self.dense_width();
        let mut dense = vec![0.0; range.len() * width];
        if width == 0 {
            return dense;
        }
        let chunks = dense.par_chunks_mut(CHUNK * width).enumerate();
        chunks.for_each_init(Scratch::default, |scratch, (chunk, out)| {
            let first = range.start + chunk * CHUNK;
            for (at, out) in out.chunks_exact_mut(width).enumerate() {
                self.dense_into(texts[first + at], rows.row(first + at), scratch, out);
            }
        });
        dense
    }

    /// Any text's row: sparse columns and values to unit length, and the dense part.
    pub(crate) fn transform(&self, text: &str) -> RowBuf {
        let entries = self.vocabulary.count(text);
        let mut dense = vec![0.0; self.dense_width()];
        self.dense_into(text, &entries, &mut Scratch::default(), &mut dense);
        let (columns, values) = CountRows::weigh(&entries, &self.vocabulary.idf);
        RowBuf {
            columns,
            values,
            dense,
        }
    }

    /// The column of each word of a text that counts, with the word's bytes in the text.
    pub fn words_of(&self, text: &str) -> Vec<(Range<usize>, u32)> {
        self.vocabulary.words_of(text)
    }

    /// Whether a column is that of a word that only holds sentences together.
    pub(super) fn is_function_word(&self, column: u32) -> bool {
        self.vocabulary.is_function_word(column)
    }

    fn dense_into(&self, text: &str, entries: &[u32], scratch: &mut Scratch, out: &mut [f32]) {
        let Some(part) = &self.dense else {
            return;
        };
        let (topics, meaning) = out.split_at_mut(part.lsa.mean.len());
        part.lsa
            .project((text, entries, &self.vocabulary.idf), scratch, topics);
        scale_to(topics, DENSE_WEIGHT);
        part.embeddings.project(entries, meaning);
        scale_to(meaning, DENSE_WEIGHT);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fit(texts: &[&str]) -> (TextSpace, CountRows) {
        let (space, rows) = TextSpace::fit_sparse(texts, &|_| true).unwrap();
        let space = space.fit_dense(texts, &rows, Seed(1), &|_| true).unwrap();
        (space, rows)
    }

    fn pool() -> Vec<String> {
        let subjects = ["invoice", "password", "server", "colour", "refund"];
        let ends = ["late", "wrong", "down", "missing", "fine"];
        (0..200)
            .map(|n| {
                let (subject, end) = (subjects[n % 5], ends[n / 5 % 5]);
                format!("the {subject} was {end} on day{} in the office", n % 23)
            })
            .collect()
    }

    fn length(values: &[f32]) -> f32 {
        values.iter().map(|value| value * value).sum::<f32>().sqrt()
    }

    #[test]
    fn a_pool_text_has_the_numbers_of_any_text() {
        let pool = pool();
        let texts: Vec<&str> = pool.iter().map(String::as_str).collect();
        let (space, rows) = fit(&texts);
        let width = space.dense_width();
        let dense = space.project(&texts, &rows, 10..150);
        for index in 10..150 {
            let row = space.transform(texts[index]);
            assert_eq!(row.dense, dense[(index - 10) * width..][..width]);
            let (columns, values) = CountRows::weigh(rows.row(index), space.idf());
            assert_eq!((&row.columns, &row.values), (&columns, &values));
            let topics = space.dense.as_ref().unwrap().lsa.mean.len();
            for block in [&row.dense[..topics], &row.dense[topics..]] {
                assert!((length(block) - DENSE_WEIGHT).abs() < 1e-5);
            }
        }
    }

    #[test]
    fn one_thread_gives_what_several_give() {
        let pool = pool();
        let texts: Vec<&str> = pool.iter().map(String::as_str).collect();
        let of_threads = |threads: usize| {
            let threads = rayon::ThreadPoolBuilder::new()
                .num_threads(threads)
                .build()
                .unwrap();
            threads.install(|| {
                let (space, rows) = fit(&texts);
                let dense = space.project(&texts, &rows, 0..texts.len());
                (
                    rows,
                    dense.into_iter().map(f32::to_bits).collect::<Vec<_>>(),
                )
            })
        };
        assert_eq!(of_threads(1), of_threads(3));
    }

    #[test]
    fn pools_of_no_one_and_two_texts_have_rows() {
        for count in 0..3 {
            let texts = &["only one", "and two"][..count];
            let (space, rows) = fit(texts);
            assert_eq!(rows.len(), count);
            let width = space.dense_width();
            assert_eq!(space.project(texts, &rows, 0..count).len(), count * width);
            let unknown = space.transform("zzz qqq");
            assert!(unknown.columns.is_empty());
            assert!(unknown.dense.iter().all(|value| *value == 0.0));
        }
    }

    #[test]
    fn texts_without_a_gram_have_empty_rows() {
        let (space, rows) = fit(&["", "  ", "-"]);
        assert_eq!((space.idf().len(), space.dense_width()), (0, 0));
        assert!(rows.entries.is_empty());
        assert!(space.transform("").dense.is_empty());
    }

    #[test]
    fn texts_that_share_a_meaning_are_nearer_than_others() {
        // Two topics; "motor" and "engine" never stand in one text, but in the same company.
        let mut pool = Vec::new();
        for n in 0..60 {
            let part = ["motor", "engine"][n % 2];
            let food = ["soup", "stew"][n % 2];
            let (a, b) = (n % 7, n % 5);
            pool.push(format!(
                "the {part} of the car needs oil{a} and a fitting{b}"
            ));
            pool.push(format!("a {food} with salt{a} cooks in a hot pan{b}"));
        }
        let texts: Vec<&str> = pool.iter().map(String::as_str).collect();
        let (space, _) = fit(&texts);
        let vector = |text: &str| space.transform(text).dense;
        let cosine = |a: &[f32], b: &[f32]| a.iter().zip(b).map(|(x, y)| x * y).sum::<f32>() / 4.0;
        let (motor, engine, soup) = (vector("motor"), vector("engine"), vector("soup"));
        let (near, far) = (cosine(&motor, &engine), cosine(&motor, &soup));
        assert!(near > far + 0.1, "{near} {far}");
    }

    #[test]
    fn it_stops_at_any_stage() {
        use super::progress::Stage;
        let pool = pool();
        let texts: Vec<&str> = pool.iter().map(String::as_str).collect();
        let (space, rows) = TextSpace::fit_sparse(&texts, &|_| true).unwrap();
        for stage in [Stage::Lsa, Stage::Embeddings] {
            assert!(
                space
                    .fit_dense(&texts, &rows, Seed(1), &|at| at.stage != stage)
                    .is_none()
            );
        }
        for stage in [Stage::Vocabulary, Stage::Counts] {
            assert!(TextSpace::fit_sparse(&texts, &|at| at.stage != stage).is_none());
        }
    }
}
