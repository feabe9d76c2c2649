//! Finds the words that suggest that a text harms.
//!
//! Lists of terms with a category and a severity: one in `assets/lexicon/`, written for querist
//! and documented there as incomplete, and those that a project names. A term matches whole words
//! in any case; of several that fit at a place the longest counts, and of equal ones the one read
//! last, so that a project's own list can take words out again (severity 0). A match is a reason
//! to veil, and says which words to mask; it is never a judgement of the text.

use std::collections::HashMap;
use std::ops::Range;
use std::path::Path;

use super::category::{Category, Severity};
use crate::error::{Error, Place, Result};
use crate::text::{Token, words};

const ENGLISH: &str = include_str!("../../assets/lexicon/english.txt");

/// Lists of terms, ready to be looked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Lexicon {
    terms: Vec<Term>,
    /// Terms by their first word, when it is a whole one.
    by_word: HashMap<String, Vec<usize>>,
    /// Terms by their first word, when it is a stem.
    by_stem: HashMap<String, Vec<usize>>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Term {
    words: Vec<Word>,
    category: Category,
    severity: Severity,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Word {
    text: String,
    /// Whether longer words that begin so fit, too.
    is_stem: bool,
}

impl Word {
    fn fits(&self, token: &str) -> bool {
        if self.is_stem {
            token.starts_with(&self.text)
        } else {
            token == self.text
        }
    }
}

/// A term found in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Hit {
    /// The bytes of the text.
    pub range: Range<usize>,
    /// What it suggests.
    pub category: Category,
    /// How heavy, 1 to 3.
    pub severity: Severity,
}

impl Lexicon {
    /// The list that comes with querist.
    pub(crate) fn built_in() -> Result<Self> {
        let mut lexicon = Self::default();
        lexicon.add(Path::new("assets/lexicon/english.txt"), ENGLISH)?;
        Ok(lexicon)
    }

    /// Reads one more list.
    pub(crate) fn add_file(&mut self, path: &Path) -> Result<()> {
        let text = crate::regular_file::read_text(path)?;
        self.add(path, &text)
    }

    /// Adds the terms of a list; `path` is for errors.
    pub(crate) fn add(&mut self, path: &Path, list: &str) -> Result<()> {
        let mut heading: Option<(Category, Severity)> = None;
        for (number, line) in list.lines().enumerate() {
            let line = line.trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let wrong = |what: String, next: &str| {
                Err(Error::input(
                    Place::line(path, number as u64 + 1),
                    what,
                    next,
                ))
            };
            if let Some(inner) = line.strip_prefix('[') {
                heading = read_heading(inner);
                if heading.is_none() {
                    let what = format!("{line:?} is no heading of a list of words");
                    return wrong(what, "write a category and a severity: [violence 2]");
                }
                continue;
            }
            let Some((category, severity)) = heading.clone() else {
                let what = "a word stands before the first heading".to_owned();
                return wrong(what, "begin with a category and a severity: [violence 2]");
            };
            let words = read_words(line);
            if words.is_empty() {
                let what = format!("{line:?} holds no word");
                return wrong(what, "write words of letters and digits, one term a line");
            }
            self.insert(Term {
                words,
                category,
                severity,
            });
        }
        Ok(())
    }

    fn insert(&mut self, term: Term) {
        if let Some(known) = self
            .terms
            .iter_mut()
            .find(|known| known.words == term.words)
        {
            *known = term;
            return;
        }
        let first = &term.words[0];
        let index = if first.is_stem {
            &mut self.by_stem
        } else {
            &mut self.by_word
        };
        index
            .entry(first.text.clone())
            .or_default()
            .push(self.terms.len());
        self.terms.push(term);
    }

    /// Whether there is no term.
    pub(crate) fn is_empty(&self) -> bool {
        self.terms.is_empty()
    }

    /// Terms found in a text, in its order; they do not overlap.
    pub(crate) fn find(&self, text: &str) -> Vec<Hit> {
        if self.is_empty() {
            return Vec::new();
        }
        let tokens: Vec<Token<'_>> = words(text).collect();
        let mut hits = Vec::new();
        let mut at = 0;
        while at < tokens.len() {
            let Some(term) = self.longest_at(&tokens[at..]) else {
                at += 1;
                continue;
            };
            let last = at + term.words.len() - 1;
            if term.severity > Severity::NONE {
                hits.push(Hit {
                    range: tokens[at].range.start..tokens[last].range.end,
                    category: term.category.clone(),
                    severity: term.severity,
                });
            }
            at = last + 1;
        }
        hits
    }

