//! How are the voters asked, and how is what they said told?

use rayon::prelude::*;

use super::super::acquisition::{ExplainInput, ScoreBatch, Scorer, margin_uncertainty};
use super::super::leaders::Ranked;
use super::super::scene::RankingContext;
use crate::schema::LabelId;

/// How many leaders of the glance are put to every voter.
pub(super) const DISPUTED: usize = 4_096;

/// A look whose utility is a measure of every voter's probabilities, the choosing model's first.
pub(super) struct ByVotes<'a> {
    pub(super) scene: &'a RankingContext<'a>,
    pub(super) measure: fn(&[Vec<f32>]) -> f32,
}

impl Scorer for ByVotes<'_> {
    fn glance(&self, glance: &ScoreBatch<'_>, out: &mut [f32]) {
        margin_uncertainty(glance, out);
    }

    fn weigh(&self, shortlist: &[Ranked]) -> Vec<f32> {
        shortlist
            .par_iter()
            .map(|leader| (self.measure)(&self.scene.committee.votes_on(leader.item)))
            .collect()
    }
}

/// Who votes for what, in a sentence.
pub(super) fn votes_in_words(seen: &ExplainInput<'_>) -> String {
    let votes = &seen.opinion.votes;
    if votes.windows(2).all(|pair| pair[0].label == pair[1].label) {
        return "the members vote alike but weigh it differently".into();
    }
    let mut tally: Vec<(LabelId, usize)> = Vec::new();
    for vote in votes {
        match tally.iter_mut().find(|(label, _)| *label == vote.label) {
            Some((_, count)) => *count += 1,
            None => tally.push((vote.label, 1)),
        }
    }
    tally.sort_by_key(|(label, count)| (std::cmp::Reverse(*count), *label));
    let mut parts = tally
        .iter()
        .map(|(label, count)| format!("{count} {}", (seen.names)(*label)));
    let first = parts.next().unwrap_or_default();
    let rest: Vec<String> = parts.collect();
    format!(
        "of {} voters {}, {}",
        votes.len(),
        first.replacen(' ', " say ", 1),
        rest.join(", ")
    )
}
