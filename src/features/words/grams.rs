//! Cuts texts into grams and finds the column of each.
//!
//! Words, pairs of neighbouring words, and the character 3- to 5-grams of a word with a space on
//! both sides, each as a 64-bit key: the words themselves are never needed again, and with 10
//! million distinct grams the chance of any collision is below 1 in 300,000. Keys are XXH3 (64
//! bits, seed 0) of a gram's UTF-8 bytes, and for a pair of the two words' keys in little-endian
//! order. Invariant: the specification of XXH3 fixes them, so keys on disk stay valid.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use xxhash_rust::xxh3::xxh3_64;

use crate::text::each_word;

/// A gram's key.
pub(super) type GramKey = u64;

/// A map by keys. (A person's own texts are no attack on it, so keys need no second hash.)
pub(super) type KeyMap<V> = HashMap<GramKey, V, BuildHasherDefault<KeyIsHash>>;

/// Gram keys are hashes already.
#[derive(Default)]
pub(super) struct KeyIsHash(u64);

impl Hasher for KeyIsHash {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(*byte);
        }
    }

    fn write_u64(&mut self, key: u64) {
        self.0 = key;
    }
}

/// Lengths of character grams, in Unicode scalar values.
const SHORTEST: usize = 3;
const LONGEST: usize = 5;

/// The key of a single word.
pub(super) fn word_key(word: &str) -> GramKey {
    xxh3_64(word.as_bytes())
}

fn pair_key(first: GramKey, second: GramKey) -> GramKey {
    let mut bytes = [0; 16];
    bytes[..8].copy_from_slice(&first.to_le_bytes());
    bytes[8..].copy_from_slice(&second.to_le_bytes());
    xxh3_64(&bytes)
}

/// Counts the word grams of one text after another in memory that it keeps.
#[derive(Debug, Default)]
pub(super) struct GramCounter {
    buffer: String,
    keys: Vec<GramKey>,
}

impl GramCounter {
    /// Words and pairs of neighbouring words of a text with their counts, in order of their keys.
    pub(super) fn count(&mut self, text: &str) -> impl Iterator<Item = (GramKey, u32)> + '_ {
        self.collect(text);
        self.keys
            .chunk_by(|a, b| a == b)
            .map(|same| (same[0], u32::try_from(same.len()).unwrap_or(u32::MAX)))
    }

    /// The distinct word grams of a text, in order of their keys.
    pub(super) fn distinct(&mut self, text: &str) -> &[GramKey] {
        self.collect(text);
        self.keys.dedup();
        &self.keys
    }

    fn collect(&mut self, text: &str) {
        let Self { buffer, keys } = self;
        keys.clear();
        let mut previous = None;
        each_word(text, buffer, |word| {
            let word = word_key(word);
            keys.push(word);
            if let Some(previous) = previous {
                keys.push(pair_key(previous, word));
            }
            previous = Some(word);
        });
        keys.sort_unstable();
    }
}

/// Cuts words into character grams in memory that it keeps.
#[derive(Debug, Default)]
pub(super) struct CharGrams {
    padded: String,
    /// Where each character of `padded` starts, and its end.
    starts: Vec<usize>,
}

impl CharGrams {
    /// Calls `take` with the key of each character gram of a word, repeated ones repeatedly. A
    /// word with its two spaces that is shorter than a gram has none of that length.
    pub(super) fn each(&mut self, word: &str, mut take: impl FnMut(GramKey)) {
        self.padded.clear();
        self.padded.push(' ');
        self.padded.push_str(word);
        self.padded.push(' ');
        self.starts.clear();
        self.starts
            .extend(self.padded.char_indices().map(|(at, _)| at));
        self.starts.push(self.padded.len());
        for length in SHORTEST..=LONGEST {
            for ends in self.starts.windows(length + 1) {
                take(xxh3_64(&self.padded.as_bytes()[ends[0]..ends[length]]));
            }
        }
    }
}

/// Columns that fit beside the tag in a slot; slot 0 is empty, so columns count from 1 there.
pub(super) const MOST_COLUMNS: usize = (1 << 24) - 2;

const COLUMN_BITS: u32 = 24;

