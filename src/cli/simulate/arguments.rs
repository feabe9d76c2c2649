//! Parses the arguments of `querist simulate`, and refuses what could not be measured.

use std::path::{Path, PathBuf};

use clap::ValueEnum;
use clap::builder::PossibleValue;

use super::costs::Cost;
use crate::cli::args::number;
use crate::cli::dataset::{LabeledSources, NO_TEST};
use crate::cli::reading::{QualifierFlags, ReadingFlags};
use crate::cli::resolve::is_same_file;
use crate::error;
use crate::error::Error;
use crate::evaluation::Measure;
use crate::pool::{Columns, Reading};
use crate::project::{CostSource, QueryPolicy};
use crate::rng::Seed;
use crate::simulation::Start;
use crate::strategy::{REGISTRY, StrategySpec, find};

/// Measure strategies on a labeled file: the labels are known, and each strategy asks for them
/// one by one. Test items are predicted, never learnt from.
#[derive(Debug, clap::Args)]
pub(crate) struct Simulate {
    /// The labeled file: a table, JSON, a spreadsheet, Parquet or a folder of texts.
    pub(super) file: PathBuf,
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
    #[command(flatten)]
    reading: ReadingFlags,
    #[command(flatten)]
    qualifiers: QualifierFlags,
    /// A labeled file to test on, a share of FILE such as 20%, or none: every row may then be
    /// asked, to find a class, and accuracies stay empty.
    #[arg(long, value_name = "FILE|20%|none", default_value = "20%")]
    pub(super) test: String,
    /// A class to be found: adds `found` and `labels_to_95`, and ranks by the latter.
    #[arg(long, value_name = "CLASS")]
    pub(super) positive: Option<String>,
    /// The first labels: own (the cold start), random:N, or one-per-class.
    #[arg(long, value_name = "START", default_value = "own", value_parser = parse_start)]
    pub(super) start: Start,
    /// Strategies to measure: ids with commas between, or all.
    #[arg(long, value_name = "A,B|all", default_value = "auto,random")]
    strategy: String,
    /// Settings as in the query table of querist.toml, for all strategies: 'draw = "sampled"'.
    #[arg(long, value_name = "TOML", value_parser = parse_query)]
    pub(super) query: Option<QueryPolicy>,
    /// Labels to buy in each run.
    #[arg(long, value_name = "N", default_value_t = 300, value_parser = at_least_one)]
    pub(super) budget: usize,
    /// Runs of each strategy, each with a seed of its own.
    #[arg(long, value_name = "K", default_value_t = 3, value_parser = clap::value_parser!(u64).range(1..=10_000))]
    pub(super) seeds: u64,
    /// What strategies are ranked by: the area under the curve of this, over the logarithm of
    /// the labels.
    #[arg(long, value_enum, default_value_t = Measure::MacroF1)]
    pub(super) measure: Measure,
    /// A column with the seconds that each item takes to answer.
    #[arg(long, value_name = "COL", conflicts_with = "seconds_per_word")]
    cost_column: Option<String>,
    /// Let each answer take 2 seconds and S for each word of the text.
    #[arg(long, value_name = "S", value_parser = positive_number)]
    seconds_per_word: Option<f64>,
    /// An accuracy to be reached, such as 0.9: tells the labels it takes, and the minutes when
    /// answers take time.
    #[arg(long, value_name = "ACC", value_parser = parse_target)]
    pub(super) target: Option<f64>,
    /// A file that keeps every finished run: what is in it already is not run again.
    #[arg(long, value_name = "FILE")]
    pub(super) resume: Option<PathBuf>,
    /// A file for the learning curves as a picture (SVG).
    #[arg(long, value_name = "FILE.svg")]
    pub(super) plot: Option<PathBuf>,
    /// A file for one line of JSON per step: which item, and how long the next query took, by
    /// stage.
    #[arg(long, value_name = "FILE", conflicts_with = "resume")]
    pub(super) trace: Option<PathBuf>,
    /// How to print.
    #[arg(long, value_enum, default_value_t = Format::Table)]
    pub(super) format: Format,
}

/// How results are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// Means over the seeds, a ranking, the curves and a recommendation, for people.
    Table,
    /// One row per seed and checkpoint.
    Csv,
    /// The same rows as objects.
    Json,
}

impl ValueEnum for Measure {
    fn value_variants<'a>() -> &'a [Self] {
        &[Self::MacroF1, Self::Accuracy]
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        let (name, help) = match self {
            Self::MacroF1 => (
                "macro-f1",
                "The mean F1 over the classes: a rare class counts as much as a common one",
            ),
            Self::Accuracy => ("accuracy", "The share of right predictions"),
        };
        Some(PossibleValue::new(name).help(help))
    }
}

