//! Counts the character grams of a text.
//!
//! The [`MOST_COLUMNS`] character grams of the most sampled texts, with smoothed idf over the
//! sample. They serve the LSA alone: they bring spellings and endings together that words keep
//! apart.

use std::cmp::Reverse;
use std::ops::Range;
use std::sync::atomic::{AtomicU32, Ordering};

use rayon::prelude::*;

use super::CountRows;
use super::counts::PackedCounts;
use super::grams::{CharGrams, GramKey, KeyMap, KeyTable, word_key};
use super::sample::Sample;
use super::vocabulary::smoothed_idf;
use crate::text::each_word;

/// Columns that are kept at most.
pub(super) const MOST_COLUMNS: usize = 1 << 16;
/// Words whose grams are remembered, at most.
const MOST_REMEMBERED: usize = 1 << 15;
/// Texts that one thread handles at a time.
const CHUNK: usize = 512;

/// The character grams that count.
#[derive(Debug, Default)]
pub(super) struct Characters {
    /// The grams' columns.
    pub(super) table: KeyTable,
    /// Inverse document frequencies, in column order.
    pub(super) idf: Vec<f32>,
    remembered: Remembered,
}

/// The columns of frequent words' grams, so that a pool's words are not cut again in every text.
/// They are what cutting would give; without them counting takes longer, no more.
#[derive(Debug, Default)]
struct Remembered {
    /// Where in `columns` a word's are.
    words: KeyMap<Range<usize>>,
    columns: Vec<u32>,
}

impl Characters {
    /// Fits on a sample and gives the counts of its texts.
    pub(super) fn fit(sample: &Sample) -> (Self, PackedCounts) {
        let mut spelled = Spelled::new(sample);
        let frequencies = spelled.document_frequencies(sample);
        let least = if sample.len() < 10 { 1 } else { 2 };
        let mut kept: Vec<usize> = (0..frequencies.len())
            .filter(|gram| frequencies[*gram] >= least)
            .collect();
        kept.par_sort_unstable_by_key(|gram| (Reverse(frequencies[*gram]), spelled.keys[*gram]));
        kept.truncate(MOST_COLUMNS);
        let keys = kept.iter().map(|gram| spelled.keys[*gram]).collect();
        let idf = |gram: &usize| smoothed_idf(sample.len(), frequencies[*gram]);
        let idf = kept.iter().map(idf).collect();
        spelled.keep(&kept);
        let counts = spelled.count(sample, kept.len());
        let mut characters = Self::new(keys, idf);
        characters.remembered = spelled.remember(sample);
        (characters, counts)
    }

    /// From keys in column order and their inverse document frequencies.
    pub(super) fn new(keys: Vec<GramKey>, idf: Vec<f32>) -> Self {
        Self {
            table: KeyTable::new(keys),
            idf,
            remembered: Remembered::default(),
        }
    }

    /// The entries of any text, in order of first use; columns without an order.
    pub(super) fn count<'a>(&self, text: &str, scratch: &'a mut Scratch) -> &'a [u32] {
        scratch.tally.reset(self.table.keys.len());
        let Scratch {
            buffer,
            cutter,
            tally,
        } = scratch;
        each_word(text, buffer, |word| {
            if let Some(range) = self.remembered.words.get(&word_key(word)) {
                for column in &self.remembered.columns[range.clone()] {
                    tally.add(*column);
                }
                return;
            }
            cutter.each(word, |key| {
                if let Some(column) = self.table.find(key) {
                    tally.add(column);
                }
            });
        });
        tally.finish()
    }
}

/// Memory for counting one text after another.
#[derive(Debug, Default)]
pub(super) struct Scratch {
    buffer: String,
    cutter: CharGrams,
    tally: Tally,
}

/// Counts columns by a table of all of them.
#[derive(Debug, Default)]
struct Tally {
    /// 0 between two texts.
    counts: Vec<u8>,
    entries: Vec<u32>,
}

impl Tally {
    fn reset(&mut self, width: usize) {
        self.counts.resize(width, 0);
        self.entries.clear();
    }

    fn add(&mut self, column: u32) {
        let count = &mut self.counts[column as usize];
        if *count == 0 {
            self.entries.push(column);
        }
        *count = count.saturating_add(1);
    }

    /// Turns the columns met into entries.
    fn finish(&mut self) -> &[u32] {
        for entry in &mut self.entries {
            let count = std::mem::take(&mut self.counts[*entry as usize]);
            *entry = CountRows::entry(*entry, u32::from(count));
        }
        &self.entries
    }
}

/// The character grams of each word of a sample.
struct Spelled {
    /// Distinct grams' keys, in order of first use.
    keys: Vec<GramKey>,
    /// Word w has the grams from `offsets[w]` to `offsets[w + 1]`, repeated ones repeatedly.
    grams: Vec<u32>,
    offsets: Vec<usize>,
}

