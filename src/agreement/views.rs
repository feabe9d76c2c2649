//! Computes the views of an item: `majority`, `probable`, `adjudicated` and `soft`.
//!
//! Views are functions of the votes and of what was decided about them; `raw` is the votes
//! themselves. Invariant: a view is computed, never stored, so no view can lose what another shows.

use super::votes::Votes;
use crate::schema::{Adjudication, LabelId};

/// An item after adjudication.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Adjudicated {
    /// An expert decided for a class.
    Decided(LabelId),
    /// Nobody decided, and all who spoke agree.
    Agreed(LabelId),
    /// An expert decided that the annotations stand as they are.
    Distribution(Vec<f64>),
    /// The guidelines do not say: no label until they do.
    Gap,
    /// VoteSource differ and nobody decided.
    Open,
}

/// The label that more people gave than any other; none where two were given equally often.
pub(crate) fn majority(votes: &Votes, row: usize) -> Option<LabelId> {
    let counts = votes.counts(row);
    let (label, most) = counts.iter().max_by_key(|(_, count)| *count)?;
    let tied = counts.iter().filter(|(_, count)| count == most).count() > 1;
    (!tied).then_some(*label)
}

/// The share of each class among all labels: what a row is drawn towards in [`soft`].
pub(crate) fn class_shares(votes: &Votes) -> Vec<f64> {
    let counts = votes.labels_per_class();
    let all = counts.iter().sum::<usize>().max(1) as f64;
    counts.iter().map(|count| *count as f64 / all).collect()
}

/// The counts of a row as a distribution, drawn towards `prior` by the weight of `pull` labels:
/// (c_k + a π_k)/(n + a). One label of pull is the default; with none the counts stand alone.
pub(crate) fn soft(votes: &Votes, row: usize, prior: &[f64], pull: f64) -> Vec<f64> {
    let cast = votes.row(row);
    let all = cast.len() as f64 + pull;
    let mut distribution: Vec<f64> = prior.iter().map(|share| pull * share / all).collect();
    distribution.resize(votes.classes(), 0.0);
    for vote in cast {
        distribution[vote.label.index()] += 1.0 / all;
    }
    distribution
}

/// An item after adjudication: what an expert decided, else what all agree on.
pub(crate) fn adjudicated(
    votes: &Votes,
    row: usize,
    decision: Option<Adjudication<()>>,
) -> Adjudicated {
    match (decision, votes.counts(row).as_slice()) {
        (Some(Adjudication::Label(label)), _) => Adjudicated::Decided(label),
        (Some(Adjudication::GuidelineGap(())), _) => Adjudicated::Gap,
        (Some(Adjudication::KeepDistribution), _) => {
            Adjudicated::Distribution(soft(votes, row, &[], 0.0))
        }
        (None, [(label, _)]) => Adjudicated::Agreed(*label),
        (None, _) => Adjudicated::Open,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::agreement::consensus;
    use crate::agreement::tests::votes;

    #[test]
    fn a_tie_has_no_majority() {
        let table = votes(3, &["001", "01.", "222", "0112"]);
        let labels: Vec<Option<u16>> = (0..4)
            .map(|row| majority(&table, row).map(|label| label.0))
            .collect();
        assert_eq!(labels, [Some(0), None, Some(2), Some(1)]);
        assert_eq!(majority(&table, 9), None);
        let shares = consensus::majority(&table);
        for row in 0..4 {
            assert_eq!(
                shares.likeliest(row).map(|best| best.0),
                majority(&table, row)
            );
        }
    }

    #[test]
    fn soft_counts_are_drawn_towards_the_prior_by_one_label() {
        let table = votes(2, &["001"]);
        // (2 + .75)/4 and (1 + .25)/4.
        assert_eq!(soft(&table, 0, &[0.75, 0.25], 1.0), [0.6875, 0.3125]);
        assert_eq!(class_shares(&table), [2.0 / 3.0, 1.0 / 3.0]);
    }

    #[test]
    fn a_decision_speaks_before_the_votes_and_a_distribution_keeps_dissent() {
        let table = votes(2, &["0001", "11.."]);
        let seen = |row, decision| adjudicated(&table, row, decision);
        assert_eq!(seen(0, None), Adjudicated::Open);
        assert_eq!(seen(1, None), Adjudicated::Agreed(LabelId(1)));
        let one = Some(Adjudication::Label(LabelId(1)));
        assert_eq!(seen(0, one), Adjudicated::Decided(LabelId(1)));
        assert_eq!(
            seen(0, Some(Adjudication::KeepDistribution)),
            Adjudicated::Distribution(vec![0.75, 0.25])
        );
        assert_eq!(
            seen(1, Some(Adjudication::GuidelineGap(()))),
            Adjudicated::Gap
        );
    }
}
