//! How many labels does each strategy need, on data that others were measured on?
//!
//! ```text
//! cargo bench --bench efficiency -- DATA_DIR OUT_DIR
//!     [--sets trec,sms_spam,banking77,spambase,trec:split] [--starts random:10,own]
//!     [--strategies all|margin,…] [--seeds 5] [--budget 500] [--seed 0]
//! ```
//!
//! DATA_DIR holds `NAME.train.jsonl` and `NAME.test.jsonl`: objects with `id`, `label`, and `text`
//! or a list of numbers `x`. `NAME:split` joins the two files and tests on 500 items drawn with
//! the seed. Each set and start is one `querist simulate`, whose finished runs stay in OUT_DIR: a
//! run that was interrupted goes on, and more strategies or seeds can be asked for. Printed are
//! tables in Markdown: means over the seeds ± standard errors, and the difference to random order
//! seed by seed with its 95 % interval. Areas are under the curve over ln(labels), normalised.
//! After a change of the code, name another OUT_DIR: its runs would be of both.
//!
//! Without folders, a small version on made-up texts.

#![expect(clippy::print_stdout, reason = "a bench prints")]

mod texts;
mod zipf;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use querist::evaluation::{Point, SeedMean, normalised_area};

type Failure = Box<dyn std::error::Error>;

/// Where the accuracy is printed.
const LABELS: [usize; 4] = [50, 100, 200, 500];
/// Items that a split is tested on.
const TESTED: usize = 500;

/// What is to be run.
struct Grid {
    data: PathBuf,
    out: PathBuf,
    sets: Vec<String>,
    starts: Vec<String>,
    strategies: String,
    seeds: usize,
    budget: usize,
    seed: u64,
}

/// A row of the CSV of a simulation.
struct Row {
    labels: usize,
    accuracy: f64,
    macro_f1: f64,
    /// Median and 95th percentile of the steps, in milliseconds.
    steps: Option<(f64, f64)>,
}

/// Rows by strategy and seed.
type Runs = BTreeMap<String, BTreeMap<u64, Vec<Row>>>;

fn main() -> Result<(), Failure> {
    let arguments: Vec<String> = std::env::args()
        .skip(1)
        .filter(|argument| argument != "--bench")
        .collect();
    let made_up = tempfile::tempdir()?;
    let grid = if arguments.is_empty() {
        small(made_up.path())?
    } else {
        asked(&arguments)?
    };
    fs::create_dir_all(&grid.out)?;
    for set in &grid.sets {
        for start in &grid.starts {
            let runs = simulated(&grid, set, start)?;
            print!("{}", table(&grid, set, start, &runs));
        }
    }
    Ok(())
}

fn asked(arguments: &[String]) -> Result<Grid, Failure> {
    let mut folders = Vec::new();
    let mut grid = Grid {
        data: PathBuf::new(),
        out: PathBuf::new(),
        sets: listed("trec,sms_spam,banking77,spambase,trec:split"),
        starts: listed("random:10,own"),
        strategies: "all".into(),
        seeds: 5,
        budget: 500,
        seed: 0,
    };
    let mut rest = arguments.iter();
    while let Some(argument) = rest.next() {
        let Some(name) = argument.strip_prefix("--") else {
            folders.push(PathBuf::from(argument));
            continue;
        };
        let value = rest.next().ok_or_else(|| format!("--{name} what?"))?;
        match name {
            "sets" => grid.sets = listed(value),
            "starts" => grid.starts = listed(value),
            "strategies" => grid.strategies.clone_from(value),
            "seeds" => grid.seeds = value.parse()?,
            "budget" => grid.budget = value.parse()?,
            "seed" => grid.seed = value.parse()?,
            _ => return Err(format!("there is no --{name}").into()),
        }
    }
    match <[PathBuf; 2]>::try_from(folders) {
        Ok([data, out]) => Ok(Grid { data, out, ..grid }),
        Err(_) => Err("name two folders: DATA_DIR OUT_DIR".into()),
    }
}

fn listed(words: &str) -> Vec<String> {
    words.split(',').map(str::to_owned).collect()
}

