//! Holds what a reviewer may decide on an item: the one type of it in memory.
//!
//! The journal keeps its own record of it, with the class by name, as it was released.

use super::LabelId;

/// A reviewer's decision on an item. `Q` is what is kept of the question that a gap raises: its
/// words, or nothing where they make no difference.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Adjudication<Q = String> {
    /// It is of this class, whatever the annotators say.
    Label(LabelId),
    /// People differ here, and that is the answer: the distribution stands.
    KeepDistribution,
    /// The guidelines leave it open: the question that they must answer.
    GuidelineGap(Q),
}

impl<Q> Adjudication<Q> {
    /// What it makes of the item, whatever is asked of the guidelines.
    pub fn outcome(&self) -> Adjudication<()> {
        match self {
            Self::Label(label) => Adjudication::Label(*label),
            Self::KeepDistribution => Adjudication::KeepDistribution,
            Self::GuidelineGap(_) => Adjudication::GuidelineGap(()),
        }
    }
}
