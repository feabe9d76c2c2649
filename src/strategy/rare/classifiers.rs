//! Learns one class against the rest: a weighted logistic regression and scaled word counts.
//!
//! Both learn from the labels as the items' numbers, at most [`MAX_EXAMPLES`], in the order in which
//! they were labeled, the positive ones first. Invariant: each is fitted from nothing, so it follows
//! from the examples and their order alone.

use rayon::prelude::*;

use super::super::context::RankingContext;
use crate::features::{BIAS, Row, RowBuf};

/// Lessons at most, half of them found items at most: the newest of each side.
const MAX_EXAMPLES: usize = 1_500;

/// An item to learn from.
pub(super) struct TrainingExample {
    pub(super) row: RowBuf,
    pub(super) is_positive: bool,
}

/// The labels of a context: one class against the rest.
pub(super) fn examples(context: &RankingContext<'_>, class: usize) -> Vec<TrainingExample> {
    let rows = context.rows();
    let (found, rest): (Vec<_>, Vec<_>) = context
        .committee
        .labeled()
        .partition(|(_, column)| *column == class);
    let found = newest(&found, MAX_EXAMPLES / 2);
    let rest = newest(&rest, MAX_EXAMPLES - found.len());
    found
        .par_iter()
        .chain(rest)
        .map(|(item, column)| TrainingExample {
            row: rows.row(item.index()),
            is_positive: *column == class,
        })
        .collect()
}

/// The last `most`.
fn newest<T>(all: &[T], most: usize) -> &[T] {
    &all[all.len().saturating_sub(most)..]
}