impl Spelled {
    fn new(sample: &Sample) -> Self {
        let words: Vec<usize> = (0..sample.keys.len()).collect();
        let cut: Vec<Vec<Vec<GramKey>>> = words
            .par_chunks(CHUNK)
            .map(|chunk| {
                let mut cutter = CharGrams::default();
                let grams = chunk.iter().map(|word| {
                    let mut grams = Vec::new();
                    cutter.each(sample.word(*word), |key| grams.push(key));
                    grams
                });
                grams.collect()
            })
            .collect();
        let mut numbers: KeyMap<u32> = KeyMap::default();
        let mut spelled = Self {
            keys: Vec::new(),
            grams: Vec::new(),
            offsets: vec![0],
        };
        for word in cut.into_iter().flatten() {
            for key in word {
                let gram = *numbers.entry(key).or_insert_with(|| {
                    spelled.keys.push(key);
                    (spelled.keys.len() - 1) as u32
                });
                spelled.grams.push(gram);
            }
            spelled.offsets.push(spelled.grams.len());
        }
        spelled
    }

    fn word(&self, word: u32) -> &[u32] {
        &self.grams[self.offsets[word as usize]..self.offsets[word as usize + 1]]
    }

    /// In how many texts each gram stands. (Whole numbers: the order of adding is of no matter.)
    fn document_frequencies(&self, sample: &Sample) -> Vec<u32> {
        let frequencies: Vec<AtomicU32> = self.keys.iter().map(|_| AtomicU32::new(0)).collect();
        let texts: Vec<usize> = (0..sample.len()).collect();
        texts.par_chunks(CHUNK * 8).for_each(|chunk| {
            let mut last = vec![usize::MAX; self.keys.len()];
            for text in chunk {
                for word in sample.text(*text) {
                    for gram in self.word(*word) {
                        let last = &mut last[*gram as usize];
                        if *last != *text {
                            *last = *text;
                            frequencies[*gram as usize].fetch_add(1, Ordering::Relaxed);
                        }
                    }
                }
            }
        });
        frequencies.into_iter().map(AtomicU32::into_inner).collect()
    }

    /// Keeps these grams alone, in this order, and numbers them by it.
    fn keep(&mut self, kept: &[usize]) {
        const GONE: u32 = u32::MAX;
        let mut columns = vec![GONE; self.keys.len()];
        for (column, gram) in kept.iter().enumerate() {
            columns[*gram] = column as u32;
        }
        let mut grams = Vec::with_capacity(self.grams.len());
        let mut offsets = vec![0];
        for word in self.offsets.windows(2) {
            let columns = self.grams[word[0]..word[1]]
                .iter()
                .map(|gram| columns[*gram as usize]);
            grams.extend(columns.filter(|column| *column != GONE));
            offsets.push(grams.len());
        }
        self.keys = kept.iter().map(|gram| self.keys[*gram]).collect();
        self.grams = grams;
        self.offsets = offsets;
    }

    /// The grams of the words of the most texts.
    fn remember(&self, sample: &Sample) -> Remembered {
        let frequencies = sample.document_frequencies();
        let mut words: Vec<u32> = (0..frequencies.len() as u32).collect();
        words.sort_unstable_by_key(|word| (Reverse(frequencies[*word as usize]), *word));
        let mut remembered = Remembered::default();
        for word in words.into_iter().take(MOST_REMEMBERED) {
            let start = remembered.columns.len();
            remembered.columns.extend_from_slice(self.word(word));
            let key = sample.keys[word as usize];
            let range = start..remembered.columns.len();
            remembered.words.insert(key, range);
        }
        remembered
    }

    fn count(&self, sample: &Sample, width: usize) -> PackedCounts {
        let texts: Vec<usize> = (0..sample.len()).collect();
        let parts = texts
            .par_chunks(CHUNK)
            .map(|chunk| {
                let mut tally = Tally::default();
                let mut entries = Vec::new();
                let lengths = chunk.iter().map(|text| {
                    tally.reset(width);
                    for word in sample.text(*text) {
                        for column in self.word(*word) {
                            tally.add(*column);
                        }
                    }
                    let row = tally.finish();
                    entries.extend_from_slice(row);
                    row.len() as u32
                });
                (lengths.collect(), entries)
            })
            .collect();
        PackedCounts::from_parts(parts)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::Seed;

    #[test]
    fn the_counts_of_the_sample_are_those_of_its_texts() {
        let texts: Vec<String> = (0..30)
            .map(|n| format!("reading{} reads the read no{n}", n % 3))
            .collect();
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        let (characters, counts) = Characters::fit(&Sample::draw(&texts, Seed(1)));
        let forgetful = Characters::new(characters.table.keys.clone(), characters.idf.clone());
        let mut scratch = Scratch::default();
        let mut frequencies = vec![0_u32; characters.table.keys.len()];
        for (index, text) in texts.iter().enumerate() {
            let row = characters.count(text, &mut scratch);
            assert_eq!(row, counts.row(index));
            assert_eq!(row, forgetful.count(text, &mut Scratch::default()));
            for entry in row {
                frequencies[CountRows::split(*entry).0 as usize] += 1;
            }
        }
        assert!(frequencies.is_sorted_by(|a, b| a >= b));
        for (frequency, idf) in frequencies.iter().zip(&characters.idf) {
            assert!(*frequency >= 2);
            assert!((smoothed_idf(30, *frequency) - idf).abs() < 1e-6);
        }
        // " rea" stands three times in each text, "nothing" in none.
        let column = characters
            .table
            .find(super::super::grams::word_key(" rea"))
            .unwrap();
        assert!(counts.row(0).contains(&CountRows::entry(column, 3)));
        assert!(characters.count("qqq", &mut scratch).is_empty());
    }
}
