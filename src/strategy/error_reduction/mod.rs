//! Scores items by how much their label would lower the expected error on the rest of the pool.
//!
//! As published, the model is retrained with each label that each candidate might have. Here one
//! Newton step from the present model stands for that, taken in closed form under the posterior
//! covariance of the labeled items (see `posterior`), for a shortlist of candidates and on a sample
//! of the pool (see `lookahead`).

mod lookahead;
mod posterior;

use super::registry::{Family, StrategySpec};
use super::uncertainty::margin_and;
use crate::learner::exp;
use lookahead::{Candidate, Sample, look_ahead};
use posterior::Step;

/// Labels × classes that are tried for a candidate, unless that leaves fewer labels than three.
const TRIED: usize = 40;
/// Labels that are tried at least.
const TRIED_AT_LEAST: usize = 3;

/// Asks where the label would leave the rest of the pool with the lowest expected log loss.
///
/// An item's expected log loss under the model itself is its entropy. With many classes only the
/// likeliest labels are tried, their probabilities scaled to 1: all up to six classes, five of
/// eight, three of sixteen and more.
pub(super) static ERROR_REDUCTION: StrategySpec = StrategySpec {
    id: "error-reduction",
    title: "expected error reduction",
    family: Family::ErrorReduction,
    doc: "asks where the label would make the model surest about the rest of the pool; \
          measured: ahead of random on four sets, at ten times the time of margin",
    formula: "H(U) − Σ_y p_y H(U | x, y): mean entropy of 200 drawn items, after one \
              Newton step; for 300 by margin and 100 drawn",
    source: "Roy & McCallum 2001 (log loss)",
    cost: "n C + min(m, 1,024) d² + 400 · 200 (d + max(40, 3 C)), d ≤ 257, m labels",
    prepare: |context| look_ahead(context, |sample, x| reduction(sample, x, entropy)),
    explain: |input| margin_and(input, "; its label would settle many others"),
};

/// An item's expected loss by two sums over its classes, with z a score below the highest by as
/// much as z says: Σ e^z and Σ z e^z.
type Loss = fn(f32, f32) -> f32;

/// −Σ p ln p.
fn entropy(total: f32, weighted: f32) -> f32 {
    total.ln() - weighted / total
}

/// By how much a candidate's label lowers the mean loss of the sample, in expectation.
fn reduction(sample: &Sample, candidate: &Candidate, loss: Loss) -> f32 {
    if sample.len() == 0 {
        return 0.0;
    }
    let classes = candidate.p.len();
    let step = Step::new(&candidate.p, candidate.variance);
    let mut labels: Vec<usize> = (0..classes).collect();
    labels.sort_by(|a, b| candidate.p[*b].total_cmp(&candidate.p[*a]));
    labels.truncate((TRIED / classes.max(1)).max(TRIED_AT_LEAST));
    let tried: f64 = labels.iter().map(|y| f64::from(candidate.p[*y])).sum();
    let mut future = Future::new(sample);
    let expected: f64 = labels
        .iter()
        .map(|y| {
            let after = future.mean_loss(&candidate.covariances, &step.shift(*y), loss);
            f64::from(candidate.p[*y]) / tried * after
        })
        .sum();
    let now = future.mean_loss(&candidate.covariances, &vec![0.0; classes], loss);
    (now - expected) as f32
}

/// The sample's scores after a step, and room to work in.
struct Future<'a> {
    sample: &'a Sample,
    scores: Vec<Vec<f32>>,
    highest: Vec<f32>,
    total: Vec<f32>,
    weighted: Vec<f32>,
}

impl<'a> Future<'a> {
    fn new(sample: &'a Sample) -> Self {
        Self {
            sample,
            scores: sample.logs.clone(),
            highest: vec![0.0; sample.len()],
            total: vec![0.0; sample.len()],
            weighted: vec![0.0; sample.len()],
        }
    }

    /// The mean loss once each class's scores moved by its shift times the covariances.
    fn mean_loss(&mut self, covariances: &[f32], shift: &[f32], loss: Loss) -> f64 {
        self.highest.fill(f32::NEG_INFINITY);
        for ((scores, logs), shift) in self.scores.iter_mut().zip(&self.sample.logs).zip(shift) {
            for (((score, log), covariance), highest) in scores
                .iter_mut()
                .zip(logs)
                .zip(covariances)
                .zip(&mut self.highest)
            {
                *score = log + covariance * shift;
                *highest = highest.max(*score);
            }
        }
        self.total.fill(0.0);
        self.weighted.fill(0.0);
        for scores in &self.scores {
            for (((score, highest), total), weighted) in scores
                .iter()
                .zip(&self.highest)
                .zip(&mut self.total)
                .zip(&mut self.weighted)
            {
                let below = score - highest;
                let share = exp(below);
                *total += share;
                *weighted += share * below;
            }
        }
        let losses = self.total.iter().zip(&self.weighted);
        let sum: f64 = losses
            .map(|(total, weighted)| f64::from(loss(*total, *weighted)))
            .sum();
        sum / self.total.len() as f64
    }
}

