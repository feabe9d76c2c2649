//! How did an item come to be answered?

use serde::{Deserialize, Serialize};

/// The arm of a query: what decided that this item was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Arm {
    /// The strategy chose it.
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
