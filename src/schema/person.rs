//! How is the person, and why were they asked again?
//!
//! The words that journals, rooms and screens share. What they mean and how they are found is
//! the business of [`crate::wellbeing`].

use serde::{Deserialize, Serialize};

/// What the fatigue detector says of a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
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
