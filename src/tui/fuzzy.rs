//! Finds by what somebody types, who may not know the word: letters in order, or other words.
//!
//! Invariant: a title that begins with what was typed comes before one that holds it, that before
//! another word for it, that before letters in order, and that before the words of a sentence.

use nucleo_matcher::pattern::{AtomKind, CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher, Utf32Str};

/// What is looked for.
pub(super) struct Search {
    typed: String,
    pattern: Pattern,
    matcher: Matcher,
}

impl Search {
    pub(super) fn new(typed: &str) -> Self {
        let (case, normalization) = (CaseMatching::Ignore, Normalization::Smart);
        Self {
            typed: typed.trim().to_lowercase(),
            pattern: Pattern::new(typed.trim(), case, normalization, AtomKind::Fuzzy),
            matcher: Matcher::new(Config::DEFAULT),
        }
    }

    /// Whether a word was typed with a few of its letters left out.
    fn is_slip_of(&mut self, word: &str) -> bool {
        let (typed, all) = (self.typed.chars().count(), word.chars().count());
        let begins_alike = self.typed.chars().next() == word.chars().next();
        let mut buffer = Vec::new();
        let hay = Utf32Str::new(word, &mut buffer);
        typed > 2
            && 2 * typed >= all
            && begins_alike
            && self.pattern.score(hay, &mut self.matcher).is_some()
    }

    /// How well something fits, by its title, other words for it, and a sentence about it; `None`
    /// when it does not. Everything fits nothing.
    pub(super) fn rank(&mut self, title: &str, also: &str, about: &str) -> Option<u32> {
        if self.typed.is_empty() {
            return Some(0);
        }
        let title_words = title.to_lowercase();
        if title_words.starts_with(&self.typed) {
            return Some(50_000);
        }
        if title_words.contains(&self.typed) {
            return Some(40_000);
        }
        let begins = |word: &str| word.starts_with(&self.typed);
        if also.split(' ').any(begins) || (self.typed.contains(' ') && also.contains(&self.typed)) {
            return Some(30_000);
        }
        let mut buffer = Vec::new();
        let hay = Utf32Str::new(title, &mut buffer);
        if let Some(score) = self.pattern.score(hay, &mut self.matcher) {
            return Some(1_000 + score.min(10_000));
        }
        if also.split(' ').any(|word| self.is_slip_of(word)) {
            return Some(500);
        }
        let about = about.to_lowercase();
        let mut words = self.typed.split_whitespace();
        words
            .all(|word| title_words.contains(word) || also.contains(word) || about.contains(word))
            .then_some(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(typed: &str) -> Vec<&'static str> {
        let all = [
            ("history", "answers earlier", "list what you answered"),
            (
                "why this one",
                "explain reason",
                "say why this item is asked",
            ),
            ("theme", "colour dark light", "choose how the screen looks"),
            ("export labels", "save csv", ""),
            ("same as", "copy duplicate", "give it the other's label"),
        ];
        let mut search = Search::new(typed);
        let mut ranked: Vec<(u32, &str)> = all
            .into_iter()
            .filter_map(|(title, also, about)| Some((search.rank(title, also, about)?, title)))
            .collect();
        ranked.sort_by_key(|(rank, _)| std::cmp::Reverse(*rank));
        ranked.into_iter().map(|(_, title)| title).collect()
    }

    #[test]
    fn slips_other_words_and_sentences_find() {
        assert_eq!(found("hsty"), ["history"]);
        assert_eq!(found("export"), ["export labels"]);
        assert_eq!(found("colour"), ["theme"]);
        assert_eq!(found("colr"), ["theme"]);
        assert_eq!(found("copy"), ["same as"]);
        assert_eq!(found("screen looks"), ["theme"]);
        assert_eq!(found("LABEL"), ["export labels", "same as"]);
        assert_eq!(
            found(""),
            [
                "history",
                "why this one",
                "theme",
                "export labels",
                "same as"
            ]
        );
        assert!(found("zzz").is_empty());
    }
}
