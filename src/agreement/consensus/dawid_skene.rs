//! What is likely if each annotator errs in a way of their own?
//!
//! Dawid and Skene (1979): annotator w says y with probability e_w(y|c) when the truth is c; all
//! labels are independent given the truth. Smoothed: each cell begins with a hundredth of a
//! label, and the diagonal with one more, so that the classes cannot change places and nothing
//! is impossible because it was not seen.

use super::super::votes::Votes;
use super::errors::Errors;
use super::identified::{Unidentified, identified};
use super::posterior::{Consensus, Method};
use super::rounds::{Estimate, class_counts, shares, take_turns, vote_shares};

/// Labels that each cell begins with.
pub(super) const SMOOTHING: f64 = 0.01;
/// Further labels that being right begins with.
pub(super) const RIGHT: f64 = 1.0;

/// Dawid–Skene by expectation and maximisation.
///
/// # Errors
/// When the votes barely identify it.
pub fn dawid_skene(votes: &Votes) -> Result<Consensus, Unidentified> {
    identified(votes)?;
    let mut posterior = vote_shares(votes);
    let rounds = take_turns(votes, &mut posterior, |soft| estimate(votes, soft));
    let last = estimate(votes, &posterior);
    Ok(Consensus {
        method: Method::DawidSkene,
        prior: last.log_prior.iter().map(|log| log.exp()).collect(),
        rounds,
        items: votes.items().to_vec(),
        posterior,
        errors: Some(last.log_errors.map(f64::exp)),
    })
}

fn estimate(votes: &Votes, posterior: &[f64]) -> Estimate {
    let classes = votes.classes();
    let mut counts = Errors::counted(votes, posterior);
    for table in counts.tables_mut() {
        for (cell, count) in table.iter_mut().enumerate() {
            *count += begins_with(cell, classes);
        }
    }
    let log_errors = counts.normalised().map(f64::ln);
    let penalty = log_errors
        .tables()
        .flat_map(|table| table.iter().enumerate())
        .map(|(cell, log)| begins_with(cell, classes) * log)
        .sum();
    let counts: Vec<f64> = class_counts(posterior, classes)
        .iter()
        .map(|count| count + SMOOTHING)
        .collect();
    Estimate {
        log_prior: shares(&counts).iter().map(|share| share.ln()).collect(),
        log_errors,
        penalty,
    }
}

/// Labels in a cell of an annotator's table before any is seen.
fn begins_with(cell: usize, classes: usize) -> f64 {
    let right = cell / classes == cell % classes;
    SMOOTHING + if right { RIGHT } else { 0.0 }
}
