//! Says whether an item fits a filter, and where in it the words stand.
//!
//! Invariant: nothing is told here of a judgement that was asked for once more to measure the
//! annotator.

use std::collections::HashSet;
use std::ops::Range;

use super::filter::{Condition, ItemFilter, Term};
use crate::pool::{Item, Items};
use crate::schema::{Annotator, ItemIndex};
use crate::state::{ItemState, State};
use crate::text::{fold, fold_into, fold_with_places};

/// What items are matched against.
pub(super) struct Matcher<'a> {
    pub(super) state: &'a State,
    pub(super) items: &'a Items,
    pub(super) annotator: &'a Annotator,
    pub(super) filter: &'a ItemFilter,
    /// What is set aside, if anything asks for that.
    pub(super) set_aside: HashSet<ItemIndex>,
    /// What was asked of somebody and waits, if anything asks for that.
    pub(super) waiting: HashSet<ItemIndex>,
    /// Whether a class's folded name is meant in full by `label:`.
    pub(super) names: Vec<String>,
}

/// How well an item fits; the best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Fit {
    /// Every word begins a word of it.
    AtStarts,
    /// Some word stands within another.
    Within,
}

impl Matcher<'_> {
    /// How the item fits, if it does; read `kindly`, nearly the words are enough. `buffer` saves
    /// allocations.
    pub(super) fn fit(&self, index: ItemIndex, buffer: &mut String, kindly: bool) -> Option<Fit> {
        let item = self.items.get(index);
        let said = self.state.item(index);
        let mut fit = Fit::AtStarts;
        for term in &self.filter.terms {
            let holds = self.holds(term, index, item, said, buffer);
            let holds = match term {
                Term::Word(word) if kindly && holds.is_none() => {
                    fold_into(&item.text, buffer);
                    is_near(buffer, word).then_some(Fit::Within)
                }
                _ => holds,
            };
            fit = fit.max(holds?);
        }
        let mut without = self.filter.without.iter();
        let excluded = without.any(|term| self.holds(term, index, item, said, buffer).is_some());
        (!excluded).then_some(fit)
    }

    fn holds(
        &self,
        term: &Term,
        index: ItemIndex,
        item: &Item,
        said: &ItemState,
        buffer: &mut String,
    ) -> Option<Fit> {
        let yes = |holds: bool| holds.then_some(Fit::AtStarts);
        match term {
            Term::Word(word) => occurrence(item, said, word, buffer),
            Term::Label(name) => {
                let full = self.names.contains(name);
                let fits = |label| {
                    fold_into(self.state.labels().name(label), buffer);
                    if full {
                        *buffer == *name
                    } else {
                        buffer.starts_with(name.as_str())
                    }
                };
                let judged = said.judgements();
                let judged = judged.iter().filter_map(|judged| judged.label());
                yes(judged.chain(said.label()).any(fits))
            }
            Term::By(name) => {
                let judged = said.judgements();
                yes(judged
                    .iter()
                    .any(|one| fold(one.annotator.as_str()).starts_with(name)))
            }
            Term::Arm(arm) => yes(said.judgements().iter().any(|judged| judged.arm == *arm)),
            Term::Note(word) => {
                fold_into(said.note.as_deref()?, buffer);
                found_in(buffer, word)
            }
            Term::Column(column, value) => item.fields.iter().find_map(|(name, text)| {
                fold_into(name, buffer);
                if *buffer != *column {
                    return None;
                }
                fold_into(text, buffer);
                found_in(buffer, value)
            }),
            Term::Is(condition) => yes(self.is(*condition, index, said)),
        }
    }

    fn is(&self, condition: Condition, index: ItemIndex, said: &ItemState) -> bool {
        match condition {
            Condition::Answered => said.is_answered(),
            Condition::Unanswered => !said.is_answered(),
            Condition::Skipped => said.is_skipped_by(self.annotator) && !said.is_answered(),
            Condition::Unsure => said.judgements().iter().any(|one| one.label().is_none()),
            Condition::Flagged => said.flagged,
            Condition::Noted => said.note.is_some(),
            Condition::SetAside => self.set_aside.contains(&index),
            Condition::Disputed => {
                let judged = said.judgements();
                let mut labels = judged.iter().filter_map(|judged| judged.label());
                let first = labels.next();
                said.adjudication().is_none() && labels.any(|label| Some(label) != first)
            }
            Condition::Decided => said.adjudication().is_some(),
            Condition::Waiting => self.waiting.contains(&index),
        }
    }
}

