//! Softmax regression that learns one label at a time and forgets exactly.
//!
//! Minimises ½‖W‖² + C·Σᵢ CE(yᵢ, softmax(W xᵢ)) in the dual: each labeled item i holds a vector
//! aᵢ with one entry a class, and W = Σᵢ aᵢ xᵢᵀ. At the optimum aᵢ = C (e_y − p(xᵢ)). A visit to
//! item i takes a Newton step on aᵢ alone, in O(classes) by the Sherman–Morrison identity, with
//! a line search. Forgetting an item subtracts aᵢ xᵢᵀ and lets the others settle; no history is
//! needed. (Block-coordinate ascent as in Keerthi et al. 2008, for the multinomial loss.)

use super::active::ActiveTable;
use super::member::{Member, softmax_in_place};
use crate::features::{BIAS, Row, Rows};

/// Residuals below this share of C count as settled.
const SETTLED: f32 = 5e-3;
/// Sweeps over all labeled items after each label.
const WARM_EPOCHS: usize = 3;
/// Sweeps when everything is learnt anew.
const COLD_EPOCHS: usize = 20;

/// The weight C of the data against the penalty, by the number of classes: few labels a class
/// want a firmer trust in each.
pub fn penalty_for(classes: usize) -> f32 {
    if classes >= 20 { 10.0 } else { 2.0 }
}

/// One labeled item: its row, class, squared length and dual vector.
#[derive(Debug, Clone)]
struct Lesson {
    row: usize,
    class: usize,
    squared_norm: f32,
    dual: Vec<f32>,
}

/// The softmax regression member.
#[derive(Debug, Clone)]
pub(super) struct Softmax {
    classes: usize,
    penalty: f32,
    sparse: ActiveTable,
    /// Dense weights, one lane a class: d × classes.
    dense: Vec<f32>,
    bias: Vec<f32>,
    lessons: Vec<Lesson>,
}

impl Softmax {
    /// Knows nothing yet of `classes` classes.
    pub(super) fn new(rows: &Rows, classes: usize) -> Self {
        Self {
            classes,
            penalty: penalty_for(classes),
            sparse: ActiveTable::new(rows.text.width(), classes),
            dense: vec![0.0; rows.dense_width() * classes],
            bias: vec![0.0; classes],
            lessons: Vec::new(),
        }
    }

    /// Learns many labels at once, from nothing: (row, class) in a fixed order.
    pub(super) fn learn_all(
        &mut self,
        rows: &Rows,
        labels: impl IntoIterator<Item = (usize, usize)>,
    ) {
        for (row, class) in labels {
            self.push(rows, row, class);
        }
        self.settle(rows, COLD_EPOCHS);
    }

    /// Learns one label more.
    pub(super) fn learn(&mut self, rows: &Rows, row: usize, class: usize) {
        self.push(rows, row, class);
        self.visit(rows, self.lessons.len() - 1);
        self.settle(rows, WARM_EPOCHS);
    }

    /// Forgets what was learnt of an item.
    pub(super) fn forget(&mut self, rows: &Rows, row: usize) {
        let Some(at) = self.lessons.iter().position(|lesson| lesson.row == row) else {
            return;
        };
        let lesson = self.lessons.remove(at);
        let back: Vec<f32> = lesson.dual.iter().map(|dual| -dual).collect();
        self.add(rows.row(row).as_row(), &back);
        self.settle(rows, WARM_EPOCHS);
    }

    /// Feeds the parameters to a hash: they follow from the dual vectors.
    pub(super) fn hash_into(&self, hasher: &mut blake3::Hasher) {
        for lesson in &self.lessons {
            hasher.update(&(lesson.row as u64).to_le_bytes());
            for dual in &lesson.dual {
                hasher.update(&dual.to_bits().to_le_bytes());
            }
        }
    }

    /// The weight of a word for one class against the mean of the others.
    pub(super) fn pull(&self, column: u32, class: usize) -> f32 {
        let weights = self.sparse.read(column);
        let total: f32 = weights.iter().sum();
        let others = (total - weights[class]) / (self.classes as f32 - 1.0).max(1.0);
        weights[class] - others
    }

