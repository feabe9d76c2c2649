//! Counts in how many texts each gram stands.
//!
//! Two passes over the texts, block by block. The first sends every gram of every text through a
//! sieve that keeps what came twice ([`TwoBitSieve`]); the second counts what passed exactly, in
//! maps of which each holds its share of the keys. So only grams that will count, and a few that
//! pass by chance, are ever held. Counts are whole numbers and each map is filled by one thread at
//! a time: neither the order of the texts nor the number of threads changes a result.
//! Memory: up to 64 MiB for the sieve, and about 30 bytes a gram of at least two texts.

use std::sync::atomic::{AtomicU64, Ordering};

use rayon::prelude::*;

use super::co_occurrence::starts_of;
use super::grams::{GramCounter, GramKey, KeyMap};
use super::progress::{Stage, Watch, report};

/// Maps that share the keys among them.
const SHARDS: usize = 64;
/// Texts between two looks at the watch.
const BLOCK: usize = 32_768;
/// Texts that one thread cuts into grams at a time.
const CHUNK: usize = 512;
/// Bytes of text for each gram that is new, roughly.
const BYTES_A_GRAM: usize = 4;

type Counts = KeyMap<u32>;

/// The grams of at least `least` texts (1 or 2), each with the number of texts it stands in, in
/// no particular order. `None` when the watch stops it.
pub(super) fn document_frequencies(
    texts: &[&str],
    least: u32,
    watch: Watch,
) -> Option<Vec<(GramKey, u32)>> {
    let progress = |pass: usize, texts_done: usize| {
        report(
            watch,
            Stage::Vocabulary,
            pass * texts.len() + texts_done,
            2 * texts.len(),
        )
    };
    let sieve = if least > 1 {
        let bytes: usize = texts.iter().map(|text| text.len()).sum();
        let sieve = TwoBitSieve::for_keys(bytes / BYTES_A_GRAM);
        for (block, part) in texts.chunks(BLOCK).enumerate() {
            progress(0, block * BLOCK)?;
            part.par_chunks(CHUNK).for_each(|chunk| {
                let mut counter = GramCounter::default();
                for text in chunk {
                    for key in counter.distinct(text) {
                        sieve.note(*key);
                    }
                }
            });
        }
        Some(sieve)
    } else {
        None
    };
    let mut shards: Vec<Counts> = (0..SHARDS).map(|_| Counts::default()).collect();
    for (block, part) in texts.chunks(BLOCK).enumerate() {
        progress(1, block * BLOCK)?;
        let dealt: Vec<Dealt> = part
            .par_chunks(CHUNK)
            .map(|chunk| Dealt::new(chunk, sieve.as_ref()))
            .collect();
        let shards = shards.par_iter_mut().enumerate();
        shards.for_each(|(shard, counts)| {
            for dealt in &dealt {
                for key in dealt.shard(shard) {
                    *counts.entry(*key).or_default() += 1;
                }
            }
        });
    }
    progress(1, texts.len())?;
    drop(sieve);
    shards
        .par_iter_mut()
        .for_each(|counts| counts.retain(|_, texts| *texts >= least));
    let mut kept = Vec::with_capacity(shards.iter().map(Counts::len).sum());
    for counts in shards {
        kept.extend(counts);
    }
    Some(kept)
}

/// The grams of a few texts, one for each text it stands in, dealt to the shards.
struct Dealt {
    keys: Vec<GramKey>,
    /// Shard s has the keys from `starts[s]` to `starts[s + 1]`.
    starts: Vec<usize>,
}

impl Dealt {
    fn new(texts: &[&str], sieve: Option<&TwoBitSieve>) -> Self {
        let mut counter = GramCounter::default();
        let mut found: Vec<GramKey> = Vec::new();
        for text in texts {
            let passes = |key: &GramKey| sieve.is_none_or(|sieve| sieve.may_have_come_twice(*key));
            found.extend(counter.distinct(text).iter().copied().filter(passes));
        }
        let starts = starts_of(SHARDS, found.iter().map(|key| shard_of(*key)));
        let mut next = starts.clone();
        let mut keys = vec![0; found.len()];
        for key in found {
            let at = &mut next[shard_of(key)];
            keys[*at] = key;
            *at += 1;
        }
        Self { keys, starts }
    }

