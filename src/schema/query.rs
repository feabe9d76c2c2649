//! Defines the words that say how an item came to be asked, and in which state: its arm, why it is
//! repeated, how much of it was seen, how the annotator was.
//!
//! Journals, modules and screens share them. How fatigue is found is the business of
//! [`crate::wellbeing`].

use serde::{Deserialize, Serialize};

/// The arm of a query: what decided that this item was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Arm {
    /// The strategy chose it.
    #[default]
    Active,
    /// A uniform draw from the pool; trained on.
    Random,
    /// A uniform draw from the holdout; never trained on.
    Holdout,
    /// Asked again to measure the annotator's own consistency.
    Repeat,
    /// The person went and found it.
    Chosen,
    /// The label came in with a file.
    Imported,
    /// Asked in the review of disagreements.
    Review,
}

impl Arm {
    /// The word used in files and on screens.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Random => "random",
            Self::Holdout => "holdout",
            Self::Repeat => "repeat",
            Self::Chosen => "chosen",
            Self::Imported => "imported",
            Self::Review => "review",
        }
    }
}

/// What the fatigue detector says of a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FatigueState {
    /// There is too little history to say anything.
    #[serde(rename = "no_history")]
    NoHistory,
    /// Far from every threshold.
    Fresh,
    /// As usual.
    Steady,
    /// One channel is over its threshold.
    Drifting,
    /// One channel is over its threshold and a second on the way there.
    Tired,
}

impl FatigueState {
    /// The words used on screens.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::NoHistory => "no history yet",
            Self::Fresh => "fresh",
            Self::Steady => "steady",
            Self::Drifting => "drifting",
            Self::Tired => "tired",
        }
    }
}

/// Why an item that was judged is asked again, blind and unannounced.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RepeatPurpose {
    /// Planted among the others to measure self-consistency.
    Planted,
    /// From a sample of the labels given while tired.
    Tired,
    /// From the equal sample of labels given while fresh.
    Fresh,
    /// From the labels given from a masked view.
    Masked,
}

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
    pub(crate) fn is_revealed(self) -> bool {
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