    fn push(&mut self, rows: &Rows, row: usize, class: usize) {
        self.lessons.push(Lesson {
            row,
            class,
            squared_norm: rows.row(row).as_row().squared_norm(),
            dual: vec![0.0; self.classes],
        });
    }

    /// Sweeps over all lessons until they settle, `epochs` times at most.
    fn settle(&mut self, rows: &Rows, epochs: usize) {
        for _ in 0..epochs {
            let mut moved = false;
            for at in 0..self.lessons.len() {
                moved |= self.visit(rows, at);
            }
            if !moved {
                break;
            }
        }
    }

    /// One Newton step on one item's dual vector; whether it was needed.
    fn visit(&mut self, rows: &Rows, at: usize) -> bool {
        let (index, class, squared_norm) = {
            let lesson = &self.lessons[at];
            (lesson.row, lesson.class, lesson.squared_norm)
        };
        let row = rows.row(index);
        let row = row.as_row();
        let mut scores = vec![0.0; self.classes];
        self.scores(row, &mut scores);
        let mut p = scores.clone();
        softmax_in_place(&mut p);
        let residual: Vec<f32> = (0..self.classes)
            .map(|k| {
                let target = if k == class { 1.0 } else { 0.0 };
                self.penalty * (target - p[k]) - self.lessons[at].dual[k]
            })
            .collect();
        let worst = residual.iter().fold(0.0_f32, |worst, r| worst.max(r.abs()));
        if worst < SETTLED * self.penalty {
            return false;
        }
        let mut step = newton_direction(&p, &residual, self.penalty * squared_norm);
        let length = self.step_length(&scores, &step, at);
        for value in &mut step {
            *value *= length;
        }
        for (dual, change) in self.lessons[at].dual.iter_mut().zip(&step) {
            *dual += change;
        }
        self.add(row, &step);
        true
    }

    /// How far to go along a direction d: the slope of the dual objective,
    /// g(t) = ⟨d, C (e_y − p(z + t q d)) − a − t d⟩, must not have turned well below zero.
    fn step_length(&self, scores: &[f32], direction: &[f32], at: usize) -> f32 {
        let lesson = &self.lessons[at];
        let slope = |length: f32| {
            let mut p: Vec<f32> = scores
                .iter()
                .zip(direction)
                .map(|(score, d)| score + length * lesson.squared_norm * d)
                .collect();
            softmax_in_place(&mut p);
            (0..self.classes)
                .map(|k| {
                    let target = if k == lesson.class { 1.0 } else { 0.0 };
                    let residual = self.penalty * (target - p[k]) - lesson.dual[k];
                    direction[k] * (residual - length * direction[k])
                })
                .sum::<f32>()
        };
        let first = slope(0.0);
        let mut length = 1.0;
        for _ in 0..3 {
            let reached = slope(length);
            if reached >= -0.3 * first {
                break;
            }
            length *= (first / (first - reached)).max(0.1);
        }
        length
    }

    fn scores(&self, row: Row<'_>, out: &mut [f32]) {
        for (score, bias) in out.iter_mut().zip(&self.bias) {
            *score = BIAS * bias;
        }
        self.sparse.add_product(row.columns, row.values, out);
        for (value, weights) in row.dense.iter().zip(self.dense.chunks_exact(self.classes)) {
            for (score, weight) in out.iter_mut().zip(weights) {
                *score += value * weight;
            }
        }
    }

    /// W += step · xᵀ.
    fn add(&mut self, row: Row<'_>, step: &[f32]) {
        for (column, value) in row.columns.iter().zip(row.values) {
            for (weight, change) in self.sparse.write(*column).iter_mut().zip(step) {
                *weight += value * change;
            }
        }
        for (value, weights) in row
            .dense
            .iter()
            .zip(self.dense.chunks_exact_mut(self.classes))
        {
            for (weight, change) in weights.iter_mut().zip(step) {
                *weight += value * change;
            }
        }
        for (weight, change) in self.bias.iter_mut().zip(step) {
            *weight += BIAS * change;
        }
    }
}

impl Member for Softmax {
    fn id(&self) -> &'static str {
        "logistic"
    }

    fn probabilities(&self, row: Row<'_>, out: &mut [f32]) {
        self.scores(row, out);
        softmax_in_place(out);
    }
}

