//! Measures figures of agreement with intervals, or says why there are none.
//!
//! Units are drawn with replacement and the figure is computed again (the percentile bootstrap,
//! Efron 1979): the interval speaks of other items, seen by the same annotators. Units that look
//! alike count as one *pattern* with a weight, so a draw costs one table look-up a unit and a
//! figure one pass over the patterns. Invariant: a figure is a finite number, and draw number d
//! depends on the seed, the purpose and d alone, never on the thread that computes it.

use rayon::prelude::*;

use crate::numerics::{Proportion, beyond_chance, wilson};
use crate::rng::{Seed, mixed};

/// A figure with its 95 % interval, or why there is none. Its `n` counts the units it rests on:
/// items with two labels or more, unless said otherwise.
pub type Measured = Result<Proportion, Undefined>;

/// Why a figure cannot be had.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Undefined {
    /// Nobody can agree with nobody.
    #[error("no item has labels of two annotators")]
    NoOverlap,
    /// A single unit says nothing of others.
    #[error("only one item has labels of two annotators; an interval needs two")]
    OneUnit,
    /// Without variety chance explains everything.
    #[error("all labels are of one class, so agreement by chance is certain")]
    OneCategory,
    /// The class is not in the sample.
    #[error("nobody gave this label where two annotators met")]
    ClassNotGiven,
    /// Distances between classes need numbers.
    #[error("these classes have no order or numbers to measure distances by")]
    NoScale,
    /// Nobody labeled anything twice.
    #[error("nobody labeled the same item twice under the same guidelines")]
    NoRepeats,
    /// There are no times.
    #[error("no label says when it was given")]
    NoTimes,
}

/// Weyl increment of `SplitMix64` (Steele, Lea & Flood 2014).
const STEP: u64 = 0x9E37_79B9_7F4A_7C15;

/// How intervals are had.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Resampling {
    /// How many resamples.
    pub draws: usize,
    /// Where chance comes from.
    pub seed: Seed,
}

impl Default for Resampling {
    fn default() -> Self {
        Self {
            draws: 1_000,
            seed: Seed(0),
        }
    }
}

/// Units, grouped by how they look.
pub(super) struct Patterns<P> {
    /// What the units look like, each once.
    pub(super) patterns: Vec<P>,
    /// The pattern of each unit.
    units: Vec<u32>,
}

impl<P: Ord + Sync> Patterns<P> {
    /// Groups units that are equal.
    pub(super) fn of(units: Vec<P>) -> Self {
        let mut order: Vec<u32> = (0..units.len() as u32).collect();
        order.sort_by(|a, b| units[*a as usize].cmp(&units[*b as usize]));
        let mut place = vec![0; units.len()];
        let groups = order.chunk_by(|a, b| units[*a as usize] == units[*b as usize]);
        for (number, group) in groups.enumerate() {
            for unit in group {
                place[*unit as usize] = number as u32;
            }
        }
        let mut patterns = units;
        patterns.sort();
        patterns.dedup();
        Self {
            patterns,
            units: place,
        }
    }

    /// How many units there are.
    pub(super) fn len(&self) -> usize {
        self.units.len()
    }

    /// How many units look like each pattern.
    pub(super) fn weights(&self) -> Vec<u32> {
        let mut weights = vec![0; self.patterns.len()];
        for unit in &self.units {
            weights[*unit as usize] += 1;
        }
        weights
    }

    /// A figure of each resample, given how often it drew each pattern.
    pub(super) fn resampled<T: Send>(
        &self,
        how: Resampling,
        purpose: &str,
        figure: impl Fn(&[u32]) -> T + Sync,
    ) -> Vec<T> {
        let start = how.seed.stream("agreement", purpose).next_u64();
        let units = self.units.len() as u64;
        (0..how.draws as u64)
            .into_par_iter()
            .map_init(
                || vec![0; self.patterns.len()],
                |weights, draw| {
                    weights.fill(0);
                    let mut state = mixed(start.wrapping_add(draw.wrapping_mul(STEP)));
                    for _ in 0..units {
                        state = state.wrapping_add(STEP);
                        let unit = (u128::from(mixed(state)) * u128::from(units)) >> 64;
                        weights[self.units[unit as usize] as usize] += 1;
                    }
                    figure(weights)
                },
            )
            .collect()
    }
}

/// A value with the interval that its resamples span.
///
/// Resamples without a figure (all of one class) are left out. Where no unit disagrees, no
/// resample does either, and their interval would have no width: `floor` stands for its lower
/// end then.
pub(super) fn with_interval(
    value: f64,
    resamples: impl IntoIterator<Item = Option<f64>>,
    n: usize,
    floor: Option<f64>,
) -> Measured {
    if n < 2 {
        return Err(Undefined::OneUnit);
    }
    let mut values: Vec<f64> = resamples.into_iter().flatten().collect();
    values.sort_unstable_by(f64::total_cmp);
    let low = floor.unwrap_or_else(|| quantile(&values, 0.025).unwrap_or(value));
    let high = quantile(&values, 0.975).unwrap_or(value);
    Ok(Proportion {
        value,
        low: low.min(value),
        high: high.max(value),
        n,
    })
}

