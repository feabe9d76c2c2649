//! Chooses the grams that count, and weighs them.
//!
//! Those of at least two pool texts (in a pool of fewer than ten, all), the most frequent
//! [`MOST_COLUMNS`] of them. The weight of a gram in a text is (1 + ln tf) · (ln((N + 1) /
//! (df + 1)) + 1), and a text's weights are scaled to unit length (sublinear TF-IDF with smoothed
//! idf). Columns are in falling order of document frequency, so that the rows a learner touches
//! most lie together in memory. Invariant: the result depends on the texts alone, not on their
//! order or the number of threads.

use std::collections::HashSet;
use std::sync::OnceLock;

use rayon::prelude::*;

use super::CountRows;
use super::document_frequency::document_frequencies;
use super::function_words::function_words;
use super::grams::{GramCounter, GramKey, KeyTable, word_key};
use super::progress::{Stage, Watch, report};
use crate::text::words;

/// Columns that are kept at most.
pub(super) const MOST_COLUMNS: usize = 1 << 21;

/// Texts between two looks at the watch.
const BLOCK: usize = 16_384;
/// Texts that one thread counts at a time.
const CHUNK: usize = 256;

/// The grams that count, each with its column and document frequency.
#[derive(Debug, Default)]
pub(super) struct Vocabulary {
    /// The grams' columns.
    pub(super) table: KeyTable,
    /// In how many texts each gram stands, in column order.
    pub(super) frequencies: Vec<u32>,
    /// Inverse document frequencies, in column order.
    pub(super) idf: Vec<f32>,
    /// How many texts it was fitted on.
    pub(super) texts: usize,
    /// The columns of its function words, once somebody asked.
    function_words: OnceLock<HashSet<u32>>,
}

impl Vocabulary {
    /// Counts in how many of the texts each gram stands. `None` when the watch stops it.
    pub(super) fn fit(texts: &[&str], watch: Watch) -> Option<Self> {
        let least = if texts.len() < 10 { 1 } else { 2 };
        let mut kept = document_frequencies(texts, least, watch)?;
        kept.par_sort_unstable_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
        kept.truncate(MOST_COLUMNS);
        // Offsets into the rows are 32 bits wide: the rarest grams make way.
        let mut entries = 0_u32;
        let fitting = kept.iter().take_while(|(_, frequency)| {
            let sum = entries.checked_add(*frequency);
            entries = sum.unwrap_or(entries);
            sum.is_some()
        });
        let fitting = fitting.count();
        kept.truncate(fitting);
        let (keys, frequencies) = kept.into_iter().unzip();
        Some(Self::new(keys, frequencies, texts.len()))
    }

    /// From keys in column order, each with the number of texts it stands in, of `texts`.
    pub(super) fn new(keys: Vec<GramKey>, frequencies: Vec<u32>, texts: usize) -> Self {
        let idf = frequencies.iter();
        Self {
            idf: idf.map(|df| smoothed_idf(texts, *df)).collect(),
            table: KeyTable::new(keys),
            frequencies,
            texts,
            function_words: OnceLock::new(),
        }
    }

    /// The counts of each text. `None` when the watch stops it.
    pub(super) fn count_all(&self, texts: &[&str], watch: Watch) -> Option<CountRows> {
        let mut rows = CountRows::default();
        let total: u64 = self.frequencies.iter().map(|df| u64::from(*df)).sum();
        rows.offsets.reserve_exact(texts.len());
        rows.entries
            .reserve_exact(usize::try_from(total).unwrap_or(0));
        for (block, part) in texts.chunks(BLOCK).enumerate() {
            report(watch, Stage::Counts, block * BLOCK, texts.len())?;
            let counted: Vec<CountRows> = part
                .par_chunks(CHUNK)
                .map(|chunk| self.count_chunk(chunk))
                .collect();
            for part in counted {
                let start = rows.entries.len() as u32;
                rows.offsets
                    .extend(part.offsets[1..].iter().map(|end| start + end));
                rows.entries.extend(part.entries);
                rows.lacking.extend(part.lacking);
            }
        }
        report(watch, Stage::Counts, texts.len(), texts.len())?;
        Some(rows)
    }

    /// The counts of a few texts.
    fn count_chunk(&self, texts: &[&str]) -> CountRows {
        let mut counter = GramCounter::default();
        let mut rows = CountRows::default();
        rows.entries.reserve(texts.len() * 64);
        for text in texts {
            let lacking = self.count_into(&mut counter, text, &mut rows.entries);
            rows.lacking.push(lacking);
            rows.offsets.push(rows.entries.len() as u32);
        }
        rows
    }

    /// The entries of one text, whatever it is; grams that the pool does not know are left out.
    pub(super) fn count(&self, text: &str) -> Vec<u32> {
        let mut entries = Vec::new();
        self.count_into(&mut GramCounter::default(), text, &mut entries);
        entries
    }

