//! Estimates how reliable each annotator is, and how they err.
//!
//! How often an annotator is right is the θ that makes their labels likeliest, given what is likely
//! without them: L(θ) = Σ_i ln(p_i θ + (1 − p_i)(1 − θ)/(K − 1)), where p_i is the probability of
//! their label by everyone else's labels of the item (their own is divided out, so that nobody
//! confirms themselves). Its interval holds each θ whose likelihood is within χ²₁(.95)/2 = 1.92 of
//! the best: wide where the others do not know either. Only methods that model errors can say.

use super::expectation_maximisation::ErrorTables;
use super::{Consensus, Method};
use crate::agreement::votes::{AnnotatorId, Vote, Votes};
use crate::numerics::Proportion;
use crate::schema::LabelId;

/// Half the 95 % point of χ² with one degree of freedom.
const WITHIN: f64 = 1.920_729;
/// Halvings of a bracket: below 10⁻⁹.
const HALVINGS: usize = 30;

/// One annotator against what the others make likely.
#[derive(Debug, Clone, PartialEq)]
pub struct Reliability {
    /// Who.
    pub annotator: AnnotatorId,
    /// How often they are right, with a likelihood interval; n counts the items that someone else
    /// labeled, too. `None` when there is none, or the method does not model errors.
    pub right: Option<Proportion>,
    /// Items by label given, then true class.
    confusion: Vec<f64>,
    classes: usize,
}

impl Reliability {
    /// How many of the items that this annotator called `given` are likely of class `truth`: a
    /// sum of probabilities.
    pub(crate) fn called(&self, given: LabelId, truth: LabelId) -> f64 {
        self.confusion[given.index() * self.classes + truth.index()]
    }
}

/// Every annotator, by id.
pub(crate) fn reliability(votes: &Votes, consensus: &Consensus) -> Vec<Reliability> {
    let classes = votes.classes();
    let counts = ErrorTables::counted(votes, &consensus.posterior);
    let mut chances: Vec<Vec<f64>> = vec![Vec::new(); votes.annotators().len()];
    if let Some(errors) = modelled(consensus) {
        for (row, cast) in votes.rows().enumerate().filter(|(_, cast)| cast.len() > 1) {
            for vote in cast {
                let chance = by_the_others(consensus.row(row), errors, vote);
                chances[vote.annotator.index()].push(chance);
            }
        }
    }
    let people = counts.tables().zip(chances).enumerate();
    people
        .map(|(id, (confusion, chances))| Reliability {
            annotator: AnnotatorId(id as u32),
            right: rightness(&chances, classes),
            confusion: confusion.to_vec(),
            classes,
        })
        .collect()
}

/// The errors by which the posterior was made.
fn modelled(consensus: &Consensus) -> Option<&ErrorTables> {
    match consensus.method {
        Method::Majority | Method::Crowdlab => None,
        _ => consensus.errors.as_ref(),
    }
}

/// The probability of a label once it is taken out of the item's distribution.
fn by_the_others(row: &[f64], errors: &ErrorTables, vote: &Vote) -> f64 {
    let errors = errors.of(vote.annotator, vote.label);
    let rest = row.iter().zip(errors).map(|(share, error)| share / error);
    let (mut own, mut all) = (0.0, 0.0);
    for (class, weight) in rest.enumerate() {
        all += weight;
        if class == vote.label.index() {
            own = weight;
        }
    }
    own / all
}

/// The likeliest share of right labels and the shares nearly as likely.
fn rightness(chances: &[f64], classes: usize) -> Option<Proportion> {
    if chances.is_empty() || classes < 2 {
        return None;
    }
    let others = classes as f64 - 1.0;
    let likelihood = |right: f64| -> f64 {
        let of = |p: &f64| (p * right + (1.0 - p) * (1.0 - right) / others).max(1e-300);
        chances.iter().map(|p| of(p).ln()).sum()
    };
    // The logarithm of a linear function is concave, and so is the sum: one peak.
    let slope = |right: f64| -> f64 {
        let of = |p: &f64| {
            let steep = p - (1.0 - p) / others;
            steep / (p * right + (1.0 - p) * (1.0 - right) / others).max(1e-300)
        };
        chances.iter().map(of).sum()
    };
    let value = crossing(0.0, 1.0, |right| slope(right) > 0.0);
    let enough = likelihood(value) - WITHIN;
    let below = crossing(0.0, value, |right| likelihood(right) < enough);
    let above = crossing(value, 1.0, |right| likelihood(right) >= enough);
    Some(Proportion {
        value,
        low: below,
        high: above,
        n: chances.len(),
    })
}

/// Where a condition that holds on the left ends.
fn crossing(mut left: f64, mut right: f64, holds: impl Fn(f64) -> bool) -> f64 {
    if holds(right) {
        return right;
    }
    if !holds(left) {
        return left;
    }
    for _ in 0..HALVINGS {
        let middle = f64::midpoint(left, right);
        if holds(middle) {
            left = middle;
        } else {
            right = middle;
        }
    }
    f64::midpoint(left, right)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_the_truth_is_known_the_share_is_that_of_right_labels() {
        let chances: Vec<f64> = (0..100)
            .map(|item| f64::from(u8::from(item >= 20)))
            .collect();
        let found = rightness(&chances, 2).unwrap();
        assert!((found.value - 0.8).abs() < 1e-6, "{found:?}");
        // 80 ln .8 + 20 ln .2 - 1.92 is reached at .715 and .870.
        assert!((found.low - 0.715).abs() < 1e-3, "{found:?}");
        assert!((found.high - 0.870).abs() < 1e-3, "{found:?}");
    }

    #[test]
    fn who_was_never_wrong_may_still_be_wrong_at_times() {
        let found = rightness(&[1.0; 30], 3).unwrap();
        assert_eq!(found.value.to_bits(), 1.0_f64.to_bits());
        assert!(
            (found.low - (-WITHIN / 30.0).exp()).abs() < 1e-6,
            "{found:?}"
        );
    }

    #[test]
    fn where_the_others_know_nothing_anything_is_possible() {
        let found = rightness(&[0.5; 30], 2).unwrap();
        assert!(found.low < 1e-6 && found.high > 1.0 - 1e-6, "{found:?}");
        assert_eq!(rightness(&[], 2), None);
    }
}