/// Observed agreement, and agreement beyond chance, of units of which `shares` tells both what is
/// observed and what chance would give, by how often each pattern counts.
pub(super) fn observed_and_kappa<P: Ord + Sync>(
    units: &Patterns<P>,
    how: Resampling,
    purpose: &str,
    shares: impl Fn(&[u32]) -> (f64, f64) + Sync,
) -> (Measured, Measured) {
    let n = units.len();
    if n == 0 {
        return (Err(Undefined::NoOverlap), Err(Undefined::NoOverlap));
    }
    let (observed, chance) = shares(&units.weights());
    let draws = units.resampled(how, purpose, shares);
    let floor = (observed > 1.0 - 1e-12).then(|| unanimous_floor(n));
    let kappa = match beyond_chance(observed, chance) {
        None => Err(Undefined::OneCategory),
        Some(kappa) => with_interval(
            kappa,
            draws.iter().map(|draw| beyond_chance(draw.0, draw.1)),
            n,
            floor.and_then(|low| beyond_chance(low, chance)),
        ),
    };
    let draws = draws.iter().map(|draw| Some(draw.0));
    (with_interval(observed, draws, n, floor), kappa)
}

/// The share of agreement that n units without any disagreement still leave possible: the lower
/// Wilson limit of n out of n.
pub(super) fn unanimous_floor(n: usize) -> f64 {
    wilson(n, n).map_or(0.0, |share| share.low)
}

/// The quantile of sorted values, interpolated linearly (type 7 of Hyndman & Fan 1996).
fn quantile(sorted: &[f64], share: f64) -> Option<f64> {
    let place = share * sorted.len().checked_sub(1)? as f64;
    let below = sorted[place as usize];
    let above = sorted[(place as usize + 1).min(sorted.len() - 1)];
    Some(below + (above - below) * place.fract())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_that_look_alike_are_one_pattern() {
        let sample = Patterns::of(vec!["b", "a", "b", "b"]);
        assert_eq!(sample.patterns, ["a", "b"]);
        assert_eq!(sample.weights(), [1, 3]);
        assert_eq!(sample.len(), 4);
    }

    #[test]
    fn every_draw_takes_as_many_units_as_there_are() {
        let sample = Patterns::of((0..50).map(|unit| unit % 7).collect());
        let totals = sample.resampled(Resampling::default(), "test", |weights| {
            weights.iter().sum::<u32>()
        });
        assert_eq!(totals, vec![50; 1_000]);
    }

    #[test]
    fn draws_depend_on_the_seed_and_not_on_the_threads() {
        let sample = Patterns::of((0..200).collect());
        let drawn = |threads: usize, seed: u64| {
            let how = Resampling {
                draws: 40,
                seed: Seed(seed),
            };
            rayon::ThreadPoolBuilder::new()
                .num_threads(threads)
                .build()
                .unwrap()
                .install(|| sample.resampled(how, "test", <[u32]>::to_vec))
        };
        assert_eq!(drawn(1, 5), drawn(4, 5));
        assert_ne!(drawn(1, 5), drawn(1, 6));
        let each = drawn(1, 5);
        assert_ne!(each[0], each[1]);
    }

    #[test]
    fn resampled_means_spread_as_the_theory_says() {
        // 400 units, a quarter of them ones: the mean's standard error is √(.25·.75/400) = .0217.
        let sample = Patterns::of((0..400).map(|unit| u32::from(unit % 4 == 0)).collect());
        let means = sample.resampled(Resampling::default(), "test", |weights| {
            Some(f64::from(weights[1]) / 400.0)
        });
        let figure = with_interval(0.25, means, 400, None).unwrap();
        assert!(
            (figure.low - (0.25 - 1.96 * 0.0217)).abs() < 0.006,
            "{figure:?}"
        );
        assert!(
            (figure.high - (0.25 + 1.96 * 0.0217)).abs() < 0.006,
            "{figure:?}"
        );
    }

    #[test]
    fn quantiles_are_interpolated() {
        let sorted = [1.0, 2.0, 4.0, 8.0, 16.0];
        assert_eq!(quantile(&sorted, 0.0), Some(1.0));
        assert_eq!(quantile(&sorted, 0.625), Some(6.0));
        assert_eq!(quantile(&sorted, 1.0), Some(16.0));
        assert_eq!(quantile(&[], 0.5), None);
    }
}
