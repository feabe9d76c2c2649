//! Holds runs of strategies on labeled data, checkpoint by checkpoint, and their means over seeds.

use super::curve::Point;
use super::seeds::SeedMean;

/// Step times in a stretch of a run.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct StepTimes {
    /// Median, in milliseconds.
    pub p50: f64,
    /// 95th percentile, in milliseconds.
    pub p95: f64,
    /// 99th percentile, in milliseconds.
    pub p99: f64,
}

/// Where a run stood after a number of labels.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Checkpoint {
    /// Labels bought.
    pub labels: usize,
    /// Share of test items predicted right; not a number without test items.
    pub accuracy: f64,
    /// Mean F1 over the classes of the test items; not a number without test items.
    pub macro_f1: f64,
    /// Times of the steps since the last checkpoint; `None` when there were none.
    pub steps: Option<StepTimes>,
    /// Seconds that the answers took in all, when answers cost time.
    pub seconds: Option<f64>,
    /// Items of the positive class found.
    pub found: Option<usize>,
    /// On the last checkpoint: labels at which 95 % of the positive class were found.
    pub labels_to_95: Option<usize>,
}

/// One strategy's run with one seed.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Run {
    /// The strategy's id.
    pub(crate) strategy: String,
    /// The seed.
    pub(crate) seed: u64,
    /// Where it stood, in order of labels.
    pub(crate) checkpoints: Vec<Checkpoint>,
}

/// What a learning curve shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Measure {
    /// The mean F1 over the classes: a rare class counts as much as a common one.
    MacroF1,
    /// The share of right predictions.
    Accuracy,
}

impl Measure {
    /// In words.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::MacroF1 => "macro-F1",
            Self::Accuracy => "accuracy",
        }
    }

    /// Its value at a checkpoint.
    pub(super) fn at(self, checkpoint: &Checkpoint) -> f64 {
        match self {
            Self::MacroF1 => checkpoint.macro_f1,
            Self::Accuracy => checkpoint.accuracy,
        }
    }
}

impl Run {
    /// Its learning curve.
    pub(super) fn curve(&self, measure: Measure) -> Vec<Point> {
        let points = self.checkpoints.iter().map(|at| Point {
            labels: at.labels,
            value: measure.at(at),
        });
        points.collect()
    }
}

/// Runs of one strategy, which stand together, in order of seeds.
pub(crate) fn by_strategy(runs: &[Run]) -> Vec<(&str, &[Run])> {
    runs.chunk_by(|a, b| a.strategy == b.strategy)
        .map(|group| (group[0].strategy.as_str(), group))
        .collect()
}

/// Means over the runs that have a checkpoint at one count of labels; `None` where none of them
/// has the figure.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct MeanCheckpoint {
    pub(crate) labels: usize,
    pub(crate) accuracy: Option<f64>,
    pub(crate) macro_f1: Option<f64>,
    /// Median step, in milliseconds.
    pub(crate) p50: Option<f64>,
    /// 99th percentile of the steps, in milliseconds.
    pub(crate) p99: Option<f64>,
    pub(crate) found: Option<f64>,
    pub(crate) minutes: Option<f64>,
}

/// The means of one strategy's runs at every checkpoint that any of them has, in order of labels.
pub(crate) fn mean_checkpoints(runs: &[Run]) -> Vec<MeanCheckpoint> {
    let all = || runs.iter().flat_map(|run| &run.checkpoints);
    let mut labels: Vec<usize> = all().map(|at| at.labels).collect();
    labels.sort_unstable();
    labels.dedup();
    let means = labels.into_iter().map(|labels| {
        let mean = |value: &dyn Fn(&Checkpoint) -> Option<f64>| {
            let here = all().filter(|at| at.labels == labels);
            let values: Vec<f64> = here.filter_map(value).collect();
            SeedMean::of(&values).map(|mean| mean.mean)
        };
        MeanCheckpoint {
            labels,
            accuracy: mean(&|at| Some(at.accuracy)),
            macro_f1: mean(&|at| Some(at.macro_f1)),
            p50: mean(&|at| at.steps.map(|steps| steps.p50)),
            p99: mean(&|at| at.steps.map(|steps| steps.p99)),
            found: mean(&|at| at.found.map(|found| found as f64)),
            minutes: mean(&|at| at.seconds.map(|seconds| seconds / 60.0)),
        }
    });
    means.collect()
}

/// A point of a mean curve.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct MeanPoint {
    pub(crate) labels: usize,
    pub(crate) mean: f64,
    /// The interval of the mean, if there is one.
    pub(crate) interval: Option<(f64, f64)>,
}

/// Means over runs at the checkpoints that all of them have.
pub(super) fn mean_curve(runs: &[Run], value: fn(&Checkpoint) -> Option<f64>) -> Vec<MeanPoint> {
    let Some(first) = runs.first() else {
        return Vec::new();
    };
    let points = first.checkpoints.iter().filter_map(|at| {
        let labels = at.labels;
        let values = runs.iter().map(|run| {
            let at = run.checkpoints.iter().find(|at| at.labels == labels)?;
            value(at)
        });
        let mean = SeedMean::of(&values.collect::<Option<Vec<f64>>>()?)?;
        Some(MeanPoint {
            labels,
            mean: mean.mean,
            interval: mean.interval(),
        })
    });
    points.collect()
}

#[cfg(test)]
mod tests {
    use super::super::tests::levels;
    use super::*;

    #[test]
    fn means_are_taken_over_the_runs_that_have_a_checkpoint() {
        let mut runs = levels(&[("margin", [0.5, 0.6, 0.7])]);
        runs[0].checkpoints[2].labels = 40;
        let means = mean_checkpoints(&runs);
        let labels: Vec<usize> = means.iter().map(|at| at.labels).collect();
        assert_eq!(labels, [10, 20, 40, 50]);
        assert!((means[0].macro_f1.unwrap() - 0.6).abs() < 1e-12);
        assert!((means[2].macro_f1.unwrap() - 0.5).abs() < 1e-12);
        assert!((means[3].minutes.unwrap() - 5.0).abs() < 1e-12);
        assert_eq!((means[0].found, means[0].p50), (None, None));
        // A curve is drawn only where all runs have a point.
        let points = mean_curve(&runs, |at| Some(at.macro_f1));
        assert_eq!(points.len(), 2);
    }
}