/// Texts whose class is their topic's, of four, in both ways of testing.
fn small(folder: &Path) -> Result<Grid, Failure> {
    // Few topics, of which a few dozen texts tell enough.
    let lines: Vec<String> = texts::texts_of_topics(35_000)
        .into_iter()
        .filter(|(topic, _)| *topic < 8)
        .enumerate()
        .map(|(at, (topic, text))| {
            let class = format!("class {}", topic % 4);
            let line = serde_json::json!({"id": at.to_string(), "text": text, "label": class});
            format!("{line}\n")
        })
        .collect();
    fs::write(
        folder.join("made-up.train.jsonl"),
        lines[..lines.len() / 2].concat(),
    )?;
    fs::write(
        folder.join("made-up.test.jsonl"),
        lines[lines.len() / 2..].concat(),
    )?;
    Ok(Grid {
        data: folder.to_owned(),
        out: folder.join("out"),
        sets: listed("made-up,made-up:split"),
        starts: listed("random:10,own"),
        strategies: "margin".into(),
        seeds: 2,
        budget: 50,
        seed: 0,
    })
}

/// Runs what is not finished, and reads all runs.
fn simulated(grid: &Grid, set: &str, start: &str) -> Result<Runs, Failure> {
    let (file, test) = files(grid, set)?;
    let name = format!("{set}.{start}.csv").replace([':', '/'], "-");
    let strategies = match grid.strategies.as_str() {
        "all" => "all".to_owned(),
        // What all are held against.
        some => format!("{some},random"),
    };
    let is_text = fs::read_to_string(&file)?
        .lines()
        .next()
        .is_some_and(|line| line.contains("\"text\":"));
    let (option, column) = if is_text {
        ("--text", "text")
    } else {
        ("--numbers", "x")
    };
    let output = Command::new(env!("CARGO_BIN_EXE_querist"))
        .arg("simulate")
        .arg(&file)
        .args([option, column, "--id", "id", "--label", "label"])
        .args(["--test", &test, "--start", start])
        .args(["--strategy", &strategies, "--format", "csv"])
        .args(["--seeds", &grid.seeds.to_string()])
        .args(["--budget", &grid.budget.to_string()])
        .args(["--seed", &grid.seed.to_string()])
        .arg("--resume")
        .arg(grid.out.join(name))
        .stderr(Stdio::inherit())
        .output()?;
    if !output.status.success() {
        return Err(format!("{set}, {start}: querist simulate failed").into());
    }
    read(&String::from_utf8(output.stdout)?)
}

/// The file of a set, and what `--test` says of it.
fn files(grid: &Grid, set: &str) -> Result<(PathBuf, String), Failure> {
    let file = |name: &str, part: &str| grid.data.join(format!("{name}.{part}.jsonl"));
    let Some(name) = set.strip_suffix(":split") else {
        let test = file(set, "test").into_os_string().into_string();
        let test = test.map_err(|path| format!("{} is no UTF-8", path.display()))?;
        return Ok((file(set, "train"), test));
    };
    let (mut lines, mut count) = (String::new(), 0);
    for part in ["train", "test"] {
        for line in fs::read_to_string(file(name, part))?.lines() {
            let mut row: serde_json::Value = serde_json::from_str(line)?;
            // Ids of the two files may be the same.
            row["id"] = format!("{part} {}", row["id"].as_str().unwrap_or_default()).into();
            lines.push_str(&format!("{row}\n"));
            count += 1;
        }
    }
    let joined = grid.out.join(format!("{name}-split.jsonl"));
    fs::write(&joined, lines)?;
    let tested = TESTED.min(count / 4);
    Ok((joined, format!("{}%", 100.0 * tested as f64 / count as f64)))
}

fn read(csv: &str) -> Result<Runs, Failure> {
    let mut runs = Runs::new();
    for record in csv::Reader::from_reader(csv.as_bytes()).records() {
        let record = record?;
        let steps = match (&record[6], &record[7]) {
            ("", _) => None,
            (p50, p95) => Some((p50.parse()?, p95.parse()?)),
        };
        let row = Row {
            labels: record[3].parse()?,
            accuracy: record[4].parse()?,
            macro_f1: record[5].parse()?,
            steps,
        };
        let seeds = runs.entry(record[1].to_owned()).or_default();
        seeds.entry(record[2].parse()?).or_default().push(row);
    }
    Ok(runs)
}

