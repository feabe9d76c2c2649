//! `querist simulate`: which strategy would have needed the fewest labels?

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use anyhow::Result;
use clap::ValueEnum;

use super::intake;
use super::labeled::{LabeledSplit, NO_TEST, Sources};
use super::output;
use crate::engine::{Checkpoint, Fitted, Simulation, Start, TestItem, simulate};
use crate::error::Error;
use crate::learner::Settings;
use crate::oracle::Replay;
use crate::pool::{ColumnChoice, Items};
use crate::project::write_atomically;
use crate::rng::Seed;
use crate::strategy::{REGISTRY, Strategy, find};

/// Measure strategies on a labeled file: the labels are known, and each strategy asks for them
/// one by one. Test items are predicted, never learnt from.
#[derive(Debug, clap::Args)]
pub struct Simulate {
    /// The labeled file: CSV, TSV, JSONL or a folder of texts.
    file: PathBuf,
    /// The column (or columns) with the text.
    #[arg(long, value_name = "COL", value_delimiter = ',')]
    text: Vec<String>,
    /// The column with the ids.
    #[arg(long, value_name = "COL")]
    id: Option<String>,
    /// The column with the label.
    #[arg(long, value_name = "COL")]
    label: String,
    /// Columns of numbers to learn from, or of JSON lists of numbers; `all`: every other column
    /// that holds numbers.
    #[arg(long, value_name = "COL,…|all", value_delimiter = ',')]
    numbers: Vec<String>,
    /// Vectors to learn from: a .npy or .jsonl file with one for each row, or a column of lists.
    #[arg(long, value_name = "FILE|COL")]
    vectors: Option<String>,
    /// The vectors of the rows of --test FILE, when --vectors is a file.
    #[arg(long, value_name = "FILE", requires = "vectors")]
    test_vectors: Option<String>,
    /// A labeled file to test on, a share of FILE such as 20%, or none (to find a class in all of
    /// FILE): accuracy is then left empty.
    #[arg(long, value_name = "FILE|20%|none", default_value = "20%")]
    test: String,
    /// A class to be found: adds `found` and `labels_to_95`.
    #[arg(long, value_name = "CLASS")]
    positive: Option<String>,
    /// The first labels: own (the cold start), random:N, or one-per-class.
    #[arg(long, value_name = "START", default_value = "own", value_parser = parse_start)]
    start: Start,
    /// Strategies to measure: ids with commas between, or all.
    #[arg(long, value_name = "A,B|all", default_value = "alternate,random")]
    strategy: String,
    /// Labels to buy in each run.
    #[arg(long, value_name = "N", default_value_t = 300, value_parser = at_least_one)]
    budget: usize,
    /// Runs of each strategy, each with a seed of its own.
    #[arg(long, value_name = "K", default_value_t = 3, value_parser = clap::value_parser!(u64).range(1..=10_000))]
    seeds: u64,
    /// A file for one line of JSON per step: which item, and how long the next query took, by
    /// stage.
    #[arg(long, value_name = "FILE")]
    trace: Option<PathBuf>,
    /// How to print.
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Means over the seeds, for people.
    Table,
    /// One row per seed and checkpoint.
    Csv,
    /// The same rows as objects.
    Json,
}

/// The most classes a simulation takes.
const MOST_CLASSES: usize = 1_000;

/// One printed row.
struct Row {
    strategy: &'static str,
    seed: u64,
    checkpoint: Checkpoint,
}

