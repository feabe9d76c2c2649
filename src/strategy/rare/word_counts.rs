//! Do an item's words rather come from what was found or from the rest?
//!
//! Multinomial naive Bayes with the found words scaled up as if as many items had been found as
//! not: Σ_f v_f (ln (r N₁_f + α) / (r N₁ + α V) − ln (N₀_f + α) / (N₀ + α V)), r = n₀ / n₁, without
//! the classes' own shares. Unscaled, the many words of the rest drown what is rare. Invariant: it
//! follows from the lessons and their order alone.

use super::lesson::Lesson;
use crate::features::Row;

/// Smoothing: well below one, because weights of a unit-length text are fractions.
const ALPHA: f32 = 0.1;

/// What each word says.
pub(super) struct WordCounts {
    /// ln (r N₁_f + α) − ln (N₀_f + α) by column.
    pulls: Vec<f32>,
    /// ln (N₀ + α V) − ln (r N₁ + α V).
    each: f32,
}

impl WordCounts {
    /// Counts the words of lessons over a vocabulary of `words`.
    pub(super) fn of(words: usize, lessons: &[Lesson]) -> Self {
        let found = lessons.iter().filter(|lesson| lesson.is_found).count();
        let scale = (lessons.len() - found).max(1) as f32 / found.max(1) as f32;
        let (mut of_found, mut of_rest) = (vec![0.0_f32; words], vec![0.0_f32; words]);
        for lesson in lessons {
            let (counts, by) = if lesson.is_found {
                (&mut of_found, scale)
            } else {
                (&mut of_rest, 1.0)
            };
            for (column, value) in lesson.row.columns.iter().zip(&lesson.row.values) {
                counts[*column as usize] += by * value;
            }
        }
        let total = |counts: &[f32]| (counts.iter().sum::<f32>() + ALPHA * words as f32).ln();
        let each = total(&of_rest) - total(&of_found);
        let pulls = of_found
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
        Self { pulls, each }
    }

    /// How strongly the words of an item speak for the class.
    pub(super) fn decision(&self, row: Row<'_>) -> f32 {
        let words = row.columns.iter().zip(row.values);
        words
            .map(|(column, value)| value * (self.pulls[*column as usize] + self.each))
            .sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::RowBuf;

    #[test]
    fn decisions_are_those_of_the_formula() {
        let lesson = |columns: &[u32], values: &[f32], is_found| Lesson {
            row: RowBuf {
                columns: columns.to_vec(),
                values: values.to_vec(),
                dense: Vec::new(),
            },
            is_found,
        };
        let lessons = [
            lesson(&[0, 1], &[0.75, 0.5], true),
            lesson(&[1], &[1.0], false),
            lesson(&[2], &[1.0], false),
        ];
        // r = 2: N₁ = [1.5, 1, 0, 0], sum 2.5; N₀ = [0, 1, 1, 0], sum 2; α V = .4.
        let expected = 0.5 * ((1.6 / 2.9_f32).ln() - (0.1 / 2.4_f32).ln())
            + 0.25 * ((0.1 / 2.9_f32).ln() - (1.1 / 2.4_f32).ln());
        let asked = lesson(&[0, 2], &[0.5, 0.25], false);
        let decision = WordCounts::of(4, &lessons).decision(asked.row.as_row());
        assert!((decision - expected).abs() < 1e-5, "{decision} {expected}");
    }
}
