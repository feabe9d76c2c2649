//! What is likely if annotators either know or guess?
//!
//! MACE (Hovy and others 2013): with probability θ_w annotator w gives the true label, else one
//! from a distribution ξ_w of their own, whatever the item. A second opinion beside Dawid–Skene:
//! it finds those who press one key. Variational rounds with Beta(½, ½) on θ and half a label a
//! class on ξ, from several random starts, of which the likeliest stays.

use rayon::prelude::*;

use super::super::votes::Votes;
use super::errors::Errors;
use super::identified::{Unidentified, identified};
use super::posterior::{Consensus, Method};
use super::rounds::{Estimate, class_counts, expect, shares, vote_shares};
use crate::numerics::digamma;
use crate::rng::{Seed, Stream};

/// Random starts.
const STARTS: u32 = 10;
/// Rounds from each.
const ROUNDS: usize = 50;
/// Labels that knowing, guessing and each guess begin with.
const PRIOR: f64 = 0.5;

/// How one annotator answers.
struct Answerer {
    /// Knows the truth; with guessing it sums to one, or less as variational weights.
    knows: f64,
    guesses: f64,
    /// What a guess is, by label.
    habit: Vec<f64>,
}

/// MACE by variational rounds from ten starts.
///
/// # Errors
/// When the votes barely identify it.
pub fn mace(votes: &Votes, seed: Seed) -> Result<Consensus, Unidentified> {
    identified(votes)?;
    let runs: Vec<(f64, Consensus)> = (0..STARTS)
        .into_par_iter()
        .map(|start| run(votes, &mut seed.stream("mace", &start.to_string())))
        .collect();
    runs.into_iter()
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, consensus)| consensus)
        .ok_or(Unidentified::NoLabels)
}

fn run(votes: &Votes, chance: &mut Stream) -> (f64, Consensus) {
    let classes = votes.classes();
    let mut posterior = vote_shares(votes);
    let mut answerers: Vec<Answerer> = votes
        .annotators()
        .iter()
        .map(|_| drawn(classes, chance))
        .collect();
    let mut likelihood = f64::NEG_INFINITY;
    for _ in 0..ROUNDS {
        likelihood = expect(votes, &weights(votes, &answerers), &mut posterior);
        answerers = estimated(votes, &posterior, &answerers, variational);
    }
    let errors = weights(votes, &estimated(votes, &posterior, &answerers, mean));
    let consensus = Consensus {
        method: Method::Mace,
        prior: shares(&class_counts(&posterior, classes)),
        rounds: ROUNDS,
        items: votes.items().to_vec(),
        posterior,
        errors: Some(errors.log_errors.map(f64::exp)),
    };
    (likelihood, consensus)
}

/// A start: anyone may be anything.
fn drawn(classes: usize, chance: &mut Stream) -> Answerer {
    let knows = chance.next_f64();
    let habit: Vec<f64> = (0..classes).map(|_| 1.0 + chance.next_f64()).collect();
    Answerer {
        knows,
        guesses: 1.0 - knows,
        habit: shares(&habit),
    }
}

/// Chances of each label given each truth; the truth is uniform beforehand.
fn weights(votes: &Votes, answerers: &[Answerer]) -> Estimate {
    let classes = votes.classes();
    let mut log_errors = Errors::all(votes, 0.0);
    for (table, answerer) in log_errors.tables_mut().zip(answerers) {
        for (cell, value) in table.iter_mut().enumerate() {
            let (label, truth) = (cell / classes, cell % classes);
            let knows = if label == truth { answerer.knows } else { 0.0 };
            *value = (knows + answerer.guesses * answerer.habit[label]).ln();
        }
    }
    Estimate {
        log_prior: vec![-(classes as f64).ln(); classes],
        log_errors,
        penalty: 0.0,
    }
}

/// New weights from how often each annotator is likely to have known or guessed.
fn estimated(
    votes: &Votes,
    posterior: &[f64],
    before: &[Answerer],
    weigh: fn(&[f64], f64) -> Vec<f64>,
) -> Vec<Answerer> {
    let classes = votes.classes();
    let mut known = vec![0.0; before.len()];
    let mut guessed = vec![vec![0.0; classes]; before.len()];
    for (cast, truth) in votes.rows().zip(posterior.chunks(classes.max(1))) {
        for vote in cast {
            let (who, label) = (vote.annotator.index(), vote.label.index());
            let answerer = &before[who];
            let guess = answerer.guesses * answerer.habit[label];
            let knew = truth[label] * answerer.knows / (answerer.knows + guess);
            known[who] += knew;
            guessed[who][label] += 1.0 - knew;
        }
    }
    known
        .into_iter()
        .zip(guessed)
        .map(|(known, guessed)| {
            let skill = weigh(&[known, guessed.iter().sum()], PRIOR);
            Answerer {
                knows: skill[0],
                guesses: skill[1],
                habit: weigh(&guessed, PRIOR),
            }
        })
        .collect()
}

/// exp(E[ln share]) under a Dirichlet: the weights of a variational round.
fn variational(counts: &[f64], prior: f64) -> Vec<f64> {
    let sum: f64 = counts.iter().map(|count| count + prior).sum();
    let of_sum = digamma(sum);
    counts
        .iter()
        .map(|count| (digamma(count + prior) - of_sum).exp())
        .collect()
}

/// The mean shares, for what annotators are expected to say.
fn mean(counts: &[f64], prior: f64) -> Vec<f64> {
    let counts: Vec<f64> = counts.iter().map(|count| count + prior).collect();
    shares(&counts)
}
