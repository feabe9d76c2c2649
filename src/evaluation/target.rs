//! Measures how long it takes until an accuracy is reached.
//!
//! In labels, and in minutes where answers take time: where the curve first crosses the target,
//! between two checkpoints. A run that never reaches it has no such figure, so that strategies
//! are compared over the seeds in which both did.

use super::comparison::RANDOM;
use super::curve::{first_crossing, labels_to};
use super::runs::{Measure, Run, by_strategy};
use super::seeds::SeedMean;

/// What is counted until the target.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Effort {
    Labels,
    Minutes,
}

/// What it took one strategy to reach the target.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct EffortToTarget<'a> {
    pub(crate) strategy: &'a str,
    pub(crate) runs: usize,
    /// Runs that reached it.
    pub(crate) reached: usize,
    /// The effort, over the runs that reached it.
    pub(crate) mean: Option<SeedMean>,
    /// How much less than random order, over the seeds in which both reached it.
    pub(crate) fewer: Option<SeedMean>,
}

/// The effort of each strategy, in order of the runs.
pub(crate) fn effort_to_target(
    runs: &[Run],
    target: f64,
    effort: Effort,
) -> Vec<EffortToTarget<'_>> {
    let groups = by_strategy(runs);
    let efforts = |runs: &[Run]| -> Vec<Option<f64>> {
        runs.iter().map(|run| effort.until(run, target)).collect()
    };
    let random = groups.iter().find(|group| group.0 == RANDOM);
    let random = random.map(|group| efforts(group.1));
    let of_group = |(strategy, runs): (_, &[Run])| {
        let figures = efforts(runs);
        let known: Vec<f64> = figures.iter().copied().flatten().collect();
        let random = random.as_ref().filter(|_| strategy != RANDOM);
        EffortToTarget {
            strategy,
            runs: runs.len(),
            reached: known.len(),
            mean: SeedMean::of(&known),
            fewer: random.and_then(|random| fewer(&figures, random)),
        }
    };
    groups.into_iter().map(of_group).collect()
}

impl Effort {
    fn until(self, run: &Run, target: f64) -> Option<f64> {
        match self {
            Self::Labels => labels_to(&run.curve(Measure::Accuracy), target),
            Self::Minutes => {
                let path = run.checkpoints.iter();
                let path: Option<Vec<(f64, f64)>> = path
                    .map(|at| Some((at.seconds? / 60.0, at.accuracy)))
                    .collect();
                first_crossing(&path?, target)
            }
        }
    }
}

/// How many fewer, over the seeds in which both reached the target.
fn fewer(of: &[Option<f64>], to: &[Option<f64>]) -> Option<SeedMean> {
    let both = of.iter().zip(to);
    let both = both.filter_map(|(of, to)| Some(((*to)?, (*of)?)));
    let (to, of): (Vec<f64>, Vec<f64>) = both.unzip();
    SeedMean::paired(&to, &of)
}

#[cfg(test)]
mod tests {
    use super::super::tests::rising;
    use super::*;

    #[test]
    fn labels_and_minutes_by_hand() {
        let run = rising("margin", 0, 0.8);
        // Half-way from 20 to 50 labels over ln, from 2 to 5 minutes.
        let labels = Effort::Labels.until(&run, 0.7).unwrap();
        assert!((labels - 1_000_f64.sqrt()).abs() < 1e-9, "{labels}");
        let minutes = Effort::Minutes.until(&run, 0.7).unwrap();
        assert!((minutes - 3.5).abs() < 1e-9, "{minutes}");
        assert_eq!(Effort::Minutes.until(&run, 0.9), None);
    }
}