/// The weight C of the data against the penalty.
const PENALTY: f32 = 2.0;
/// What all found items count for together, against all others together.
const FOUND_TO_REST: f32 = 30.0;
/// What the dense part is multiplied by where there are words.
const DENSE_BESIDE_WORDS: f32 = 0.5;
/// Sweeps over the examples at most.
const SWEEPS: usize = 30;
/// Newton steps on a example in one visit.
const NEWTON_STEPS: usize = 3;
/// Sweeps end when no example moved by more than this part of its weight.
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
    /// Learns examples whose rows have this many columns in their two parts.
    pub(super) fn of(words: usize, dense: usize, examples: &[TrainingExample]) -> Self {
        let mut separator = Self {
            words: vec![0.0; words],
            dense: vec![0.0; dense],
            bias: 0.0,
            dense_scale: if words > 0 { DENSE_BESIDE_WORDS } else { 1.0 },
        };
        let weight = weights(examples);
        let lengths: Vec<f32> = examples.iter().map(|each| separator.length(each)).collect();
        let mut duals = vec![0.0_f32; examples.len()];
        for _ in 0..SWEEPS {
            let mut furthest = 0.0_f32;
            // The newest first: the older ones then answer to what it brought.
            for (at, example) in examples.iter().enumerate().rev() {
                let side = if example.is_positive { 1.0 } else { -1.0 };
                let most = weight(example);
                let decision = side * separator.decision(example.row.as_row());
                let dual = visited(duals[at], decision, lengths[at], most);
                let step = dual - duals[at];
                furthest = furthest.max(step.abs() / most);
                separator.add(&example.row, side * step);
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

    /// Squared length of what is read of a example.
    fn length(&self, example: &TrainingExample) -> f32 {
        let squares = |values: &[f32]| values.iter().map(|value| value * value).sum::<f32>();
        let dense = self.dense_scale * self.dense_scale * squares(&example.row.dense);
        BIAS * BIAS + squares(&example.row.values) + dense
    }
}

/// C c of a example: the mean of c over all examples is 1.
fn weights(examples: &[TrainingExample]) -> impl Fn(&TrainingExample) -> f32 {
    let all = examples.len() as f32;
    let found = examples
        .iter()
        .filter(|example| example.is_positive)
        .count() as f32;
    let share = FOUND_TO_REST / (FOUND_TO_REST + 1.0);
    let of_found = PENALTY * all * share / found.max(1.0);
    let of_rest = PENALTY * all * (1.0 - share) / (all - found).max(1.0);
    move |example| {
        if example.is_positive {
            of_found
        } else {
            of_rest
        }
    }
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

/// Smoothing: well below one, because weights of a unit-length text are fractions.
const ALPHA: f32 = 0.1;

/// What each word says.
pub(super) struct WordCounts {
    /// ln (r N₁_f + α) − ln (N₀_f + α) by column.
    log_ratios: Vec<f32>,
    /// ln (N₀ + α V) − ln (r N₁ + α V).
    each: f32,
}

impl WordCounts {
    /// Counts the words of examples over a vocabulary of `words`.
    pub(super) fn of(words: usize, examples: &[TrainingExample]) -> Self {
        let found = examples
            .iter()
            .filter(|example| example.is_positive)
            .count();
        let scale = (examples.len() - found).max(1) as f32 / found.max(1) as f32;
        let (mut of_found, mut of_rest) = (vec![0.0_f32; words], vec![0.0_f32; words]);
        for example in examples {
            let (counts, by) = if example.is_positive {
                (&mut of_found, scale)
            } else {
                (&mut of_rest, 1.0)
            };
            for (column, value) in example.row.columns.iter().zip(&example.row.values) {
                counts[*column as usize] += by * value;
            }
        }
        let total = |counts: &[f32]| (counts.iter().sum::<f32>() + ALPHA * words as f32).ln();
        let each = total(&of_rest) - total(&of_found);
        let log_ratios = of_found
            .iter()
            .zip(&of_rest)
            // Most words were never met: both are α, and logarithms take time.
            .map(|(found, rest)| {
                if *found > 0.0 || *rest > 0.0 {
                    ((found + ALPHA) / (rest + ALPHA)).ln()
                } else {
                    0.0
                }
            })
            .collect();
        Self { log_ratios, each }
    }

    /// How strongly the words of an item speak for the class.
    pub(super) fn decision(&self, row: Row<'_>) -> f32 {
        let words = row.columns.iter().zip(row.values);
        words
            .map(|(column, value)| value * (self.log_ratios[*column as usize] + self.each))
            .sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_are_kept() {
        assert_eq!(newest(&[1, 2, 3], 2), [2, 3]);
        assert_eq!(newest(&[1], 2), [1]);
    }

    fn example(columns: &[u32], is_positive: bool) -> TrainingExample {
        let value = (columns.len() as f32).sqrt().recip();
        TrainingExample {
            row: RowBuf {
                columns: columns.to_vec(),
                values: vec![value; columns.len()],
                dense: Vec::new(),
            },
            is_positive,
        }
    }

    #[test]
    fn found_items_count_as_much_together_whatever_their_number() {
        let examples = [
            example(&[0], true),
            example(&[1], false),
            example(&[2], false),
            example(&[3], false),
        ];
        let weight = weights(&examples);
        // Of 4 · C: 30 parts for one found item, 1 part for three others.
        assert!((weight(&examples[0]) - 8.0 * 30.0 / 31.0).abs() < 1e-5);
        assert!((weight(&examples[1]) - 8.0 / 31.0 / 3.0).abs() < 1e-5);
    }

    #[test]
    fn at_the_optimum_each_weight_is_the_sum_of_its_duals() {
        // Two examples without a word in common but for column 2.
        let examples = [example(&[0, 2], true), example(&[1, 2], false)];
        let separator = Separator::of(3, 0, &examples);
        let weight = weights(&examples);
        let dual = |example: &TrainingExample, side: f32| {
            let decision = separator.decision(example.row.as_row());
            side * weight(example) / (1.0 + (side * decision).exp())
        };
        let (found, other) = (dual(&examples[0], 1.0), dual(&examples[1], -1.0));
        let half = 0.5_f32.sqrt();
        assert!((separator.words[0] - half * found).abs() < 0.02);
        assert!((separator.words[1] - half * other).abs() < 0.02);
        assert!((separator.words[2] - half * (found + other)).abs() < 0.02);
        assert!((separator.bias - BIAS * (found + other)).abs() < 0.02);
    }

    #[test]
    fn decisions_are_those_of_the_formula() {
        let example = |columns: &[u32], values: &[f32], is_positive| TrainingExample {
            row: RowBuf {
                columns: columns.to_vec(),
                values: values.to_vec(),
                dense: Vec::new(),
            },
            is_positive,
        };
        let examples = [
            example(&[0, 1], &[0.75, 0.5], true),
            example(&[1], &[1.0], false),
            example(&[2], &[1.0], false),
        ];
        // r = 2: N₁ = [1.5, 1, 0, 0], sum 2.5; N₀ = [0, 1, 1, 0], sum 2; α V = .4.
        let expected = 0.5 * ((1.6 / 2.9_f32).ln() - (0.1 / 2.4_f32).ln())
            + 0.25 * ((0.1 / 2.9_f32).ln() - (1.1 / 2.4_f32).ln());
        let asked = example(&[0, 2], &[0.5, 0.25], false);
        let decision = WordCounts::of(4, &examples).decision(asked.row.as_row());
        assert!((decision - expected).abs() < 1e-5, "{decision} {expected}");
    }
}
