//! A linear SVM with probabilities, by linfa-svm.
//!
//! One class against the rest, over the dense part of labeled items, each with Platt's sigmoid
//! fitted to its decision values; the class probabilities are the sigmoids scaled to sum to one.
//! linfa builds an n × n kernel and has no way to stop a fit, so n is capped and fits run in
//! their own thread. The fitted hyperplane is private there; it is rebuilt from the signed
//! support coefficients, w = Σ αᵢ xᵢ, with decision w·x − ρ.

use linfa::composing::platt_scaling::{platt_newton_method, platt_predict};
use linfa::prelude::*;
use linfa::{DatasetBase, Platt};
use linfa_svm::Svm;
use ndarray::{Array1, Array2};

use crate::schema::LabelId;

/// The most labeled items a fit uses: its time grows faster than their square, and with the
/// classes (500 items of 4 classes take about 70 ms, 300 of 77 half a second).
pub(super) fn most_items_for(classes: usize) -> usize {
    if classes <= 20 { 500 } else { 300 }
}

/// Labeled items for a fit.
#[derive(Debug, Clone)]
pub(super) struct TrainingExamples {
    /// n × d.
    pub(super) points: Array2<f64>,
    /// One a row.
    pub(super) labels: Vec<LabelId>,
}

/// One class against the rest.
#[derive(Debug, Clone)]
struct Separator {
    label: LabelId,
    weights: Vec<f32>,
    rho: f32,
    /// Platt's A and B: P = 1 / (1 + exp(A f + B)).
    slope: f64,
    offset: f64,
}

/// The SVM member.
#[derive(Debug, Clone)]
pub(super) struct PlattSvm {
    separators: Vec<Separator>,
}

impl PlattSvm {
    /// Fits every class that can be fitted; `None` when fewer than two can.
    pub(super) fn fit(examples: &TrainingExamples) -> Option<Self> {
        let mut classes = examples.labels.clone();
        classes.sort_unstable();
        classes.dedup();
        if classes.len() < 2 || examples.points.ncols() == 0 {
            return None;
        }
        let separators: Vec<Separator> = classes
            .into_iter()
            .filter_map(|label| Separator::fit(examples, label))
            .collect();
        (separators.len() >= 2).then_some(Self { separators })
    }

    /// Feeds the parameters to a hash; `classes` are those that still exist, in column order.
    pub(super) fn hash_into(&self, classes: &[LabelId], hasher: &mut blake3::Hasher) {
        for separator in &self.separators {
            // A separator of a class that is gone has no say.
            let Ok(column) = classes.binary_search(&separator.label) else {
                continue;
            };
            hasher.update(&(column as u64).to_le_bytes());
            hasher.update(&separator.rho.to_bits().to_le_bytes());
            hasher.update(&separator.slope.to_bits().to_le_bytes());
            hasher.update(&separator.offset.to_bits().to_le_bytes());
            for weight in &separator.weights {
                hasher.update(&weight.to_bits().to_le_bytes());
            }
        }
    }
}

impl Separator {
    fn fit(examples: &TrainingExamples, label: LabelId) -> Option<Self> {
        let targets: Array1<bool> = examples
            .labels
            .iter()
            .map(|other| *other == label)
            .collect();
        let data = DatasetBase::new(examples.points.clone(), targets.clone());
        // Shrinking panics in linfa-svm 0.8.1 and is off by default; 1e-3 is close enough.
        let model = Svm::<f64, bool>::params()
            .linear_kernel()
            .pos_neg_weights(1.0, 1.0)
            .eps(1e-3)
            .fit(&data)
            .ok()?;
        let mut weights = Array1::<f64>::zeros(examples.points.ncols());
        for (alpha, point) in model.alpha.iter().zip(examples.points.rows()) {
            weights.scaled_add(*alpha, &point);
        }
        let decisions = examples.points.dot(&weights) - model.rho;
        let params = Platt::<f64, ()>::params().check().ok()?;
        let (slope, offset) =
            platt_newton_method(decisions.view(), targets.view(), &params).ok()?;
        // A fit that came to no number would make every later prediction fail.
        let is_finite = weights.iter().all(|weight| weight.is_finite())
            && [model.rho, slope, offset]
                .iter()
                .all(|number| number.is_finite());
        is_finite.then(|| Self {
            label,
            weights: weights.iter().map(|weight| *weight as f32).collect(),
            rho: model.rho as f32,
            slope,
            offset,
        })
    }

