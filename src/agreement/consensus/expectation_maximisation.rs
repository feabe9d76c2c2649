//! Estimates truth and errors in turn by expectation and maximisation.
//!
//! From errors the truth of each item, in logarithms, from truth the errors (Dempster, Laird and
//! Rubin 1977; Dawid and Skene 1979). Rounds end when the bound on the log likelihood gains less than
//! 10⁻⁵ a label, or after 100.

use crate::agreement::votes::{AnnotatorId, Votes};
use crate::schema::LabelId;

/// Rounds at most.
const ROUNDS: usize = 100;
/// The least gain a label that is worth another round.
const GAIN: f64 = 1e-5;

/// What one method estimates from soft labels.
pub(super) struct Estimate {
    /// Logarithms of the class shares, as far as the expectation needs them.
    pub(super) log_prior: Vec<f64>,
    /// Logarithms of the chances of each label given each truth.
    pub(super) log_errors: ErrorTables,
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

/// Estimates and expects in turn until the bound stands still; answers with the number of rounds.
pub(super) fn fit(
    votes: &Votes,
    posterior: &mut [f64],
    mut estimate: impl FnMut(&[f64]) -> Estimate,
) -> usize {
    let mut bound = f64::NEG_INFINITY;
    for round in 1..=ROUNDS {
        let found = estimate(posterior);
        let next = expect(votes, &found, posterior) + found.penalty;
        if next - bound < GAIN * votes.all.len() as f64 {
            return round;
        }
        bound = next;
    }
    ROUNDS
}

/// The distribution of each row given the errors; answers with the log likelihood of all labels.
fn expect(votes: &Votes, estimate: &Estimate, posterior: &mut [f64]) -> f64 {
    let mut likelihood = 0.0;
    let rows = posterior.chunks_mut(votes.classes().max(1));
    for (cast, row) in votes.rows().zip(rows) {
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

/// For each annotator and label given, a number per true class: a probability, its logarithm or a
/// count.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct ErrorTables {
    classes: usize,
    /// By annotator, then label given, then true class: what one vote adds lies together.
    values: Vec<f64>,
}

impl ErrorTables {
    /// Nothing counted.
    pub(super) fn zeros(votes: &Votes) -> Self {
        let classes = votes.classes();
        Self {
            classes,
            values: vec![0.0; votes.annotators().len() * classes * classes],
        }
    }

    /// How many labels of each kind an annotator gave, each item counted as far as it is likely to
    /// be of a class.
    pub(super) fn counted(votes: &Votes, posterior: &[f64]) -> Self {
        let mut counts = Self::zeros(votes);
        for (cast, truth) in votes.rows().zip(posterior.chunks(votes.classes().max(1))) {
            for vote in cast {
                let counts = counts.of_mut(vote.annotator, vote.label);
                for (count, share) in counts.iter_mut().zip(truth) {
                    *count += share;
                }
            }
        }
        counts
    }

    /// The numbers for a label that this annotator gave, by true class.
    pub(super) fn of(&self, annotator: AnnotatorId, label: LabelId) -> &[f64] {
        let start = (annotator.index() * self.classes + label.index()) * self.classes;
        &self.values[start..start + self.classes]
    }

    pub(super) fn of_mut(&mut self, annotator: AnnotatorId, label: LabelId) -> &mut [f64] {
        let start = (annotator.index() * self.classes + label.index()) * self.classes;
        &mut self.values[start..start + self.classes]
    }

    /// One annotator's table: label given × true class.
    pub(super) fn tables_mut(&mut self) -> impl Iterator<Item = &mut [f64]> {
        self.values.chunks_mut((self.classes * self.classes).max(1))
    }

    /// All annotators' tables.
    pub(super) fn tables(&self) -> impl Iterator<Item = &[f64]> {
        self.values.chunks((self.classes * self.classes).max(1))
    }

    /// Every number changed.
    pub(super) fn map(mut self, change: impl Fn(f64) -> f64) -> Self {
        for value in &mut self.values {
            *value = change(*value);
        }
        self
    }

    /// Counts made shares: for each annotator and true class, the labels given sum to one.
    pub(super) fn normalised(mut self) -> Self {
        let classes = self.classes;
        for table in self.tables_mut() {
            for truth in 0..classes {
                let sum: f64 = (0..classes)
                    .map(|label| table[label * classes + truth])
                    .sum();
                for label in 0..classes {
                    table[label * classes + truth] /= sum;
                }
            }
        }
        self
    }
}