/// One figure a seed, of the seeds that have it.
fn figures(seeds: &BTreeMap<u64, Vec<Row>>, of: impl Fn(&[Row]) -> Option<f64>) -> Vec<f64> {
    seeds.values().filter_map(|rows| of(rows)).collect()
}

fn area(rows: &[Row], value: fn(&Row) -> f64, from: usize, to: usize) -> Option<f64> {
    let points = rows.iter().map(|row| Point {
        labels: row.labels,
        value: value(row),
    });
    normalised_area(&points.collect::<Vec<_>>(), from, to)
}

fn table(grid: &Grid, set: &str, start: &str, runs: &Runs) -> String {
    let labels: Vec<usize> = LABELS.into_iter().filter(|at| *at <= grid.budget).collect();
    let to = grid.budget.min(500);
    let of_accuracy = |rows: &[Row]| area(rows, |row| row.accuracy, 10, to);
    let of_macro_f1 = |rows: &[Row]| area(rows, |row| row.macro_f1, 20, to);
    let mut out = format!(
        "\n### {set}, start {start} ({} seeds)\n\n| strategy | accuracy at {} | area of accuracy, \
         10–{to} | against random | area of macro-F1, 20–{to} | against random | step p50 / p95, ms \
         |\n|---|---|---|---|---|---|---|\n",
        grid.seeds,
        joined(labels.iter().map(usize::to_string)),
    );
    let areas = |strategy: &str, of: &dyn Fn(&[Row]) -> Option<f64>| {
        runs.get(strategy)
            .map_or(Vec::new(), |seeds| figures(seeds, of))
    };
    let mut order: Vec<(&String, Option<SeedMean>)> = runs
        .keys()
        .map(|strategy| (strategy, SeedMean::of(&areas(strategy, &of_accuracy))))
        .collect();
    let height = |mean: &Option<SeedMean>| mean.map_or(-1.0, |mean| mean.mean);
    order.sort_by(|a, b| height(&b.1).total_cmp(&height(&a.1)));
    for (strategy, _) in order {
        let seeds = &runs[strategy];
        let at = |labels: usize| {
            let of = |rows: &[Row]| {
                let row = rows.iter().find(|row| row.labels == labels);
                row.map(|row| row.accuracy)
            };
            spread(&figures(seeds, of))
        };
        let against = |of: &dyn Fn(&[Row]) -> Option<f64>| match strategy.as_str() {
            "random" => String::new(),
            _ => difference(&areas(strategy, of), &areas("random", of)),
        };
        let last = |rows: &[Row]| rows.iter().rev().find_map(|row| row.steps);
        let step = |values: Vec<f64>| {
            SeedMean::of(&values).map_or("—".into(), |mean| format!("{:.1}", mean.mean))
        };
        out.push_str(&format!(
            "| {strategy} | {} | {} | {} | {} | {} | {} / {} |\n",
            joined(labels.iter().map(|labels| at(*labels))),
            spread(&areas(strategy, &of_accuracy)),
            against(&of_accuracy),
            spread(&areas(strategy, &of_macro_f1)),
            against(&of_macro_f1),
            step(figures(seeds, |rows| last(rows).map(|steps| steps.0))),
            step(figures(seeds, |rows| last(rows).map(|steps| steps.1))),
        ));
    }
    out
}

fn joined(words: impl Iterator<Item = String>) -> String {
    words.collect::<Vec<_>>().join(" / ")
}

/// Mean and standard error.
fn spread(values: &[f64]) -> String {
    let Some(mean) = SeedMean::of(values) else {
        return "—".into();
    };
    let error = mean.error.map(|error| format!(" ± {error:.3}"));
    format!("{:.3}{}", mean.mean, error.unwrap_or_default())
}

/// Mean difference and its interval.
fn difference(of: &[f64], to: &[f64]) -> String {
    let Some(mean) = SeedMean::paired(of, to) else {
        return "—".into();
    };
    let interval = mean.interval();
    let interval = interval.map(|(low, high)| format!(" [{low:+.3}, {high:+.3}]"));
    format!("{:+.3}{}", mean.mean, interval.unwrap_or_default())
}
