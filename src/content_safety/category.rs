//! What kind of content is it, and how heavy?
//!
//! A category's name is shown beside a veiled text, and it may come from a column of foreign
//! data: only a short word of letters, digits and hyphens is taken as one. Invariant: a
//! [`Category`] cannot hold a sentence.

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
    pub const NONE: Self = Self(0);
    /// A passing mention.
    pub const MILD: Self = Self(1);
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
}
