//! Cuts a text into the words that a learner counts.
//!
//! The tokeniser that every counting feature shares: lowercase words at the word boundaries of
//! Unicode (UAX #29), and the marks that often carry a class: `?`, `!`, the signs of money, `%`,
//! `#`, `@`, `&`, `*`, `+`, `=` and the ellipsis. Numbers and contractions are words. Scripts written without spaces (Han, Hiragana,
//! Thai, Lao, Khmer, Burmese) have no boundaries to find without a dictionary: there each
//! character, with its marks, is a token; Katakana and Hangul stay whole. Invariant: the same
//! text gives the same tokens, in order, and their ranges do not overlap.
//!
//! A pool is tokenised several times, so stretches of ASCII go through a table of their own
//! ([`super::ascii_words`]), and the general algorithm sees only what lies around other
//! characters. Where one ends and the other begins changes no token.

use std::borrow::Cow;
use std::iter::Peekable;
use std::ops::Range;

use unicode_segmentation::{UWordBoundIndices, UnicodeSegmentation};

use super::ascii_words::next_ascii;
use super::is_hidden;

const ELLIPSIS: &str = "…";

/// One counted piece of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Token<'a> {
    /// In lowercase and without hidden characters, so that a soft hyphen or a joiner inside a
    /// word makes no other word of it. Borrowed when the source says the same.
    pub text: Cow<'a, str>,
    /// The bytes of the source that it stands for.
    pub range: Range<usize>,
}

/// The tokens of a text, in order.
pub(crate) fn words(text: &str) -> impl Iterator<Item = Token<'_>> {
    Pieces::new(text).map(move |range| Token {
        text: counted(&text[range.clone()]),
        range,
    })
}

/// Calls `take` with what each of [`words`] counts as, without an allocation for each: `buffer`
/// holds the words that are not in lowercase already.
pub(crate) fn each_word(text: &str, buffer: &mut String, mut take: impl FnMut(&str)) {
    for range in Pieces::new(text) {
        let piece = &text[range];
        if !piece.is_ascii() || piece.starts_with('.') {
            take(&counted(piece));
        } else if piece.bytes().any(|byte| byte.is_ascii_uppercase()) {
            buffer.clear();
            buffer.push_str(piece);
            buffer.make_ascii_lowercase();
            take(buffer);
        } else {
            take(piece);
        }
    }
}

/// Where the tokens of a text lie.
struct Pieces<'a> {
    text: &'a str,
    /// Everything before has been given out or handed to `general`.
    at: usize,
    /// From `at` to here there is only ASCII, and no token crosses the end.
    ascii_end: usize,
    general: Option<General<'a>>,
}

impl<'a> Pieces<'a> {
    fn new(text: &'a str) -> Self {
        Self {
            text,
            at: 0,
            ascii_end: 0,
            general: None,
        }
    }

    /// Finds out how to go on from `at`, which lies between two tokens: through ASCII up to the
    /// last gap before the next other character, or, if there is none, in general up to the first
    /// gap behind it.
    fn look_ahead(&mut self) {
        let rest = &self.text.as_bytes()[self.at..];
        // `is_ascii` looks at many bytes at a time.
        let other = if rest.is_ascii() {
            None
        } else {
            rest.iter().position(|byte| !byte.is_ascii())
        };
        let Some(other) = other else {
            self.ascii_end = self.text.len();
            return;
        };
        if let Some(gap) = (1..other).rev().find(|at| is_gap(rest, *at)) {
            self.ascii_end = self.at + gap;
            return;
        }
        let end = (other + 1..rest.len())
            .find(|at| is_gap(rest, *at))
            .map_or(self.text.len(), |gap| self.at + gap);
        self.general = Some(General::new(self.text, self.at..end));
        self.at = end;
        self.ascii_end = end;
    }
}

