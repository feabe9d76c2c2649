//! What does a text look like with its worst words hidden?
//!
//! Each hidden part becomes as many `█` as it is wide, so that the lines keep their shape. What is
//! hidden are the terms that a lexicon found. When it found none, but somebody says that the text
//! is sensitive, nobody knows which words are: then every word of more than three characters is
//! hidden, because a mask that hides nothing would break its promise. The view says which of the
//! two it is. Invariant: no hidden character of the text is in the view, and all others are.

use std::ops::Range;

use super::lexicon::Hit;
use crate::text::{Shown, words};

const BLOCK: &str = "█";
/// Words up to this many characters stay when it is not known what to hide.
const SHORT_WORD: usize = 3;

/// A text with parts hidden; like the text itself it is foreign, and painted only as
/// [`Shown`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Masked {
    /// The text with blocks.
    pub text: String,
    /// How many parts are hidden.
    pub hidden: usize,
    /// Whether they are those that a lexicon knows; else they are all longer words.
    pub is_exact: bool,
}

/// Hides what was found in a text, or all longer words when nothing was.
pub fn masked(text: &str, hits: &[Hit]) -> Masked {
    let is_exact = !hits.is_empty();
    let parts = if is_exact {
        merged(hits.iter().map(|hit| hit.range.clone()).collect())
    } else {
        longer_words(text)
    };
    let mut view = String::with_capacity(text.len());
    let mut at = 0;
    for part in &parts {
        view.push_str(&text[at..part.start]);
        push_blocks(&mut view, &text[part.clone()]);
        at = part.end;
    }
    view.push_str(&text[at..]);
    Masked {
        text: view,
        hidden: parts.len(),
        is_exact,
    }
}

fn longer_words(text: &str) -> Vec<Range<usize>> {
    words(text)
        .filter(|token| token.text.chars().count() > SHORT_WORD)
        .map(|token| token.range)
        .collect()
}

/// In order and without overlaps.
fn merged(mut parts: Vec<Range<usize>>) -> Vec<Range<usize>> {
    parts.sort_by_key(|part| part.start);
    let mut merged: Vec<Range<usize>> = Vec::new();
    for part in parts {
        match merged.last_mut() {
            Some(last) if part.start <= last.end => last.end = last.end.max(part.end),
            _ => merged.push(part),
        }
    }
    merged
}

/// Blocks as wide as a part; its line breaks stay, or the lines would change.
fn push_blocks(view: &mut String, part: &str) {
    for piece in part.split_inclusive('\n') {
        let line = piece.strip_suffix('\n').unwrap_or(piece);
        view.push_str(&BLOCK.repeat(Shown::line(line).width()));
        if line.len() < piece.len() {
            view.push('\n');
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content_safety::category::{Category, Severity};

    fn hit(range: Range<usize>) -> Hit {
        Hit {
            range,
            category: Category::unnamed(),
            severity: Severity::MIDDLE,
        }
    }

    #[test]
    fn what_was_found_becomes_blocks_of_its_width() {
        let text = "he was beheaded. 猫を殺す now";
        let start = text.find("beheaded").unwrap();
        let cat = text.find("猫").unwrap();
        let hits = [hit(cat..cat + "猫を".len()), hit(start..start + 8)];
        let view = masked(text, &hits);
        assert_eq!(view.text, "he was ████████. ████殺す now");
        assert_eq!(Shown::line(&view.text).width(), Shown::line(text).width());
        assert!(view.is_exact);
        assert_eq!(view.hidden, 2);
    }

    #[test]
    fn overlapping_parts_are_one_and_line_breaks_stay() {
        let view = masked("kill\nher now", &[hit(0..4), hit(0..8)]);
        assert_eq!(view.text, "████\n███ now");
        assert_eq!(view.hidden, 1);
    }

    #[test]
    fn when_nobody_knows_which_words_all_longer_ones_are_hidden() {
        let view = masked("He hit the dog, twice.", &[]);
        assert_eq!(view.text, "He hit the dog, █████.");
        assert!(!view.is_exact);
    }
}
