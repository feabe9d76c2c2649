//! Draws the texts on which the dense features are fitted, as sequences of words.
//!
//! On all of a pool of at most [`MOST_TEXTS`]; beyond that on a seeded sample of so many, drawn by
//! the texts' order. Very long texts are fewer: the sample ends when it holds [`MOST_BYTES`], which
//! bounds the memory of fitting. Its texts are held as sequences of word numbers.

use rayon::prelude::*;

use super::grams::{GramKey, KeyMap, word_key};
use crate::rng::Seed;
use crate::text::each_word;

/// Texts in a sample at most.
const MOST_TEXTS: usize = 100_000;
/// Bytes of text in a sample at most (the first text is always in it).
const MOST_BYTES: usize = 256 << 20;

/// Texts that are cut into words at a time.
const BLOCK: usize = 8192;
const CHUNK: usize = 256;

/// A part of the pool as sequences of words.
#[derive(Debug, Default)]
pub(super) struct Sample {
    /// The sampled texts by their index in the pool, rising.
    pub items: Vec<usize>,
    /// The words of all of them, one text after the other.
    pub words: Vec<u32>,
    /// Text i has the words from `offsets[i]` to `offsets[i + 1]`.
    offsets: Vec<usize>,
    /// Keys of the words, by number: in order of their first use.
    pub keys: Vec<GramKey>,
    /// Their texts, one after the other, and where each starts (and the last ends).
    lexicon: String,
    starts: Vec<usize>,
}

impl Sample {
    pub(super) fn draw(texts: &[&str], seed: Seed) -> Self {
        let mut sample = Self {
            items: choose(texts, seed),
            offsets: vec![0],
            starts: vec![0],
            ..Self::default()
        };
        let mut numbers: KeyMap<u32> = KeyMap::default();
        let items = std::mem::take(&mut sample.items);
        for block in items.chunks(BLOCK) {
            let cut: Vec<Cut> = block
                .par_chunks(CHUNK)
                .map(|chunk| Cut::new(chunk.iter().map(|item| texts[*item])))
                .collect();
            for cut in cut {
                sample.take_in(&cut, &mut numbers);
            }
        }
        sample.items = items;
        sample
    }

    fn take_in(&mut self, cut: &Cut, numbers: &mut KeyMap<u32>) {
        let mut start = 0;
        let mut words = cut.words.iter();
        for count in &cut.counts {
            for (key, end) in words.by_ref().take(*count) {
                let word = *numbers.entry(*key).or_insert_with(|| {
                    self.keys.push(*key);
                    self.lexicon.push_str(&cut.text[start..*end]);
                    self.starts.push(self.lexicon.len());
                    (self.keys.len() - 1) as u32
                });
                self.words.push(word);
                start = *end;
            }
            self.offsets.push(self.words.len());
        }
    }

    /// How many texts.
    pub(super) fn len(&self) -> usize {
        self.items.len()
    }

    /// The words of a text, in order.
    pub(super) fn text(&self, index: usize) -> &[u32] {
        &self.words[self.offsets[index]..self.offsets[index + 1]]
    }

    /// How a word is written.
    pub(super) fn word(&self, number: usize) -> &str {
        &self.lexicon[self.starts[number]..self.starts[number + 1]]
    }

    /// In how many texts each word stands, by its number.
    pub(super) fn document_frequencies(&self) -> Vec<u32> {
        let mut last = vec![usize::MAX; self.keys.len()];
        let mut frequencies = vec![0; self.keys.len()];
        for text in 0..self.len() {
            for word in self.text(text) {
                let last = &mut last[*word as usize];
                if *last != text {
                    *last = text;
                    frequencies[*word as usize] += 1;
                }
            }
        }
        frequencies
    }
}

/// The sampled texts' indices, rising.
fn choose(texts: &[&str], seed: Seed) -> Vec<usize> {
    let mut order: Vec<usize> = (0..texts.len()).collect();
    let bytes: usize = texts.iter().map(|text| text.len()).sum();
    if texts.len() > MOST_TEXTS || bytes > MOST_BYTES {
        order.par_sort_by_cached_key(|index| seed.rank("features sample", &index.to_string()));
        order.truncate(MOST_TEXTS);
        let mut bytes = 0;
        let fitting = order
            .iter()
            .take_while(|index| {
                bytes += texts[**index].len();
                bytes <= MOST_BYTES
            })
            .count();
        order.truncate(fitting.max(1));
        order.sort_unstable();
    }
    order
}

/// A few texts cut into words.
struct Cut {
    /// The words' texts, one after the other.
    text: String,
    /// Each word's key and its end in `text`.
    words: Vec<(GramKey, usize)>,
    /// Words of each text.
    counts: Vec<usize>,
}

impl Cut {
    fn new<'a>(texts: impl Iterator<Item = &'a str>) -> Self {
        let mut cut = Self {
            text: String::new(),
            words: Vec::new(),
            counts: Vec::new(),
        };
        let mut buffer = String::new();
        for text in texts {
            let before = cut.words.len();
            each_word(text, &mut buffer, |word| {
                cut.text.push_str(word);
                cut.words.push((word_key(word), cut.text.len()));
            });
            cut.counts.push(cut.words.len() - before);
        }
        cut
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_small_pool_is_taken_whole_in_words() {
        let sample = Sample::draw(&["The cat, the dog", "", "Dog!"], Seed(1));
        assert_eq!(sample.items, [0, 1, 2]);
        let said = |text: usize| -> Vec<&str> {
            let words = sample.text(text).iter();
            words.map(|word| sample.word(*word as usize)).collect()
        };
        assert_eq!(said(0), ["the", "cat", "the", "dog"]);
        assert!(said(1).is_empty());
        assert_eq!(said(2), ["dog", "!"]);
        assert_eq!(sample.document_frequencies(), [1, 1, 2, 1]);
        assert_eq!(sample.keys[1], word_key("cat"));
        assert_eq!(sample.words.len(), 6);
    }

    #[test]
    fn a_large_pool_is_sampled_by_the_seed() {
        let texts = vec!["a"; MOST_TEXTS + 1000];
        let chosen = choose(&texts, Seed(1));
        assert_eq!(chosen.len(), MOST_TEXTS);
        assert!(chosen.is_sorted_by(|a, b| a < b));
        assert_eq!(chosen, choose(&texts, Seed(1)));
        assert_ne!(chosen, choose(&texts, Seed(2)));
    }
}