/// Solves (I + A (diag p − p pᵀ)) d = r, A = C‖x‖², by the Sherman–Morrison identity:
/// with w = 1 / (1 + A p), d = w r + A w p · ⟨p, w r⟩ / (1 − A ⟨p, w p⟩).
fn newton_direction(p: &[f32], residual: &[f32], curvature: f32) -> Vec<f32> {
    let mut along = 0.0;
    let mut shrink = 1.0;
    for (p, r) in p.iter().zip(residual) {
        let w = 1.0 / (1.0 + curvature * p);
        along += p * w * r;
        shrink -= curvature * p * w * p;
    }
    p.iter()
        .zip(residual)
        .map(|(p, r)| {
            let w = 1.0 / (1.0 + curvature * p);
            w * r + curvature * w * p * along / shrink
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::FeatureSpace;
    use crate::rng::Seed;

    fn rows() -> Rows {
        let texts: Vec<String> = (0..40)
            .map(|n| {
                let topic = ["invoice payment refund", "login password account"][n % 2];
                format!("{topic} case {} of {}", n % 7, n % 5)
            })
            .collect();
        FeatureSpace::fit(texts.iter().map(String::as_str), Seed(1)).1
    }

    /// The largest distance of any aᵢ from C (e_y − p(xᵢ)): zero at the optimum.
    fn distance_from_optimum(model: &Softmax, rows: &Rows) -> f32 {
        let mut worst = 0.0_f32;
        for lesson in &model.lessons {
            let mut p = vec![0.0; model.classes];
            model.probabilities(rows.row(lesson.row).as_row(), &mut p);
            for (k, (p, dual)) in p.iter().zip(&lesson.dual).enumerate() {
                let target = f32::from(u8::from(k == lesson.class));
                worst = worst.max((model.penalty * (target - p) - dual).abs());
            }
        }
        worst
    }

    #[test]
    fn the_newton_direction_solves_its_system() {
        let (p, r, a) = ([0.5, 0.3, 0.2], [0.7, -0.4, -0.3], 6.0);
        let d = newton_direction(&p, &r, a);
        let mean: f32 = p.iter().zip(&d).map(|(p, d)| p * d).sum();
        for k in 0..3 {
            let left = d[k] + a * (p[k] * d[k] - p[k] * mean);
            assert!((left - r[k]).abs() < 1e-5, "{left} {}", r[k]);
        }
    }

    #[test]
    fn learning_reaches_the_optimum() {
        let rows = rows();
        let mut model = Softmax::new(&rows, 2);
        model.learn_all(&rows, (0..30).map(|row| (row, row % 2)));
        assert!(distance_from_optimum(&model, &rows) < SETTLED * model.penalty * 1.5);
    }

    #[test]
    fn one_at_a_time_comes_to_the_same_model_as_all_at_once() {
        let rows = rows();
        let mut together = Softmax::new(&rows, 2);
        together.learn_all(&rows, (0..20).map(|row| (row, row % 2)));
        let mut singly = Softmax::new(&rows, 2);
        for row in 0..20 {
            singly.learn(&rows, row, row % 2);
        }
        let (mut a, mut b) = ([0.0; 2], [0.0; 2]);
        for row in 0..40 {
            together.probabilities(rows.row(row).as_row(), &mut a);
            singly.probabilities(rows.row(row).as_row(), &mut b);
            assert!((a[0] - b[0]).abs() < 0.01, "row {row}: {a:?} {b:?}");
        }
    }

    #[test]
    fn what_is_forgotten_leaves_no_trace() {
        let rows = rows();
        let mut model = Softmax::new(&rows, 2);
        model.learn_all(&rows, (0..20).map(|row| (row, row % 2)));
        let (mut before, mut after) = ([0.0; 2], [0.0; 2]);
        model.probabilities(rows.row(30).as_row(), &mut before);
        model.learn(&rows, 31, 0);
        model.forget(&rows, 31);
        model.probabilities(rows.row(30).as_row(), &mut after);
        assert!((before[0] - after[0]).abs() < 0.01, "{before:?} {after:?}");
        assert_eq!(model.lessons.len(), 20);
    }
}
