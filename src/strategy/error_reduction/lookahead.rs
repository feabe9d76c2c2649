//! Prepares what a label of each candidate would do to the rest of the pool.
//!
//! The candidates are the best by margin and some that are drawn, 400 in all; the rest of the pool
//! is represented by 200 drawn items, other ones after every label. The draws follow from the
//! items' tie numbers and the number of labels, not from where the items stand.

use rayon::prelude::*;

use super::super::context::{RankingContext, ScoreBatch, Scorer};
use super::super::ranking::Ranked;
use super::super::sampling::lowest;
use super::super::uncertainty::score_by_margin;
use super::posterior::{Posterior, curvature};
use crate::features::{BIAS, PoolId, Rows};
use crate::rng::split_mix;

/// Candidates, the drawn ones among them.
const CANDIDATES: usize = 400;
/// Candidates that are drawn, about.
const DRAWN: usize = 100;
/// Items that stand for the rest of the pool.
const SAMPLE: usize = 200;
/// Labeled items that the covariance is made of; more are thinned out and count for all.
const REMEMBERED: usize = 1_024;

/// A candidate.
pub(super) struct Candidate {
    /// Its probabilities.
    pub(super) p: Vec<f32>,
    /// The variance of its scores.
    pub(super) variance: f32,
    /// Their covariance with those of each item of the sample.
    pub(super) covariances: Vec<f32>,
}

/// What stands for the rest of the pool.
pub(super) struct Sample {
    /// The probabilities, item by item.
    pub(super) p: Vec<Vec<f32>>,
    /// Their logarithms, one row a class.
    pub(super) logs: Vec<Vec<f32>>,
}

impl Sample {
    /// Of items with these probabilities of so many classes.
    pub(super) fn new(p: Vec<Vec<f32>>, classes: usize) -> Self {
        let logs = (0..classes)
            .map(|class| {
                p.iter()
                    .map(|p| p[class].max(f32::MIN_POSITIVE).ln())
                    .collect()
            })
            .collect();
        Self { p, logs }
    }

    /// How many items.
    pub(super) fn len(&self) -> usize {
        self.p.len()
    }
}

/// What a label would do to the sample, by this measure.
pub(super) fn look_ahead<'a>(
    context: &'a RankingContext<'a>,
    gain: fn(&Sample, &Candidate) -> f32,
) -> Scorer<'a> {
    let lookahead = Lookahead::new(context, gain);
    Scorer::new(move |batch, out| lookahead.score(batch, out))
        .then(CANDIDATES, move |shortlist| lookahead.rerank(shortlist))
}

/// A look at what a label would do to the sample.
#[derive(Clone, Copy)]
struct Lookahead<'a> {
    context: &'a RankingContext<'a>,
    gain: fn(&Sample, &Candidate) -> f32,
    /// What draws candidates and the sample.
    salts: [u64; 2],
    /// Candidates with keys up to this are drawn.
    bar: u64,
}

impl<'a> Lookahead<'a> {
    fn new(context: &'a RankingContext<'a>, gain: fn(&Sample, &Candidate) -> f32) -> Self {
        let mut stream = context.stream("error-reduction");
        let open = context.candidates.open.iter().filter(|open| **open).count();
        let share = DRAWN as f64 / open.max(1) as f64;
        Self {
            context,
            gain,
            salts: [stream.next_u64(), stream.next_u64()],
            // Beyond the largest number it stays at that.
            bar: (share * u64::MAX as f64) as u64,
        }
    }

    /// The open items of the lowest keys.
    fn sampled(&self) -> Vec<PoolId> {
        let open = self.context.candidates.open;
        lowest(self.context, open, SAMPLE, |tie| {
            split_mix(tie ^ self.salts[1])
        })
    }

    fn posterior(&self) -> Posterior {
        let committee = self.context.committee;
        let all: Vec<PoolId> = committee.labeled().map(|(item, _)| item).collect();
        let kept: Vec<PoolId> = all
            .iter()
            .step_by(all.len().div_ceil(REMEMBERED).max(1))
            .copied()
            .collect();
        let each = all.len() as f64 / kept.len().max(1) as f64;
        let labeled: Vec<(Vec<f64>, f64)> = kept
            .par_iter()
            .map(|item| {
                let x = condensed(self.context.rows(), item.index());
                (x, each * curvature(&committee.choosing(*item)))
            })
            .collect();
        let width = labeled.first().map_or(0, |(x, _)| x.len());
        let penalty = 1.0 / f64::from(committee.penalty());
        Posterior::new(width, &labeled, penalty)
    }

    fn score(&self, batch: &ScoreBatch<'_>, out: &mut [f32]) {
        score_by_margin(batch, out);
        for (out, tie) in out.iter_mut().zip(batch.ties) {
            // Drawn ones come first: no margin is above 1.
            if split_mix(tie ^ self.salts[0]) <= self.bar {
                *out += 2.0;
            }
        }
    }

    fn rerank(&self, shortlist: &[Ranked]) -> Vec<f32> {
        let committee = self.context.committee;
        let posterior = self.posterior();
        let whitened = |item: PoolId| {
            let x = condensed(self.context.rows(), item.index());
            (committee.choosing(item), posterior.whitened(x))
        };
        let (p, rows): (Vec<_>, Vec<_>) = self.sampled().into_par_iter().map(whitened).unzip();
        let sample = Sample::new(p, committee.classes().len());
        let columns = transposed(&rows);
        shortlist
            .par_iter()
            .map(|ranked| {
                let (p, x) = whitened(ranked.item);
                let mut covariances = vec![0.0; sample.len()];
                for (x, column) in x.iter().zip(&columns) {
                    for (covariance, u) in covariances.iter_mut().zip(column) {
                        *covariance += x * u;
                    }
                }
                let candidate = Candidate {
                    p,
                    variance: x.iter().map(|x| x * x).sum(),
                    covariances,
                };
                (self.gain)(&sample, &candidate)
            })
            .collect()
    }
}

