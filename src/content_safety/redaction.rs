//! Redacts a sensitive text: the veil over it, its masked view, its next sentence, and the notice
//! before a session.
//!
//! A veil tells how long a text is, of what kind, how heavy, and who says so. Nothing else: the id
//! may be made of the text, the other columns may quote it, and so may notes, the count of hidden
//! characters and the words that decided the prediction. Invariant: two texts of as many words and
//! the same risk are told in the same words, byte for byte; whoever paints a veiled item reads
//! this and not the item.
//!
//! In the masked view each hidden part becomes as many `█` as it is wide, so that the lines keep
//! their shape. Hidden are the terms that a lexicon found. When it found none, but somebody says
//! that the text is sensitive, nobody knows which words are: then every word of more than three
//! characters is hidden, because a mask that hides nothing would break its promise. The view says
//! which of the two it is. Invariant: no hidden character of the text is in the view, and all
//! others are.
//!
//! Sentences end at the boundaries of Unicode (UAX #29), which break after "Mr." too: one key more
//! and less at once is the better mistake. What goes on for more than forty words without a
//! boundary is cut there. Invariant: each step shows at least one character that can be seen,
//! until nothing is left, and ends between two characters as a reader knows them.
//!
//! The notice is given once, and as a fact: how many of the open items are sensitive, and of which
//! kinds. Warnings item by item raise anticipation and spare nobody; the veil does the rest.

use std::collections::BTreeMap;
use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;

use super::category::Category;
use super::lexicon::Hit;
use super::risk::{Risk, Source};
use crate::text::{Shown, is_hidden, words};

/// Everything that a screen may know of a veiled item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Veil {
    /// The words of the text.
    pub words: usize,
    /// Its kinds, the first first.
    pub categories: Vec<Category>,
    /// How heavy, 1 to 3.
    pub severity: u8,
    /// Who says so.
    pub sources: Vec<Source>,
}

impl Veil {
    /// The veil over a text.
    pub fn over(text: &str, risk: &Risk) -> Self {
        Self {
            words: word_count(text),
            categories: risk.categories().cloned().collect(),
            severity: risk.severity.level(),
            sources: risk.sources.clone(),
        }
    }

    /// On one line: "violence, severity 2 of 3 · 41 words · marked by the data and its words".
    pub(crate) fn in_words(&self) -> String {
        let categories: Vec<&str> = self.categories.iter().map(Category::as_str).collect();
        let sources: Vec<&str> = self.sources.iter().map(|who| who.in_words()).collect();
        format!(
            "{}, severity {} of 3 · {} {} · marked by {}",
            categories.join(", "),
            self.severity,
            self.words,
            if self.words == 1 { "word" } else { "words" },
            listed(&sources)
        )
    }
}

/// Words of a text; punctuation is none.
pub(crate) fn word_count(text: &str) -> usize {
    words(text)
        .filter(|token| token.text.chars().any(char::is_alphanumeric))
        .count()
}

fn listed(words: &[&str]) -> String {
    match words {
        [] => "nobody".into(),
        [one] => (*one).into(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

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
pub(crate) fn masked(text: &str, hits: &[Hit]) -> Masked {
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

/// The most words revealed by one step.
const MOST_WORDS: usize = 40;

/// The end, in bytes, of the part of `text` in sight after one more step, when `shown` bytes are
/// in sight by now. The text's length when all is.
pub(crate) fn next_sentence(text: &str, shown: usize) -> usize {
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

/// The notice for a session; `None` when nothing that is open is sensitive. `open` counts all open
/// items; an item of several kinds counts under each.
pub(crate) fn notice<'a>(open: usize, sensitive: impl Iterator<Item = &'a Risk>) -> Option<String> {
    let mut items = 0_usize;
    let mut kinds: BTreeMap<&Category, usize> = BTreeMap::new();
    for risk in sensitive {
        items += 1;
        for category in risk.categories() {
            *kinds.entry(category).or_default() += 1;
        }
    }
    let mut kinds: Vec<(&Category, usize)> = kinds.into_iter().collect();
    kinds.sort_by_key(|(category, count)| (std::cmp::Reverse(*count), *category));
    let kinds: Vec<String> = kinds
        .iter()
        .map(|(category, count)| format!("{category} {count}"))
        .collect();
    (items > 0).then(|| {
        format!(
            "{items} of {open} open items may be hard to read and open veiled: {}",
            kinds.join(", ")
        )
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::content_safety::category::Severity;
    use crate::content_safety::tests::risk;

    fn of_two_kinds() -> Risk {
        Risk {
            category: Category::named("violence").unwrap(),
            others: vec![Category::named("hate").unwrap()],
            severity: Severity::MIDDLE,
            sources: vec![Source::Data, Source::Lexicon, Source::Person],
            hard_stop: false,
        }
    }

    #[test]
    fn a_veil_tells_the_same_of_texts_that_are_as_long() {
        let one = Veil::over("Zebras quarrel, loudly!", &of_two_kinds());
        let two = Veil::over("quiet \u{1b}[31m otters", &of_two_kinds());
        assert_eq!(one.words, 3);
        assert_eq!(
            one.in_words(),
            "violence, hate, severity 2 of 3 · 3 words · marked by the data, its words and a person"
        );
        for word in ["Zebras", "quarrel", "loudly"] {
            assert!(!one.in_words().contains(word));
        }
        assert_eq!(
            Veil::over("otters are quiet", &of_two_kinds()).in_words(),
            one.in_words()
        );
        assert!(!two.in_words().contains('\u{1b}'));
    }

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

    #[test]
    fn the_notice_counts_items_and_kinds_and_is_silent_when_there_are_none() {
        let mut mixed = risk("hate", 2);
        mixed.others.push(Category::named("violence").unwrap());
        let risks = [risk("violence", 1), mixed];
        assert_eq!(
            notice(40, risks.iter()).unwrap(),
            "2 of 40 open items may be hard to read and open veiled: violence 2, hate 1"
        );
        assert_eq!(notice(40, [].into_iter()), None);
    }
}