    fn shard(&self, shard: usize) -> &[GramKey] {
        &self.keys[self.starts[shard]..self.starts[shard + 1]]
    }
}

/// From the middle of the key: the map inside a shard goes by both its ends.
fn shard_of(key: GramKey) -> usize {
    (key >> 32) as usize % SHARDS
}

/// Places a word of 64 bits has.
const PLACES_A_WORD_BITS: u32 = 5;
const LEAST_PLACES_BITS: u32 = 12;
const MOST_PLACES_BITS: u32 = 28;

/// Tells which keys came at least twice, without holding them.
///
/// Most grams of a pool stand in one text only and never count. Each key has two bits, "seen" and
/// "seen again", at a place given by its hash. Keys that share a place may pass though they came
/// once, so what passes is counted exactly afterwards; a key that came twice always passes. Bits
/// are only ever set, so the order in which keys arrive, and the number of threads, change nothing.
/// Memory: at most 64 MiB.
struct TwoBitSieve {
    words: Vec<AtomicU64>,
    /// A key's place is what remains when it is shifted right by this.
    shift: u32,
}

impl TwoBitSieve {
    /// For about `keys` distinct keys: 8 places for each, as far as memory goes.
    fn for_keys(keys: usize) -> Self {
        let bits = keys
            .saturating_mul(8)
            .checked_next_power_of_two()
            .map_or(MOST_PLACES_BITS, usize::trailing_zeros)
            .clamp(LEAST_PLACES_BITS, MOST_PLACES_BITS);
        let words = 1_usize << (bits - PLACES_A_WORD_BITS);
        Self {
            words: (0..words).map(|_| AtomicU64::new(0)).collect(),
            shift: 64 - bits,
        }
    }

    /// Notes that a key came.
    fn note(&self, key: GramKey) {
        let (word, seen) = self.place(key);
        let word = &self.words[word];
        let known = word.load(Ordering::Relaxed);
        if known & (seen << 1) != 0 {
            return;
        }
        if known & seen != 0 || word.fetch_or(seen, Ordering::Relaxed) & seen != 0 {
            word.fetch_or(seen << 1, Ordering::Relaxed);
        }
    }

    /// Whether a key, or another at its place, came twice.
    fn may_have_come_twice(&self, key: GramKey) -> bool {
        let (word, seen) = self.place(key);
        self.words[word].load(Ordering::Relaxed) & (seen << 1) != 0
    }

    /// The word of a key's place, and its bit "seen" there.
    fn place(&self, key: GramKey) -> (usize, u64) {
        let place = key >> self.shift;
        let within = place & ((1 << PLACES_A_WORD_BITS) - 1);
        ((place >> PLACES_A_WORD_BITS) as usize, 1 << (2 * within))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::HashMap as Reference;

    proptest! {
        #[test]
        fn frequencies_are_those_of_plain_counting(
            texts in prop::collection::vec("[a-d ]{0,12}", 0..30), least in 1_u32..3
        ) {
            let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
            let mut plain: Reference<GramKey, u32> = Reference::new();
            for text in &texts {
                for (key, _) in GramCounter::default().count(text) {
                    *plain.entry(key).or_default() += 1;
                }
            }
            plain.retain(|_, count| *count >= least);
            let found = document_frequencies(&texts, least, &|_| true).unwrap();
            prop_assert_eq!(found.len(), plain.len());
            prop_assert_eq!(found.into_iter().collect::<Reference<_, _>>(), plain);
        }
    }

    #[test]
    fn what_came_twice_passes_and_what_came_once_mostly_does_not() {
        let key = |n: u64| super::super::grams::word_key(&n.to_string());
        let sieve = TwoBitSieve::for_keys(3_000);
        for n in 0..3_000 {
            sieve.note(key(n));
            if n % 3 == 0 {
                sieve.note(key(n));
            }
        }
        assert!(
            (0..3_000)
                .step_by(3)
                .all(|n| sieve.may_have_come_twice(key(n)))
        );
        let once = (0..3_000).filter(|n| n % 3 != 0);
        // 3,000 keys at 32,768 places: fewer than 10 % share one.
        assert!(once.filter(|n| sieve.may_have_come_twice(key(*n))).count() < 200);
        assert!(!sieve.may_have_come_twice(key(5_000)));
    }
}