pub(super) fn run(arguments: &Simulate, seed: Option<u64>) -> Result<()> {
    let base = seed.unwrap_or(0);
    let strategies = strategies(&arguments.strategy)?;
    let LabeledSplit { pool, test, inputs } = LabeledSplit::read(&Sources {
        file: &arguments.file,
        asked: ColumnChoice {
            text: arguments.text.clone(),
            id: arguments.id.clone(),
            label: Some(arguments.label.clone()),
            numbers: intake::number_choice(&arguments.numbers),
            vectors: None,
        },
        vectors: arguments.vectors.as_deref(),
        test: &arguments.test,
        test_vectors: arguments.test_vectors.as_deref(),
        seed: Seed(base),
    })?;
    let classes: Vec<String> = pool
        .labels
        .iter()
        .collect::<BTreeSet<_>>()
        .into_iter()
        .cloned()
        .collect();
    check(arguments, &classes, &test.labels)?;
    let items = Items::new(pool.items, |_| false);
    let fitted = Fitted::on_inputs(&items, &inputs, pool.vectors.as_ref(), Seed(base));
    let oracle = Replay::new(&items, pool.labels)
        .ok_or_else(|| Error::refused("items and labels do not match", "report this as a bug"))?;
    let test: Vec<TestItem> = fitted
        .transform_all(&test.items, test.vectors.as_ref())
        .into_iter()
        .zip(test.labels)
        .map(|(row, label)| TestItem { row, label })
        .collect();
    let mut rows = Vec::new();
    let mut trace = String::new();
    for strategy in strategies {
        for seed in base..base + arguments.seeds {
            output::progress(&format!("{}, seed {seed}", strategy.info().id));
            let run = simulate(&Simulation {
                items: &items,
                fitted: &fitted,
                oracle: &oracle,
                test: &test,
                classes: &classes,
                strategy,
                start: arguments.start,
                budget: arguments.budget,
                seed: Seed(seed),
                positive: arguments.positive.as_deref(),
                settings: Settings::default(),
            })?;
            for step in &run.steps {
                let line = serde_json::json!({
                    "strategy": strategy.info().id,
                    "seed": seed,
                    "labels": step.labels,
                    "item": items.pool_item(step.item).id,
                    "step_ms": step.milliseconds,
                    "learn_ms": step.learn,
                    "rank_ms": step.rank,
                });
                trace.push_str(&format!("{line}\n"));
            }
            rows.extend(run.checkpoints.into_iter().map(|checkpoint| Row {
                strategy: strategy.info().id,
                seed,
                checkpoint,
            }));
        }
    }
    output::progress_done();
    if let Some(path) = &arguments.trace {
        write_atomically(path, trace.as_bytes())?;
    }
    let data = stem(&arguments.file);
    let with_positive = arguments.positive.is_some();
    match arguments.format {
        Format::Csv => output::data(csv(&data, &rows, with_positive).as_bytes()),
        Format::Json => output::data(json(&data, &rows)?.as_bytes()),
        Format::Table => output::data(table(&rows, with_positive).as_bytes()),
    }
}

/// Refuses what could not be measured: `tested` are the labels of the test items.
fn check(arguments: &Simulate, classes: &[String], tested: &[String]) -> Result<()> {
    if classes.len() < 2 {
        return Err(Error::refused(
            format!("{} has fewer than two classes", arguments.file.display()),
            "name the column of the labels with --label COL",
        )
        .into());
    }
    if let Some(positive) = &arguments.positive
        && !classes.contains(positive)
    {
        return Err(Error::usage(
            format!("no item has the label {positive:?}"),
            format!("--positive takes one of: {}", classes.join(", ")),
        )
        .into());
    }
    if classes.len() > MOST_CLASSES {
        return Err(Error::refused(
            format!("{} different labels: is that column an id?", classes.len()),
            format!("name a column with at most {MOST_CLASSES} classes with --label COL"),
        )
        .into());
    }
    if arguments.test != NO_TEST && !tested.iter().any(|label| classes.contains(label)) {
        return Err(Error::refused(
            "no test item has a label of the training items: nothing could be measured",
            "give more rows, or name a test file of the same classes with --test FILE",
        )
        .into());
    }
    Ok(())
}

fn at_least_one(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(count) if count > 0 => Ok(count),
        _ => Err("write a number of at least 1".into()),
    }
}

fn parse_start(text: &str) -> Result<Start, String> {
    match text.split_once(':') {
        None if text == "own" => Ok(Start::Own),
        None if text == "one-per-class" => Ok(Start::OnePerClass),
        Some(("random", count)) => match count.parse() {
            Ok(count) if count > 0 => Ok(Start::Random(count)),
            _ => Err(format!("{count:?} is not a count; write random:10")),
        },
        _ => Err("write own, random:N or one-per-class".into()),
    }
}

fn strategies(asked: &str) -> Result<Vec<&'static dyn Strategy>> {
    if asked == "all" {
        return Ok(REGISTRY.to_vec());
    }
    asked
        .split(',')
        .map(|id| find(id.trim()).map_err(Into::into))
        .collect()
}

/// The file's stem: `data` in every row.
fn stem(path: &Path) -> String {
    path.file_stem()
        .map(|stem| stem.to_string_lossy().into_owned())
        .unwrap_or_default()
}

