//! `querist predict`: writes the model's labels of what nobody labeled.
//!
//! That is the rest of the project's items, or a new file, read as the project's own was. The model
//! is the one that chooses at the workstation; a new file is transformed and never fitted.

use std::path::PathBuf;

use anyhow::{Result, bail};

use super::args::number;
use super::destination::{CsvFlags, Destination, Format, csv};
use super::output::rounded;
use super::reading::ReadingFlags;
use super::{output, resolve};
use crate::error::Error;
use crate::export::{Predicted, predictions_csv, predictions_jsonl};
use crate::pool::{Columns, Dataset};
use crate::project::Project;
use crate::schema::LabelId;
use crate::state::State;
use crate::trainer::{Predictor, Probabilities};

/// Write the model's labels, with the probability of each class: for every item without a label,
/// held-out ones too, or for a new file.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// The project; without it, the one you stand in.
    dir: Option<PathBuf>,
    /// A file of other items: a table, JSON, a spreadsheet, Parquet or a folder of texts.
    file: Option<PathBuf>,
    /// The file to write; - for stdout.
    #[arg(short, long, value_name = "OUT")]
    output: PathBuf,
    /// Leave the label out where the model is less confident, from 0 to 1.
    #[arg(long, value_name = "P", default_value = "0", value_parser = probability)]
    min_confidence: f64,
    /// The format; without it, csv for a file name that ends in .csv, else jsonl.
    #[arg(long, value_enum)]
    format: Option<Format>,
    /// The columns of the new file with the text; without it, those that the project was made of.
    #[arg(long, value_name = "COL", value_delimiter = ',', requires = "file")]
    text: Vec<String>,
    /// The column of the new file with the ids.
    #[arg(long, value_name = "COL", requires = "file")]
    id: Option<String>,
    /// The vectors of the new file, when the project has some from a file.
    #[arg(long, value_name = "FILE", requires = "file")]
    vectors: Option<PathBuf>,
    #[command(flatten)]
    reading: ReadingFlags,
    #[command(flatten)]
    csv: CsvFlags,
    /// Replace the file if it exists.
    #[arg(long)]
    force: bool,
}

fn probability(text: &str) -> Result<f64, String> {
    let otherwise = "write a number from 0 to 1 such as 0.9";
    number(text, |p| (0.0..=1.0).contains(p), otherwise)
}

pub(super) fn run(arguments: &Arguments) -> Result<()> {
    let destination = Destination::new(&arguments.output, arguments.force)?;
    let project = resolve::read(arguments.dir.as_deref())?;
    destination.refuse_own_files(&project.layout)?;
    if let Some(file) = &arguments.file {
        destination.refuse_source(file)?;
    }
    // What was read of a damaged journal is not all that was said.
    output::tell_concerns(&project)?;
    let state = project.state();
    let dataset = arguments.file.as_deref().map(|file| {
        let asked = Columns {
            text: arguments.text.clone(),
            id: arguments.id.clone(),
            ..Columns::default()
        };
        let reading = arguments.reading.reading()?;
        let vectors = arguments.vectors.as_deref();
        Dataset::for_model(file, &reading, &project, asked, vectors)
    });
    let dataset = dataset.transpose()?;
    let predictor = output::busy("teaching the model", || Predictor::of(&project, &state))?;
    let predicted: Vec<(&str, Probabilities)> = match &dataset {
        Some(dataset) => {
            dataset.check_width(predictor.vector_width)?;
            let items = &dataset.import.items;
            let predicted = predictor.others(items, dataset.vectors.as_ref());
            items
                .iter()
                .map(|item| item.id.as_str())
                .zip(predicted)
                .collect()
        }
        None => predictor
            .rest(&project.items, &state)
            .into_iter()
            .map(|(index, predicted)| (project.items.get(index).id.as_str(), predicted))
            .collect(),
    };
    refuse_nothing(&predicted, &project)?;
    write(arguments, &destination, &predictor, &predicted, &state)
}

/// Rounds and writes, and tells what was written.
fn write(
    arguments: &Arguments,
    destination: &Destination<'_>,
    predictor: &Predictor,
    predicted: &[(&str, Probabilities)],
    state: &State,
) -> Result<()> {
    let labels = state.labels();
    let classes: Vec<LabelId> = labels.active().map(|(id, _)| id).collect();
    let names: Vec<&str> = classes.iter().map(|id| labels.name(*id)).collect();
    let rows: Vec<Predicted<'_>> = predicted
        .iter()
        .map(|(item, probabilities)| {
            let of = |class: &LabelId| {
                let found = probabilities.iter().find(|(known, _)| known == class);
                found.map_or(0.0, |(_, p)| rounded(*p))
            };
            let likeliest = probabilities.first();
            let confidence = likeliest.map_or(0.0, |(_, p)| rounded(*p));
            Predicted {
                item,
                label: likeliest
                    .filter(|_| confidence >= arguments.min_confidence)
                    .map(|(label, _)| labels.name(*label)),
                confidence,
                probabilities: classes.iter().map(of).collect(),
            }
        })
        .collect();
    let bytes = match arguments.format.unwrap_or(Format::of(&arguments.output)) {
        Format::Jsonl => predictions_jsonl(&rows, &names)?,
        Format::Csv => csv(arguments.csv, |as_what| {
            predictions_csv(&rows, &names, as_what)
        })?,
    };
    destination.write(&bytes)?;
    let below = rows.iter().filter(|row| row.label.is_none()).count();
    output::remark(&format!(
        "{}: {} rows = {} with a label + {below} below a confidence of {}",
        destination.name(),
        rows.len(),
        rows.len() - below,
        arguments.min_confidence
    ));
    let unknown = classes.iter().zip(&names);
    let unknown: Vec<&str> = unknown
        .filter(|(class, _)| !predictor.classes().contains(class))
        .map(|(_, name)| *name)
        .collect();
    if !unknown.is_empty() {
        output::remark(&format!(
            "never predicted, because nothing of the pool has that label: {}",
            unknown.join(", ")
        ));
    }
    Ok(())
}

/// A file without a row would look like a success.
fn refuse_nothing(predicted: &[(&str, Probabilities)], project: &Project) -> Result<()> {
    if !predicted.is_empty() {
        return Ok(());
    }
    bail!(Error::refused(
        format!(
            "nothing is left to predict: all {} items have a label",
            project.items.len()
        ),
        "write the labels with `querist export`, or name a file of other items",
    ))
}
