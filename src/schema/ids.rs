//! Names items, labels and annotators.

use std::fmt;

use serde::{Deserialize, Serialize};

/// An item's place in the order of import, over pool and holdout together.
///
/// Stable for the life of a project because imported items are immutable and only appended to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ItemIndex(pub u32);

impl ItemIndex {
    /// As an index into a slice with one entry per item.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// A class, as its place in the [`super::LabelSet`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LabelId(pub u16);

impl LabelId {
    /// As an index into a slice with one entry per label.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// The name of whoever judged: a person, an oracle, an imported source.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Annotator(String);

impl Annotator {
    /// Accepts 1 to 64 letters, digits, `-`, `_` or `.`, not starting with a dot, because the
    /// name becomes a file name in every project the person touches.
    ///
    /// # Errors
    /// The reason, in words.
    pub fn new(name: &str) -> Result<Self, String> {
        let allowed = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.');
        if name.is_empty() || name.chars().count() > 64 {
            return Err("an annotator's name has 1 to 64 characters".into());
        }
        if name.starts_with('.') || !name.chars().all(allowed) {
            return Err(
                "an annotator's name is made of letters, digits, '-', '_' and '.', and does not \
                 start with '.'"
                    .into(),
            );
        }
        Ok(Self(name.to_owned()))
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Annotator {
    type Error = String;

    fn try_from(name: String) -> Result<Self, String> {
        Self::new(&name)
    }
}

impl From<Annotator> for String {
    fn from(annotator: Annotator) -> Self {
        annotator.0
    }
}

impl fmt::Display for Annotator {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_annotator_name_is_safe_as_a_file_name() {
        assert!(Annotator::new("ada").is_ok());
        assert!(Annotator::new("søren_2").is_ok());
        for bad in ["", ".", "..", "a/b", "a\\b", "a b", "a\u{202e}b", ".hidden"] {
            assert!(Annotator::new(bad).is_err(), "{bad:?}");
        }
        assert!(Annotator::new(&"x".repeat(65)).is_err());
    }
}
