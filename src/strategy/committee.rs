//! Scores items by how far the members of the committee differ.
//!
//! The first pass is by margin; its best 4,096 items are scored again by every voter, so the full
//! committee is asked about 4,096 items and not about all.

use super::context::{RankingContext, Scorer};
use super::registry::{ExplainInput, Family, StrategySpec};
use super::uncertainty::score_by_margin;
use crate::learner::{argmax, entropy, jensen_shannon, mean_of, vote_entropy};
use crate::schema::LabelId;

/// How many of the best by margin every voter scores.
pub(super) const SHORTLIST: usize = 4_096;

/// A scorer whose utility is a measure of every voter's probabilities, the choosing model's first.
pub(super) fn by_votes<'a>(
    context: &'a RankingContext<'a>,
    measure: fn(&[Vec<f32>]) -> f32,
) -> Scorer<'a> {
    Scorer::new(score_by_margin).then_each(SHORTLIST, move |item| {
        measure(&context.committee.votes_on(item))
    })
}

/// Who votes for what, in a sentence.
pub(super) fn votes_text(input: &ExplainInput<'_>) -> String {
    let votes = &input.prediction.votes;
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
        .map(|(label, count)| format!("{count} {}", (input.names)(*label)));
    let first = parts.next().unwrap_or_default();
    let rest: Vec<String> = parts.collect();
    format!(
        "of {} voters {}, {}",
        votes.len(),
        first.replacen(' ', " say ", 1),
        rest.join(", ")
    )
}

/// Asks where the members' votes are split the most.
pub(super) static VOTE_ENTROPY: StrategySpec = StrategySpec {
    id: "vote-entropy",
    title: "vote entropy",
    family: Family::Committee,
    doc: "asks where the members' votes are split the most; measured: as good as margin on spam, \
          no better than random on questions",
    formula: "−Σ (v_c/E) ln (v_c/E) / ln min(E, C)",
    source: "Dagan & Engelson 1995",
    cost: "n C + 4,096 E C",
    prepare: |context| by_votes(context, split_of_votes),
    explain: votes_text,
};

fn split_of_votes(votes: &[Vec<f32>]) -> f32 {
    let classes = votes.first().map_or(0, Vec::len);
    let votes: Vec<usize> = votes.iter().map(|p| argmax(p)).collect();
    vote_entropy(&votes, classes)
}

/// Asks where the committee as a whole is the most unsure.
pub(super) static CONSENSUS_ENTROPY: StrategySpec = StrategySpec {
    id: "consensus-entropy",
    title: "consensus entropy",
    family: Family::Committee,
    doc: "asks where the mean of the members' predictions is spread over the most labels; \
          measured: as good as margin on spam, below random on questions",
    formula: "H(Σ p_e / E) / ln C",
    source: "McCallum & Nigam 1998",
    cost: "n C + 4,096 E C",
    prepare: |context| by_votes(context, entropy_of_mean),
    explain: votes_text,
};

fn entropy_of_mean(votes: &[Vec<f32>]) -> f32 {
    entropy(&mean_of(votes.iter().map(Vec::as_slice)))
}

/// Asks where the members' distributions lie furthest apart.
pub(super) static DISAGREEMENT: StrategySpec = StrategySpec {
    id: "disagreement",
    title: "disagreement (BALD)",
    family: Family::Committee,
    doc: "asks where the members' predictions lie furthest apart; measured: below random on \
          questions and on spam, because members differ most on odd items",
    formula: "(H(p̄) − Σ H(p_e) / E) / ln min(E, C)",
    source: "McCallum & Nigam 1998; Houlsby et al. 2011 (BALD)",
    cost: "n C + 4,096 E C",
    prepare: |context| by_votes(context, distance),
    explain: votes_text,
};

fn distance(votes: &[Vec<f32>]) -> f32 {
    jensen_shannon(votes.iter().map(Vec::as_slice))
}

/// Asks where the fewest members agree with the majority.
pub(super) static VARIATION_RATIO: StrategySpec = StrategySpec {
    id: "variation-ratio",
    title: "variation ratio",
    family: Family::Committee,
    doc: "asks where the largest group of members that vote alike is smallest; measured: as \
          good as margin on spam, no better than random on questions",
    formula: "1 − max v_c / E",
    source: "Freeman 1965; Gal, Islam & Ghahramani 2017",
    cost: "n C + 4,096 E C",
    prepare: |context| by_votes(context, minority),
    explain: votes_text,
};

fn minority(votes: &[Vec<f32>]) -> f32 {
    1.0 - largest_party(votes) as f32 / votes.len().max(1) as f32
}

/// How many voters the label has that most vote for.
pub(super) fn largest_party(votes: &[Vec<f32>]) -> usize {
    let mut counts = vec![0; votes.first().map_or(0, Vec::len)];
    for p in votes {
        counts[argmax(p)] += 1;
    }
    counts.into_iter().max().unwrap_or(0)
}