impl Iterator for Pieces<'_> {
    type Item = Range<usize>;

    fn next(&mut self) -> Option<Range<usize>> {
        loop {
            if let Some(general) = &mut self.general {
                if let Some(range) = general.next() {
                    return Some(range);
                }
                self.general = None;
            }
            if self.at < self.ascii_end {
                let bytes = &self.text.as_bytes()[..self.ascii_end];
                if let Some(range) = next_ascii(bytes, self.at) {
                    self.at = range.end;
                    return Some(range);
                }
                self.at = self.ascii_end;
            }
            if self.at == self.text.len() {
                return None;
            }
            self.look_ahead();
        }
    }
}

/// Whether no token reaches across `at`, whatever stands before and after: white space, then an
/// ASCII character that is none. (Marks and joiners may attach to white space, ASCII does not.)
fn is_gap(bytes: &[u8], at: usize) -> bool {
    matches!(bytes[at - 1], b' ' | b'\n') && bytes[at].is_ascii_graphic()
}

/// The tokens of a stretch of any text, by the word boundaries of Unicode.
struct General<'a> {
    start: usize,
    pieces: Peekable<UWordBoundIndices<'a>>,
}

impl<'a> General<'a> {
    fn new(text: &'a str, range: Range<usize>) -> Self {
        Self {
            start: range.start,
            pieces: text[range].split_word_bound_indices().peekable(),
        }
    }
}

impl Iterator for General<'_> {
    type Item = Range<usize>;

    fn next(&mut self) -> Option<Range<usize>> {
        loop {
            let (start, piece) = self.pieces.next()?;
            let mut end = start + piece.len();
            let counts = match piece {
                "?" | "!" | "$" | "%" | "#" | "@" | "&" | "*" | "+" | "=" | "£" | "€" | "¥"
                | "₹" | ELLIPSIS => true,
                "." => {
                    while let Some((at, _)) = self.pieces.next_if(|(_, next)| *next == ".") {
                        end = at + 1;
                    }
                    end - start >= 3
                }
                _ => piece.chars().any(|c| c.is_alphanumeric() && !is_hidden(c)),
            };
            if counts {
                return Some(self.start + start..self.start + end);
            }
        }
    }
}

/// A piece as it is counted.
fn counted(piece: &str) -> Cow<'_, str> {
    if piece.starts_with("...") {
        return Cow::Borrowed(ELLIPSIS);
    }
    let same = |c: char| {
        if c.is_ascii() {
            !c.is_ascii_uppercase() && !c.is_ascii_control()
        } else {
            c.to_lowercase().eq([c]) && !is_hidden(c)
        }
    };
    if piece.chars().all(same) {
        return Cow::Borrowed(piece);
    }
    let shown = piece.chars().filter(|c| !is_hidden(*c));
    Cow::Owned(shown.flat_map(char::to_lowercase).collect())
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
        assert_eq!(
            texts("50% off: £5 @home"),
            ["50", "%", "off", "£", "5", "@", "home"]
        );
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
        /// ASCII in every arrangement that the rules tell apart, and some of what is not ASCII.
        #[test]
        fn the_fast_path_gives_the_tokens_of_the_general_one(
            text in r"([a-cA-C0-2_.,:;'?!$ \n\t\r\x00\-]|é|’|…|漢|ß|\u{345}|\u{301}|\u{200D}|\u{1F170}|\u{AD}|\u{300A}){0,40}"
        ) {
            let general: Vec<Range<usize>> = General::new(&text, 0..text.len()).collect();
            prop_assert_eq!(Pieces::new(&text).collect::<Vec<_>>(), general);
        }

        #[test]
        fn any_text_gives_the_tokens_of_the_general_path(text in any::<String>()) {
            let general: Vec<Range<usize>> = General::new(&text, 0..text.len()).collect();
            prop_assert_eq!(Pieces::new(&text).collect::<Vec<_>>(), general);
        }

        #[test]
        fn each_word_is_called_with_the_text_of_each_token(
            text in r"([a-cA-C0-2.'?!$ \n]|É|…|\u{AD}){0,40}"
        ) {
            let mut found = Vec::new();
            each_word(&text, &mut String::new(), |word| found.push(word.to_owned()));
            prop_assert_eq!(found, texts(&text));
        }

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
