//! How good could it be, if the held-out items that nobody judged had been?
//!
//! Held-out items that were skipped, answered with "unsure", or wait because they are sensitive
//! are no random part of the holdout: they tend to be the hard ones. Nothing is assumed about
//! them. In the worst case the model is wrong on all, in the best right on all (bounds after
//! Manski 1989), and each bound has the interval of its proportion.

use serde::Serialize;

use crate::numerics::{Proportion, wilson};

/// Accuracy between the worst and the best case.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct AccuracyBounds {
    /// Were the model wrong on all that were not judged.
    pub worst: Proportion,
    /// Were it right on all of them.
    pub best: Proportion,
    /// Held-out items that were drawn and not judged.
    pub declined: usize,
}

impl AccuracyBounds {
    /// From the accuracy on judged items and the number of those that were drawn and not judged.
    /// `None` when none was drawn. With none declined both are the accuracy itself.
    pub fn of(right: usize, judged: usize, declined: usize) -> Option<Self> {
        let drawn = judged + declined;
        Some(Self {
            worst: wilson(right, drawn)?,
            best: wilson(right + declined, drawn)?,
            declined,
        })
    }

    /// The bounds around an accuracy that was measured.
    pub fn around(accuracy: Option<Proportion>, declined: usize) -> Option<Self> {
        let (right, judged) = accuracy.map_or((0, 0), |accuracy| {
            let right = (accuracy.value * accuracy.n as f64).round() as usize;
            (right, accuracy.n)
        });
        Self::of(right, judged, declined)
    }

    /// The interval that covers both cases: from the low end of the worst to the high end of the
    /// best.
    pub fn interval(&self) -> (f64, f64) {
        (self.worst.low, self.best.high)
    }

    /// How far apart the cases are: what is not known because it was not judged.
    pub fn gap(&self) -> f64 {
        self.best.value - self.worst.value
    }
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
        assert!((bounds.gap() - 0.10).abs() < 1e-12);
        // Wilson at n = 100: 80 gives [.711, .867], 90 gives [.826, .945].
        let (low, high) = bounds.interval();
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
}