impl Simulate {
    /// The strategies asked for, each once.
    pub(super) fn strategies(&self) -> error::Result<Vec<&'static StrategySpec>> {
        if self.strategy == "all" {
            return Ok(REGISTRY.to_vec());
        }
        let mut strategies: Vec<&'static StrategySpec> = Vec::new();
        for id in self.strategy.split(',') {
            let strategy = find(id.trim())?;
            let id = strategy.id;
            if strategies.iter().all(|known| known.id != id) {
                strategies.push(strategy);
            }
        }
        Ok(strategies)
    }

    /// Refuses to write over what is read.
    pub(super) fn check_outputs(&self) -> error::Result<()> {
        let read = [self.file.as_path(), Path::new(&self.test)];
        for written in [&self.plot, &self.trace].into_iter().flatten() {
            if read.iter().any(|read| is_same_file(read, written)) {
                return Err(Error::usage(
                    format!("{} is the data itself", written.display()),
                    "name another file to write to",
                ));
            }
        }
        Ok(())
    }

    /// Where the items come from.
    pub(super) fn sources(&self, seed: Seed) -> error::Result<LabeledSources<'_>> {
        let columns = Columns {
            text: self.text.clone(),
            id: self.id.clone(),
            label: Some(self.label.clone()),
            ..Columns::default()
        };
        Ok(LabeledSources {
            file: &self.file,
            reading: Reading {
                qualifiers: self.qualifiers.rules(),
                ..self.reading.reading()?
            },
            columns: columns.with_numbers(&self.numbers),
            vectors: self.vectors.as_deref(),
            test: &self.test,
            test_vectors: self.test_vectors.as_deref(),
            seed,
        })
    }

    /// What an answer costs, if it does.
    pub(super) fn cost(&self) -> Option<Cost<'_>> {
        let column = self.cost_column.as_deref().map(Cost::Column);
        column.or(self.seconds_per_word.map(Cost::PerWord))
    }

    /// Refuses what could not be measured: `classes` are those of the pool, `tested` the labels
    /// of the test items.
    pub(super) fn check(&self, classes: &[String], tested: &[String]) -> error::Result<()> {
        if classes.len() < 2 {
            return Err(Error::refused(
                format!("{} has fewer than two classes", self.file.display()),
                "name the column of the labels with --label COL",
            ));
        }
        if let Some(positive) = &self.positive
            && !classes.contains(positive)
        {
            return Err(Error::usage(
                format!("no item has the label {positive:?}"),
                format!("--positive takes one of: {}", classes.join(", ")),
            ));
        }
        if classes.len() > MOST_CLASSES {
            return Err(Error::refused(
                format!("{} different labels: is that column an id?", classes.len()),
                format!("name a column with at most {MOST_CLASSES} classes with --label COL"),
            ));
        }
        if self.test == NO_TEST {
            return match &self.positive {
                Some(_) => Ok(()),
                None => Err(Error::usage(
                    "without test items there is no accuracy to compare",
                    "name a class to be found with --positive CLASS, or test items with --test",
                )),
            };
        }
        if !tested.iter().any(|label| classes.contains(label)) {
            return Err(Error::refused(
                "no test item has a label of the training items: nothing could be measured",
                "give more rows, or name a test file of the same classes with --test FILE",
            ));
        }
        Ok(())
    }
}

/// The most classes a simulation takes.
const MOST_CLASSES: usize = 1_000;

/// A start as it is written on the command line.
pub(super) fn start_word(start: Start) -> String {
    match start {
        Start::Own => "own".into(),
        Start::Random(count) => format!("random:{count}"),
        Start::OnePerClass => "one-per-class".into(),
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

fn parse_query(text: &str) -> Result<QueryPolicy, String> {
    let policy = QueryPolicy::parse(text).map_err(|(what, next)| format!("{what}; {next}"))?;
    if policy.cost.by == CostSource::Seconds {
        let what = "nobody answers in a simulation, so there are no seconds to learn from";
        return Err(format!("{what}; take cost.by = \"length\" or \"column\""));
    }
    Ok(policy)
}

fn at_least_one(text: &str) -> Result<usize, String> {
    number(text, |n| *n > 0, "write a number of at least 1")
}

fn positive_number(text: &str) -> Result<f64, String> {
    let fits = |n: &f64| n.is_finite() && *n > 0.0;
    number(text, fits, "write a number above 0, for example 0.3")
}

fn parse_target(text: &str) -> Result<f64, String> {
    let otherwise = "write an accuracy above 0 and up to 1, for example 0.9";
    number(text, |n: &f64| *n > 0.0 && *n <= 1.0, otherwise)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn starts_are_read_and_written_as_documented() {
        for (word, start) in [
            ("own", Start::Own),
            ("random:10", Start::Random(10)),
            ("one-per-class", Start::OnePerClass),
        ] {
            assert_eq!(parse_start(word), Ok(start));
            assert_eq!(start_word(start), word);
        }
        for bad in ["random", "random:0", "random:x", "best"] {
            assert!(parse_start(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn numbers_that_cannot_be_meant_are_refused() {
        for bad in ["0", "-1", "x", "inf", "nan"] {
            assert!(positive_number(bad).is_err(), "{bad}");
            assert!(parse_target(bad).is_err(), "{bad}");
        }
        assert_eq!(parse_target("1"), Ok(1.0));
        assert!(parse_target("90").is_err());
    }
}
