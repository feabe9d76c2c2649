//! Which side of the border between the class that is looked for and the rest is an item on?
//!
//! A logistic regression of its own over the labels, where the few that were found count as much
//! as [`FOUND_TO_REST`] times all others together: minimises ½‖w‖² + C Σ cᵢ ln(1 + exp(−yᵢ w·xᵢ))
//! in the dual, where each lesson holds aᵢ = C cᵢ σ(−yᵢ w·xᵢ) and a visit takes Newton steps on
//! one aᵢ (Yu, Huang & Lin 2011). Where there are words the dense part counts half: the last items
//! of a rare class are unlike those that were found, and a word or two give them away. Invariant:
//! it is fitted from nothing, so it follows from the lessons and their order alone.

use super::lesson::Lesson;
use crate::features::{BIAS, Row, RowBuf};

/// The weight C of the data against the penalty.
const PENALTY: f32 = 2.0;
/// What all found items count for together, against all others together.
const FOUND_TO_REST: f32 = 30.0;
/// What the dense part is multiplied by where there are words.
const DENSE_BESIDE_WORDS: f32 = 0.5;
/// Sweeps over the lessons at most.
const SWEEPS: usize = 30;
/// Newton steps on a lesson in one visit.
const NEWTON_STEPS: usize = 3;
/// Sweeps end when no lesson moved by more than this part of its weight.
const SETTLED: f32 = 2e-3;

/// A border between a class and the rest.
pub(super) struct Separator {
    words: Vec<f32>,
    dense: Vec<f32>,
    bias: f32,
    /// What the dense part is multiplied by.
    dense_scale: f32,
}

impl Separator {
    /// Learns lessons whose rows have this many columns in their two parts.
    pub(super) fn of(words: usize, dense: usize, lessons: &[Lesson]) -> Self {
        let mut separator = Self {
            words: vec![0.0; words],
            dense: vec![0.0; dense],
            bias: 0.0,
            dense_scale: if words > 0 { DENSE_BESIDE_WORDS } else { 1.0 },
        };
        let weight = weights(lessons);
        let lengths: Vec<f32> = lessons.iter().map(|each| separator.length(each)).collect();
        let mut duals = vec![0.0_f32; lessons.len()];
        for _ in 0..SWEEPS {
            let mut furthest = 0.0_f32;
            // The newest first: the older ones then answer to what it brought.
            for (at, lesson) in lessons.iter().enumerate().rev() {
                let side = if lesson.is_found { 1.0 } else { -1.0 };
                let most = weight(lesson);
                let decision = side * separator.decision(lesson.row.as_row());
                let dual = visited(duals[at], decision, lengths[at], most);
                let step = dual - duals[at];
                furthest = furthest.max(step.abs() / most);
                separator.add(&lesson.row, side * step);
                duals[at] = dual;
            }
            if furthest < SETTLED {
                break;
            }
        }
        separator
    }

    /// How far an item lies on the side of the class: the log-odds.
    pub(super) fn decision(&self, row: Row<'_>) -> f32 {
        let mut sum = BIAS * self.bias;
        for (column, value) in row.columns.iter().zip(row.values) {
            sum += self.words[*column as usize] * value;
        }
        let dense: f32 = self.dense.iter().zip(row.dense).map(|(w, x)| w * x).sum();
        sum + self.dense_scale * dense
    }

    fn add(&mut self, row: &RowBuf, by: f32) {
        self.bias += BIAS * by;
        for (column, value) in row.columns.iter().zip(&row.values) {
            self.words[*column as usize] += by * value;
        }
        for (weight, value) in self.dense.iter_mut().zip(&row.dense) {
            *weight += by * self.dense_scale * value;
        }
    }

    /// Squared length of what is read of a lesson.
    fn length(&self, lesson: &Lesson) -> f32 {
        let squares = |values: &[f32]| values.iter().map(|value| value * value).sum::<f32>();
        let dense = self.dense_scale * self.dense_scale * squares(&lesson.row.dense);
        BIAS * BIAS + squares(&lesson.row.values) + dense
    }
}

/// C c of a lesson: the mean of c over all lessons is 1.
fn weights(lessons: &[Lesson]) -> impl Fn(&Lesson) -> f32 {
    let all = lessons.len() as f32;
    let found = lessons.iter().filter(|lesson| lesson.is_found).count() as f32;
    let share = FOUND_TO_REST / (FOUND_TO_REST + 1.0);
    let of_found = PENALTY * all * share / found.max(1.0);
    let of_rest = PENALTY * all * (1.0 - share) / (all - found).max(1.0);
    move |lesson| if lesson.is_found { of_found } else { of_rest }
}

/// Where a dual goes: towards a = most · σ(−(decision + length · (a − dual))).
fn visited(dual: f32, decision: f32, length: f32, most: f32) -> f32 {
    let mut goal = dual;
    for _ in 0..NEWTON_STEPS {
        let wrong = 1.0 / (1.0 + (decision + length * (goal - dual)).exp());
        let slope = 1.0 + most * wrong * (1.0 - wrong) * length;
        goal = (goal + (most * wrong - goal) / slope).clamp(0.0, most);
    }
    goal
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lesson(columns: &[u32], is_found: bool) -> Lesson {
        let value = (columns.len() as f32).sqrt().recip();
        Lesson {
            row: RowBuf {
                columns: columns.to_vec(),
                values: vec![value; columns.len()],
                dense: Vec::new(),
            },
            is_found,
        }
    }

    #[test]
    fn found_items_count_as_much_together_whatever_their_number() {
        let lessons = [
            lesson(&[0], true),
            lesson(&[1], false),
            lesson(&[2], false),
            lesson(&[3], false),
        ];
        let weight = weights(&lessons);
        // Of 4 · C: 30 parts for one found item, 1 part for three others.
        assert!((weight(&lessons[0]) - 8.0 * 30.0 / 31.0).abs() < 1e-5);
        assert!((weight(&lessons[1]) - 8.0 / 31.0 / 3.0).abs() < 1e-5);
    }

    #[test]
    fn at_the_optimum_each_weight_is_the_sum_of_its_duals() {
        // Two lessons without a word in common but for column 2.
        let lessons = [lesson(&[0, 2], true), lesson(&[1, 2], false)];
        let separator = Separator::of(3, 0, &lessons);
        let weight = weights(&lessons);
        let dual = |lesson: &Lesson, side: f32| {
            let decision = separator.decision(lesson.row.as_row());
            side * weight(lesson) / (1.0 + (side * decision).exp())
        };
        let (found, other) = (dual(&lessons[0], 1.0), dual(&lessons[1], -1.0));
        let half = 0.5_f32.sqrt();
        assert!((separator.words[0] - half * found).abs() < 0.02);
        assert!((separator.words[1] - half * other).abs() < 0.02);
        assert!((separator.words[2] - half * (found + other)).abs() < 0.02);
        assert!((separator.bias - BIAS * (found + other)).abs() < 0.02);
    }
}
