//! Writes runs for programs, and reads them again.
//!
//! One row per seed and checkpoint. Invariant: a run holds the numbers as they are written, so
//! that one read back from a file is the same as one just finished.

use std::fmt::Write as _;
use std::path::Path;

use anyhow::Result;
use serde::Deserialize;

use crate::evaluation::{Checkpoint, Run, StepTimes};

/// Which columns there are beside those that are always there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Columns {
    /// `found` and `labels_to_95`.
    pub(super) positive: bool,
    /// `seconds`.
    pub(super) seconds: bool,
}

/// The columns that are always there.
const ALWAYS: [&str; 9] = [
    "data",
    "strategy",
    "seed",
    "labels",
    "accuracy",
    "macro_f1",
    "step_ms_p50",
    "step_ms_p95",
    "step_ms_p99",
];

impl Columns {
    fn names(self) -> Vec<&'static str> {
        let mut names = ALWAYS.to_vec();
        if self.positive {
            names.extend(["found", "labels_to_95"]);
        }
        if self.seconds {
            names.push("seconds");
        }
        names
    }

    /// The first line of the CSV.
    pub(super) fn header(self) -> String {
        format!("{}\n", self.names().join(","))
    }

    /// A run's rows.
    pub(super) fn rows(self, data: &str, run: &Run) -> String {
        let data = if data.contains([',', '"', '\n', '\r']) {
            format!("\"{}\"", data.replace('"', "\"\""))
        } else {
            data.to_owned()
        };
        let mut out = String::new();
        for at in &run.checkpoints {
            let times = at.steps.map_or_else(
                || ",,".to_owned(),
                |steps| format!("{:.3},{:.3},{:.3}", steps.p50, steps.p95, steps.p99),
            );
            // Writing to a string does not fail.
            let _ = write!(
                out,
                "{data},{},{},{},{},{},{times}",
                run.strategy,
                run.seed,
                at.labels,
                measured(at.accuracy),
                measured(at.macro_f1)
            );
            if self.positive {
                let _ = write!(out, ",{},{}", cell(at.found), cell(at.labels_to_95));
            }
            if self.seconds {
                let seconds = at.seconds.map(|seconds| format!("{seconds:.3}"));
                let _ = write!(out, ",{}", cell(seconds));
            }
            out.push('\n');
        }
        out
    }

    /// Reads the rows of one run; `None` when they are none.
    pub(super) fn read(self, rows: &[u8]) -> Option<Run> {
        let with_header = [self.header().as_bytes(), rows].concat();
        let mut run: Option<Run> = None;
        for row in csv::Reader::from_reader(with_header.as_slice()).deserialize() {
            let row: Row = row.ok()?;
            let run = run.get_or_insert_with(|| Run {
                strategy: row.strategy.clone(),
                seed: row.seed,
                checkpoints: Vec::new(),
            });
            if run.strategy != row.strategy || run.seed != row.seed {
                return None;
            }
            let steps = match (row.step_ms_p50, row.step_ms_p95, row.step_ms_p99) {
                (None, None, None) => None,
                (Some(p50), Some(p95), Some(p99)) => Some(StepTimes { p50, p95, p99 }),
                _ => return None,
            };
            run.checkpoints.push(Checkpoint {
                labels: row.labels,
                accuracy: row.accuracy.unwrap_or(f64::NAN),
                macro_f1: row.macro_f1.unwrap_or(f64::NAN),
                steps,
                seconds: row.seconds,
                found: row.found,
                labels_to_95: row.labels_to_95,
            });
        }
        run
    }
}

/// A row as it is read, by the names of its columns.
#[derive(Deserialize)]
struct Row {
    strategy: String,
    seed: u64,
    labels: usize,
    accuracy: Option<f64>,
    macro_f1: Option<f64>,
    step_ms_p50: Option<f64>,
    step_ms_p95: Option<f64>,
    step_ms_p99: Option<f64>,
    #[serde(default)]
    found: Option<usize>,
    #[serde(default)]
    labels_to_95: Option<usize>,
    #[serde(default)]
    seconds: Option<f64>,
}

/// Nothing is an empty cell.
fn cell(value: Option<impl ToString>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}

