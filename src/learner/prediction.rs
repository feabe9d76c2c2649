//! Holds what the committee predicts for one item: probabilities, votes, disagreement.

use super::math::{argmax, jensen_shannon, vote_entropy};
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
pub struct CommitteePrediction {
    /// Probability of each class the committee knows, likeliest first: the choosing model's.
    pub probabilities: Vec<(LabelId, f32)>,
    /// Each member's vote.
    pub votes: Vec<Vote>,
    /// Jensen–Shannon divergence among the members, 0 to 1.
    pub disagreement: f32,
    /// Entropy of the members' votes, 0 to 1.
    pub vote_entropy: f32,
}

impl CommitteePrediction {
    /// From each voter's probabilities, one entry a class; the first voter's are the committee's.
    pub(super) fn new(
        classes: &[LabelId],
        member_ids: &[&'static str],
        members: &[&[f32]],
    ) -> Self {
        let chosen = members.first().copied().unwrap_or_default();
        let winners: Vec<usize> = members.iter().map(|p| argmax(p)).collect();
        let votes = member_ids
            .iter()
            .zip(&winners)
            .map(|(member, winner)| Vote {
                member,
                label: classes[*winner],
            })
            .collect();
        let mut probabilities: Vec<(LabelId, f32)> = classes
            .iter()
            .copied()
            .zip(chosen.iter().copied())
            .collect();
        probabilities.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        Self {
            probabilities,
            votes,
            disagreement: jensen_shannon(members.iter().copied()),
            vote_entropy: vote_entropy(&winners, classes.len()),
        }
    }

    /// The likeliest label with its probability.
    pub fn likeliest(&self) -> Option<(LabelId, f32)> {
        self.probabilities.first().copied()
    }

    /// The second likeliest label with its probability.
    pub(crate) fn runner_up(&self) -> Option<(LabelId, f32)> {
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
