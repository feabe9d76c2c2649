//! How long until an accuracy is reached?
//!
//! In labels, and in minutes where answers take time: where the curve first crosses the target,
//! between two checkpoints. A run that never reaches it has no such figure, so that strategies
//! are compared over the seeds in which both did.

use std::fmt::Write as _;

use super::arguments::{Measure, Simulate};
use super::comparison::{RANDOM, by_strategy, curve};
use super::rows::{Columns, Run};
use crate::evaluation::{SeedMean, first_crossing, labels_to};

/// What is counted until the target.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Until {
    Labels,
    Minutes,
}

/// A table for each of what is counted; nothing without a target.
pub(super) fn table(runs: &[Run], arguments: &Simulate, columns: Columns) -> String {
    let Some(target) = arguments.target else {
        return String::new();
    };
    let minutes = columns.seconds.then_some(Until::Minutes);
    [Some(Until::Labels), minutes]
        .into_iter()
        .flatten()
        .map(|until| one_table(runs, target, until))
        .collect()
}

fn one_table(runs: &[Run], target: f64, until: Until) -> String {
    let groups = by_strategy(runs);
    let width = groups.iter().map(|group| group.0.len()).max().unwrap_or(0);
    let width = width.max("strategy".len());
    let reached = |runs: &[Run]| -> Vec<Option<f64>> {
        runs.iter().map(|run| until.reaches(run, target)).collect()
    };
    let random = groups.iter().find(|group| group.0 == RANDOM);
    let random = random.map(|group| reached(group.1));
    let mut out = format!(
        "\n{} to an accuracy of {target} (95 % intervals over the seeds)\n\n  {:<width$}  {:>7}  {:<22}  fewer than random\n",
        until.name(),
        "strategy",
        "reached",
        "mean"
    );
    for (strategy, runs) in groups {
        let figures = reached(runs);
        let known: Vec<f64> = figures.iter().copied().flatten().collect();
        let against = random
            .as_ref()
            .filter(|_| strategy != RANDOM)
            .and_then(|random| fewer(&figures, random));
        let line = format!(
            "  {strategy:<width$}  {:>7}  {:<22}  {}",
            format!("{}/{}", known.len(), runs.len()),
            SeedMean::of(&known).map_or("—".into(), |mean| words(&mean, false)),
            against.map_or("—".into(), |mean| words(&mean, true)),
        );
        // Writing to a string does not fail.
        let _ = writeln!(out, "{}", line.trim_end());
    }
    out
}

impl Until {
    fn name(self) -> &'static str {
        match self {
            Self::Labels => "Labels",
            Self::Minutes => "Minutes",
        }
    }

    fn reaches(self, run: &Run, target: f64) -> Option<f64> {
        match self {
            Self::Labels => labels_to(&curve(run, Measure::Accuracy), target),
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
    let both = of
        .iter()
        .zip(to)
        .filter_map(|(of, to)| Some(((*to)?, (*of)?)));
    let (to, of): (Vec<f64>, Vec<f64>) = both.unzip();
    SeedMean::paired(&to, &of)
}

fn words(mean: &SeedMean, signed: bool) -> String {
    let number = |value: f64| {
        if signed {
            format!("{value:+.1}")
        } else {
            format!("{value:.1}")
        }
    };
    let interval = mean.interval();
    let interval = interval.map(|(low, high)| format!(" [{} {}]", number(low), number(high)));
    let seeds = if signed && mean.n == 1 {
        " (1 seed)"
    } else {
        ""
    };
    format!(
        "{}{}{seeds}",
        number(mean.mean),
        interval.unwrap_or_default()
    )
}

#[cfg(test)]
mod tests {
    use super::super::comparison::tests::level;
    use super::*;

    fn rising(strategy: &str, seed: u64, end: f64) -> Run {
        let mut run = level(strategy, seed, 0.5);
        // 60, 120 and 300 seconds.
        for (at, accuracy) in run.checkpoints.iter_mut().zip([0.5, 0.6, end]) {
            at.accuracy = accuracy;
        }
        run
    }

    #[test]
    fn labels_and_minutes_by_hand() {
        let run = rising("margin", 0, 0.8);
        // Half-way from 20 to 50 labels over ln, from 2 to 5 minutes.
        let labels = Until::Labels.reaches(&run, 0.7).unwrap();
        assert!((labels - 1_000_f64.sqrt()).abs() < 1e-9, "{labels}");
        let minutes = Until::Minutes.reaches(&run, 0.7).unwrap();
        assert!((minutes - 3.5).abs() < 1e-9, "{minutes}");
        assert_eq!(Until::Minutes.reaches(&run, 0.9), None);
    }

    #[test]
    fn only_seeds_that_both_reached_are_compared() {
        let runs = [
            rising("margin", 0, 0.8),
            rising("margin", 1, 0.8),
            rising("random", 0, 0.65),
            rising("random", 1, 0.7),
        ];
        // Margin after 3.5 minutes; random in the second run alone, after 5.
        let table = one_table(&runs, 0.7, Until::Minutes);
        assert!(
            table.contains("margin        2/2  3.5 [3.5 3.5]           +1.5 (1 seed)"),
            "{table}"
        );
        assert!(table.contains("random        1/2  5.0 "), "{table}");
    }
}
