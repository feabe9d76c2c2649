//! Asks where the members' votes are split the most.

use super::acquisition::{Glance, Info, ItemView, Names, Strategy, margin_uncertainty};
use crate::learner::{Opinion, argmax, vote_entropy};
use crate::schema::LabelId;

pub(super) struct VoteEntropy;

impl Strategy for VoteEntropy {
    fn info(&self) -> &'static Info {
        &Info {
            id: "vote-entropy",
            doc: "asks where the members' votes are split the most",
            formula: "−Σ (v_c/E) ln (v_c/E) / ln min(E, C)",
            source: "Dagan & Engelson 1995",
            cost: "n E C",
        }
    }

    fn glance(&self, glance: &Glance<'_>, out: &mut [f32]) {
        margin_uncertainty(glance.block, out);
    }

    fn asks_voters(&self) -> bool {
        true
    }

    fn utility(&self, item: &ItemView<'_>) -> f32 {
        let votes: Vec<usize> = item.votes.iter().map(|p| argmax(p)).collect();
        let classes = item.votes.first().map_or(0, Vec::len);
        vote_entropy(&votes, classes)
    }

    fn explain(&self, opinion: &Opinion, names: Names<'_>) -> String {
        votes_in_words(opinion, names)
    }
}

/// Who votes for what, in a sentence.
pub(super) fn votes_in_words(opinion: &Opinion, names: Names<'_>) -> String {
    let split = opinion
        .votes
        .windows(2)
        .any(|pair| pair[0].label != pair[1].label);
    if !split {
        return "the members vote alike but weigh it differently".into();
    }
    let mut tally: Vec<(LabelId, usize)> = Vec::new();
    for vote in &opinion.votes {
        match tally.iter_mut().find(|(label, _)| *label == vote.label) {
            Some((_, count)) => *count += 1,
            None => tally.push((vote.label, 1)),
        }
    }
    tally.sort_by_key(|(label, count)| (std::cmp::Reverse(*count), *label));
    let mut parts = tally
        .iter()
        .map(|(label, count)| format!("{count} {}", names(*label)));
    let first = parts.next().unwrap_or_default();
    let rest: Vec<String> = parts.collect();
    format!(
        "of {} voters {}, {}",
        opinion.votes.len(),
        first.replacen(' ', " say ", 1),
        rest.join(", ")
    )
}
