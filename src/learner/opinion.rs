//! What does the committee think of one item?

use crate::schema::LabelId;

/// One member's vote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Vote {
    /// The member's id.
    pub member: &'static str,
    /// The label it finds likeliest.
    pub label: LabelId,
}

/// The committee's view of one item.
#[derive(Debug, Clone, PartialEq)]
pub struct Opinion {
    /// Mean probability of each class the committee knows, likeliest first.
    pub probabilities: Vec<(LabelId, f32)>,
    /// Each member's vote.
    pub votes: Vec<Vote>,
    /// Jensen–Shannon divergence among the members, 0 to 1.
    pub disagreement: f32,
}

impl Opinion {
    /// The likeliest label with its probability.
    pub fn likeliest(&self) -> Option<(LabelId, f32)> {
        self.probabilities.first().copied()
    }

    /// The second likeliest label with its probability.
    pub fn runner_up(&self) -> Option<(LabelId, f32)> {
        self.probabilities.get(1).copied()
    }

    /// The probability of a label; zero when the committee does not know it.
    pub fn probability(&self, label: LabelId) -> f32 {
        self.probabilities
            .iter()
            .find(|(known, _)| *known == label)
            .map_or(0.0, |(_, probability)| *probability)
    }
}
