//! How do estimates of truth and of errors find each other?
//!
//! By expectation and maximisation in turn (Dempster, Laird and Rubin 1977; Dawid and Skene 1979):
//! from errors the truth of each item, in logarithms, from truth the errors. Rounds end when the
//! bound on the log likelihood gains less than 10⁻⁵ a label, or after 100.

use super::super::votes::Votes;
use super::errors::Errors;

/// Rounds at most.
const ROUNDS: usize = 100;
/// The least gain a label that is worth another round.
const GAIN: f64 = 1e-5;

/// What one method estimates from soft labels.
pub(super) struct Estimate {
    /// Logarithms of the class shares, as far as the expectation needs them.
    pub(super) log_prior: Vec<f64>,
    /// Logarithms of the chances of each label given each truth.
    pub(super) log_errors: Errors,
    /// What the bound has beside the likelihood of the labels: log prior density, or minus a
    /// divergence.
    pub(super) penalty: f64,
}

/// The shares of the labels of each row: where the rounds begin.
pub(super) fn vote_shares(votes: &Votes) -> Vec<f64> {
    let mut shares = vec![0.0; votes.len() * votes.classes()];
    for (cast, row) in votes.rows().zip(shares.chunks_mut(votes.classes().max(1))) {
        for vote in cast {
            row[vote.label.index()] += 1.0 / cast.len() as f64;
        }
    }
    shares
}

/// Takes turns until the bound stands still; the number of rounds is the second answer.
pub(super) fn take_turns(
    votes: &Votes,
    posterior: &mut [f64],
    mut estimate: impl FnMut(&[f64]) -> Estimate,
) -> usize {
    let mut bound = f64::NEG_INFINITY;
    for round in 1..=ROUNDS {
        let found = estimate(posterior);
        let next = expect(votes, &found, posterior) + found.penalty;
        if next - bound < GAIN * votes.all().len() as f64 {
            return round;
        }
        bound = next;
    }
    ROUNDS
}

/// The distribution of each row given the errors; answers with the log likelihood of all labels.
pub(super) fn expect(votes: &Votes, estimate: &Estimate, posterior: &mut [f64]) -> f64 {
    let mut likelihood = 0.0;
    for (cast, row) in votes
        .rows()
        .zip(posterior.chunks_mut(votes.classes().max(1)))
    {
        row.copy_from_slice(&estimate.log_prior);
        for vote in cast {
            let errors = estimate.log_errors.of(vote.annotator, vote.label);
            for (sum, error) in row.iter_mut().zip(errors) {
                *sum += error;
            }
        }
        likelihood += normalise_logs(row);
    }
    likelihood
}

/// Makes a distribution of logarithms of weights; answers with the logarithm of their sum.
pub(super) fn normalise_logs(row: &mut [f64]) -> f64 {
    let highest = row.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let mut sum = 0.0;
    for value in row.iter_mut() {
        *value = (*value - highest).exp();
        sum += *value;
    }
    for value in row.iter_mut() {
        *value /= sum;
    }
    highest + sum.ln()
}

/// Soft items per class.
pub(super) fn class_counts(posterior: &[f64], classes: usize) -> Vec<f64> {
    let mut counts = vec![0.0; classes];
    for row in posterior.chunks(classes.max(1)) {
        for (count, share) in counts.iter_mut().zip(row) {
            *count += share;
        }
    }
    counts
}

/// Counts as shares of their sum.
pub(super) fn shares(counts: &[f64]) -> Vec<f64> {
    let sum: f64 = counts.iter().sum();
    counts.iter().map(|count| count / sum).collect()
}