    fn decision(&self, dense: &[f32]) -> f32 {
        let product: f32 = self.weights.iter().zip(dense).map(|(w, x)| w * x).sum();
        product - self.rho
    }
}

impl PlattSvm {
    /// The probability of each of `classes` for an item's dense part; a class that the fit did
    /// not know has none.
    pub(super) fn probabilities(&self, dense: &[f32], classes: &[LabelId], out: &mut [f32]) {
        out.fill(0.0);
        let mut total = 0.0;
        for separator in &self.separators {
            if let Ok(column) = classes.binary_search(&separator.label) {
                let decision = f64::from(separator.decision(dense));
                let probability = *platt_predict(decision, separator.slope, separator.offset);
                out[column] = probability.max(1e-6);
                total += out[column];
            }
        }
        if total > 0.0 {
            for probability in out {
                *probability /= total;
            }
        } else {
            let even = 1.0 / out.len() as f32;
            out.fill(even);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    fn examples() -> TrainingExamples {
        TrainingExamples {
            points: array![
                [1.0, 0.1],
                [0.9, -0.2],
                [1.2, 0.3],
                [0.8, 0.0],
                [-1.0, 0.2],
                [-0.8, -0.1],
                [-1.1, 0.0],
                [-0.9, 0.3]
            ],
            labels: [0, 0, 0, 0, 1, 1, 1, 1].map(LabelId).to_vec(),
        }
    }

    #[test]
    fn decisions_are_linfas_own_weighted_sums() {
        let examples = examples();
        let separator = Separator::fit(&examples, LabelId(0)).unwrap();
        let targets: Array1<bool> = examples.labels.iter().map(|l| l.0 == 0).collect();
        let data = DatasetBase::new(examples.points.clone(), targets);
        let model = Svm::<f64, bool>::params()
            .linear_kernel()
            .pos_neg_weights(1.0, 1.0)
            .eps(1e-3)
            .fit(&data)
            .unwrap();
        for point in examples.points.rows() {
            let expected = model.weighted_sum(&point) - model.rho;
            let dense: Vec<f32> = point.iter().map(|x| *x as f32).collect();
            assert!((f64::from(separator.decision(&dense)) - expected).abs() < 1e-5);
        }
    }

    #[test]
    fn each_side_is_likelier_its_own_class() {
        let model = PlattSvm::fit(&examples()).unwrap();
        let classes = [LabelId(0), LabelId(1)];
        let mut out = [0.0; 2];
        model.probabilities(&[1.0, 0.0], &classes, &mut out);
        assert!(out[0] > 0.6, "{out:?}");
        model.probabilities(&[-1.0, 0.0], &classes, &mut out);
        assert!(out[1] > 0.6, "{out:?}");
    }

    #[test]
    fn one_class_alone_cannot_be_fitted() {
        let mut examples = examples();
        examples.labels.fill(LabelId(3));
        assert!(PlattSvm::fit(&examples).is_none());
    }

    #[test]
    fn a_class_the_fit_did_not_know_gets_nothing_and_the_rest_sums_to_one() {
        let model = PlattSvm::fit(&examples()).unwrap();
        let classes = [LabelId(0), LabelId(1), LabelId(2)];
        let mut out = [0.0; 3];
        model.probabilities(&[0.2, 0.0], &classes, &mut out);
        assert_eq!(out[2].to_bits(), 0.0_f32.to_bits());
        assert!((out.iter().sum::<f32>() - 1.0).abs() < 1e-5);
    }
}
