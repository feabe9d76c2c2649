//! Chooses the consensus method whose answer is shown as the probable label.
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
//! A method that predicts what people say of an item must have understood both the item and the
//! people, so held-out likelihood is a fair stand-in for truth. It is none where annotators share an
//! error.

use rayon::prelude::*;

use super::crowdlab::crowdlab;
use super::dawid_skene::{dawid_skene, majority, one_coin};
use super::pooled::pooled;
use super::{Consensus, Method, Probabilities};
use crate::agreement::votes::{Vote, Votes};
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

/// How well a method predicts labels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Candidate {
    /// The method.
    pub method: Method,
    /// Mean natural logarithm of the probability it gave to labels that were hidden from it.
    pub log_likelihood: f64,
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
    let candidates = compared(&log_likelihoods(votes));
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
        Method::Majority | Method::Crowdlab => Ok(majority(votes)),
    }
}

/// For each candidate the log probability of each label when it was hidden; empty for a candidate
/// that could not be fitted to some part.
fn log_likelihoods(votes: &Votes) -> Vec<Vec<f64>> {
    let parts: Vec<Votes> = (0..PARTS)
        .map(|part| votes.only(|vote| part_of(vote) != part))
        .collect();
    let jobs: Vec<(Method, u64)> = CANDIDATES
        .iter()
        .flat_map(|method| (0..PARTS).map(|part| (*method, part)))
        .collect();
    let told: Vec<Option<Vec<f64>>> = jobs
        .into_par_iter()
        .map(|(method, part)| log_likelihood(votes, &parts[part as usize], method, part))
        .collect();
    told.chunks(PARTS as usize)
        .map(|parts| {
            let all: Option<Vec<&Vec<f64>>> = parts.iter().map(Option::as_ref).collect();
            let all = all.unwrap_or_default().into_iter();
            all.flatten().copied().collect()
        })
        .collect()
}

/// Log probabilities of one part's labels by a method that was fitted to the others.
fn log_likelihood(votes: &Votes, rest: &Votes, method: Method, part: u64) -> Option<Vec<f64>> {
    let consensus = fitted(method, rest).ok()?;
    let hidden = votes.all.iter().filter(|vote| part_of(vote) == part);
    let told = hidden.map(|vote| {
        let predicted_label = consensus.predicted_label(rest.row_of(vote.item), vote.annotator);
        let probability = predicted_label.map_or(0.0, |said| said[vote.label.index()]);
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
    let candidates = CANDIDATES.into_iter().zip(told);
    let known = candidates.filter(|(_, told)| !told.is_empty());
    let known: Vec<(Method, &Vec<f64>)> = known.collect();
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
                log_likelihood: mean(told),
                behind,
                error: (spread / (n - 1.0).max(1.0) / n).sqrt(),
            }
        })
        .collect()
}

/// Annotators that are needed to tell truth from error: two who differ are both as likely wrong.
const ANNOTATORS: usize = 3;
/// Labels that an item should have, by the median.
const LABELS: usize = 2;

/// Why a model of errors is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unidentified {
    /// There is no label.
    #[error("nobody has labeled anything yet")]
    NoLabels,
    /// Too few annotations.
    #[error("{0} annotators are too few to tell who errs; it takes three")]
    FewAnnotators(usize),
    /// Items of one annotation.
    #[error("most items have one label (median {0}); it takes two for most to tell who errs")]
    FewLabels(usize),
    /// No items of several annotations.
    #[error("no item has labels of two annotators, so nobody can be weighed against another")]
    NoOverlap,
    /// The model does not know the items.
    #[error("the model has no probabilities for some of the labeled items")]
    NoProbabilities,
    /// All say the same.
    #[error("all labels are of one class, so nothing is to be told apart")]
    OneClass,
}

/// Whether a model of errors can be fitted: three annotators, two labels on the median item, two
/// classes.
///
/// # Errors
/// What is missing.
pub(crate) fn identified(votes: &Votes) -> Result<(), Unidentified> {
    let annotators = votes.speakers();
    let mut labels: Vec<usize> = votes.rows().map(<[_]>::len).collect();
    labels.sort_unstable();
    let median = labels.get(labels.len().saturating_sub(1) / 2);
    let median = median.copied().unwrap_or(0);
    let classes = votes.labels_per_class().iter().filter(|n| **n > 0).count();
    if votes.is_empty() {
        Err(Unidentified::NoLabels)
    } else if annotators < ANNOTATORS {
        Err(Unidentified::FewAnnotators(annotators))
    } else if median < LABELS {
        Err(Unidentified::FewLabels(median))
    } else if classes < 2 {
        Err(Unidentified::OneClass)
    } else {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::agreement::tests::votes;

    #[test]
    fn it_takes_three_voices_and_two_for_most_items() {
        assert_eq!(identified(&votes(2, &[])), Err(Unidentified::NoLabels));
        assert_eq!(
            identified(&votes(2, &["01", "11"])),
            Err(Unidentified::FewAnnotators(2))
        );
        let thin = votes(2, &["0..", ".1.", "..1", "011"]);
        assert_eq!(identified(&thin), Err(Unidentified::FewLabels(1)));
        assert_eq!(identified(&thin.only(|vote| vote.item.0 == 3)), Ok(()));
        assert_eq!(
            identified(&votes(2, &["111", "111"])),
            Err(Unidentified::OneClass)
        );
    }
}
