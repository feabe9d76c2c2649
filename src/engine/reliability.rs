//! How likely is each label of an item, given who gave them?
//!
//! The model of Dawid and Skene (1979): every item has one true class, and annotator w says k of
//! an item of class c with probability e_w(k | c), independently of the others. Fitted by
//! expectation-maximisation from vote shares. Refused where it is barely identified. Fits are
//! made at fixed numbers of voices and kept: when answers are taken back, the fit of that many
//! voices counts again. Invariant: a fit follows from the voices alone, in item order.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::schema::{Annotator, LabelId};
use crate::state::{TrainingChange, Voice};

/// Voices before the first fit; each later one comes after a quarter more.
const FIRST_FIT: usize = 40;

/// Fewer annotators, or fewer labels on the median item, say too little of each other.
const LEAST_ANNOTATORS: usize = 3;
const LEAST_VOICES: usize = 2;

/// Pseudo-counts of right and of each wrong answer an annotator begins with.
const RIGHT: f64 = 1.0;
const WRONG: f64 = 0.01;

const ROUNDS: usize = 100;
/// Rounds end when no posterior moves further than this.
const STILL: f64 = 1e-6;

/// What the voices say of the annotators.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Reliability {
    /// In id order.
    classes: Vec<LabelId>,
    /// Of each class, its log share among the items.
    prior: Vec<f64>,
    /// Of each annotator, ln e(k | c) at c · K + k.
    annotators: BTreeMap<Annotator, Vec<f64>>,
}

impl Reliability {
    /// Of the items with a voice; `None` where the model is barely identified.
    pub(super) fn of<'a>(items: impl Iterator<Item = &'a TrainingChange>) -> Option<Self> {
        let voices: Vec<&[Voice]> = items
            .map(TrainingChange::voices)
            .filter(|voices| !voices.is_empty())
            .collect();
        let table = Table::of(&voices)?;
        let mut posteriors = table.shares();
        let mut fit = table.fit(&posteriors);
        for _ in 0..ROUNDS {
            let next: Vec<Vec<f64>> = table.items.iter().map(|item| fit.posterior(item)).collect();
            let pairs = posteriors.iter().flatten().zip(next.iter().flatten());
            let moved = pairs.fold(0.0, |most: f64, (a, b)| most.max((a - b).abs()));
            fit = table.fit(&next);
            posteriors = next;
            if moved < STILL {
                break;
            }
        }
        Some(Self {
            annotators: table.annotators.into_iter().zip(fit.confusions).collect(),
            classes: table.classes,
            prior: fit.prior,
        })
    }

    /// How likely each class is, in id order; `None` without voices, or with one that the fit
    /// does not know: an annotator or a class that came later.
    pub(super) fn probable(&self, voices: &[Voice]) -> Option<Vec<(LabelId, f32)>> {
        if voices.is_empty() {
            return None;
        }
        let mut logs = self.prior.clone();
        for voice in voices {
            let confusion = self.annotators.get(&voice.annotator)?;
            let said = self.classes.binary_search(&voice.label).ok()?;
            add(&mut logs, confusion, said);
        }
        normalise(&mut logs);
        let shares = logs.into_iter().map(|share| share as f32);
        Some(self.classes.iter().copied().zip(shares).collect())
    }
}

/// The voices as numbers: of each item, who said what, as places in the two lists.
struct Table {
    classes: Vec<LabelId>,
    annotators: Vec<Annotator>,
    items: Vec<Vec<(usize, usize)>>,
}

impl Table {
    /// `None` where the model is barely identified.
    fn of(items: &[&[Voice]]) -> Option<Self> {
        let all = || items.iter().copied().flatten();
        let classes: BTreeSet<LabelId> = all().map(|voice| voice.label).collect();
        let annotators: BTreeSet<&Annotator> = all().map(|voice| &voice.annotator).collect();
        let mut sizes: Vec<usize> = items.iter().map(|voices| voices.len()).collect();
        sizes.sort_unstable();
        let median = *sizes.get(sizes.len() / 2)?;
        if annotators.len() < LEAST_ANNOTATORS || median < LEAST_VOICES || classes.len() < 2 {
            return None;
        }
        let class_places: BTreeMap<LabelId, usize> = numbered(classes.iter().copied());
        let places: BTreeMap<&Annotator, usize> = numbered(annotators.iter().copied());
        let number = |voice: &Voice| (places[&voice.annotator], class_places[&voice.label]);
        Some(Self {
            items: items
                .iter()
                .map(|voices| voices.iter().map(number).collect())
                .collect(),
            classes: classes.into_iter().collect(),
            annotators: annotators.into_iter().cloned().collect(),
        })
    }

