//! Which word grams does a text hold, how often?
//!
//! Words and pairs of neighbouring words, as 64-bit keys: the words themselves are never needed
//! again, and with 10 million distinct grams the chance of any collision is below 1 in 300,000.

use std::hash::{DefaultHasher, Hash, Hasher};

use crate::text::words;

/// A gram's key. Keys live as long as the process: the hasher's keys are fixed within a build.
pub(super) type GramKey = u64;

/// The grams of a text with their counts, sorted by key.
pub(super) fn count_grams(text: &str) -> Vec<(GramKey, u32)> {
    let mut keys = Vec::new();
    let mut previous: Option<GramKey> = None;
    for token in words(text) {
        let word = word_key(&token.text);
        keys.push(word);
        if let Some(previous) = previous {
            keys.push(key_of(&(previous, word)));
        }
        previous = Some(word);
    }
    keys.sort_unstable();
    let mut counts: Vec<(GramKey, u32)> = Vec::with_capacity(keys.len());
    for key in keys {
        match counts.last_mut() {
            Some((last, count)) if *last == key => *count += 1,
            _ => counts.push((key, 1)),
        }
    }
    counts
}

/// The key of a single word.
pub(super) fn word_key(word: &str) -> GramKey {
    key_of(&word)
}

fn key_of(value: &impl Hash) -> GramKey {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_neighbouring_pairs_are_counted() {
        // the, cat, the, cat: 2 words twice each; pairs "the cat" twice and "cat the" once.
        let counts: Vec<u32> = count_grams("The cat the cat").iter().map(|g| g.1).collect();
        assert_eq!(counts.iter().sum::<u32>(), 7);
        assert_eq!(counts.len(), 4);
        assert!(count_grams("   ").is_empty());
    }
}