    /// Adds the entries of a text and returns what it lacks: see [`CountRows::lacking`].
    fn count_into(&self, counter: &mut GramCounter, text: &str, entries: &mut Vec<u32>) -> f32 {
        let start = entries.len();
        let mut lacking = 0.0;
        entries.extend(counter.count(text).filter_map(|(key, tf)| {
            let Some(column) = self.table.find(key) else {
                let weight = CountRows::sublinear(CountRows::entry(0, tf));
                lacking += weight * weight;
                return None;
            };
            Some(CountRows::entry(column, tf))
        }));
        entries[start..].sort_unstable();
        lacking
    }

    /// Whether a column is that of a word that only holds sentences together.
    pub(super) fn is_function_word(&self, column: u32) -> bool {
        let known = self.function_words.get_or_init(|| function_words(self));
        known.contains(&column)
    }

    /// The column of each word of a text that counts, with the word's bytes in the text.
    pub(super) fn words_of(&self, text: &str) -> Vec<(std::ops::Range<usize>, u32)> {
        words(text)
            .filter_map(|token| {
                let column = self.table.find(word_key(&token.text))?;
                Some((token.range, column))
            })
            .collect()
    }
}

/// ln((N + 1) / (df + 1)) + 1.
pub(in crate::features) fn smoothed_idf(texts: usize, frequency: u32) -> f32 {
    (((texts as f64 + 1.0) / (f64::from(frequency) + 1.0)).ln() + 1.0) as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fit(texts: &[&str]) -> Vocabulary {
        Vocabulary::fit(texts, &|_| true).unwrap()
    }

    #[test]
    fn weights_are_those_of_the_formula() {
        let texts = ["red red blue", "red green", "green grey"];
        let vocabulary = fit(&texts);
        // Fewer than ten texts: all 4 words and the 4 pairs count.
        assert_eq!(vocabulary.idf.len(), 8);
        // "red red blue" by hand, N = 3: red tf 2 df 2, blue tf 1 df 1, "red red" and
        // "red blue" df 1.
        let common = (1.0 + 2_f64.ln()) * ((4.0 / 3.0_f64).ln() + 1.0);
        let rare = 2_f64.ln() + 1.0;
        let length = (common * common + 3.0 * rare * rare).sqrt();
        let rows = vocabulary.count_all(&texts, &|_| true).unwrap();
        let (columns, values) = CountRows::weigh(rows.row(0), &vocabulary.idf);
        assert!(columns.is_sorted() && columns.len() == 4);
        let mut values: Vec<f64> = values.into_iter().map(f64::from).collect();
        values.sort_by(f64::total_cmp);
        let mut expected = vec![common / length, rare / length, rare / length, rare / length];
        expected.sort_by(f64::total_cmp);
        for (value, expected) in values.iter().zip(expected) {
            assert!((value - expected).abs() < 1e-6, "{value} {expected}");
        }
    }

    #[test]
    fn a_gram_of_one_text_alone_does_not_count_in_a_larger_pool() {
        let texts: Vec<_> = (0..12).map(|n| format!("same only{n}")).collect();
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        assert_eq!(fit(&texts).idf.len(), 1);
    }

    #[test]
    fn columns_fall_in_document_frequency_and_every_row_is_that_of_its_text() {
        let texts: Vec<_> = (0..700)
            .map(|n| format!("w{} w{} w{} x", n % 2, n % 7, n % 31))
            .collect();
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        let vocabulary = fit(&texts);
        assert!(vocabulary.frequencies.is_sorted_by(|a, b| a >= b));
        assert_eq!(vocabulary.frequencies[0], 700);
        let rows = vocabulary.count_all(&texts, &|_| true).unwrap();
        assert_eq!(rows.len(), 700);
        for (index, text) in texts.iter().enumerate() {
            assert_eq!(rows.row(index), vocabulary.count(text));
        }
        let mut frequencies = vec![0; vocabulary.idf.len()];
        for entry in &rows.entries {
            frequencies[CountRows::split(*entry).0 as usize] += 1;
        }
        assert_eq!(frequencies, vocabulary.frequencies);
    }

    #[test]
    fn the_order_of_the_texts_changes_nothing() {
        let mut texts: Vec<_> = (0..40).map(|n| format!("a{} b{}", n % 5, n % 3)).collect();
        let one = fit(&texts.iter().map(String::as_str).collect::<Vec<_>>());
        texts.reverse();
        let other = fit(&texts.iter().map(String::as_str).collect::<Vec<_>>());
        assert_eq!(one.table.keys, other.table.keys);
        assert_eq!(one.frequencies, other.frequencies);
    }

    #[test]
    fn what_has_no_column_is_summed() {
        let mut texts = vec!["common words"; 9];
        texts.push("common odd odd words");
        let vocabulary = fit(&texts);
        let rows = vocabulary.count_all(&texts, &|_| true).unwrap();
        assert_eq!(rows.lacking.len(), 10);
        assert!(rows.lacking[..9].iter().all(|square| *square == 0.0));
        // "odd" twice, and three pairs once.
        let known = (1.0 + 2_f32.ln()).powi(2) + 3.0;
        assert!((rows.lacking[9] - known).abs() < 1e-5);
    }

    #[test]
    fn a_watch_that_says_no_stops_it() {
        assert!(Vocabulary::fit(&["one", "two"], &|_| false).is_none());
    }
}
