//! What do most say?
//!
//! Everyone weighs the same: the distribution of an item is that of its labels. The errors, by
//! which it foretells labels as the other methods do, are the same for all annotators: how often
//! label y is given beside label c on one item, with a hundredth of a label for what was never
//! seen.

use super::super::votes::Votes;
use super::errors::Errors;
use super::posterior::{Consensus, Method};
use super::rounds::{class_counts, shares, vote_shares};

/// Stands for what was never seen.
const SMOOTHING: f64 = 0.01;

/// The shares of the labels.
pub fn majority(votes: &Votes) -> Consensus {
    let posterior = vote_shares(votes);
    let classes = votes.classes();
    let own = Errors::counted(votes, &posterior);
    let mut all = vec![SMOOTHING; classes * classes];
    for table in own.tables() {
        for (sum, count) in all.iter_mut().zip(table) {
            *sum += count;
        }
    }
    let mut errors = Errors::all(votes, 0.0);
    for table in errors.tables_mut() {
        table.copy_from_slice(&all);
    }
    let counts: Vec<f64> = class_counts(&posterior, classes)
        .iter()
        .map(|count| count + SMOOTHING)
        .collect();
    Consensus {
        method: Method::Majority,
        prior: shares(&counts),
        rounds: 0,
        items: votes.items().to_vec(),
        posterior,
        errors: Some(errors.normalised()),
    }
}
