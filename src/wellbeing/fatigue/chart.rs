//! When have small deviations added up to a change?
//!
//! Page's cumulative sum (1954): what each answer adds, less a slack, never below nothing.

/// A one-sided cumulative sum.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Chart(f64);

impl Chart {
    /// Adds evidence for the change (above 0) or against it.
    pub(super) fn add(&mut self, evidence: f64) {
        self.0 = (self.0 + evidence).max(0.0);
    }

    pub(super) fn sum(self) -> f64 {
        self.0
    }
}

/// The evidence of one case that a share has risen from `usual` to `raised`: the logarithm of
/// the likelihood ratio.
pub(super) fn evidence(is_case: bool, usual: f64, raised: f64) -> f64 {
    if is_case {
        (raised / usual).ln()
    } else {
        ((1.0 - raised) / (1.0 - usual)).ln()
    }
}

/// The four charts that decide.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Charts {
    pub(super) slow: Chart,
    pub(super) rush: Chart,
    pub(super) variability: Chart,
    pub(super) lapse: Chart,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sum_forgets_what_lies_below_nothing() {
        let mut chart = Chart::default();
        for evidence in [-3.0, 0.7, -0.2, 1.0] {
            chart.add(evidence);
        }
        assert!((chart.sum() - 1.5).abs() < 1e-12);
    }

    #[test]
    fn cases_speak_for_a_raised_share_and_others_against_it() {
        assert!((evidence(true, 0.02, 0.06) - 3.0_f64.ln()).abs() < 1e-12);
        assert!((evidence(false, 0.02, 0.06) - (0.94_f64 / 0.98).ln()).abs() < 1e-12);
    }
}
