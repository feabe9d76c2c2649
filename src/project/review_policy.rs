//! What does `querist.toml` say of how disagreement is reviewed?

use serde::Deserialize;

/// The settings under `[review]`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ReviewPolicy {
    /// Whether people who differ can all be right.
    pub kind: ReviewKind,
}

/// What the labels of a project are (Röttger et al. 2022): it decides what a review may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ReviewKind {
    /// The guidelines have one answer for each item: whoever differs has made a mistake, or the
    /// guidelines have a gap.
    #[default]
    Prescriptive,
    /// Each label is one person's perspective: nobody decides for all of them.
    Descriptive,
}

impl ReviewKind {
    /// The word in the config and on the screen.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Prescriptive => "prescriptive",
            Self::Descriptive => "descriptive",
        }
    }
}