/// Keys with their columns: column i has the i-th key.
///
/// An open table with linear probing. A slot holds the low 40 bits of a key and its column, so that
/// a key which is not there is mostly told from one cache line. Only the keys are worth storing: the
/// table is rebuilt from them.
#[derive(Debug)]
pub(super) struct KeyTable {
    /// The keys in column order.
    pub(super) keys: Vec<GramKey>,
    slots: Vec<u64>,
    /// A key's first slot is what remains when it is shifted right by this.
    shift: u32,
}

impl Default for KeyTable {
    fn default() -> Self {
        Self::new(Vec::new())
    }
}

impl KeyTable {
    /// Takes the keys in column order, at most [`MOST_COLUMNS`]; of equal keys the first counts.
    pub(super) fn new(mut keys: Vec<GramKey>) -> Self {
        keys.truncate(MOST_COLUMNS);
        let bits = (keys.len() * 2).next_power_of_two().trailing_zeros().max(1);
        let mut table = Self {
            slots: vec![0; 1 << bits],
            shift: 64 - bits,
            keys,
        };
        for column in 0..table.keys.len() {
            let key = table.keys[column];
            let mut at = table.first_slot(key);
            while table.slots[at] != 0 {
                at = table.next_slot(at);
            }
            table.slots[at] = key << COLUMN_BITS | (column as u64 + 1);
        }
        table
    }

    /// The column of a key.
    pub(super) fn find(&self, key: GramKey) -> Option<u32> {
        let mut at = self.first_slot(key);
        loop {
            let slot = self.slots[at];
            if slot == 0 {
                return None;
            }
            if slot >> COLUMN_BITS == key << COLUMN_BITS >> COLUMN_BITS {
                let column = (slot & ((1 << COLUMN_BITS) - 1)) as u32 - 1;
                if self.keys[column as usize] == key {
                    return Some(column);
                }
            }
            at = self.next_slot(at);
        }
    }

    fn first_slot(&self, key: GramKey) -> usize {
        (key >> self.shift) as usize
    }

    fn next_slot(&self, at: usize) -> usize {
        (at + 1) & (self.slots.len() - 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::HashMap;

    #[test]
    fn words_and_neighbouring_pairs_are_counted() {
        // the, cat, the, cat: 2 words twice each; pairs "the cat" twice and "cat the" once.
        let mut counter = GramCounter::default();
        let counts: Vec<u32> = counter
            .count("The cat the cat")
            .map(|gram| gram.1)
            .collect();
        assert_eq!(counts.iter().sum::<u32>(), 7);
        assert_eq!(counts.len(), 4);
        assert_eq!(counter.distinct("The cat the cat").len(), 4);
        assert_eq!(counter.count("   ").count(), 0);
    }

    #[test]
    fn keys_are_those_of_the_specification() {
        // The published test vector of XXH3-64 for no input, and the order of a pair.
        assert_eq!(xxh3_64(b""), 0x2D06_8005_38D3_94C2);
        assert_eq!(word_key("cat"), xxh3_64(b"cat"));
        assert_ne!(pair_key(1, 2), pair_key(2, 1));
    }

    #[test]
    fn character_grams_by_hand() {
        let keys = |word: &str| {
            let mut keys = Vec::new();
            CharGrams::default().each(word, |key| keys.push(key));
            keys
        };
        let expected = |grams: &[&str]| grams.iter().map(|gram| word_key(gram)).collect::<Vec<_>>();
        assert_eq!(keys("a"), expected(&[" a "]));
        assert_eq!(
            keys("über"),
            expected(&[
                " üb", "übe", "ber", "er ", " übe", "über", "ber ", " über", "über "
            ])
        );
    }

    proptest! {
        /// Keys that fall into the same slots and share their low bits are still told apart.
        #[test]
        fn every_key_is_found_and_no_other(
            parts in prop::collection::vec((0..4_u64, 0..4_u64), 0..40), asked in (0..5_u64, 0..5_u64)
        ) {
            let join = |(high, low): (u64, u64)| high << 61 | low << 38;
            let mut keys: Vec<u64> = parts.into_iter().map(join).collect();
            keys.sort_unstable();
            keys.dedup();
            let known: HashMap<u64, u32> =
                keys.iter().enumerate().map(|(column, key)| (*key, column as u32)).collect();
            let table = KeyTable::new(keys);
            for (key, column) in &known {
                prop_assert_eq!(table.find(*key), Some(*column));
            }
            let asked = join(asked);
            prop_assert_eq!(table.find(asked), known.get(&asked).copied());
        }
    }
}
