//! Adds up small deviations until they are a change, and the signs that are shown and decide nothing.
//!
//! Each chart is Page's cumulative sum (1954): what each answer adds, less a slack, never below
//! nothing.
//!
//! Beside the charts that decide stand undone answers (a cumulative sum against the usual share),
//! disagreement with oneself on planted repeats (a sequential test, Wald 1945), and runs of one
//! answer. Their settings are proposals that no simulation has tried, so they are shown and never
//! make a person tired.

use super::settings::FatigueSettings;
use crate::schema::LabelId;

/// A one-sided cumulative sum.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Chart(pub(super) f64);

impl Chart {
    /// Adds evidence for the change (above 0) or against it.
    pub(super) fn add(&mut self, evidence: f64) {
        self.0 = (self.0 + evidence).max(0.0);
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

/// The signs beside the charts.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct SideSigns {
    pub(super) undone: Chart,
    pub(super) disagreement: Chart,
    /// Repeats answered otherwise before, of how many.
    past_repeats: (usize, usize),
    run: Option<Run>,
    answers: usize,
}

#[derive(Debug, Clone, Copy, PartialEq)]
struct Run {
    label: LabelId,
    length: usize,
    /// The chance of all answers of the run, as a logarithm.
    chance: f64,
}

impl SideSigns {
    pub(super) fn knowing_repeats(disagreed: usize, repeated: usize) -> Self {
        Self {
            past_repeats: (disagreed.min(repeated), repeated),
            ..Self::default()
        }
    }

    /// A break ends what was building up.
    pub(super) fn begin_anew(&mut self) {
        *self = Self::knowing_repeats(self.past_repeats.0, self.past_repeats.1);
    }

    pub(super) fn answered(&mut self, undone: bool, usual: f64) {
        self.undone
            .add(evidence(undone, usual, (2.5 * usual).min(0.9)));
    }

    pub(super) fn repeated(&mut self, agreed: bool) {
        let (disagreed, repeated) = self.past_repeats;
        // The mean of Beta(2 + disagreed, 8 + agreed): one in five before anything is known.
        let usual = (2.0 + disagreed as f64) / (10.0 + repeated as f64);
        // Who disagrees with themselves as often as .6 of the time leaves nothing to rise to.
        let raised = (2.0 * usual).min(0.6).max(usual);
        self.disagreement.add(evidence(!agreed, usual, raised));
    }

    pub(super) fn labeled(&mut self, label: LabelId, chance: f64) {
        self.answers += 1;
        let chance = if chance.is_finite() {
            chance.clamp(1e-6, 1.0).ln()
        } else {
            0.0
        };
        self.run = Some(match self.run {
            Some(run) if run.label == label => Run {
                length: run.length + 1,
                chance: run.chance + chance,
                label,
            },
            _ => Run {
                label,
                length: 1,
                chance,
            },
        });
    }

    /// The length of the present run of one label, when its chance anywhere among the answers
    /// since the break is below the setting.
    pub(super) fn streak(&self, settings: &FatigueSettings) -> Option<usize> {
        let run = self.run?;
        let chance = (self.answers as f64).ln() + run.chance;
        (chance < settings.streak_chance.ln()).then_some(run.length)
    }
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
        assert!((chart.0 - 1.5).abs() < 1e-12);
    }

    #[test]
    fn cases_speak_for_a_raised_share_and_others_against_it() {
        assert!((evidence(true, 0.02, 0.06) - 3.0_f64.ln()).abs() < 1e-12);
        assert!((evidence(false, 0.02, 0.06) - (0.94_f64 / 0.98).ln()).abs() < 1e-12);
    }

    #[test]
    fn a_run_is_worth_a_word_only_when_chance_would_hardly_make_it() {
        let settings = FatigueSettings::default();
        let mut signs = SideSigns::default();
        for _ in 0..13 {
            signs.labeled(LabelId(0), 0.5);
        }
        // 13 · .5^13 = .0016; 14 · .5^14 = .00085.
        assert_eq!(signs.streak(&settings), None);
        signs.labeled(LabelId(0), 0.5);
        assert_eq!(signs.streak(&settings), Some(14));
        signs.labeled(LabelId(1), 0.5);
        assert_eq!(signs.streak(&settings), None);
        for _ in 0..200 {
            signs.labeled(LabelId(1), 0.99);
        }
        assert_eq!(
            signs.streak(&settings),
            None,
            "nearly all items are of this class"
        );
    }

    #[test]
    fn disagreement_is_measured_against_the_persons_own() {
        let rounds = |mut signs: SideSigns| {
            for _ in 0..4 {
                signs.repeated(false);
            }
            signs.disagreement.0
        };
        // Unknown: one in five is usual, so each adds ln 2; from 80 of 100 nothing more can be said.
        assert!((rounds(SideSigns::default()) - 4.0 * 2.0_f64.ln()).abs() < 1e-9);
        assert!(rounds(SideSigns::knowing_repeats(80, 100)).abs() < 1e-9);
    }
}
