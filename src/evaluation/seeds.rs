//! Computes means over seeds, their intervals, and tests made at once.
//!
//! A mean, with Student's t-interval: how far the mean of other seeds on the same data might lie.
//! Two strategies are compared seed by seed, because a seed's luck (its first labels) is shared.
//! Invariant: one value alone has no interval. None of this speaks of other data.

use crate::numerics::{t_beyond, t_quantile};

/// The confidence of an interval that is shown.
pub(super) const CONFIDENCE: f64 = 0.95;

/// The mean of one figure over seeds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SeedMean {
    /// The mean.
    pub mean: f64,
    /// Its standard error, s / √n; `None` of one value alone.
    pub error: Option<f64>,
    /// How many seeds.
    pub n: usize,
}

impl SeedMean {
    /// Of one value a seed; `None` without any.
    pub fn of(values: &[f64]) -> Option<Self> {
        let n = values.len();
        if n == 0 {
            return None;
        }
        let mean = values.iter().sum::<f64>() / n as f64;
        let squares: f64 = values.iter().map(|value| (value - mean).powi(2)).sum();
        let error = (n > 1).then(|| (squares / (n - 1) as f64 / n as f64).sqrt());
        Some(Self { mean, error, n })
    }

    /// Of the differences `of[k]` − `to[k]`, seed by seed; `None` where the seeds are not as many
    /// or there are none.
    pub fn paired(of: &[f64], to: &[f64]) -> Option<Self> {
        if of.len() != to.len() {
            return None;
        }
        let differences: Vec<f64> = of.iter().zip(to).map(|(of, to)| of - to).collect();
        Self::of(&differences)
    }

    /// The lower and upper end of Student's interval at [`CONFIDENCE`], mean ± t s / √n.
    pub fn interval(&self) -> Option<(f64, f64)> {
        let half = t_quantile(CONFIDENCE, self.n - 1)? * self.error?;
        Some((self.mean - half, self.mean + half))
    }

    /// How likely a mean at least this far from zero is by chance alone (two-sided t-test);
    /// `None` where nothing varies, because then nothing is known of chance.
    pub(super) fn by_chance(&self) -> Option<f64> {
        let error = self.error.filter(|error| *error > 0.0)?;
        t_beyond(self.mean.abs() / error, self.n - 1)
    }
}

/// Which of several tests stand when all are made at once (Holm 1979): the i-th smallest of m
/// probabilities, counted from 0, must be at most (1 − [`CONFIDENCE`]) / (m − i), and all before
/// it, too.
pub(super) fn stand_together(by_chance: &[Option<f64>]) -> Vec<bool> {
    let chance = |at: usize| by_chance[at].unwrap_or(1.0);
    let mut order: Vec<usize> = (0..by_chance.len()).collect();
    order.sort_by(|a, b| chance(*a).total_cmp(&chance(*b)));
    let mut stands = vec![false; by_chance.len()];
    for (before, at) in order.iter().enumerate() {
        if chance(*at) > (1.0 - CONFIDENCE) / (by_chance.len() - before) as f64 {
            break;
        }
        stands[*at] = true;
    }
    stands
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn means_and_intervals_by_hand() {
        // 1 2 6: mean 3, s² = (4 + 1 + 9) / 2 = 7, error √(7/3), t₂ = 4.303.
        let mean = SeedMean::of(&[1.0, 2.0, 6.0]).unwrap();
        assert!((mean.mean - 3.0).abs() < 1e-12);
        assert!((mean.error.unwrap() - (7.0_f64 / 3.0).sqrt()).abs() < 1e-12);
        let (low, high) = mean.interval().unwrap();
        assert!((high - 3.0 - 4.3027 * 1.527_525).abs() < 1e-3, "{high}");
        assert!((low + high - 6.0).abs() < 1e-12);
        let one = SeedMean::of(&[0.5]).unwrap();
        assert_eq!((one.interval(), one.by_chance()), (None, None));
        assert_eq!(SeedMean::of(&[]), None);
    }

    #[test]
    fn pairs_are_taken_seed_by_seed() {
        // Differences .1 .2 .0, though the seeds themselves lie far apart.
        let paired = SeedMean::paired(&[0.5, 0.9, 0.1], &[0.4, 0.7, 0.1]).unwrap();
        assert!((paired.mean - 0.1).abs() < 1e-12);
        assert!((paired.error.unwrap() - 0.1 / 3.0_f64.sqrt()).abs() < 1e-12);
        // t = √3 with 2 degrees of freedom: P(|T| > √3) = 1 − √(3/5).
        assert!((paired.by_chance().unwrap() - (1.0 - 0.6_f64.sqrt())).abs() < 1e-12);
        assert_eq!(SeedMean::paired(&[0.5], &[]), None);
        // What never varies says nothing of chance.
        let same = SeedMean::paired(&[17.0, 20.0], &[0.0, 3.0]).unwrap();
        assert_eq!(same.by_chance(), None);
    }

    #[test]
    fn tests_made_at_once_are_judged_together() {
        let judged = |chances: &[f64]| {
            let chances: Vec<Option<f64>> = chances.iter().map(|p| Some(*p)).collect();
            stand_together(&chances)
        };
        assert_eq!(judged(&[0.04]), [true]);
        // .01 ≤ .05/3, .02 ≤ .05/2, .06 > .05.
        assert_eq!(judged(&[0.02, 0.06, 0.01]), [true, false, true]);
        // .03 > .05/2 ends it, though .04 alone would stand.
        assert_eq!(judged(&[0.03, 0.04]), [false, false]);
        assert_eq!(stand_together(&[None, Some(0.001)]), [false, true]);
    }
}
