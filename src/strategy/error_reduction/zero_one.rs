//! Asks where the label would leave the rest of the pool with the fewest expected errors.
//!
//! An item's expected 0/1 loss under the model itself is 1 − max p. Labels are tried as for log
//! loss (see `log_loss`).

use super::super::acquisition::{ExplainInput, Family, Info, Scorer, Strategy};
use super::super::scene::RankingContext;
use super::foresight::{CANDIDATES, Lookahead};
use super::log_loss::{reduction, settles};

pub(in super::super) struct ErrorReductionZeroOne;

impl Strategy for ErrorReductionZeroOne {
    fn info(&self) -> &'static Info {
        &Info {
            id: "error-reduction-01",
            title: "expected error reduction (0/1)",
            family: Family::ErrorReduction,
            doc: "asks where the label would leave the fewest errors expected in the rest of the \
                  pool",
            formula: "E(U) − Σ_y p_y E(U | x, y): mean 1 − p₁ of 200 drawn items, after one \
                      Newton step; for 300 by margin and 100 drawn",
            source: "Roy & McCallum 2001 (0/1 loss)",
            cost: "n C + min(m, 1,024) d² + 400 · 200 (d + max(40, 3 C)), d ≤ 257, m labels",
        }
    }

    fn look<'a>(&self, scene: &'a RankingContext<'a>) -> Box<dyn Scorer + 'a> {
        Box::new(Lookahead::new(scene, |sample, candidate| {
            reduction(sample, candidate, error)
        }))
    }

    fn shortlist(&self) -> usize {
        CANDIDATES
    }

    fn explain(&self, seen: &ExplainInput<'_>) -> String {
        settles(seen)
    }
}

/// 1 − max p: the highest score's e^z is 1.
fn error(total: f32, _weighted: f32) -> f32 {
    1.0 - 1.0 / total
}

#[cfg(test)]
mod tests {
    use super::super::foresight::{Candidate, Sample};
    use super::*;

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
}
