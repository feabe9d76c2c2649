//! Who is to be relied on, and how do they err?
//!
//! An annotator's labels are held against what is likely without them: their own vote is divided
//! out of the item's distribution (or left out of its shares), so that nobody confirms themselves.
//! Items nobody else labeled are left out.

use super::super::votes::{AnnotatorId, Vote, Votes};
use super::posterior::{Consensus, Method};
use crate::schema::LabelId;
use crate::statistics::{Proportion, wilson_share};

/// One annotator against the consensus of the others.
#[derive(Debug, Clone, PartialEq)]
pub struct Reliability {
    /// Who.
    pub annotator: AnnotatorId,
    /// How often their label is the likely one, with its Wilson interval; n counts the items that
    /// someone else labeled, too. `None` when there is none.
    pub right: Option<Proportion>,
    /// How many items they labeled as `given` (first) that are likely `true` (second): sums to n.
    confusion: Vec<f64>,
    classes: usize,
}

impl Reliability {
    /// How many of the items that this annotator called `given` are likely of class `truth`: a
    /// sum of probabilities.
    pub fn called(&self, given: LabelId, truth: LabelId) -> f64 {
        self.confusion[given.index() * self.classes + truth.index()]
    }

    /// How often the annotator gives each label when the truth is this class, with the Wilson
    /// interval of each; `None` when no such item is likely.
    pub fn given_truth(&self, truth: LabelId) -> Option<Vec<Proportion>> {
        let counts: Vec<f64> = (0..self.classes as u16)
            .map(|label| self.called(LabelId(label), truth))
            .collect();
        let all: f64 = counts.iter().sum();
        counts
            .iter()
            .map(|count| wilson_share(count / all, all))
            .collect()
    }
}

/// Every annotator, by id.
pub fn reliability(votes: &Votes, consensus: &Consensus) -> Vec<Reliability> {
    let classes = votes.classes();
    let mut confusions = vec![vec![0.0; classes * classes]; votes.annotators().len()];
    let mut items = vec![0_usize; confusions.len()];
    for (row, cast) in votes.rows().enumerate().filter(|(_, cast)| cast.len() > 1) {
        for vote in cast {
            let who = vote.annotator.index();
            items[who] += 1;
            let start = vote.label.index() * classes;
            let others = without(consensus, row, cast, vote);
            for (sum, share) in confusions[who][start..].iter_mut().zip(others) {
                *sum += share;
            }
        }
    }
    confusions
        .into_iter()
        .zip(items)
        .enumerate()
        .map(|(id, (confusion, n))| {
            let right: f64 = (0..classes)
                .map(|class| confusion[class * (classes + 1)])
                .sum();
            Reliability {
                annotator: AnnotatorId(id as u32),
                right: wilson_share(right / n as f64, n as f64),
                confusion,
                classes,
            }
        })
        .collect()
}

/// The distribution of a row without one of its votes.
fn without(consensus: &Consensus, row: usize, cast: &[Vote], vote: &Vote) -> Vec<f64> {
    let errors = match consensus.method {
        Method::Majority | Method::Crowdlab => None,
        _ => consensus.errors.as_ref(),
    };
    let Some(errors) = errors else {
        return others_shares(consensus.classes(), cast, vote);
    };
    let mut rest: Vec<f64> = consensus
        .row(row)
        .iter()
        .zip(errors.of(vote.annotator, vote.label))
        .map(|(share, error)| share / error)
        .collect();
    let sum: f64 = rest.iter().sum();
    for share in &mut rest {
        *share /= sum;
    }
    rest
}

/// What the others said.
fn others_shares(classes: usize, cast: &[Vote], vote: &Vote) -> Vec<f64> {
    let mut shares = vec![0.0; classes];
    for other in cast
        .iter()
        .filter(|other| other.annotator != vote.annotator)
    {
        shares[other.label.index()] += 1.0 / (cast.len() - 1) as f64;
    }
    shares
}
