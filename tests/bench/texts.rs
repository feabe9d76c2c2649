//! Synthetic texts.

use crate::zipf::{Numbers, zipf};

const TOPICS: usize = 400;

/// Texts of about 45 words by Zipf's law, one word in five from the text's own topic: each with
/// its topic.
pub(crate) fn texts_of_topics(size: usize) -> Vec<(u64, String)> {
    let mut numbers = Numbers(0x517c_c1b7);
    let cumulative = zipf();
    (0..size)
        .map(|_| {
            let topic = numbers.below(TOPICS) as u64;
            let words: Vec<String> = (0..45)
                .map(|at| {
                    let word = cumulative.partition_point(|sum| *sum < numbers.unit()) as u64;
                    let own = 1_000 + topic * 40 + word % 40;
                    spelt(if at % 5 == 0 { own } else { word })
                })
                .collect();
            (topic, words.join(" "))
        })
        .collect()
}

/// A number as a word: two or more syllables.
fn spelt(mut number: u64) -> String {
    let mut word = String::new();
    number += 100;
    while number > 0 {
        let syllable = number % 100;
        word.push(char::from(b"bdfgklmnprstvz"[(syllable % 14) as usize]));
        word.push(char::from(b"aeiou"[(syllable / 20) as usize]));
        number /= 100;
    }
    word
}
