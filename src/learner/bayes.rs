//! Multinomial naive Bayes that learns and forgets one label at a time.
//!
//! Counts are the TF-IDF weights: ln P(class) + Σ_f v_f · ln((N_cf + α) / (N_c + α V)), with N_cf
//! the class's weight of feature f, N_c their sum and V the vocabulary. The table holds
//! ln(N_cf + α) − ln α, which is zero for every feature the class never met, so a score needs
//! only the features of labeled items.

use super::active::ActiveTable;
use super::member::{Member, softmax_in_place};
use crate::features::{Row, Rows};

/// Smoothing: well below one, because TF-IDF weights of a unit-length text are fractions.
const ALPHA: f64 = 0.1;

/// The naive Bayes member.
#[derive(Debug, Clone)]
pub(super) struct Bayes {
    vocabulary: f64,
    /// N_cf by feature, one lane a class.
    weights: ActiveTable,
    /// ln(N_cf + α) − ln α by feature, one lane a class.
    logs: ActiveTable,
    /// N_c.
    totals: Vec<f64>,
    items: Vec<u32>,
}

impl Bayes {
    /// Knows nothing yet of `classes` classes.
    pub(super) fn new(rows: &Rows, classes: usize) -> Self {
        let features = rows.text.width();
        Self {
            vocabulary: features as f64,
            weights: ActiveTable::new(features, classes),
            logs: ActiveTable::new(features, classes),
            totals: vec![0.0; classes],
            items: vec![0; classes],
        }
    }

    /// Learns one label.
    pub(super) fn learn(&mut self, rows: &Rows, row: usize, class: usize) {
        self.items[class] += 1;
        self.shift(rows.row(row).as_row(), class, 1.0);
    }

    /// Forgets one label.
    pub(super) fn forget(&mut self, rows: &Rows, row: usize, class: usize) {
        self.items[class] = self.items[class].saturating_sub(1);
        self.shift(rows.row(row).as_row(), class, -1.0);
    }

    fn shift(&mut self, row: Row<'_>, class: usize, sign: f32) {
        for (column, value) in row.columns.iter().zip(row.values) {
            let weight = &mut self.weights.write(*column)[class];
            // Taking back may leave a rounding error below zero.
            *weight = (*weight + sign * value).max(0.0);
            let log = (f64::from(*weight) + ALPHA).ln() - ALPHA.ln();
            self.logs.write(*column)[class] = log as f32;
            self.totals[class] += f64::from(sign * value);
        }
    }
}

impl Member for Bayes {
    fn id(&self) -> &'static str {
        "bayes"
    }

    fn probabilities(&self, row: Row<'_>, out: &mut [f32]) {
        let length: f64 = row.values.iter().map(|value| f64::from(*value)).sum();
        let items: u32 = self.items.iter().sum();
        let classes = self.items.len() as f64;
        for (class, score) in out.iter_mut().enumerate() {
            let prior = (f64::from(self.items[class]) + 1.0) / (f64::from(items) + classes);
            let total = (self.totals[class].max(0.0) + ALPHA * self.vocabulary) / ALPHA;
            *score = (prior.ln() - length * total.ln()) as f32;
        }
        self.logs.add_product(row.columns, row.values, out);
        softmax_in_place(out);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::{CountRows, DenseRows, TextRows};

    fn rows() -> Rows {
        let mut counts = CountRows::default();
        for row in [
            vec![(0, 1), (1, 2)],
            vec![(1, 1)],
            vec![(2, 1)],
            vec![(0, 1), (2, 1)],
        ] {
            counts.push(row);
        }
        Rows {
            text: TextRows::new(&counts, vec![1.0; 4]),
            dense: DenseRows::without_columns(4),
            density: Vec::new(),
        }
    }

    #[test]
    fn probabilities_are_those_of_the_formula() {
        let rows = rows();
        let mut model = Bayes::new(&rows, 2);
        model.learn(&rows, 0, 0);
        model.learn(&rows, 1, 0);
        model.learn(&rows, 2, 1);
        // By hand for row 3 = 0.6 of feature 0 and 0.8 of feature 2, α = .1, V = 4:
        // class 0: prior 3/5, N = [.8, 1.6, 0, 0], sum 2.4; class 1: prior 2/5, N_2 = 1, sum 1.
        let zero = (0.6_f64).ln() + 0.6 * (0.9 / 2.8_f64).ln() + 0.8 * (0.1 / 2.8_f64).ln();
        let one = (0.4_f64).ln() + 0.6 * (0.1 / 1.4_f64).ln() + 0.8 * (1.1 / 1.4_f64).ln();
        let expected = 1.0 / (1.0 + (one - zero).exp());
        let mut out = [0.0; 2];
        model.probabilities(rows.row(3).as_row(), &mut out);
        assert!(
            (f64::from(out[0]) - expected).abs() < 1e-6,
            "{out:?} {expected}"
        );
    }

    #[test]
    fn forgetting_takes_back_what_was_learnt() {
        let rows = rows();
        let mut model = Bayes::new(&rows, 2);
        model.learn(&rows, 0, 0);
        model.learn(&rows, 2, 1);
        let (mut before, mut after) = ([0.0; 2], [0.0; 2]);
        model.probabilities(rows.row(3).as_row(), &mut before);
        model.learn(&rows, 1, 1);
        model.forget(&rows, 1, 1);
        model.probabilities(rows.row(3).as_row(), &mut after);
        assert!((before[0] - after[0]).abs() < 1e-6);
    }
}
