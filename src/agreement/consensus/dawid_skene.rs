//! Finds what is likely if each annotator errs in a way of their own.
//!
//! [`dawid_skene`] (Dawid and Skene 1979): annotator w says y with probability e_w(y|c) when the truth
//! is c; all labels are independent given the truth. Smoothed: each cell begins with a hundredth of a
//! label, and the diagonal with one more, so that the classes cannot change places and nothing is
//! impossible because it was not seen. [`one_coin`] is the same with one number an annotator: the true
//! class with probability θ_w, each other with (1 − θ_w)/(K − 1); it needs fewer labels of each, and is
//! wrong where someone leans to one class. In [`majority`] everyone weighs the same: the distribution of
//! an item is that of its labels, and the errors, by which it predicts labels as the others do, are the
//! same for all: how often label y is given beside label c on one item.

use super::expectation_maximisation::{
    ErrorTables, Estimate, class_counts, fit, shares, vote_shares,
};
use super::model_selection::{Unidentified, identified};
use super::{Consensus, Method};
use crate::agreement::votes::Votes;

/// Labels that each cell begins with.
const SMOOTHING: f64 = 0.01;
/// Further labels that being right begins with.
const RIGHT: f64 = 1.0;

/// Dawid–Skene by expectation and maximisation.
///
/// # Errors
/// When the votes barely identify it.
pub fn dawid_skene(votes: &Votes) -> Result<Consensus, Unidentified> {
    fitted(Method::DawidSkene, votes, own_errors)
}

/// One-coin Dawid–Skene by expectation and maximisation.
///
/// # Errors
/// When the votes barely identify it.
pub fn one_coin(votes: &Votes) -> Result<Consensus, Unidentified> {
    fitted(Method::OneCoin, votes, one_number)
}

/// The shares of the labels.
pub fn majority(votes: &Votes) -> Consensus {
    let posterior = vote_shares(votes);
    let classes = votes.classes();
    let own = ErrorTables::counted(votes, &posterior);
    let mut all = vec![SMOOTHING; classes * classes];
    for table in own.tables() {
        for (sum, count) in all.iter_mut().zip(table) {
            *sum += count;
        }
    }
    let mut errors = ErrorTables::zeros(votes);
    for table in errors.tables_mut() {
        table.copy_from_slice(&all);
    }
    Consensus {
        method: Method::Majority,
        prior: smoothed_shares(&posterior, classes),
        rounds: 0,
        items: votes.items().to_vec(),
        posterior,
        errors: Some(errors.normalised()),
    }
}

fn fitted(
    method: Method,
    votes: &Votes,
    estimate: impl Fn(&Votes, &[f64]) -> Estimate,
) -> Result<Consensus, Unidentified> {
    identified(votes)?;
    let mut posterior = vote_shares(votes);
    let rounds = fit(votes, &mut posterior, |soft| estimate(votes, soft));
    let last = estimate(votes, &posterior);
    Ok(Consensus {
        method,
        prior: last.log_prior.iter().map(|log| log.exp()).collect(),
        rounds,
        items: votes.items().to_vec(),
        posterior,
        errors: Some(last.log_errors.map(f64::exp)),
    })
}

/// The errors of each annotator, class by class.
fn own_errors(votes: &Votes, posterior: &[f64]) -> Estimate {
    let classes = votes.classes();
    let mut counts = ErrorTables::counted(votes, posterior);
    for table in counts.tables_mut() {
        for (cell, count) in table.iter_mut().enumerate() {
            *count += begins_with(cell, classes);
        }
    }
    let log_errors = counts.normalised().map(f64::ln);
    let cells = log_errors
        .tables()
        .flat_map(|table| table.iter().enumerate());
    let penalty = cells
        .map(|(cell, log)| begins_with(cell, classes) * log)
        .sum();
    Estimate {
        log_prior: log_prior(posterior, classes),
        log_errors,
        penalty,
    }
}

/// Labels in a cell of an annotator's table before any is seen.
fn begins_with(cell: usize, classes: usize) -> f64 {
    SMOOTHING + if is_right(cell, classes) { RIGHT } else { 0.0 }
}

/// How often each annotator is right, whatever the class.
fn one_number(votes: &Votes, posterior: &[f64]) -> Estimate {
    let classes = votes.classes();
    let others = (classes as f64 - 1.0).max(1.0);
    let mut log_errors = ErrorTables::counted(votes, posterior);
    let mut penalty = 0.0;
    for table in log_errors.tables_mut() {
        let all: f64 = table.iter().sum();
        let right: f64 = (0..classes).map(|class| table[class * (classes + 1)]).sum();
        let skill = (right + RIGHT) / (all + RIGHT + others * SMOOTHING);
        let wrong = (1.0 - skill) / others;
        penalty += RIGHT * skill.ln() + others * SMOOTHING * wrong.ln();
        for (cell, value) in table.iter_mut().enumerate() {
            let right = is_right(cell, classes);
            *value = if right { skill } else { wrong }.ln();
        }
    }
    Estimate {
        log_prior: log_prior(posterior, classes),
        log_errors,
        penalty,
    }
}

/// Whether a cell of an annotator's table counts labels that are right.
fn is_right(cell: usize, classes: usize) -> bool {
    cell / classes == cell % classes
}

fn log_prior(posterior: &[f64], classes: usize) -> Vec<f64> {
    let shares = smoothed_shares(posterior, classes);
    shares.iter().map(|share| share.ln()).collect()
}

fn smoothed_shares(posterior: &[f64], classes: usize) -> Vec<f64> {
    let mut counts = class_counts(posterior, classes);
    for count in &mut counts {
        *count += SMOOTHING;
    }
    shares(&counts)
}
