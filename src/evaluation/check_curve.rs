//! How often the model's first guess was right at the checks, in the order in which they came.
//!
//! Each check counts once, with the guess of the model as it was when the check was asked: points
//! are independent of each other, and each has the interval of its own checks. It says whether
//! the model got better, which the accuracy of today's model on all checks does not.
//! Invariant: no point stands on fewer than [`FEWEST`] checks.

use crate::numerics::{Proportion, wilson};

/// The fewest checks of a point.
pub(crate) const FEWEST: usize = 10;
/// The most points.
const MOST_POINTS: usize = 8;

/// A stretch of checks.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CheckPoint {
    /// Queries handled before its last check.
    pub answered: usize,
    /// How often the first guess was right.
    pub right: Proportion,
}

/// Points over all checks: of each how many queries were handled before it, and whether the
/// guess was right. None while there are too few for a point.
pub(crate) fn check_curve(checks: &[(usize, bool)]) -> Vec<CheckPoint> {
    let points = (checks.len() / FEWEST).min(MOST_POINTS);
    (0..points)
        .filter_map(|point| {
            // All stretches are as long as can be, the later ones longer by one.
            let at = |point: usize| point * checks.len() / points;
            let stretch = &checks[at(point)..at(point + 1)];
            let right = stretch.iter().filter(|(_, right)| *right).count();
            Some(CheckPoint {
                answered: stretch.last()?.0,
                right: wilson(right, stretch.len())?,
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_check_counts_once_and_no_point_has_fewer_than_ten() {
        for count in [0, 9, 10, 19, 25, 79, 80, 81, 200] {
            let checks: Vec<(usize, bool)> = (0..count).map(|n| (10 * n, n % 2 == 0)).collect();
            let curve = check_curve(&checks);
            let counted: usize = curve.iter().map(|point| point.right.n).sum();
            assert_eq!(counted, if count < FEWEST { 0 } else { count }, "{count}");
            assert!(curve.iter().all(|point| point.right.n >= FEWEST), "{count}");
            assert!(curve.len() <= MOST_POINTS);
            let last = curve.last().map(|point| point.answered);
            assert!(last.is_none_or(|last| last == 10 * (count - 1)), "{count}");
        }
    }

    #[test]
    fn a_model_that_gets_better_rises() {
        let checks: Vec<(usize, bool)> = (0..40).map(|n| (n, n >= 20)).collect();
        let curve = check_curve(&checks);
        let values: Vec<f64> = curve.iter().map(|point| point.right.value).collect();
        assert_eq!(values, [0.0, 0.0, 1.0, 1.0]);
    }
}