/// Where a word occurs in an item: at the start of a word if anywhere so.
fn occurrence(item: &Item, said: &ItemState, word: &str, buffer: &mut String) -> Option<Fit> {
    let fields = item.fields.iter().map(|(_, value)| value.as_str());
    let texts = [item.text.as_str(), item.id.as_str()].into_iter();
    let mut best = None;
    for text in texts.chain(fields).chain(said.note.as_deref()) {
        fold_into(text, buffer);
        match found_in(buffer, word) {
            Some(Fit::AtStarts) => return Some(Fit::AtStarts),
            within => best = best.or(within),
        }
    }
    best
}

/// How a word occurs in a folded text.
fn found_in(text: &str, word: &str) -> Option<Fit> {
    let mut found = text.match_indices(word).peekable();
    found.peek()?;
    let at_start = found.any(|(at, _)| is_word_start(text, at));
    Some(if at_start { Fit::AtStarts } else { Fit::Within })
}

fn is_word_start(text: &str, at: usize) -> bool {
    let before = text[..at].chars().next_back();
    before.is_none_or(|before| !before.is_alphanumeric())
}

/// Where the words stand in a text, in its own bytes: at starts of words where they begin any.
pub(super) fn places(text: &str, words: &[&str]) -> Vec<Range<usize>> {
    let (folded, at) = fold_with_places(text);
    let mut found: Vec<Range<usize>> = Vec::new();
    for word in words {
        let all: Vec<usize> = folded.match_indices(word).map(|(at, _)| at).collect();
        let starts: Vec<usize> = all
            .iter()
            .copied()
            .filter(|at| is_word_start(&folded, *at))
            .collect();
        let shown = if starts.is_empty() { all } else { starts };
        found.extend(shown.iter().map(|from| at[*from]..at[from + word.len()]));
    }
    found.sort_by_key(|range| range.start);
    found
}

/// Whether a word of a folded text is nearly this one: one letter more, less, other or exchanged.
fn is_near(text: &str, word: &str) -> bool {
    let letters: Vec<char> = word.chars().collect();
    if letters.len() < 4 {
        return false;
    }
    let mut tokens = text.split(|letter: char| !letter.is_alphanumeric());
    tokens.any(|token| {
        let token: Vec<char> = token.chars().take(letters.len() + 2).collect();
        token.len() + 1 >= letters.len() && is_one_off(&letters, &token)
    })
}

/// Whether the beginning of a token differs from a word by one edit at most.
fn is_one_off(word: &[char], token: &[char]) -> bool {
    let same = word.iter().zip(token).take_while(|(a, b)| a == b).count();
    if same == word.len() {
        return true;
    }
    let rest = |word_from: usize, token_from: usize| {
        let word = &word[word_from.min(word.len())..];
        token
            .get(token_from..)
            .is_some_and(|token| token.starts_with(word))
    };
    let exchanged = word.len() > same + 1
        && token.len() > same + 1
        && word[same] == token[same + 1]
        && word[same + 1] == token[same];
    rest(same + 1, same + 1)
        || rest(same, same + 1)
        || rest(same + 1, same)
        || (exchanged && rest(same + 2, same + 2))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_where_words_begin_first() {
        assert_eq!(found_in("the eu and reuters", "eu"), Some(Fit::AtStarts));
        assert_eq!(found_in("reuters", "eu"), Some(Fit::Within));
        assert_eq!(found_in("reuters", "us"), None);
        let shown = |text: &str, words: &[&str]| {
            let found = places(text, words).into_iter();
            found
                .map(|place| text[place].to_owned())
                .collect::<Vec<_>>()
        };
        assert_eq!(shown("Reuters: EU", &["eu"]), ["EU"]);
        assert_eq!(shown("Café été", &["ete", "cafe"]), ["Café", "été"]);
    }

    #[test]
    fn a_slip_of_the_finger_is_near_and_another_word_is_not() {
        for near in ["invioce", "invoic", "invoicee", "unvoice", "nvoice"] {
            assert!(is_near("the invoices of may", near), "{near}");
        }
        for far in ["involve", "voice mail", "inv", "ivnocie"] {
            assert!(!is_near("the invoices of may", far), "{far}");
        }
    }
}
