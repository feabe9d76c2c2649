//! Which words does a text hold?
//!
//! The tokeniser that every counting feature shares: lowercase words at the word boundaries of
//! Unicode (UAX #29), and the four marks that often carry a class: `?`, `!`, `$` and the
//! ellipsis. Numbers and contractions are words. Scripts written without spaces (Han, Hiragana,
//! Thai, Lao, Khmer, Burmese) have no boundaries to find without a dictionary: there each
//! character, with its marks, is a token; Katakana and Hangul stay whole. Invariant: the same
//! text gives the same tokens, in order, and their ranges do not overlap.

use std::borrow::Cow;
use std::iter::Peekable;
use std::ops::Range;

use unicode_segmentation::{UWordBoundIndices, UnicodeSegmentation};

use super::is_hidden;

/// One counted piece of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token<'a> {
    /// In lowercase and without hidden characters, so that a soft hyphen or a joiner inside a
    /// word makes no other word of it. Borrowed when the source says the same.
    pub text: Cow<'a, str>,
    /// The bytes of the source that it stands for.
    pub range: Range<usize>,
}

/// The tokens of a text, in order.
pub fn words(text: &str) -> impl Iterator<Item = Token<'_>> {
    Words {
        text,
        pieces: text.split_word_bound_indices().peekable(),
    }
}

struct Words<'a> {
    text: &'a str,
    pieces: Peekable<UWordBoundIndices<'a>>,
}

impl<'a> Iterator for Words<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let (start, piece) = self.pieces.next()?;
            let mut end = start + piece.len();
            let text = match piece {
                "?" | "!" | "$" | "…" => Cow::Borrowed(piece),
                "." => {
                    while let Some((at, _)) = self.pieces.next_if(|(_, next)| *next == ".") {
                        end = at + 1;
                    }
                    if end - start < 3 {
                        continue;
                    }
                    Cow::Borrowed("…")
                }
                _ if piece.chars().any(|c| c.is_alphanumeric() && !is_hidden(c)) => {
                    counted(&self.text[start..end])
                }
                _ => continue,
            };
            return Some(Token {
                text,
                range: start..end,
            });
        }
    }
}

/// A word as it is counted.
fn counted(word: &str) -> Cow<'_, str> {
    let same = |c: char| {
        if c.is_ascii() {
            !c.is_ascii_uppercase() && !c.is_ascii_control()
        } else {
            c.to_lowercase().eq([c]) && !is_hidden(c)
        }
    };
    if word.chars().all(same) {
        return Cow::Borrowed(word);
    }
    Cow::Owned(
        word.chars()
            .filter(|c| !is_hidden(*c))
            .flat_map(char::to_lowercase)
            .collect(),
    )
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn texts(text: &str) -> Vec<String> {
        words(text).map(|token| token.text.into_owned()).collect()
    }

    #[test]
    fn words_numbers_and_telling_marks_are_counted() {
        assert_eq!(
            texts("Don't PAY $3,200.50 now!? Wait… or... wait.."),
            [
                "don't", "pay", "$", "3,200.50", "now", "!", "?", "wait", "…", "or", "…", "wait"
            ]
        );
        assert_eq!(texts(" ,;:()\n\t-- . "), Vec::<String>::new());
        assert_eq!(texts("wait....... what"), ["wait", "…", "what"]);
    }

    #[test]
    fn lowercase_is_that_of_unicode() {
        assert_eq!(
            texts("ÉCOLE Straße ΑΒΓ ДОМ"),
            ["école", "straße", "αβγ", "дом"]
        );
        assert!(matches!(
            words("plain").next().unwrap().text,
            Cow::Borrowed(_)
        ));
    }

    #[test]
    fn scripts_without_spaces_give_single_characters() {
        assert_eq!(texts("漢字です"), ["漢", "字", "で", "す"]);
        assert_eq!(texts("カタカナ 한국어"), ["カタカナ", "한국어"]);
        assert_eq!(texts("ที่นี่"), ["ที่", "นี่"]);
    }

    #[test]
    fn a_hidden_character_does_not_make_another_word() {
        assert_eq!(texts("in\u{AD}voice PAY\u{200D}PAL"), ["invoice", "paypal"]);
        assert_eq!(texts("\u{3164} \u{115F}"), Vec::<String>::new());
    }

    #[test]
    fn ranges_are_those_of_the_source() {
        let text = "Ärger mit der RECHNUNG...";
        let found: Vec<_> = words(text).map(|token| &text[token.range]).collect();
        assert_eq!(found, ["Ärger", "mit", "der", "RECHNUNG", "..."]);
    }

    proptest! {
        #[test]
        fn tokens_are_in_order_do_not_overlap_and_hide_nothing(text in any::<String>()) {
            let mut end = 0;
            for token in words(&text) {
                prop_assert!(token.range.start >= end && token.range.end > token.range.start);
                prop_assert!(text.get(token.range.clone()).is_some());
                prop_assert!(!token.text.is_empty() && !token.text.chars().any(is_hidden));
                end = token.range.end;
            }
        }
    }
}