/// A checkpoint with its numbers as they are written.
pub(super) fn as_written(at: &Checkpoint) -> Checkpoint {
    // A number just written can be read.
    let five = |value: f64| format!("{value:.5}").parse().unwrap_or(value);
    let three = |value: f64| format!("{value:.3}").parse().unwrap_or(value);
    Checkpoint {
        accuracy: five(at.accuracy),
        macro_f1: five(at.macro_f1),
        steps: at.steps.map(|steps| StepTimes {
            p50: three(steps.p50),
            p95: three(steps.p95),
            p99: three(steps.p99),
        }),
        seconds: at.seconds.map(three),
        ..at.clone()
    }
}

/// The file's stem: `data` in every row.
pub(super) fn stem(path: &Path) -> String {
    path.file_stem()
        .map(|stem| stem.to_string_lossy().into_owned())
        .unwrap_or_default()
}

/// All runs as CSV.
pub(super) fn csv(data: &str, runs: &[Run], columns: Columns) -> String {
    let rows = runs.iter().map(|run| columns.rows(data, run));
    std::iter::once(columns.header()).chain(rows).collect()
}

/// All runs as one object a row.
pub(super) fn json(data: &str, runs: &[Run], columns: Columns) -> Result<String> {
    let mut out = String::new();
    for run in runs {
        for at in &run.checkpoints {
            let mut line = serde_json::json!({
                "data": data,
                "strategy": run.strategy,
                "seed": run.seed,
                "labels": at.labels,
                "accuracy": at.accuracy,
                "macro_f1": at.macro_f1,
                "step_ms_p50": at.steps.map(|steps| steps.p50),
                "step_ms_p95": at.steps.map(|steps| steps.p95),
                "step_ms_p99": at.steps.map(|steps| steps.p99),
                "found": at.found,
                "labels_to_95": at.labels_to_95,
            });
            if columns.seconds {
                line["seconds"] = at.seconds.into();
            }
            out.push_str(&serde_json::to_string(&line)?);
            out.push('\n');
        }
    }
    Ok(out)
}

/// A share; nothing where there was nothing to test on.
fn measured(value: f64) -> String {
    if value.is_finite() {
        format!("{value:.5}")
    } else {
        String::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run() -> Run {
        let start = Checkpoint {
            labels: 10,
            accuracy: 0.5,
            macro_f1: 1.0 / 3.0,
            steps: None,
            seconds: Some(12.3456),
            found: Some(2),
            labels_to_95: None,
        };
        let end = Checkpoint {
            labels: 20,
            steps: Some(StepTimes {
                p50: 1.5,
                p95: 2.0 / 3.0,
                p99: 9.0,
            }),
            labels_to_95: Some(17),
            ..start.clone()
        };
        Run {
            strategy: "margin".into(),
            seed: 1,
            checkpoints: [as_written(&start), as_written(&end)].to_vec(),
        }
    }

    #[test]
    fn a_row_without_steps_has_empty_times_and_costs_come_last() {
        let mut columns = Columns {
            positive: true,
            seconds: false,
        };
        let rows = columns.rows("a,b", &run());
        assert_eq!(
            rows.lines().next(),
            Some("\"a,b\",margin,1,10,0.50000,0.33333,,,,2,")
        );
        columns.seconds = true;
        assert_eq!(
            columns.rows("d", &run()),
            "d,margin,1,10,0.50000,0.33333,,,,2,,12.346\n\
             d,margin,1,20,0.50000,0.33333,1.500,0.667,9.000,2,17,12.346\n"
        );
        assert!(columns.header().ends_with(",found,labels_to_95,seconds\n"));
    }

    #[test]
    fn a_run_read_back_is_the_same() {
        let columns = Columns {
            positive: true,
            seconds: true,
        };
        for data in ["d", "a,\"b\"\nc"] {
            let rows = columns.rows(data, &run());
            assert_eq!(columns.read(rows.as_bytes()), Some(run()));
        }
        for torn in ["", "d,margin,1", "d,margin,1,10,0.5,0.3,,,,x,,1\n"] {
            assert_eq!(columns.read(torn.as_bytes()), None, "{torn}");
        }
    }
}
