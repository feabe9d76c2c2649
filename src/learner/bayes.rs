//! Multinomial naive Bayes that learns and forgets one label at a time.
//!
//! Counts are the TF-IDF weights: ln P(class) + Σ_f v_f · ln((N_cf + α) / (N_c + α V)), with N_cf
//! the class's weight of feature f, N_c their sum and V the vocabulary; P(class) is smoothed by
//! one label. Held is ln(N_cf + α) − ln α, which is zero for every feature the class never met,
//! so a score needs only the features of labeled items.

use super::active::{Encoded, resize_exact};

/// Smoothing: well below one, because TF-IDF weights of a unit-length text are fractions.
const ALPHA: f64 = 0.1;

/// The naive Bayes member.
#[derive(Debug, Clone)]
pub(super) struct Bayes {
    vocabulary: f64,
    classes: usize,
    /// N_cf by slot, then class.
    weights: Vec<f64>,
    /// ln(N_cf + α) − ln α by slot, then class.
    logs: Vec<f64>,
    /// N_c.
    totals: Vec<f64>,
    labels: Vec<f64>,
}

impl Bayes {
    /// Knows nothing yet of `classes` classes over `vocabulary` features.
    pub(super) fn new(classes: usize, vocabulary: usize) -> Self {
        Self {
            vocabulary: vocabulary as f64,
            classes,
            weights: Vec::new(),
            logs: Vec::new(),
            totals: vec![0.0; classes],
            labels: vec![0.0; classes],
        }
    }

    /// Learns an item for each class in these shares; negative shares take it back.
    pub(super) fn shift(&mut self, item: &Encoded, shares: &[f32]) {
        let wanted = item.slots() * self.classes;
        resize_exact(&mut self.weights, wanted);
        resize_exact(&mut self.logs, wanted);
        for (class, share) in shares.iter().enumerate() {
            let share = f64::from(*share);
            if share == 0.0 {
                continue;
            }
            self.labels[class] = (self.labels[class] + share).max(0.0);
            self.totals[class] = (self.totals[class] + share * item.mass).max(0.0);
            for (slot, value) in &item.features {
                let at = *slot as usize * self.classes + class;
                // Taking back may leave a rounding error below zero.
                let weight = (self.weights[at] + share * f64::from(*value)).max(0.0);
                self.weights[at] = weight;
                self.logs[at] = (weight + ALPHA).ln() - ALPHA.ln();
            }
        }
    }

    /// The logarithm of each class's joint probability with the item.
    pub(super) fn joint(&self, item: &Encoded) -> Vec<f64> {
        let labels: f64 = self.labels.iter().sum();
        let classes = self.classes as f64;
        let mut scores: Vec<f64> = (0..self.classes)
            .map(|class| {
                let prior = (self.labels[class] + 1.0) / (labels + classes);
                let total = (self.totals[class] + ALPHA * self.vocabulary) / ALPHA;
                prior.ln() - item.mass * total.ln()
            })
            .collect();
        for (slot, value) in &item.features {
            let from = *slot as usize * self.classes;
            if let Some(logs) = self.logs.get(from..from + self.classes) {
                for (score, log) in scores.iter_mut().zip(logs) {
                    *score += f64::from(*value) * log;
                }
            }
        }
        scores
    }

    /// The probability of each class for an item.
    pub(super) fn probabilities(&self, item: &Encoded, out: &mut [f32]) {
        let mut scores = self.joint(item);
        let highest = scores.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let mut total = 0.0;
        for score in &mut scores {
            *score = (*score - highest).exp();
            total += *score;
        }
        for (out, score) in out.iter_mut().zip(scores) {
            *out = (score / total) as f32;
        }
    }

