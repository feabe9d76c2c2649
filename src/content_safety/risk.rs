//! Assesses whether an item is sensitive, and of what kind.
//!
//! Three may say so: a column of the data, a lexicon, a person. Any one is enough to veil
//! the item; the person alone can say that it is not sensitive after all, and not even the person
//! takes away the hard stop of a category that is never shown. Invariant: a [`Risk`] holds no
//! byte of the item's text.

use serde::{Deserialize, Serialize};

use super::category::{Category, Severity, marked_as};
use super::lexicon::Lexicon;
use super::policy::ExposurePolicy;
use crate::state::SensitiveMark;

/// Who says so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// A person marked it.
    Person,
    /// A column of the data.
    Data,
    /// Words of a lexicon.
    Lexicon,
}

impl Source {
    /// In words, as they stand behind "marked by".
    pub(crate) fn in_words(self) -> &'static str {
        match self {
            Self::Person => "a person",
            Self::Data => "the data",
            Self::Lexicon => "its words",
        }
    }
}

/// What is known of an item that is to be veiled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Risk {
    /// Its kind; the first of several.
    pub category: Category,
    /// Other kinds that were named.
    pub others: Vec<Category>,
    /// How heavy it is, at least 1; the heaviest that was said.
    pub severity: Severity,
    /// Who says so, the most explicit first.
    pub sources: Vec<Source>,
    /// Whether a category is one that is never shown.
    pub hard_stop: bool,
}

impl Risk {
    /// All its categories.
    pub(crate) fn categories(&self) -> impl Iterator<Item = &Category> {
        std::iter::once(&self.category).chain(&self.others)
    }
}

/// What is known of one item.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Signals<'a> {
    /// Its text.
    pub text: &'a str,
    /// What the column of marks holds.
    pub mark: Option<&'a str>,
    /// What a person said last.
    pub person: Option<&'a SensitiveMark>,
}

/// Weighs what is said of items by one policy and lexicon.
#[derive(Debug, Clone)]
pub(crate) struct Assessor {
    /// The settings.
    pub policy: ExposurePolicy,
    /// That of [`ExposurePolicy::read_lexicon`].
    pub lexicon: Lexicon,
}

impl Assessor {
    /// The risk of an item; `None` when it is benign.
    pub(crate) fn assess(&self, signals: &Signals<'_>) -> Option<Risk> {
        let mut said: Vec<(Source, Category, Severity)> = Vec::new();
        if let Some(mark) = signals.person.filter(|mark| mark.sensitive) {
            let named = mark.category.as_deref().and_then(Category::named);
            let category = named.unwrap_or_else(Category::unnamed);
            said.push(self.by(Source::Person, category));
        }
        for category in signals.mark.map(marked_as).unwrap_or_default() {
            said.push(self.by(Source::Data, category));
        }
        let mut hits = self.lexicon.find(signals.text);
        hits.sort_by_key(|hit| std::cmp::Reverse(hit.severity));
        for hit in hits {
            said.push((Source::Lexicon, hit.category, hit.severity));
        }
        let risk = self.together(said)?;
        let cleared = signals.person.is_some_and(|mark| !mark.sensitive);
        (!cleared || risk.hard_stop).then_some(risk)
    }

    fn by(&self, source: Source, category: Category) -> (Source, Category, Severity) {
        let severity = self.policy.severity_of(&category);
        (source, category, severity)
    }

    fn together(&self, said: Vec<(Source, Category, Severity)>) -> Option<Risk> {
        let severity = said.iter().map(|(_, _, severity)| *severity).max()?;
        let mut sources = Vec::new();
        let mut categories: Vec<Category> = Vec::new();
        for (source, category, _) in said {
            if !sources.contains(&source) {
                sources.push(source);
            }
            if !categories.contains(&category) {
                categories.push(category);
            }
        }
        // A name says more than that there is none.
        categories.sort_by_key(|category| *category == Category::unnamed());
        let hard_stop = categories
            .iter()
            .any(|category| self.policy.never_show.contains(category));
        let mut categories = categories.into_iter();
        Some(Risk {
            category: categories.next()?,
            others: categories.collect(),
            severity: severity.max(Severity::MILD),
            sources,
            hard_stop,
        })
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    fn assessor() -> Assessor {
        let mut lexicon = Lexicon::default();
        let list = "[violence 1]\nstabbing\n[self-harm 3]\nwant to die\n";
        lexicon.add(Path::new("w"), list).unwrap();
        Assessor {
            policy: ExposurePolicy::default(),
            lexicon,
        }
    }

    fn category(name: &str) -> Category {
        Category::named(name).unwrap()
    }

    /// What a person said, without a category.
    fn said(sensitive: bool) -> SensitiveMark {
        SensitiveMark {
            sensitive,
            category: None,
        }
    }

    #[test]
    fn nobody_says_so_then_it_is_benign() {
        let signals = Signals {
            text: "a fine day",
            mark: Some("false"),
            person: None,
        };
        assert_eq!(assessor().assess(&signals), None);
    }

    #[test]
    fn the_most_explicit_names_it_and_the_heaviest_weighs() {
        let signals = Signals {
            text: "the stabbing; I want to die",
            mark: Some("hate"),
            person: None,
        };
        let risk = assessor().assess(&signals).unwrap();
        assert_eq!(risk.category, category("hate"));
        assert_eq!(risk.severity, Severity::SEVERE);
        assert_eq!(risk.sources, [Source::Data, Source::Lexicon]);
        let all: Vec<&str> = risk.categories().map(Category::as_str).collect();
        assert_eq!(all, ["hate", "self-harm", "violence"]);
    }

    #[test]
    fn a_name_goes_before_a_plain_yes() {
        let signals = Signals {
            text: "the stabbing",
            mark: Some("true"),
            ..Signals::default()
        };
        let risk = assessor().assess(&signals).unwrap();
        assert_eq!(risk.category, category("violence"));
        assert_eq!(
            risk.severity,
            Severity::MIDDLE,
            "a plain mark is of the middle"
        );
    }

    #[test]
    fn a_person_marks_and_clears_but_not_what_is_never_shown() {
        let benign = said(false);
        let signals = |mark| Signals {
            text: "x",
            mark: Some(mark),
            person: Some(&benign),
        };
        assert_eq!(assessor().assess(&signals("hate")), None);
        assert!(assessor().assess(&signals("CSAM")).unwrap().hard_stop);
        let sensitive = said(true);
        let marked = Signals {
            person: Some(&sensitive),
            ..Signals::default()
        };
        let risk = assessor().assess(&marked).unwrap();
        assert_eq!(risk.sources, [Source::Person]);
        assert_eq!(risk.category, Category::unnamed());
    }
}