    /// The share of each class among the voices of each item.
    fn shares(&self) -> Vec<Vec<f64>> {
        let shares = |voices: &Vec<(usize, usize)>| {
            let mut shares = vec![0.0; self.classes.len()];
            for (_, said) in voices {
                shares[*said] += 1.0 / voices.len() as f64;
            }
            shares
        };
        self.items.iter().map(shares).collect()
    }

    /// What the voices say of classes and annotators if the items are of these classes.
    fn fit(&self, posteriors: &[Vec<f64>]) -> Fit {
        let classes = self.classes.len();
        let begin = (0..classes * classes)
            .map(|at| {
                if at % (classes + 1) == 0 {
                    RIGHT
                } else {
                    WRONG
                }
            })
            .collect::<Vec<f64>>();
        let mut confusions = vec![begin; self.annotators.len()];
        let mut prior = vec![0.0; classes];
        for (voices, posterior) in self.items.iter().zip(posteriors) {
            for (class, p) in posterior.iter().enumerate() {
                prior[class] += p / self.items.len() as f64;
                for (annotator, said) in voices {
                    confusions[*annotator][class * classes + said] += p;
                }
            }
        }
        for row in confusions.iter_mut().flat_map(|c| c.chunks_mut(classes)) {
            let total: f64 = row.iter().sum();
            for count in row {
                *count = (*count / total).ln();
            }
        }
        // A class that no item is of keeps a chance: the logarithm of 0 is no number to add to.
        let prior = prior
            .iter()
            .map(|p| p.max(f64::MIN_POSITIVE).ln())
            .collect();
        Fit { prior, confusions }
    }
}

/// Logarithms of class shares and of each annotator's answers.
struct Fit {
    prior: Vec<f64>,
    confusions: Vec<Vec<f64>>,
}

impl Fit {
    fn posterior(&self, voices: &[(usize, usize)]) -> Vec<f64> {
        let mut logs = self.prior.clone();
        for (annotator, said) in voices {
            add(&mut logs, &self.confusions[*annotator], *said);
        }
        normalise(&mut logs);
        logs
    }
}

/// Adds the log chance of an answer under each class.
fn add(logs: &mut [f64], confusion: &[f64], said: usize) {
    let classes = logs.len();
    for (class, log) in logs.iter_mut().enumerate() {
        *log += confusion[class * classes + said];
    }
}

/// Makes probabilities of log chances.
fn normalise(logs: &mut [f64]) {
    let highest = logs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let mut total = 0.0;
    for log in logs.iter_mut() {
        *log = (*log - highest).exp();
        total += *log;
    }
    for share in logs {
        *share /= total;
    }
}

fn numbered<T: Ord>(all: impl Iterator<Item = T>) -> BTreeMap<T, usize> {
    all.enumerate().map(|(place, of)| (of, place)).collect()
}

/// The fits made so far, one for each number of voices at which one is due.
#[derive(Debug, Clone, Default)]
pub(super) struct Fits {
    made: Vec<Option<Arc<Reliability>>>,
}

impl Fits {
    /// The fit that counts now.
    pub(super) fn current(&self) -> Option<&Reliability> {
        self.made.last()?.as_deref()
    }

    /// Goes back to the fit that belongs to this many voices, or makes the one that is due;
    /// whether another one counts now.
    pub(super) fn follow(
        &mut self,
        voices: usize,
        make: impl FnOnce() -> Option<Reliability>,
    ) -> bool {
        let due = fits_due(voices);
        if due == self.made.len() {
            return false;
        }
        self.made.truncate(due);
        if due > self.made.len() {
            let fit = make().map(Arc::new);
            self.made.resize(due, fit);
        }
        true
    }
}

/// How many fits were due by this many voices.
fn fits_due(voices: usize) -> usize {
    let (mut due, mut next) = (0, FIRST_FIT);
    while next <= voices {
        due += 1;
        next += (next / 4).max(1);
    }
    due
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fits_come_less_often_with_more_voices() {
        let at: Vec<usize> = (1..2_000)
            .filter(|voices| fits_due(*voices) > fits_due(voices - 1))
            .collect();
        assert_eq!(&at[..4], [40, 50, 62, 77]);
        assert!(at.len() < 20, "{}", at.len());
    }
}
