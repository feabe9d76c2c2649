//! Where does the next sentence of a text end?
//!
//! At the sentence boundaries of Unicode (UAX #29), which break after "Mr." too: one key more and
//! less at once is the better mistake. What goes on for more than forty words without a boundary
//! is cut there. Invariant: each step shows at least one character that can be seen, until nothing
//! is left, and ends between two characters as a reader knows them.

use unicode_segmentation::UnicodeSegmentation;

use crate::text::is_hidden;

/// The most words revealed by one step.
const MOST_WORDS: usize = 40;

/// The end, in bytes, of the part of `text` in sight after one more step, when `shown` bytes are
/// in sight by now. The text's length when all is.
pub fn next_sentence(text: &str, shown: usize) -> usize {
    let Some(rest) = text.get(shown..) else {
        return text.len();
    };
    let mut end = 0;
    for sentence in rest.split_sentence_bounds() {
        end += sentence.len();
        if sentence.chars().any(is_seen) {
            break;
        }
    }
    let behind_is_empty = !rest[end..].chars().any(is_seen);
    let step = within_most_words(&rest[..end]);
    if step == end && behind_is_empty {
        text.len()
    } else {
        shown + step
    }
}

fn is_seen(character: char) -> bool {
    !character.is_whitespace() && !is_hidden(character)
}

/// Where the forty-first word of a sentence begins, or its end.
fn within_most_words(sentence: &str) -> usize {
    let mut words = sentence.unicode_word_indices().skip(MOST_WORDS);
    words.next().map_or(sentence.len(), |(at, _)| at)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn steps(text: &str) -> Vec<&str> {
        let (mut parts, mut at) = (Vec::new(), 0);
        while at < text.len() {
            let end = next_sentence(text, at);
            parts.push(&text[at..end]);
            at = end;
        }
        parts
    }

    #[test]
    fn sentences_come_one_by_one() {
        let text = "It rained. Then, at 3.40 p.m., it stopped! Why?\n\n  Nobody knows  \n";
        assert_eq!(
            steps(text),
            [
                "It rained. ",
                "Then, at 3.40 p.m., it stopped! ",
                "Why?\n",
                "\n  Nobody knows  \n"
            ]
        );
        assert_eq!(steps("誰も知らない。雨だ。"), ["誰も知らない。", "雨だ。"]);
    }

    #[test]
    fn what_has_no_end_is_cut_after_forty_words() {
        let text = "word ".repeat(100);
        let lengths: Vec<usize> = steps(&text).iter().map(|part| part.len()).collect();
        assert_eq!(lengths, [200, 200, 100]);
    }

    #[test]
    fn past_the_end_there_is_nothing_more() {
        assert_eq!(next_sentence("", 0), 0);
        assert_eq!(next_sentence("é", 1), 2, "inside a character: all of it");
        assert_eq!(next_sentence("abc", 9), 3);
    }

    proptest! {
        #[test]
        fn each_step_shows_something_and_all_is_reached(text in "\\PC{0,80}|[a-z .\n!?]{0,200}") {
            let parts = steps(&text);
            prop_assert_eq!(parts.concat(), text.clone());
            if text.chars().any(is_seen) {
                for part in parts {
                    prop_assert!(part.chars().any(is_seen), "{:?}", part);
                }
            }
        }
    }
}
