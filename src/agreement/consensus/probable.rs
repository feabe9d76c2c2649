//! Which method's answer is called probable?
//!
//! One declared rule, which sees no gold standard:
//!
//! 1. Where the votes barely identify who errs (see [`identified`]), nothing but counts is shown —
//!    or CROWDLAB, when a model's out-of-sample probabilities are there and some items have two
//!    labels.
//! 2. Else a fifth of the labels is hidden in turn, each method is fitted to the rest, and asked
//!    how likely each hidden label was, given who gave it. Candidates, simplest first: majority
//!    (all annotators err alike), one coin, pooled Dawid–Skene, Dawid–Skene.
//! 3. The best is the one that gave hidden labels the highest mean log probability; chosen is the
//!    simplest that is within one standard error of the best, over the labels (the
//!    one-standard-error rule of Breiman and others 1984).
//!
//! A method that foretells what people say of an item must have understood both the item and the
//! people, so foresight is a fair stand-in for truth. It is none where annotators share an error.

use rayon::prelude::*;

use super::super::votes::{Vote, Votes};
use super::crowdlab::crowdlab;
use super::dawid_skene::dawid_skene;
use super::identified::{Unidentified, identified};
use super::majority::majority;
use super::one_coin::one_coin;
use super::pooled::pooled;
use super::posterior::{Consensus, Method, Probabilities};
use crate::rng::mixed;

/// Parts of the labels that are hidden in turn.
const PARTS: u64 = 5;
/// Candidates, simplest first.
const CANDIDATES: [Method; 4] = [
    Method::Majority,
    Method::OneCoin,
    Method::Pooled,
    Method::DawidSkene,
];
/// What a label gets that was given no chance at all.
const LEAST: f64 = 1e-12;

/// How well a method foretells labels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Candidate {
    /// The method.
    pub method: Method,
    /// Mean natural logarithm of the probability it gave to labels that were hidden from it.
    pub foresight: f64,
    /// How far that is below the best method's.
    pub behind: f64,
    /// The standard error of that difference.
    pub error: f64,
}

/// The consensus that the rule chose, and what it was chosen among.
#[derive(Debug, Clone, PartialEq)]
pub struct Probable {
    /// The answer.
    pub consensus: Consensus,
    /// All candidates, simplest first; empty where the votes barely identify who errs.
    pub candidates: Vec<Candidate>,
}

/// Chooses a method by the rule above and gives its answer.
///
/// # Errors
/// When the votes barely identify who errs and no model helps.
pub fn probable(votes: &Votes, model: Option<&Probabilities>) -> Result<Probable, Unidentified> {
    if let Err(reason) = identified(votes) {
        let helped = model.and_then(|model| crowdlab(votes, model).ok());
        return helped.ok_or(reason).map(|helped| Probable {
            consensus: helped.consensus,
            candidates: Vec::new(),
        });
    }
    let candidates = compared(&foresights(votes));
    let best = candidates.iter().find(|one| one.behind <= one.error);
    let method = best.map_or(Method::Majority, |best| best.method);
    Ok(Probable {
        consensus: fitted(method, votes)?,
        candidates,
    })
}

fn fitted(method: Method, votes: &Votes) -> Result<Consensus, Unidentified> {
    match method {
        Method::OneCoin => one_coin(votes),
        Method::Pooled => pooled(votes),
        Method::DawidSkene => dawid_skene(votes),
        Method::Majority | Method::Mace | Method::Crowdlab => Ok(majority(votes)),
    }
}

/// For each candidate the log probability of each label when it was hidden; empty for a candidate
/// that could not be fitted to some part.
fn foresights(votes: &Votes) -> Vec<Vec<f64>> {
    let parts: Vec<Votes> = (0..PARTS)
        .map(|part| votes.only(|vote| part_of(vote) != part))
        .collect();
    let jobs: Vec<(Method, u64)> = CANDIDATES
        .iter()
        .flat_map(|method| (0..PARTS).map(|part| (*method, part)))
        .collect();
    let told: Vec<Option<Vec<f64>>> = jobs
        .into_par_iter()
        .map(|(method, part)| foresight(votes, &parts[part as usize], method, part))
        .collect();
    told.chunks(PARTS as usize)
        .map(|parts| {
            let all: Option<Vec<&Vec<f64>>> = parts.iter().map(Option::as_ref).collect();
            all.unwrap_or_default()
                .into_iter()
                .flatten()
                .copied()
                .collect()
        })
        .collect()
}

/// Log probabilities of one part's labels by a method that was fitted to the others.
fn foresight(votes: &Votes, rest: &Votes, method: Method, part: u64) -> Option<Vec<f64>> {
    let consensus = fitted(method, rest).ok()?;
    let hidden = votes.all().iter().filter(|vote| part_of(vote) == part);
    let told = hidden.map(|vote| {
        let foretold = consensus.foretold(rest.row_of(vote.item), vote.annotator);
        let probability = foretold.map_or(0.0, |said| said[vote.label.index()]);
        probability.max(LEAST).ln()
    });
    Some(told.collect())
}

/// The part in which a label is hidden: by its item and annotator alone.
fn part_of(vote: &Vote) -> u64 {
    mixed((u64::from(vote.item.0) << 32) | u64::from(vote.annotator.0)) % PARTS
}

/// Means, and differences to the best label by label.
fn compared(told: &[Vec<f64>]) -> Vec<Candidate> {
    let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len().max(1) as f64;
    let known: Vec<(Method, &Vec<f64>)> = CANDIDATES
        .into_iter()
        .zip(told)
        .filter(|(_, told)| !told.is_empty())
        .collect();
    let Some((_, best)) = known.iter().max_by(|a, b| mean(a.1).total_cmp(&mean(b.1))) else {
        return Vec::new();
    };
    known
        .iter()
        .map(|(method, told)| {
            let differences: Vec<f64> = best.iter().zip(*told).map(|(a, b)| a - b).collect();
            let behind = mean(&differences);
            let spread: f64 = differences.iter().map(|d| (d - behind).powi(2)).sum();
            let n = differences.len() as f64;
            Candidate {
                method: *method,
                foresight: mean(told),
                behind,
                error: (spread / (n - 1.0).max(1.0) / n).sqrt(),
            }
        })
        .collect()
}
