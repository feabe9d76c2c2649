//! What would become of the rest of the pool with one more label?
//!
//! The candidates are the best of a glance by margin and some that are drawn, 400 in all; the
//! rest of the pool is 200 items that are drawn, other ones after every label. Who is drawn
//! follows from the items' tie numbers and the number of labels, not from where they stand.

use rayon::prelude::*;

use super::super::acquisition::{ScoreBatch, Scorer, margin_uncertainty};
use super::super::leaders::Ranked;
use super::super::scene::RankingContext;
use super::condensed::{condensed, mixed};
use super::posterior::{Posterior, curvature};
use crate::features::PoolId;

/// Candidates, the drawn ones among them.
pub(super) const CANDIDATES: usize = 400;
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

/// A look whose utility is what a label would do to the sample.
pub(super) struct Lookahead<'a> {
    scene: &'a RankingContext<'a>,
    gain: fn(&Sample, &Candidate) -> f32,
    /// What draws candidates and the sample.
    salts: [u64; 2],
    /// Candidates with lots up to this are drawn.
    bar: u64,
}

impl<'a> Lookahead<'a> {
    /// Weighs by this gain.
    pub(super) fn new(scene: &'a RankingContext<'a>, gain: fn(&Sample, &Candidate) -> f32) -> Self {
        let mut stream = scene.stream("error-reduction");
        let open = scene.candidates.open.iter().filter(|open| **open).count();
        let share = DRAWN as f64 / open.max(1) as f64;
        Self {
            scene,
            gain,
            salts: [stream.next_u64(), stream.next_u64()],
            // Beyond the largest number it stays at that.
            bar: (share * u64::MAX as f64) as u64,
        }
    }

    /// The open items of the lowest lots.
    fn sampled(&self) -> Vec<PoolId> {
        let candidates = self.scene.candidates;
        let mut lots: Vec<(u64, PoolId)> = (candidates.ids.iter().zip(candidates.ties))
            .zip(candidates.open)
            .filter(|(_, open)| **open)
            .map(|((item, tie), _)| (mixed(tie ^ self.salts[1]), *item))
            .collect();
        if lots.len() > SAMPLE {
            lots.select_nth_unstable(SAMPLE);
            lots.truncate(SAMPLE);
        }
        lots.sort_unstable();
        lots.into_iter().map(|(_, item)| item).collect()
    }

    fn posterior(&self) -> Posterior {
        let committee = self.scene.committee;
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
                let x = condensed(self.scene.rows(), item.index());
                (x, each * curvature(&committee.choosing(*item)))
            })
            .collect();
        let width = labeled.first().map_or(0, |(x, _)| x.len());
        let penalty = 1.0 / f64::from(committee.penalty());
        Posterior::new(width, &labeled, penalty)
    }
}

impl Scorer for Lookahead<'_> {
    fn glance(&self, glance: &ScoreBatch<'_>, out: &mut [f32]) {
        margin_uncertainty(glance, out);
        for (out, tie) in out.iter_mut().zip(glance.ties) {
            // Drawn ones come first: no margin is above 1.
            if mixed(tie ^ self.salts[0]) <= self.bar {
                *out += 2.0;
            }
        }
    }

    fn weigh(&self, shortlist: &[Ranked]) -> Vec<f32> {
        let committee = self.scene.committee;
        let posterior = self.posterior();
        let seen = |item: PoolId| {
            let x = condensed(self.scene.rows(), item.index());
            (committee.choosing(item), posterior.whitened(x))
        };
        let (p, whitened): (Vec<_>, Vec<_>) = self.sampled().into_par_iter().map(seen).unzip();
        let sample = Sample::new(p, committee.classes().len());
        let columns = transposed(&whitened);
        shortlist
            .par_iter()
            .map(|leader| {
                let (p, x) = seen(leader.item);
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

#[cfg(test)]
mod tests {
    use super::super::super::tests::Stage;
    use super::*;

    fn stage(count: usize) -> Stage {
        let points: Vec<[f32; 2]> = (0..count)
            .map(|n| [if n % 2 == 0 { 1.0 } else { -1.0 }, n as f32 / count as f32])
            .collect();
        Stage::new(&points, &[(0, 0), (1, 1), (2, 0)])
    }

    #[test]
    fn the_sample_is_of_open_items_and_changes_with_the_salt() {
        let stage = stage(600);
        let scene = stage.scene();
        let mut look = Lookahead::new(&scene, |_, _| 0.0);
        let sampled = look.sampled();
        assert_eq!(sampled.len(), SAMPLE);
        assert!(sampled.iter().all(|item| stage.open()[item.index()]));
        assert_eq!(sampled, look.sampled());
        look.salts[1] ^= 1;
        assert_ne!(sampled, look.sampled());
    }

    #[test]
    fn about_a_hundred_candidates_are_drawn() {
        let stage = stage(600);
        let scene = stage.scene();
        let look = Lookahead::new(&scene, |_, _| 0.0);
        let drawn = scene.candidates.ties[3..]
            .iter()
            .filter(|tie| mixed(**tie ^ look.salts[0]) <= look.bar)
            .count();
        // Four standard deviations of a binomial with p = 100 / 597 are 37.
        assert!((63..=137).contains(&drawn), "{drawn}");
    }

    #[test]
    fn covariances_are_those_of_the_posterior() {
        // One number and the constant: Σ⁻¹ = λ I + s (x x .3; x .3 .09) for x = ±1, one of each.
        let points = [[1.0], [-1.0], [0.5], [-0.25]];
        let stage = Stage::new(&points, &[(0, 0), (1, 1)]);
        let scene = stage.scene();
        let look = Lookahead::new(&scene, |_, candidate| candidate.variance);
        let ids = stage.ids();
        let s = curvature(&scene.committee.choosing(ids[0])) as f32;
        let other = curvature(&scene.committee.choosing(ids[1])) as f32;
        assert!((s - other).abs() < 1e-3, "the classes mirror each other");
        let leaders = [Ranked {
            item: ids[2],
            score: 0.0,
        }];
        let (own, constant) = (0.5 + 2.0 * s, 0.5 + 2.0 * 0.09 * s);
        let x = scene.rows().row(2).dense[0];
        let expected = x * x / own + 0.09 / constant;
        let variance = look.weigh(&leaders)[0];
        assert!((variance - expected).abs() < 2e-3, "{variance} {expected}");
    }
}