fn csv(data: &str, rows: &[Row], with_positive: bool) -> String {
    let mut out = String::from(
        "data,strategy,seed,labels,accuracy,macro_f1,step_ms_p50,step_ms_p95,step_ms_p99",
    );
    out.push_str(if with_positive {
        ",found,labels_to_95\n"
    } else {
        "\n"
    });
    let data = if data.contains([',', '"', '\n']) {
        format!("\"{}\"", data.replace('"', "\"\""))
    } else {
        data.to_owned()
    };
    let count = |value: Option<usize>| value.map(|value| value.to_string()).unwrap_or_default();
    let measured = |value: f64| {
        if value.is_finite() {
            format!("{value:.5}")
        } else {
            String::new()
        }
    };
    for row in rows {
        let at = &row.checkpoint;
        let times = at.steps.map_or_else(
            || ",,".to_owned(),
            |steps| format!("{:.3},{:.3},{:.3}", steps.p50, steps.p95, steps.p99),
        );
        // Writing to a string does not fail.
        let _ = write!(
            out,
            "{data},{},{},{},{},{},{times}",
            row.strategy,
            row.seed,
            at.labels,
            measured(at.accuracy),
            measured(at.macro_f1)
        );
        if with_positive {
            let _ = write!(out, ",{},{}", count(at.found), count(at.labels_to_95));
        }
        out.push('\n');
    }
    out
}

fn json(data: &str, rows: &[Row]) -> Result<String> {
    let mut out = String::new();
    for row in rows {
        let at = &row.checkpoint;
        let line = serde_json::json!({
            "data": data,
            "strategy": row.strategy,
            "seed": row.seed,
            "labels": at.labels,
            "accuracy": at.accuracy,
            "macro_f1": at.macro_f1,
            "step_ms_p50": at.steps.map(|steps| steps.p50),
            "step_ms_p95": at.steps.map(|steps| steps.p95),
            "step_ms_p99": at.steps.map(|steps| steps.p99),
            "found": at.found,
            "labels_to_95": at.labels_to_95,
        });
        out.push_str(&serde_json::to_string(&line)?);
        out.push('\n');
    }
    Ok(out)
}

/// Means over the seeds, one line per strategy and checkpoint.
fn table(rows: &[Row], with_positive: bool) -> String {
    let mut out = format!(
        "{:<18}{:>7}{:>10}{:>10}{:>9}{:>9}",
        "strategy", "labels", "accuracy", "macro F1", "p50 ms", "p99 ms"
    );
    out.push_str(if with_positive { "   found\n" } else { "\n" });
    let mut keys: Vec<(&str, usize)> = Vec::new();
    for row in rows {
        let key = (row.strategy, row.checkpoint.labels);
        if !keys.contains(&key) {
            keys.push(key);
        }
    }
    for (strategy, labels) in keys {
        let group: Vec<&Checkpoint> = rows
            .iter()
            .filter(|row| row.strategy == strategy && row.checkpoint.labels == labels)
            .map(|row| &row.checkpoint)
            .collect();
        let mean = |value: &dyn Fn(&Checkpoint) -> Option<f64>| {
            let values: Vec<f64> = group.iter().filter_map(|at| value(at)).collect();
            (!values.is_empty()).then(|| values.iter().sum::<f64>() / values.len() as f64)
        };
        let share = |value: Option<f64>| {
            let measured = value.filter(|value| value.is_finite());
            measured.map_or("—".into(), |value| format!("{value:.3}"))
        };
        let time = |value: Option<f64>| value.map_or("—".into(), |value| format!("{value:.2}"));
        let _ = write!(
            out,
            "{strategy:<18}{labels:>7}{:>10}{:>10}{:>9}{:>9}",
            share(mean(&|at| Some(at.accuracy))),
            share(mean(&|at| Some(at.macro_f1))),
            time(mean(&|at| at.steps.map(|steps| steps.p50))),
            time(mean(&|at| at.steps.map(|steps| steps.p99))),
        );
        if with_positive {
            let found = mean(&|at| at.found.map(|found| found as f64)).unwrap_or(0.0);
            let _ = write!(out, "{found:>8.1}");
        }
        out.push('\n');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn starts_are_read_as_documented() {
        assert_eq!(parse_start("own"), Ok(Start::Own));
        assert_eq!(parse_start("random:10"), Ok(Start::Random(10)));
        assert_eq!(parse_start("one-per-class"), Ok(Start::OnePerClass));
        for bad in ["random", "random:0", "random:x", "best"] {
            assert!(parse_start(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_row_without_steps_has_empty_times() {
        let rows = [Row {
            strategy: "margin",
            seed: 1,
            checkpoint: Checkpoint {
                labels: 10,
                accuracy: 0.5,
                macro_f1: 0.25,
                steps: None,
                found: Some(2),
                labels_to_95: None,
            },
        }];
        assert_eq!(
            csv("a,b", &rows, true).lines().nth(1),
            Some("\"a,b\",margin,1,10,0.50000,0.25000,,,,2,")
        );
    }
}
