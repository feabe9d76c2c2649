//! How often, and for which classes, is a prediction right?

use std::collections::BTreeMap;

use crate::schema::LabelId;

/// Counts of (true label, predicted label).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Confusion {
    counts: BTreeMap<(LabelId, Option<LabelId>), usize>,
}

impl Confusion {
    /// Counts pairs of true and predicted label; no prediction is never right.
    pub fn of(pairs: impl IntoIterator<Item = (LabelId, Option<LabelId>)>) -> Self {
        let mut counts = BTreeMap::new();
        for pair in pairs {
            *counts.entry(pair).or_default() += 1;
        }
        Self { counts }
    }

    /// How many pairs.
    pub fn total(&self) -> usize {
        self.counts.values().sum()
    }

    /// How many were right.
    pub fn right(&self) -> usize {
        self.sum(|truth, predicted| predicted == Some(truth))
    }

    fn sum(&self, matches: impl Fn(LabelId, Option<LabelId>) -> bool) -> usize {
        self.counts
            .iter()
            .filter(|((truth, predicted), _)| matches(*truth, *predicted))
            .map(|(_, count)| count)
            .sum()
    }
}

/// The share of right predictions; 0 when there is none.
pub fn accuracy(confusion: &Confusion) -> f64 {
    confusion.right() as f64 / confusion.total().max(1) as f64
}

/// The mean over the true classes of F1 = 2 TP / (2 TP + FP + FN).
pub fn macro_f1(confusion: &Confusion) -> f64 {
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