    /// Bytes that grow with the features.
    pub(super) fn memory(&self) -> usize {
        8 * (self.weights.len() + self.logs.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An item of (slot, value) pairs.
    fn item(features: &[(u32, f32)]) -> Encoded {
        Encoded {
            features: features.into(),
            dense: Box::default(),
            mass: features.iter().map(|(_, v)| f64::from(*v)).sum(),
            squared_norm: 1.0,
        }
    }

    fn taught() -> Bayes {
        let mut model = Bayes::new(2, 4);
        model.shift(&item(&[(0, 0.75), (1, 0.5)]), &[1.0, 0.0]);
        model.shift(&item(&[(1, 1.0)]), &[1.0, 0.0]);
        model.shift(&item(&[(2, 1.0)]), &[0.0, 1.0]);
        model
    }

    #[test]
    fn probabilities_are_those_of_the_formula() {
        // By hand for 0.5 of feature 0 and 0.75 of feature 2, α = .1, V = 4:
        // class 0: prior 3/5, N = [.75, 1.5, 0, 0], sum 2.25; class 1: prior 2/5, N_2 = 1, sum 1.
        let zero = (0.6_f64).ln() + 0.5 * (0.85 / 2.65_f64).ln() + 0.75 * (0.1 / 2.65_f64).ln();
        let one = (0.4_f64).ln() + 0.5 * (0.1 / 1.4_f64).ln() + 0.75 * (1.1 / 1.4_f64).ln();
        let joint = taught().joint(&item(&[(0, 0.5), (2, 0.75)]));
        assert!((joint[0] - zero).abs() < 1e-12 && (joint[1] - one).abs() < 1e-12);
    }

    #[test]
    fn joint_probabilities_are_those_of_another_implementation() {
        // scikit-learn 1.9.1: MultinomialNB(alpha=0.1, class_prior=(n_c + 1) / (n + 3)).
        let rows: [[f32; 6]; 8] = [
            [1.296_875, 0.0, 0.0, 0.015_625, 0.3125, 2.031_25],
            [0.0, 0.781_25, 0.0, 0.781_25, 0.125, 0.0],
            [0.109_375, 1.296_875, 0.0625, 0.343_75, 0.125, 1.265_625],
            [0.0, 0.031_25, 0.25, 0.281_25, 0.5, 0.0],
            [0.796_875, 0.109_375, 0.046_875, 0.671_875, 0.0, 0.0],
            [0.25, 0.0, 5.75, 0.0, 0.890_625, 0.0],
            [0.375, 0.0, 0.0, 0.656_25, 2.406_25, 1.390_625],
            [1.640_625, 0.0625, 0.140_625, 0.0, 1.703_125, 0.0],
        ];
        let labels = [0, 0, 1, 2, 1, 0, 2, 0];
        let queries: [[f32; 6]; 3] = [
            [0.390_625, 0.953_125, 0.515_625, 0.625, 0.5, 0.093_75],
            [1.015_625, 0.171_875, 0.0, 1.671_875, 0.8125, 0.015_625],
            [0.781_25, 0.484_375, 0.156_25, 2.390_625, 0.968_75, 0.093_75],
        ];
        let expected = [
            [
                -7.488_901_416_959_989,
                -7.567_839_650_749_418,
                -9.213_277_401_179_035,
            ],
            [
                -9.143_168_898_666_563,
                -8.484_475_938_561_6,
                -8.339_222_502_553_2,
            ],
            [
                -12.321_653_152_823_401,
                -10.741_098_029_422_016,
                -10.954_778_093_450_123,
            ],
        ];
        let item = |row: &[f32; 6]| {
            let features: Vec<(u32, f32)> = (0..6).zip(row.iter().copied()).collect();
            item(&features)
        };
        let mut model = Bayes::new(3, 6);
        for (row, label) in rows.iter().zip(labels) {
            let mut shares = [0.0; 3];
            shares[label] = 1.0;
            model.shift(&item(row), &shares);
        }
        for (query, expected) in queries.iter().zip(expected) {
            for (joint, expected) in model.joint(&item(query)).iter().zip(expected) {
                assert!((joint - expected).abs() < 1e-9, "{joint} {expected}");
            }
        }
    }

    #[test]
    fn a_shared_label_counts_for_each_class_in_its_share() {
        let mut model = Bayes::new(2, 4);
        model.shift(&item(&[(0, 0.5)]), &[0.25, 0.75]);
        // N_00 = .125, N_10 = .375.
        let joint = model.joint(&item(&[(0, 1.0)]));
        let expected = (1.25 / 3.0_f64).ln() + (0.225 / 0.525_f64).ln();
        assert!((joint[0] - expected).abs() < 1e-12);
    }

    #[test]
    fn forgetting_takes_back_what_was_learnt() {
        let mut model = taught();
        let asked = item(&[(0, 0.5), (1, 0.25), (2, 0.75)]);
        let before = model.joint(&asked);
        model.shift(&item(&[(1, 0.3), (3, 0.7)]), &[0.0, 1.0]);
        model.shift(&item(&[(1, 0.3), (3, 0.7)]), &[0.0, -1.0]);
        for (before, after) in before.iter().zip(model.joint(&asked)) {
            assert!((before - after).abs() < 1e-9);
        }
    }
}
