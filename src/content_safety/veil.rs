//! What may be told of a text that is veiled?
//!
//! How long it is, of what kind, how heavy, and who says so. Nothing else: the id may be made of
//! the text, the other columns may quote it, and so may notes, the count of hidden characters and
//! the model's pulling words. Invariant: two texts of as many words and the same risk are told in
//! the same words, byte for byte; whoever paints a veiled item reads this and not the item.

use super::category::Category;
use super::risk::{Risk, Source};
use crate::text::words;

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
    pub fn in_words(&self) -> String {
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
pub fn word_count(text: &str) -> usize {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content_safety::category::Severity;

    fn risk() -> Risk {
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
        let one = Veil::over("Zebras quarrel, loudly!", &risk());
        let two = Veil::over("quiet \u{1b}[31m otters", &risk());
        assert_eq!(one.words, 3);
        assert_eq!(
            one.in_words(),
            "violence, hate, severity 2 of 3 · 3 words · marked by the data, its words and a person"
        );
        for word in ["Zebras", "quarrel", "loudly"] {
            assert!(!one.in_words().contains(word));
        }
        assert_eq!(
            Veil::over("otters are quiet", &risk()).in_words(),
            one.in_words()
        );
        assert!(!two.in_words().contains('\u{1b}'));
    }
}