    fn longest_at(&self, tokens: &[Token<'_>]) -> Option<&Term> {
        let first: &str = tokens.first()?.text.as_ref();
        let stems = first
            .char_indices()
            .skip(1)
            .map(|(end, _)| &first[..end])
            .chain([first])
            .filter_map(|stem| self.by_stem.get(stem));
        stems
            .chain(self.by_word.get(first))
            .flatten()
            .copied()
            .filter(|term| self.terms[*term].is_at(tokens))
            .max_by_key(|term| (self.terms[*term].words.len(), *term))
            .map(|term| &self.terms[term])
    }
}

impl Term {
    fn is_at(&self, tokens: &[Token<'_>]) -> bool {
        self.words.len() <= tokens.len()
            && self
                .words
                .iter()
                .zip(tokens)
                .all(|(word, token)| word.fits(&token.text))
    }
}

/// What stands in a heading behind its bracket: `violence 2]`.
fn read_heading(inner: &str) -> Option<(Category, Severity)> {
    let (category, severity) = inner.strip_suffix(']')?.trim().rsplit_once(' ')?;
    let severity: u8 = severity.parse().ok()?;
    Some((
        Category::named(category)?,
        Severity::try_from(severity).ok()?,
    ))
}

/// The words of a term, cut as texts are; a `*` right behind one makes it a stem.
fn read_words(line: &str) -> Vec<Word> {
    let mut read: Vec<Word> = Vec::new();
    for token in words(line) {
        if token.text == "*" {
            if let Some(last) = read.last_mut() {
                last.is_stem = true;
            }
        } else {
            read.push(Word {
                text: token.text.into_owned(),
                is_stem: false,
            });
        }
    }
    read
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lexicon(list: &str) -> Lexicon {
        let mut lexicon = Lexicon::default();
        lexicon.add(Path::new("words.txt"), list).unwrap();
        lexicon
    }

    fn found(lexicon: &Lexicon, text: &str) -> Vec<(String, u8)> {
        lexicon
            .find(text)
            .into_iter()
            .map(|hit| (text[hit.range].to_owned(), hit.severity.level()))
            .collect()
    }

    #[test]
    fn a_term_matches_whole_words_in_any_case() {
        let lexicon = lexicon("[violence 2]\nkill\nshot in the head\nbehead*\n");
        assert_eq!(found(&lexicon, "a skill of killing"), []);
        assert_eq!(found(&lexicon, "KILL!"), [("KILL".into(), 2)]);
        assert_eq!(
            found(&lexicon, "Shot, in the HEAD; beheadings"),
            [("Shot, in the HEAD".into(), 2), ("beheadings".into(), 2)]
        );
        // A soft hyphen hides no word.
        assert_eq!(found(&lexicon, "ki\u{ad}ll").len(), 1);
    }

    #[test]
    fn the_longest_term_counts_and_zero_takes_words_out() {
        let lexicon =
            lexicon("[violence 2]\nkill\n[violence 0]\nkill time\n[self-harm 3]\nkill myself\n");
        assert_eq!(found(&lexicon, "we kill time"), []);
        assert_eq!(found(&lexicon, "kill myself"), [("kill myself".into(), 3)]);
        assert_eq!(found(&lexicon, "kill kill time"), [("kill".into(), 2)]);
    }

    #[test]
    fn of_equal_terms_the_last_counts() {
        let mut lexicon = lexicon("[violence 2]\nKill\n");
        lexicon
            .add(Path::new("mine.txt"), "[violence 0]\nkill\n")
            .unwrap();
        assert_eq!(lexicon.terms.len(), 1);
        assert_eq!(found(&lexicon, "kill"), []);
    }

    #[test]
    fn a_wrong_line_is_told_with_its_number() {
        for (list, line) in [
            ("word\n", 1),
            ("# c\n[violence]\n", 2),
            ("[violence 4]\n", 1),
            ("[violence 2]\nfine\n,,\n", 3),
        ] {
            let wrong = Lexicon::default()
                .add(Path::new("w.txt"), list)
                .unwrap_err();
            let wrong = wrong.to_string();
            assert!(wrong.starts_with(&format!("w.txt:{line}:")), "{wrong}");
        }
    }

    #[test]
    fn the_list_that_comes_with_querist_can_be_read_and_is_restrained() {
        let lexicon = Lexicon::built_in().unwrap();
        assert!(lexicon.terms.len() > 100);
        for text in [
            "The invoice shows last month's VAT number; who kills the process?",
            "This film is dead boring and I nearly died laughing",
            "The therapist recommended grapes",
        ] {
            assert_eq!(found(&lexicon, text), [], "{text}");
        }
        assert_eq!(found(&lexicon, "I want to die")[0].1, 3);
    }
}