fn transposed(rows: &[Vec<f32>]) -> Vec<Vec<f32>> {
    let width = rows.first().map_or(0, Vec::len);
    (0..width)
        .map(|column| rows.iter().map(|row| row[column]).collect())
        .collect()
}

/// Columns at most, the constant apart.
const WIDEST: usize = 256;

/// A row in few numbers, the constant last.
pub(super) fn condensed(rows: &Rows, index: usize) -> Vec<f64> {
    let mut row = match rows.dense_width() {
        0 => {
            let (columns, values) = rows.text.row(index);
            folded(columns.into_iter().zip(values))
        }
        1..=WIDEST => rows
            .dense
            .values(index)
            .into_iter()
            .map(f64::from)
            .collect(),
        _ => folded((0..).zip(rows.dense.values(index))),
    };
    row.push(f64::from(BIAS));
    row
}

fn folded(entries: impl Iterator<Item = (u32, f32)>) -> Vec<f64> {
    let mut row = vec![0.0; WIDEST];
    for (column, value) in entries {
        let mixed = split_mix(u64::from(column));
        let place = mixed as usize % WIDEST;
        let sign = if mixed >> 63 == 0 { 1.0 } else { -1.0 };
        row[place] += sign * f64::from(value);
    }
    row
}

#[cfg(test)]
mod tests {
    use super::super::super::tests::Stage;
    use super::*;
    use crate::features::DenseRows;
    use crate::rng::Seed;

    fn stage(count: usize) -> Stage {
        let points: Vec<[f32; 2]> = (0..count)
            .map(|n| [if n % 2 == 0 { 1.0 } else { -1.0 }, n as f32 / count as f32])
            .collect();
        Stage::new(&points, &[(0, 0), (1, 1), (2, 0)])
    }

    #[test]
    fn the_sample_is_of_open_items_and_changes_with_the_salt() {
        let stage = stage(600);
        let context = stage.context();
        let mut scorer = Lookahead::new(&context, |_, _| 0.0);
        let sampled = scorer.sampled();
        assert_eq!(sampled.len(), SAMPLE);
        assert!(sampled.iter().all(|item| stage.open()[item.index()]));
        assert_eq!(sampled, scorer.sampled());
        scorer.salts[1] ^= 1;
        assert_ne!(sampled, scorer.sampled());
    }

    #[test]
    fn about_a_hundred_candidates_are_drawn() {
        let stage = stage(600);
        let context = stage.context();
        let scorer = Lookahead::new(&context, |_, _| 0.0);
        let drawn = context.candidates.ties[3..]
            .iter()
            .filter(|tie| split_mix(**tie ^ scorer.salts[0]) <= scorer.bar)
            .count();
        // Four standard deviations of a binomial with p = 100 / 597 are 37.
        assert!((63..=137).contains(&drawn), "{drawn}");
    }

    #[test]
    fn covariances_are_those_of_the_posterior() {
        // One number and the constant: Σ⁻¹ = λ I + s (x x .3; x .3 .09) for x = ±1, one of each.
        let points = [[1.0], [-1.0], [0.5], [-0.25]];
        let stage = Stage::new(&points, &[(0, 0), (1, 1)]);
        let context = stage.context();
        let scorer = Lookahead::new(&context, |_, candidate| candidate.variance);
        let ids = stage.ids();
        let s = curvature(&context.committee.choosing(ids[0])) as f32;
        let other = curvature(&context.committee.choosing(ids[1])) as f32;
        assert!((s - other).abs() < 1e-3, "the classes mirror each other");
        let shortlist = [Ranked {
            item: ids[2],
            score: 0.0,
        }];
        let (own, constant) = (0.5 + 2.0 * s, 0.5 + 2.0 * 0.09 * s);
        let x = context.rows().row(2).dense[0];
        let expected = x * x / own + 0.09 / constant;
        let variance = scorer.rerank(&shortlist)[0];
        assert!((variance - expected).abs() < 2e-3, "{variance} {expected}");
    }

    #[test]
    fn few_columns_stay_as_they_are() {
        let rows = Rows {
            dense: DenseRows::quantised(&[1.0, 0.5], 2, 1),
            ..Rows::default()
        };
        let row = condensed(&rows, 0);
        assert_eq!(row.len(), 3);
        assert!((row[0] - 1.0).abs() < 1e-6 && (row[1] - 0.5).abs() < 1e-6);
        assert!((row[2] - f64::from(BIAS)).abs() < 1e-9);
    }

    #[test]
    fn folding_keeps_inner_products_nearly() {
        let mut stream = Seed(3).stream("test", "");
        let mut drawn = || -> Vec<f32> {
            (0..2_000)
                .map(|_| stream.next_normal() as f32 / 2_000.0_f32.sqrt())
                .collect()
        };
        let (a, b) = (drawn(), drawn());
        // Half of it is shared, so that the inner product is near ½.
        let b: Vec<f32> = a
            .iter()
            .zip(b)
            .enumerate()
            .map(|(n, (a, b))| if n % 2 == 0 { *a } else { b })
            .collect();
        let fold = |values: &[f32]| folded((0..).zip(values.iter().copied()));
        let folded: f64 = fold(&a).iter().zip(fold(&b)).map(|(a, b)| a * b).sum();
        let exact: f32 = a.iter().zip(&b).map(|(a, b)| a * b).sum();
        // The standard deviation of the folded product is about 1 / √256.
        assert!((folded - f64::from(exact)).abs() < 0.25, "{folded} {exact}");
    }
}
