//! Names the kinds of content and how heavy they are, and reads them from a column of the data.
//!
//! A category's name is shown beside a veiled text, and it may come from a column of foreign
//! data: only a short word of letters, digits and hyphens is taken as one. Invariant: a
//! [`Category`] cannot hold a sentence.
//!
//! The column that `querist new --sensitive` names is a yes-or-no, or holds a category, or
//! several with `;`, `,` or `|` between. While labeling, a value that is neither is read with
//! care: it marks the item, without a name. When a project is made it is an error instead.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Deserializer, Serialize};

/// The longest name of a category, in characters.
const LONGEST: usize = 32;

/// What kind of content an item holds: `violence`, `self-harm`, …
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct Category(String);

impl Category {
    /// The category of a name: lowercase, spaces and underscores as hyphens. `None` when it is
    /// empty, longer than 32 characters or holds anything but letters, digits and hyphens.
    pub fn named(name: &str) -> Option<Self> {
        let name: String = name
            .trim()
            .chars()
            .flat_map(char::to_lowercase)
            .map(|c| if matches!(c, ' ' | '_') { '-' } else { c })
            .collect();
        let fits = !name.is_empty()
            && name.chars().count() <= LONGEST
            && name.chars().all(|c| c.is_alphanumeric() || c == '-');
        fits.then_some(Self(name))
    }

    /// What is known to be sensitive and nothing more.
    pub fn unnamed() -> Self {
        Self("sensitive".into())
    }

    /// Its name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Category {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(&self.0)
    }
}

impl<'de> Deserialize<'de> for Category {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = String::deserialize(deserializer)?;
        Self::named(&name).ok_or_else(|| {
            serde::de::Error::custom(format!(
                "{name:?} is no category: take up to {LONGEST} letters, digits and hyphens"
            ))
        })
    }
}

/// How heavy it is to read, from 0 (not at all) to 3.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(try_from = "u8", into = "u8")]
pub struct Severity(u8);

impl Severity {
    /// Nothing to protect from.
    pub(crate) const NONE: Self = Self(0);
    /// A passing mention.
    pub(crate) const MILD: Self = Self(1);
    /// What is assumed where nothing says more.
    pub const MIDDLE: Self = Self(2);
    /// Explicit.
    pub const SEVERE: Self = Self(3);

    /// As a number, 0 to 3.
    pub fn level(self) -> u8 {
        self.0
    }
}

impl TryFrom<u8> for Severity {
    type Error = String;

    fn try_from(level: u8) -> Result<Self, String> {
        if level <= Self::SEVERE.0 {
            Ok(Self(level))
        } else {
            Err(format!("severity {level} is not one of 0, 1, 2, 3"))
        }
    }
}

impl From<Severity> for u8 {
    fn from(severity: Severity) -> Self {
        severity.0
    }
}

/// More categories than this are no categories.
const MOST_CATEGORIES: usize = 40;

/// What marks nothing, in lowercase.
const BENIGN: &[&str] = &[
    "", "false", "f", "no", "n", "0", "0.0", "none", "null", "nil", "na", "n/a", "nan", "-", "ok",
    "safe", "benign",
];
/// What marks without a category, in lowercase.
const MARKED: &[&str] = &["true", "t", "yes", "y", "1", "1.0", "x"];

/// The categories that a value of the column names; empty when it marks nothing. A value that
/// cannot be understood marks the item without a name.
pub(crate) fn marked_as(value: &str) -> Vec<Category> {
    parts(value)
        .map(|part| part.unwrap_or_else(|_| Category::unnamed()))
        .collect()
}

/// The parts of a value that mark something.
fn parts(value: &str) -> impl Iterator<Item = Result<Category, &str>> {
    value.split([';', ',', '|']).filter_map(|part| {
        let part = part.trim();
        let word = part.to_lowercase();
        if BENIGN.contains(&word.as_str()) {
            None
        } else if MARKED.contains(&word.as_str()) {
            Some(Ok(Category::unnamed()))
        } else if part.parse::<f64>().is_ok() {
            Some(Err(part))
        } else {
            Some(Category::named(part).ok_or(part))
        }
    })
}

/// What the whole column says, for the preview of a new project.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct MarkSummary {
    /// Items that are marked.
    pub marked: usize,
    /// Items in all.
    pub items: usize,
    /// Items of each category, the most frequent first; what is marked without a category is
    /// called `sensitive`.
    pub categories: Vec<(Category, usize)>,
}

/// Why a column does not mark anything.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct MarkError {
    /// The item, by its place, of the value that is wrong; `None` when it is about all.
    pub item: Option<usize>,
    /// What is wrong, in words.
    pub what: String,
    /// What to do.
    pub next: String,
}

