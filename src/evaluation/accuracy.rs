//! Measures how often, and for which classes, predictions are right.
//!
//! Held-out items that were skipped, answered with "unsure", or wait because they are sensitive
//! are no random part of the holdout: they tend to be the hard ones. Nothing is assumed about
//! them. In the worst case the model is wrong on all, in the best right on all (bounds after
//! Manski 1989), and each bound has the interval of its proportion.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::features::HoldoutId;
use crate::numerics::{Proportion, wilson};
use crate::schema::LabelId;
use crate::state::HeldOutAnswers;

/// Accuracy on answered held-out items, with its Wilson interval; `None` while there are none or
/// the model cannot be asked. An item of a class the model never met counts as wrong.
pub(crate) fn held_out_accuracy(
    answers: &HeldOutAnswers,
    predict: impl Fn(HoldoutId) -> Option<LabelId>,
) -> Option<Proportion> {
    let answers = answers.iter().map(|(item, label)| (label, predict(item)));
    let predictions: Vec<(LabelId, Option<LabelId>)> = answers.collect();
    if predictions.iter().all(|(_, predicted)| predicted.is_none()) {
        return None;
    }
    let is_right = |(label, predicted): &&(LabelId, _)| *predicted == Some(*label);
    let right = predictions.iter().filter(is_right);
    wilson(right.count(), predictions.len())
}

/// Accuracy between the worst and the best case.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub(crate) struct AccuracyBounds {
    /// Were the model wrong on all that were not judged.
    pub(crate) worst: Proportion,
    /// Were it right on all of them.
    pub(crate) best: Proportion,
    /// Held-out items that were drawn and not judged.
    pub(crate) declined: usize,
}

impl AccuracyBounds {
    /// From the accuracy on judged items and the number of those that were drawn and not judged.
    /// `None` when none was drawn. With none declined both are the accuracy itself.
    pub(crate) fn of(right: usize, judged: usize, declined: usize) -> Option<Self> {
        let drawn = judged + declined;
        Some(Self {
            worst: wilson(right, drawn)?,
            best: wilson(right + declined, drawn)?,
            declined,
        })
    }

    /// The bounds around an accuracy that was measured.
    pub(crate) fn around(accuracy: Option<Proportion>, declined: usize) -> Option<Self> {
        let (right, judged) = accuracy.map_or((0, 0), |accuracy| {
            let right = (accuracy.value * accuracy.n as f64).round() as usize;
            (right, accuracy.n)
        });
        Self::of(right, judged, declined)
    }
}

/// Counts of (true label, predicted label).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Confusion {
    counts: BTreeMap<(LabelId, Option<LabelId>), usize>,
}

impl Confusion {
    /// Counts pairs of true and predicted label; no prediction is never right.
    pub(crate) fn of(pairs: impl IntoIterator<Item = (LabelId, Option<LabelId>)>) -> Self {
        let mut counts = BTreeMap::new();
        for pair in pairs {
            *counts.entry(pair).or_default() += 1;
        }
        Self { counts }
    }

    /// How many pairs.
    pub(crate) fn total(&self) -> usize {
        self.counts.values().sum()
    }

    /// How many were right.
    pub(crate) fn right(&self) -> usize {
        self.sum(|truth, predicted| predicted == Some(truth))
    }

    fn sum(&self, matches: impl Fn(LabelId, Option<LabelId>) -> bool) -> usize {
        let counts = self.counts.iter();
        let found = counts.filter(|((truth, predicted), _)| matches(*truth, *predicted));
        found.map(|(_, count)| count).sum()
    }
}

/// The share of right predictions; 0 when there is none.
pub(crate) fn accuracy(confusion: &Confusion) -> f64 {
    confusion.right() as f64 / confusion.total().max(1) as f64
}

/// The mean over the true classes of F1 = 2 TP / (2 TP + FP + FN).
pub(crate) fn macro_f1(confusion: &Confusion) -> f64 {
    let mut classes: Vec<LabelId> = confusion.counts.keys().map(|(truth, _)| *truth).collect();
    classes.dedup();
    let total: f64 = classes
        .iter()
        .map(|class| {
            let hits = confusion.sum(|t, p| t == *class && p == Some(*class));
            let wrong = confusion.sum(|t, p| (t == *class) != (p == Some(*class)));
            2.0 * hits as f64 / (2 * hits + wrong).max(1) as f64
        })
        .sum();
    total / classes.len().max(1) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cases_are_all_wrong_and_all_right() {
        // 80 of 90 judged right, 10 declined: between 80 and 90 of 100.
        let bounds = AccuracyBounds::of(80, 90, 10).unwrap();
        assert!((bounds.worst.value - 0.80).abs() < 1e-12);
        assert!((bounds.best.value - 0.90).abs() < 1e-12);
        assert!((bounds.best.value - bounds.worst.value - 0.10).abs() < 1e-12);
        // Wilson at n = 100: 80 gives [.711, .867], 90 gives [.826, .945].
        let (low, high) = (bounds.worst.low, bounds.best.high);
        assert!((low - 0.711).abs() < 6e-4, "{low}");
        assert!((high - 0.945).abs() < 6e-4, "{high}");
        assert_eq!(AccuracyBounds::around(wilson(80, 90), 10), Some(bounds));
    }

    #[test]
    fn with_none_declined_there_is_one_case() {
        let bounds = AccuracyBounds::of(8, 10, 0).unwrap();
        assert_eq!(bounds.worst, bounds.best);
        assert_eq!(Some(bounds.worst), wilson(8, 10));
    }

    #[test]
    fn with_none_judged_anything_is_possible() {
        let bounds = AccuracyBounds::around(None, 3).unwrap();
        assert!(bounds.worst.value.abs() < 1e-12);
        assert!((bounds.best.value - 1.0).abs() < 1e-12);
        assert_eq!(AccuracyBounds::of(0, 0, 0), None);
    }

    #[test]
    fn whatever_the_missing_answers_are_the_accuracy_lies_between() {
        for right_among_declined in 0..=7_u8 {
            let all = (20.0 + f64::from(right_among_declined)) / 37.0;
            let bounds = AccuracyBounds::of(20, 30, 7).unwrap();
            assert!(bounds.worst.value <= all + 1e-12 && all <= bounds.best.value + 1e-12);
        }
    }

    #[test]
    fn figures_by_hand() {
        let label = |n| LabelId(n);
        // Truth a a a b b c; predicted a a b b a (none).
        let confusion = Confusion::of([
            (label(0), Some(label(0))),
            (label(0), Some(label(0))),
            (label(0), Some(label(1))),
            (label(1), Some(label(1))),
            (label(1), Some(label(0))),
            (label(2), None),
        ]);
        assert!((accuracy(&confusion) - 0.5).abs() < 1e-12);
        // F1: a 4/6, b 2/4, c 0.
        assert!((macro_f1(&confusion) - (4.0 / 6.0 + 0.5) / 3.0).abs() < 1e-12);
    }
}
