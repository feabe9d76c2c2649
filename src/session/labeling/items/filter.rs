//! Reads what was typed to narrow a list of items.
//!
//! Words must all occur in an item; `label:x`, `by:x`, `arm:x`, `note:x` and `column:x` ask for
//! what is known of it, and single words such as `flag` or `skipped` for its condition. A `-` before
//! any of them asks for the contrary, quotes keep words together. Invariant: what is no condition
//! is a word to look for; nothing that is typed is an error.

use crate::schema::Arm;
use crate::text::fold;

/// A condition that an item can be in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Condition {
    Answered,
    Unanswered,
    Skipped,
    Unsure,
    Flagged,
    Noted,
    SetAside,
    Disputed,
    Decided,
    Waiting,
}

/// The words for the conditions.
const CONDITIONS: &[(&str, Condition)] = &[
    ("answered", Condition::Answered),
    ("unanswered", Condition::Unanswered),
    ("open", Condition::Unanswered),
    ("skipped", Condition::Skipped),
    ("unsure", Condition::Unsure),
    ("flag", Condition::Flagged),
    ("flagged", Condition::Flagged),
    ("note", Condition::Noted),
    ("noted", Condition::Noted),
    ("set-aside", Condition::SetAside),
    ("disputed", Condition::Disputed),
    ("decided", Condition::Decided),
    ("waiting", Condition::Waiting),
];

/// The arms that may be asked for: how often one is asked the same is not told.
const ARMS: &[Arm] = &[
    Arm::Active,
    Arm::Random,
    Arm::Holdout,
    Arm::Chosen,
    Arm::Imported,
    Arm::Review,
];

/// One thing that is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Term {
    /// It occurs in the text, the id, a column or the note; folded.
    Word(String),
    /// Somebody's label is a class whose folded name begins so.
    Label(String),
    /// Somebody whose folded name begins so judged it.
    By(String),
    /// It was asked so.
    Arm(Arm),
    /// Its note holds this; folded.
    Note(String),
    /// Its column of that folded name holds this.
    Column(String, String),
    /// It is in this condition.
    Is(Condition),
}

/// What was typed, taken apart.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct ItemFilter {
    /// What is asked for.
    pub(super) terms: Vec<Term>,
    /// What must not be.
    pub(super) without: Vec<Term>,
}

impl ItemFilter {
    /// Reads a filter; `is_column` says whether a folded name is one of a column.
    pub(super) fn read(typed: &str, is_column: impl Fn(&str) -> bool) -> Self {
        let mut filter = Self::default();
        for token in tokens(typed) {
            let (token, negated) = match token.strip_prefix('-') {
                Some(rest) if !rest.is_empty() => (rest, true),
                _ => (token.as_str(), false),
            };
            let Some(term) = term(token, &is_column) else {
                continue;
            };
            if negated {
                filter.without.push(term);
            } else {
                filter.terms.push(term);
            }
        }
        filter
    }

    /// The words to look for.
    pub(super) fn words(&self) -> impl Iterator<Item = &str> {
        self.terms.iter().filter_map(|term| match term {
            Term::Word(word) => Some(word.as_str()),
            _ => None,
        })
    }

    /// Whether any term asks for this condition.
    pub(super) fn asks_for(&self, condition: Condition) -> bool {
        let mut all = self.terms.iter().chain(&self.without);
        all.any(|term| *term == Term::Is(condition))
    }
}

fn term(token: &str, is_column: &impl Fn(&str) -> bool) -> Option<Term> {
    let folded = fold(token);
    if folded.trim().is_empty() {
        return None;
    }
    if let Some((_, condition)) = CONDITIONS.iter().find(|(word, _)| *word == folded) {
        return Some(Term::Is(*condition));
    }
    if let Some((key, value)) = folded.split_once(':')
        && !value.is_empty()
    {
        let value = value.to_owned();
        match key {
            "label" => return Some(Term::Label(value)),
            "by" => return Some(Term::By(value)),
            "note" => return Some(Term::Note(value)),
            "arm" => {
                let arm = ARMS.iter().find(|arm| arm.as_str() == value);
                return Some(arm.map_or(Term::Word(folded.clone()), |arm| Term::Arm(*arm)));
            }
            column if is_column(column) => return Some(Term::Column(column.to_owned(), value)),
            _ => {}
        }
    }
    Some(Term::Word(folded))
}

/// What stands between white space, with what stands in quotes kept together.
fn tokens(typed: &str) -> Vec<String> {
    let mut tokens = Vec::new();
    let mut token = String::new();
    let mut quoted = false;
    for character in typed.chars() {
        match character {
            '"' => quoted = !quoted,
            _ if character.is_whitespace() && !quoted => {
                tokens.push(std::mem::take(&mut token));
            }
            _ => token.push(character),
        }
    }
    tokens.push(token);
    tokens.retain(|token| !token.is_empty());
    tokens
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(typed: &str) -> ItemFilter {
        ItemFilter::read(typed, |column| column == "channel")
    }

    #[test]
    fn conditions_keys_and_words_are_told_apart() {
        let filter = read("Invoice label:Bill -flag channel:Web arm:random \"late fee\" http://x");
        assert_eq!(
            filter.terms,
            [
                Term::Word("invoice".into()),
                Term::Label("bill".into()),
                Term::Column("channel".into(), "web".into()),
                Term::Arm(Arm::Random),
                Term::Word("late fee".into()),
                Term::Word("http://x".into()),
            ]
        );
        assert_eq!(filter.without, [Term::Is(Condition::Flagged)]);
        assert_eq!(filter.words().count(), 3);
    }

    #[test]
    fn nothing_that_is_typed_is_an_error() {
        for typed in ["", " ", "-", "\"", "label:", "arm:repeat", "a:", ":", "- -"] {
            let filter = read(typed);
            assert!(
                filter
                    .terms
                    .iter()
                    .all(|term| matches!(term, Term::Word(_)))
            );
        }
        // How often one is asked the same is not told.
        assert_eq!(read("arm:repeat").terms, [Term::Word("arm:repeat".into())]);
    }
}
