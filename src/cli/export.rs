//! `querist export`: how do the labels leave?

use std::path::{Path, PathBuf};

use anyhow::Result;
use clap::ValueEnum;

use super::destination::Destination;
use super::{output, place};
use crate::error::Error;
use crate::export::{self, Export, Spreadsheet};
use crate::project::Project;

/// Write the labels to a file, each with how it came about: arm, strategy, chance of the draw,
/// time and guidelines.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// The project; without it, the one you stand in.
    dir: Option<PathBuf>,
    /// The file to write; - for stdout.
    #[arg(short, long, value_name = "OUT")]
    output: PathBuf,
    /// The format; without it, csv for a file name that ends in .csv, else jsonl.
    #[arg(long, value_enum)]
    format: Option<Format>,
    /// What a row stands for.
    #[arg(long, value_enum, default_value_t = View::Majority)]
    view: View,
    /// In CSV, leave cells that a spreadsheet would run (=1+1) as they are.
    #[arg(long)]
    exact: bool,
    /// Replace the file if it exists.
    #[arg(long)]
    force: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// One JSON object a row, byte-exact.
    Jsonl,
    /// For spreadsheets: cells that look like formulas get a leading apostrophe.
    Csv,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum View {
    /// One row an item, with the label most annotators gave; ties are left out.
    Majority,
    /// One row a judgement.
    Raw,
}

pub(super) fn run(arguments: &Arguments) -> Result<()> {
    let view = match arguments.view {
        View::Majority => export::View::Majority,
        View::Raw => export::View::Raw,
    };
    let format = arguments
        .format
        .unwrap_or_else(|| format_of(&arguments.output));
    let destination = Destination::new(&arguments.output, arguments.force)?;
    let project = Project::read(place::project(arguments.dir.as_deref())?)?;
    destination.refuse_own_files(&project.layout)?;
    let state = project.state();
    let export = export::rows(&project.items, &state, view);
    refuse_empty(&project, &export)?;
    let bytes = match format {
        Format::Jsonl => export::jsonl(&export.rows)?,
        Format::Csv => {
            let spreadsheet = if arguments.exact {
                Spreadsheet::Exact
            } else {
                Spreadsheet::Safe
            };
            let (bytes, quoted) = export::csv(&export.rows, spreadsheet)?;
            if quoted > 0 {
                output::remark(&format!(
                    "cells that a spreadsheet would run: {quoted}, each with a leading apostrophe \
                     now; --exact leaves them as they are"
                ));
            }
            bytes
        }
    };
    destination.write(&bytes)?;
    report(&export, &destination.name());
    output::tell_concerns(&project)
}

fn format_of(path: &Path) -> Format {
    let is_csv = path
        .extension()
        .is_some_and(|extension| extension.eq_ignore_ascii_case("csv"));
    if is_csv { Format::Csv } else { Format::Jsonl }
}

/// A file without a single label would look like a success.
fn refuse_empty(project: &Project, export: &Export<'_>) -> Result<()> {
    if !export.rows.is_empty() {
        return Ok(());
    }
    if !project.concerns.is_empty() {
        return Err(Error::refused(
            format!("no label could be read: {}", project.concerns.join("; ")),
            "nothing was written; run `querist doctor` on the project",
        )
        .into());
    }
    let (what, next) = if export.tied > 0 {
        (
            format!(
                "the annotators' labels tie on all {} judged items: there is no majority",
                export.tied
            ),
            "export every judgement with `--view raw`".to_owned(),
        )
    } else {
        (
            format!(
                "nothing is labeled yet: 0 of {} items are judged",
                project.items.len()
            ),
            format!(
                "label some with `querist label {}`",
                project.layout.root().display()
            ),
        )
    };
    Err(Error::refused(what, next).into())
}

fn report(export: &Export<'_>, place: &str) {
    output::remark(&format!(
        "{place}: {} rows = {} labeled + {} unsure",
        export.rows.len(),
        export.labeled,
        export.unsure
    ));
    let mut left_out = Vec::new();
    if export.tied > 0 {
        left_out.push(format!("{} whose annotators' labels tie", export.tied));
    }
    if export.counts.skipped > 0 {
        left_out.push(format!("{} skipped", export.counts.skipped));
    }
    if !left_out.is_empty() {
        output::remark(&format!("left out: {}", left_out.join(", ")));
    }
    if export.tied > 0 {
        output::remark("  next: `--view raw` has every judgement");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_format_follows_the_name() {
        assert_eq!(format_of(Path::new("a/b.CSV")), Format::Csv);
        assert_eq!(format_of(Path::new("csv")), Format::Jsonl);
        assert_eq!(format_of(Path::new("-")), Format::Jsonl);
    }
}