/// Asks where the label would leave the rest of the pool with the fewest expected errors.
///
/// An item's expected 0/1 loss under the model itself is 1 − max p. Labels are tried as for log
/// loss (see [`ERROR_REDUCTION`]).
pub(super) static ERROR_REDUCTION_ZERO_ONE: StrategySpec = StrategySpec {
    id: "error-reduction-01",
    title: "expected error reduction (0/1)",
    family: Family::ErrorReduction,
    doc: "asks where the label would leave the fewest errors expected in the rest of the \
          pool",
    formula: "E(U) − Σ_y p_y E(U | x, y): mean 1 − p₁ of 200 drawn items, after one \
              Newton step; for 300 by margin and 100 drawn",
    source: "Roy & McCallum 2001 (0/1 loss)",
    cost: "n C + min(m, 1,024) d² + 400 · 200 (d + max(40, 3 C)), d ≤ 257, m labels",
    prepare: |context| look_ahead(context, |sample, x| reduction(sample, x, error)),
    explain: |input| margin_and(input, "; its label would settle many others"),
};

/// 1 − max p: the highest score's e^z is 1.
fn error(total: f32, _weighted: f32) -> f32 {
    1.0 - 1.0 / total
}

/// Asks where the label would lower the variance of the predictions for the rest of the pool most.
///
/// What the label is does not matter: the fall of the scores' covariance follows from the
/// candidate's probabilities (see [`Step`]), and that of an item's probabilities q from it through
/// their slope J = diag(q) − qqᵀ.
pub(super) static VARIANCE_REDUCTION: StrategySpec = StrategySpec {
    id: "variance-reduction",
    title: "variance reduction (Fisher)",
    family: Family::ErrorReduction,
    doc: "asks where the label would steady the predictions for the rest of the pool most; \
          measured: ahead of margin in accuracy on four sets",
    formula: "mean over 200 drawn items u of k_xu² tr(J_u A_x J_u) / C, A = H (I + k_xx \
              H)⁻¹; for 300 by margin and 100 drawn",
    source: "Cohn, Ghahramani & Jordan 1996; Zhang & Oles 2000",
    cost: "n C + min(m, 1,024) d² + 400 · 200 (d + C), d ≤ 257, m labels",
    prepare: |context| look_ahead(context, fall),
    explain: |input| margin_and(input, "; its label would steady many predictions"),
};

