//! How good was each strategy along the way, on average?

use std::fmt::Write as _;

use super::comparison::by_strategy;
use super::rows::{Columns, Run};
use crate::simulation::Checkpoint;

/// Means over the seeds, one line per strategy and checkpoint.
pub(super) fn of(runs: &[Run], columns: Columns) -> String {
    let width = runs.iter().map(|run| run.strategy.len() + 2).max();
    let width = width.unwrap_or(0).max(18);
    let mut out = format!(
        "{:<width$}{:>7}{:>10}{:>10}{:>9}{:>9}",
        "strategy", "labels", "accuracy", "macro F1", "p50 ms", "p99 ms"
    );
    for (is_there, name) in [(columns.positive, "found"), (columns.seconds, "minutes")] {
        if is_there {
            // Writing to a string does not fail.
            let _ = write!(out, "{name:>9}");
        }
    }
    out.push('\n');
    for (strategy, runs) in by_strategy(runs) {
        let mut labels: Vec<usize> = runs
            .iter()
            .flat_map(|run| run.checkpoints.iter().map(|at| at.labels))
            .collect();
        labels.sort_unstable();
        labels.dedup();
        for labels in labels {
            let group: Vec<&Checkpoint> = runs
                .iter()
                .flat_map(|run| run.checkpoints.iter().filter(|at| at.labels == labels))
                .collect();
            let mean = |value: &dyn Fn(&Checkpoint) -> Option<f64>| {
                let values: Vec<f64> = group.iter().filter_map(|at| value(at)).collect();
                (!values.is_empty()).then(|| values.iter().sum::<f64>() / values.len() as f64)
            };
            let share = |value: Option<f64>| {
                let measured = value.filter(|value| value.is_finite());
                measured.map_or("—".into(), |value| format!("{value:.3}"))
            };
            let time =
                |value: Option<f64>| value.map_or("—".into(), |value| format!("{value:.2}"));
            let _ = write!(
                out,
                "{strategy:<width$}{labels:>7}{:>10}{:>10}{:>9}{:>9}",
                share(mean(&|at| Some(at.accuracy))),
                share(mean(&|at| Some(at.macro_f1))),
                time(mean(&|at| at.steps.map(|steps| steps.p50))),
                time(mean(&|at| at.steps.map(|steps| steps.p99))),
            );
            if columns.positive {
                let found = mean(&|at| at.found.map(|found| found as f64)).unwrap_or(0.0);
                let _ = write!(out, "{found:>9.1}");
            }
            if columns.seconds {
                let minutes = mean(&|at| at.seconds.map(|seconds| seconds / 60.0)).unwrap_or(0.0);
                let _ = write!(out, "{minutes:>9.1}");
            }
            out.push('\n');
        }
    }
    out
}
