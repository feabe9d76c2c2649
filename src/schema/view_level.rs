//! How much of an item's text was seen?

use serde::{Deserialize, Serialize};

/// How much of a text is in sight, the least first.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum ViewLevel {
    /// Nothing of it: what is told is about the text, never from it.
    Veiled,
    /// The text with the words that could harm replaced by blocks.
    Masked,
    /// Its first sentences.
    Partial,
    /// All of it.
    #[default]
    Full,
}

impl ViewLevel {
    /// The word used in files and on screens.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Veiled => "veiled",
            Self::Masked => "masked",
            Self::Partial => "partial",
            Self::Full => "full",
        }
    }

    /// Whether anything of the text is in sight.
    pub fn is_revealed(self) -> bool {
        self != Self::Veiled
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_are_ordered_and_written_in_snake_case() {
        let all = [
            ViewLevel::Veiled,
            ViewLevel::Masked,
            ViewLevel::Partial,
            ViewLevel::Full,
        ];
        assert!(all.is_sorted());
        for level in all {
            let written = serde_json::to_string(&level).unwrap();
            assert_eq!(written, format!("\"{}\"", level.as_str()));
            assert_eq!(serde_json::from_str::<ViewLevel>(&written).unwrap(), level);
        }
        assert!(!ViewLevel::Veiled.is_revealed() && ViewLevel::Masked.is_revealed());
    }
}