/// By how much the variance of the sample's probabilities falls, the mean over items and classes.
fn fall(sample: &Sample, candidate: &Candidate) -> f32 {
    let step = Step::new(&candidate.p, candidate.variance);
    let total: f64 = sample
        .p
        .iter()
        .zip(&candidate.covariances)
        .map(|(q, covariance)| f64::from(covariance * covariance * step.fall(q)))
        .sum();
    (total / (sample.len() * candidate.p.len()).max(1) as f64) as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    fn raw_entropy(p: f32) -> f32 {
        -p * p.ln() - (1.0 - p) * (1.0 - p).ln()
    }

    fn sigmoid(score: f32) -> f32 {
        1.0 / (1.0 + (-score).exp())
    }

    #[test]
    fn two_classes_are_as_in_binary_logistic_regression() {
        let p = 0.4_f32;
        let items = [0.3_f32, 0.8];
        let covariances = [0.7_f32, -0.2];
        let variance = 1.5_f32;
        // s_u⁺ = s_u + (y − p) k_xu / (1 + v k_xx), covariances of the difference twice those here.
        let moved = |y: f32| -> f32 {
            let losses = items.iter().zip(covariances).map(|(u, k)| {
                let by = (y - p) * 2.0 * k / (1.0 + p * (1.0 - p) * 2.0 * variance);
                raw_entropy(sigmoid((u / (1.0 - u)).ln() + by))
            });
            losses.sum::<f32>() / 2.0
        };
        let now = f32::midpoint(raw_entropy(0.3), raw_entropy(0.8));
        let expected = now - p * moved(1.0) - (1.0 - p) * moved(0.0);
        let sample = Sample::new(items.iter().map(|u| vec![*u, 1.0 - u]).collect(), 2);
        let candidate = Candidate {
            p: vec![p, 1.0 - p],
            variance,
            covariances: covariances.to_vec(),
        };
        let found = reduction(&sample, &candidate, entropy);
        assert!((found - expected).abs() < 1e-6, "{found} {expected}");
    }

    #[test]
    fn who_covaries_with_nobody_and_who_is_sure_lower_nothing() {
        let sample = Sample::new(vec![vec![0.2, 0.3, 0.5]; 4], 3);
        let candidate = |p: [f32; 3], k: f32| Candidate {
            p: p.to_vec(),
            variance: 2.0,
            covariances: vec![k; 4],
        };
        let found = |p, k| reduction(&sample, &candidate(p, k), entropy);
        assert!(found([0.2, 0.3, 0.5], 0.0).abs() < 1e-6);
        assert!(found([1.0, 0.0, 0.0], 1.0).abs() < 1e-6);
        // The same distribution, fully covarying: knowing the one says much of the other.
        assert!(found([0.2, 0.3, 0.5], 2.0) > 0.05);
    }

    #[test]
    fn of_many_classes_the_likeliest_labels_are_tried() {
        let mut p = vec![0.001_f32; 20];
        (p[4], p[9], p[11]) = (0.5, 0.3, 0.183);
        let sample = Sample::new(vec![p.clone(); 2], 20);
        let candidate = Candidate {
            p: p.clone(),
            variance: 1.0,
            covariances: vec![0.5; 2],
        };
        let step = Step::new(&p, 1.0);
        let mut future = Future::new(&sample);
        let mut after = |y: usize| future.mean_loss(&[0.5; 2], &step.shift(y), entropy) as f32;
        let expected = (0.5 * after(4) + 0.3 * after(9) + 0.183 * after(11)) / 0.983;
        let now: f32 = -p.iter().map(|p| p * p.ln()).sum::<f32>();
        let found = reduction(&sample, &candidate, entropy);
        assert!((found - (now - expected)).abs() < 1e-4);
    }

    #[test]
    fn nothing_left_is_nothing_gained() {
        let sample = Sample::new(Vec::new(), 2);
        let candidate = Candidate {
            p: vec![0.5, 0.5],
            variance: 1.0,
            covariances: Vec::new(),
        };
        assert!(reduction(&sample, &candidate, entropy).abs() < 1e-9);
    }

    #[test]
    fn errors_by_hand() {
        // (.4, .6) at k = 2 · ½ with v k₂ = .24 · 2: s moves by .6 · 1 / 1.48 and −.4 · 1 / 1.48.
        let sample = Sample::new(vec![vec![0.5, 0.5]], 2);
        let candidate = Candidate {
            p: vec![0.4, 0.6],
            variance: 1.0,
            covariances: vec![0.5],
        };
        let sigmoid = |score: f32| 1.0 / (1.0 + (-score).exp());
        let expected = 0.4 * (1.0 - sigmoid(0.6 / 1.48)) + 0.6 * (1.0 - sigmoid(0.4 / 1.48));
        let found = reduction(&sample, &candidate, error);
        assert!((found - (0.5 - expected)).abs() < 1e-6);
    }

    #[test]
    fn what_moves_nobody_across_the_border_lowers_no_error() {
        // Expected probabilities hardly change where the likeliest label stays what it is.
        let sample = Sample::new(vec![vec![0.98, 0.02]], 2);
        let candidate = Candidate {
            p: vec![0.5, 0.5],
            variance: 1.0,
            covariances: vec![0.05],
        };
        assert!(reduction(&sample, &candidate, error).abs() < 1e-3);
    }

    #[test]
    fn the_variance_of_two_classes_is_as_in_binary_logistic_regression() {
        let (p, variance) = (0.4_f32, 1.5_f32);
        let items = [0.3_f32, 0.8];
        let covariances = [0.7_f32, -0.2];
        let v = p * (1.0 - p);
        // [q (1 − q)]² k² v / (1 + v k_xx), covariances of the difference twice those here.
        let each = items.iter().zip(covariances).map(|(q, k)| {
            (q * (1.0 - q)).powi(2) * (2.0 * k).powi(2) * v / (1.0 + v * 2.0 * variance)
        });
        let expected = each.sum::<f32>() / 2.0;
        let sample = Sample::new(items.iter().map(|u| vec![*u, 1.0 - u]).collect(), 2);
        let candidate = Candidate {
            p: vec![p, 1.0 - p],
            variance,
            covariances: covariances.to_vec(),
        };
        assert!((fall(&sample, &candidate) - expected).abs() < 1e-6);
    }

    #[test]
    fn a_sure_candidate_steadies_nothing() {
        let sample = Sample::new(vec![vec![0.2, 0.8]], 2);
        let candidate = |p: f32| Candidate {
            p: vec![p, 1.0 - p],
            variance: 1.0,
            covariances: vec![1.0],
        };
        assert!(fall(&sample, &candidate(1.0)).abs() < 1e-9);
        assert!(fall(&sample, &candidate(0.5)) > fall(&sample, &candidate(0.9)));
    }
}
