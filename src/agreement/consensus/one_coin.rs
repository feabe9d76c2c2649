//! What is likely if each annotator is right equally often, whatever the class?
//!
//! Dawid–Skene with one number an annotator: the true class with probability θ_w, each other with
//! (1 − θ_w)/(K − 1). It needs fewer labels of each, and is wrong where someone leans to one class.

use super::super::votes::Votes;
use super::dawid_skene::{RIGHT, SMOOTHING};
use super::errors::Errors;
use super::identified::{Unidentified, identified};
use super::posterior::{Consensus, Method};
use super::rounds::{Estimate, class_counts, shares, take_turns, vote_shares};

/// One-coin Dawid–Skene by expectation and maximisation.
///
/// # Errors
/// When the votes barely identify it.
pub fn one_coin(votes: &Votes) -> Result<Consensus, Unidentified> {
    identified(votes)?;
    let mut posterior = vote_shares(votes);
    let rounds = take_turns(votes, &mut posterior, |soft| estimate(votes, soft));
    let last = estimate(votes, &posterior);
    Ok(Consensus {
        method: Method::OneCoin,
        prior: last.log_prior.iter().map(|log| log.exp()).collect(),
        rounds,
        items: votes.items().to_vec(),
        posterior,
        errors: Some(last.log_errors.map(f64::exp)),
    })
}

fn estimate(votes: &Votes, posterior: &[f64]) -> Estimate {
    let classes = votes.classes();
    let others = (classes as f64 - 1.0).max(1.0);
    let mut log_errors = Errors::counted(votes, posterior);
    let mut penalty = 0.0;
    for table in log_errors.tables_mut() {
        let all: f64 = table.iter().sum();
        let right: f64 = (0..classes).map(|class| table[class * (classes + 1)]).sum();
        let skill = (right + RIGHT) / (all + RIGHT + others * SMOOTHING);
        let wrong = (1.0 - skill) / others;
        penalty += RIGHT * skill.ln() + others * SMOOTHING * wrong.ln();
        for (cell, value) in table.iter_mut().enumerate() {
            let is_right = cell / classes == cell % classes;
            *value = if is_right { skill } else { wrong }.ln();
        }
    }
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
