//! How many labels does the learner need?
//!
//! `cargo bench --bench efficiency` measures on synthetic texts; `-- TRAIN.jsonl TEST.jsonl` on
//! files of objects with `id`, `text` and `label`. Macro-F1 on the test items after 20, 50, 100,
//! 200 and 500 labels, mean and standard error over five seeds, and the area under that curve over
//! the logarithm of the labels: random order from a random start, and three strategies from the
//! product's own cold start.

#![expect(clippy::print_stdout, reason = "a bench prints")]

mod texts;
mod zipf;

use std::collections::BTreeSet;
use std::path::Path;

use querist::engine::{Fitted, Simulation, Start, TestItem, simulate};
use querist::learner::Settings;
use querist::oracle::Replay;
use querist::pool::{Item, Items};
use querist::rng::Seed;
use querist::strategy::find;

const LABELS: [usize; 5] = [20, 50, 100, 200, 500];
const SEEDS: u64 = 5;

type Labeled = (Vec<Item>, Vec<String>);

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let files: Vec<String> = std::env::args()
        .skip(1)
        .filter(|argument| argument != "--bench")
        .collect();
    let (pool, test) = match files.as_slice() {
        [train, test] => (read(Path::new(train))?, read(Path::new(test))?),
        _ => (synthetic(0..3_000), synthetic(3_000..4_000)),
    };
    let classes: Vec<String> = pool
        .1
        .iter()
        .collect::<BTreeSet<_>>()
        .into_iter()
        .cloned()
        .collect();
    let items = Items::new(pool.0, |_| false);
    let fitted = Fitted::on(&items, Seed(0));
    let oracle = Replay::new(&items, pool.1).ok_or("items and labels differ in number")?;
    let test: Vec<TestItem> = fitted
        .transform_all(&test.0, None)
        .into_iter()
        .zip(test.1)
        .map(|(row, label)| TestItem { row, label })
        .collect();
    for (id, start) in [
        ("random", Start::Random(10)),
        ("margin", Start::Own),
        ("alternate", Start::Own),
        ("margin-density", Start::Own),
    ] {
        let strategy = find(id)?;
        let mut curves: Vec<Vec<f64>> = Vec::new();
        for seed in 0..SEEDS {
            let outcome = simulate(&Simulation {
                items: &items,
                fitted: &fitted,
                oracle: &oracle,
                test: &test,
                classes: &classes,
                strategy,
                start,
                budget: 500,
                seed: Seed(seed),
                positive: None,
                settings: Settings::default(),
            })?;
            let at = |labels: usize| {
                let known = outcome.checkpoints.iter().rfind(|at| at.labels <= labels);
                known.map_or(0.0, |at| at.macro_f1)
            };
            curves.push(LABELS.map(at).to_vec());
        }
        let cells: Vec<String> = (0..LABELS.len())
            .map(|at| spread(curves.iter().map(|curve| curve[at])))
            .collect();
        let areas = curves.iter().map(|curve| area(curve));
        println!("{id:<15} {}   area {}", cells.join("  "), spread(areas));
    }
    Ok(())
}

/// Mean and standard error.
fn spread(values: impl Iterator<Item = f64>) -> String {
    let values: Vec<f64> = values.collect();
    let count = values.len() as f64;
    let mean = values.iter().sum::<f64>() / count;
    let square: f64 = values.iter().map(|value| (value - mean).powi(2)).sum();
    let error = (square / (count - 1.0) / count).sqrt();
    format!("{mean:.3} ± {error:.3}")
}

/// Area under the curve over ln(labels), over its width.
fn area(curve: &[f64]) -> f64 {
    let x = LABELS.map(|labels| (labels as f64).ln());
    let sum: f64 = (1..x.len())
        .map(|at| (x[at] - x[at - 1]) * (curve[at] + curve[at - 1]) / 2.0)
        .sum();
    sum / (x[x.len() - 1] - x[0])
}

/// Texts whose class is their topic's, of four.
fn synthetic(range: std::ops::Range<usize>) -> Labeled {
    let all = texts::texts_of_topics(range.end);
    all.into_iter()
        .enumerate()
        .skip(range.start)
        .map(|(at, (topic, text))| (item(at.to_string(), text), format!("class {}", topic % 4)))
        .unzip()
}

fn read(path: &Path) -> Result<Labeled, Box<dyn std::error::Error>> {
    let mut labeled = Labeled::default();
    for line in std::fs::read_to_string(path)?.lines() {
        let row: serde_json::Value = serde_json::from_str(line)?;
        let field = |name: &str| {
            let value = row[name].as_str().map(str::to_owned);
            value.ok_or_else(|| format!("a row without {name}: {line}"))
        };
        labeled.0.push(item(field("id")?, field("text")?));
        labeled.1.push(field("label")?);
    }
    Ok(labeled)
}

fn item(id: String, text: String) -> Item {
    Item {
        id,
        text,
        fields: Vec::new(),
    }
}