/// Reads the values of a column, one an item.
///
/// # Errors
/// When a value is a number other than 0 and 1 or no name of a category, or there are more than
/// 40 categories.
pub(crate) fn summarize_marks<'a>(
    column: &str,
    values: impl Iterator<Item = &'a str>,
) -> Result<MarkSummary, MarkError> {
    let mut account = MarkSummary::default();
    let mut counts: BTreeMap<Category, usize> = BTreeMap::new();
    for (item, value) in values.enumerate() {
        account.items += 1;
        let mut categories = Vec::new();
        for part in parts(value) {
            categories.push(part.map_err(|wrong| odd_value(column, item, wrong))?);
        }
        account.marked += usize::from(!categories.is_empty());
        categories.sort_unstable();
        categories.dedup();
        for category in categories {
            *counts.entry(category).or_default() += 1;
        }
    }
    let is_each_its_own = counts.len() > 1 && counts.len() == account.items;
    if counts.len() > MOST_CATEGORIES || is_each_its_own {
        return Err(MarkError {
            item: None,
            what: format!(
                "the column {column:?} has {} different values: these are no categories",
                counts.len()
            ),
            next: "name a column of true/false or of a few categories with --sensitive".into(),
        });
    }
    account.categories = counts.into_iter().collect();
    account
        .categories
        .sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    Ok(account)
}

fn odd_value(column: &str, item: usize, value: &str) -> MarkError {
    let start: String = value.chars().take(20).collect();
    let what = if value.parse::<f64>().is_ok() {
        format!("the column {column:?} holds a number other than 0 and 1: {start}")
    } else {
        format!("the column {column:?} holds what is no category: {start:?}")
    };
    MarkError {
        item: Some(item),
        what,
        next: "write true or false, or a category of up to 32 letters, digits and hyphens, into \
               that column, or name another with --sensitive"
            .into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_category_is_a_short_word_and_never_a_sentence() {
        let named = |name| Category::named(name).map(|category| category.to_string());
        assert_eq!(named(" Self_Harm "), Some("self-harm".into()));
        assert_eq!(named("hate speech"), Some("hate-speech".into()));
        for wrong in [
            "",
            "  ",
            "he said: no",
            "a\u{1b}[2J",
            "x\ny",
            &"long ".repeat(9),
        ] {
            assert_eq!(named(wrong), None, "{wrong:?}");
        }
    }

    #[test]
    fn a_severity_is_one_of_four() {
        assert_eq!(serde_json::from_str::<Severity>("3").unwrap().level(), 3);
        assert!(serde_json::from_str::<Severity>("4").is_err());
        assert_eq!(serde_json::to_string(&Severity::MILD).unwrap(), "1");
    }

    fn names(value: &str) -> Vec<String> {
        marked_as(value).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_yes_marks_a_no_does_not_and_a_category_has_its_name() {
        for benign in ["", " ", "false", "No", "0", "none", "None", "N/A", ";"] {
            assert!(names(benign).is_empty(), "{benign}");
        }
        for marked in ["true", "YES", "1", "y"] {
            assert_eq!(names(marked), ["sensitive"], "{marked}");
        }
        assert_eq!(names("Self harm; violence"), ["self-harm", "violence"]);
    }

    #[test]
    fn what_cannot_be_understood_is_veiled_without_a_name() {
        assert_eq!(names("0.73"), ["sensitive"]);
        assert_eq!(names("He said: \"go away\" and left."), ["sensitive"]);
    }

    #[test]
    fn an_account_counts_items_and_categories() {
        let values = ["violence", "", "violence|hate", "yes", "no"];
        let account = summarize_marks("s", values.into_iter()).unwrap();
        assert_eq!((account.marked, account.items), (3, 5));
        let counts: Vec<(&str, usize)> = account
            .categories
            .iter()
            .map(|(category, count)| (category.as_str(), *count))
            .collect();
        assert_eq!(counts, [("violence", 2), ("hate", 1), ("sensitive", 1)]);
    }

    #[test]
    fn a_column_of_numbers_or_texts_is_refused_with_its_item() {
        let wrong = summarize_marks("score", ["0", "0.7"].into_iter()).unwrap_err();
        assert_eq!(wrong.item, Some(1));
        assert!(wrong.what.contains("0.7"), "{}", wrong.what);
        let wrong = summarize_marks("t", ["it is. so"].into_iter()).unwrap_err();
        assert_eq!(wrong.item, Some(0));
        let many: Vec<String> = (0..50).map(|n| format!("c{n}")).collect();
        let wrong = summarize_marks("c", many.iter().map(String::as_str)).unwrap_err();
        assert_eq!(wrong.item, None);
    }
}
