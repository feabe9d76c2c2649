//! Finds what is likely if annotators err in ways of their own that are still alike.
//!
//! Dawid–Skene as a hierarchy: for each true class, the chances with which an annotator gives
//! each label are drawn from one Dirichlet distribution, common to all annotators, whose
//! parameters are estimated from the labels, too. Whoever gave few labels is taken to err as the
//! others do, and whoever gave many speaks for themselves; how fast the one becomes the other is
//! learnt, not set. (Bayesian classifier combination with an estimated prior: Kim and Ghahramani
//! 2012; mean-field updates as in Simpson and others 2013; the Dirichlet's fixed point is Minka's,
//! 2000, one step a round.)
//!
//! Mean field: with soft counts n_wc(y), q(e_wc) = Dir(α_c + n_wc), and an item's log weight of
//! class c is E[ln π_c] + Σ_w ψ(α_c(y) + n_wc(y)) − ψ(Σ α_c + n_wc).

use super::expectation_maximisation::{
    ErrorTables, Estimate, class_counts, fit, shares, vote_shares,
};
use super::model_selection::{Unidentified, identified};
use super::{Consensus, Method};
use crate::agreement::votes::Votes;
use crate::numerics::{digamma, ln_gamma};

/// Where each parameter begins: no label is preferred …
const START: f64 = 1.0;
/// … but the right one, by one label.
const RIGHT: f64 = 1.0;
/// The parameters' range: annotators may differ nearly freely, or be nearly the same.
const RANGE: (f64, f64) = (1e-2, 1e3);

/// The hierarchy by mean-field updates.
///
/// # Errors
/// When the votes barely identify it.
pub fn pooled(votes: &Votes) -> Result<Consensus, Unidentified> {
    identified(votes)?;
    let mut hierarchy = Hierarchy::new(votes.classes());
    let mut posterior = vote_shares(votes);
    let rounds = fit(votes, &mut posterior, |soft| {
        hierarchy.estimate(votes, soft)
    });
    let counts = ErrorTables::counted(votes, &posterior);
    let mut classes = class_counts(&posterior, votes.classes());
    for count in &mut classes {
        *count += START;
    }
    Ok(Consensus {
        method: Method::Pooled,
        prior: shares(&classes),
        rounds,
        items: votes.items().to_vec(),
        posterior,
        errors: Some(hierarchy.added_to(counts).normalised()),
    })
}

/// Parameters of the Dirichlet distributions: label given × true class, like an annotator's table.
struct Hierarchy {
    classes: usize,
    parameters: Vec<f64>,
}

impl Hierarchy {
    fn new(classes: usize) -> Self {
        let right = |cell: usize| cell / classes == cell % classes;
        Self {
            classes,
            parameters: (0..classes * classes)
                .map(|cell| START + if right(cell) { RIGHT } else { 0.0 })
                .collect(),
        }
    }

    /// One round: the parameters, then the annotators, then the bound's divergences.
    fn estimate(&mut self, votes: &Votes, posterior: &[f64]) -> Estimate {
        let counts = ErrorTables::counted(votes, posterior);
        self.step(&counts);
        let mut log_errors = self.added_to(counts);
        let mut penalty = 0.0;
        for table in log_errors.tables_mut() {
            for truth in 0..self.classes {
                penalty -= self.expect_logs(table, truth);
            }
        }
        let (log_prior, divergence) = log_shares(&class_counts(posterior, self.classes));
        Estimate {
            log_prior,
            log_errors,
            penalty: penalty - divergence,
        }
    }

    /// Minka's fixed point for the parameters of one class's Dirichlet from the counts of all:
    /// α(y) ← α(y) Σ_w [ψ(n_w(y) + α(y)) − ψ(α(y))] / Σ_w [ψ(Σ n_w + Σ α) − ψ(Σ α)].
    fn step(&mut self, counts: &ErrorTables) {
        for truth in 0..self.classes {
            let cells: Vec<usize> = self.cells(truth).collect();
            let old: Vec<f64> = cells.iter().map(|cell| self.parameters[*cell]).collect();
            let sum: f64 = old.iter().sum();
            let at_rest: Vec<f64> = old.iter().map(|alpha| digamma(*alpha)).collect();
            let all_at_rest = digamma(sum);
            let mut above = vec![0.0; cells.len()];
            let mut below = 0.0;
            for table in counts.tables() {
                let labels: f64 = cells.iter().map(|cell| table[*cell]).sum();
                below += digamma(labels + sum) - all_at_rest;
                for (at, cell) in cells.iter().enumerate() {
                    above[at] += digamma(table[*cell] + old[at]) - at_rest[at];
                }
            }
            if below > 1e-12 {
                for (at, cell) in cells.iter().enumerate() {
                    self.parameters[*cell] = (old[at] * above[at] / below).clamp(RANGE.0, RANGE.1);
                }
            }
        }
    }

    /// Makes the parameters of an annotator's posterior their expected logarithms, for one true
    /// class; answers with the divergence of the posterior from the common Dirichlet.
    fn expect_logs(&self, table: &mut [f64], truth: usize) -> f64 {
        let sum: f64 = self.cells(truth).map(|cell| table[cell]).sum();
        let prior: f64 = self.cells(truth).map(|cell| self.parameters[cell]).sum();
        let of_sum = digamma(sum);
        let mut divergence = ln_gamma(sum) - ln_gamma(prior);
        for cell in self.cells(truth) {
            let (own, common) = (table[cell], self.parameters[cell]);
            let log = digamma(own) - of_sum;
            divergence += ln_gamma(common) - ln_gamma(own) + (own - common) * log;
            table[cell] = log;
        }
        divergence
    }

    /// Counts with the parameters added to every annotator's.
    fn added_to(&self, mut counts: ErrorTables) -> ErrorTables {
        for table in counts.tables_mut() {
            for (count, parameter) in table.iter_mut().zip(&self.parameters) {
                *count += parameter;
            }
        }
        counts
    }

    /// Where an annotator's table speaks of one true class.
    fn cells(&self, truth: usize) -> impl Iterator<Item = usize> + use<> {
        let classes = self.classes;
        (0..classes).map(move |label| label * classes + truth)
    }
}

/// Expected logarithms of the class shares under Dir(1 + counts), and its divergence from Dir(1).
fn log_shares(counts: &[f64]) -> (Vec<f64>, f64) {
    let sum: f64 = counts.iter().map(|count| count + START).sum();
    let log = |count: &f64| digamma(count + START) - digamma(sum);
    let logs: Vec<f64> = counts.iter().map(log).collect();
    let mut divergence = ln_gamma(sum) - ln_gamma(START * counts.len() as f64);
    for (count, log) in counts.iter().zip(&logs) {
        divergence += ln_gamma(START) - ln_gamma(count + START) + count * log;
    }
    (logs, divergence)
}
