//! Which keys came at least twice?
//!
//! Most grams of a pool stand in one text only and never count. This sieve finds that out without
//! holding them: each key has two bits, "seen" and "seen again", at a place given by its hash.
//! Keys that share a place may pass though they came once, so what passes is counted exactly
//! afterwards; a key that came twice always passes. Bits are only ever set, so the order in which
//! keys arrive, and the number of threads, change nothing. Memory: at most 64 MiB.

use std::sync::atomic::{AtomicU64, Ordering};

use super::grams::GramKey;

/// Places a word of 64 bits has.
const PLACES_A_WORD_BITS: u32 = 5;
const LEAST_PLACES_BITS: u32 = 12;
const MOST_PLACES_BITS: u32 = 28;

pub(super) struct TwoBitSieve {
    words: Vec<AtomicU64>,
    /// A key's place is what remains when it is shifted right by this.
    shift: u32,
}

impl TwoBitSieve {
    /// For about `keys` distinct keys: 8 places for each, as far as memory goes.
    pub(super) fn for_keys(keys: usize) -> Self {
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
    pub(super) fn note(&self, key: GramKey) {
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
    pub(super) fn may_have_come_twice(&self, key: GramKey) -> bool {
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
