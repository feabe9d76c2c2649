//! `querist new`: makes a project of a file.
//!
//! What was found is told first: counts that add up, the first rows, which columns were taken and
//! why. Labels in the file count as somebody's judgements only when `--label` says so; a column
//! that merely looks like labels gives the classes their names.

use std::io;
use std::io::IsTerminal;
use std::path::{Path, PathBuf};

use anyhow::Result;

use super::output;
use super::reading::{QualifierFlags, ReadingFlags};
use crate::clock::{Clock, SystemClock};
use crate::pool::Reading;
use crate::project::Layout;
use crate::setup::{Choices, Guidelines, Holdout, Proposal};

/// Make a project from a file: a table, JSON, a spreadsheet, Parquet or a folder of texts.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// The file, or a folder of .txt files.
    file: PathBuf,
    /// The project's folder; without it, one named like the file, here.
    #[arg(long, value_name = "DIR")]
    to: Option<PathBuf>,
    /// The column (or columns) with the text.
    #[arg(long, value_name = "COL", value_delimiter = ',')]
    text: Vec<String>,
    /// The column with the ids.
    #[arg(long, value_name = "COL")]
    id: Option<String>,
    /// The column with labels to import. A column that only looks like labels names the
    /// classes and is not imported.
    #[arg(long, value_name = "COL")]
    label: Option<String>,
    /// The column with paths to images (png, jpeg, gif, webp), which are shown and not learnt
    /// from; relative ones start from the file's folder.
    #[arg(long, value_name = "COL")]
    image: Option<String>,
    /// Columns of numbers to learn from, or of JSON lists of numbers; `all`: every other column
    /// that holds numbers.
    #[arg(long, value_name = "COL,…|all", value_delimiter = ',')]
    numbers: Vec<String>,
    /// Vectors to learn from: a .npy or .jsonl file with one for each row, or a column of lists.
    #[arg(long, value_name = "FILE|COL")]
    vectors: Option<String>,
    /// The column that marks items to be veiled until a key reveals them: true or false, or a
    /// category such as violence.
    #[arg(long, value_name = "COL")]
    sensitive: Option<String>,
    /// Columns to show beside the text, whatever they look like.
    #[arg(long, value_name = "COL,…", value_delimiter = ',')]
    show: Vec<String>,
    /// Columns to keep and not to show while labeling.
    #[arg(long, value_name = "COL,…", value_delimiter = ',')]
    hide: Vec<String>,
    /// Columns with the labels of one annotator each: they are taken in under the columns' names,
    /// and not shown while labeling.
    #[arg(long, value_name = "COL,…", value_delimiter = ',')]
    annotators: Vec<String>,
    /// Begin with empty guidelines in place of a page to fill in.
    #[arg(long)]
    no_guidelines: bool,
    /// The classes; without it, the values of the label column.
    #[arg(long, value_name = "A,B", value_delimiter = ',')]
    labels: Vec<String>,
    /// Items to hold out for measuring accuracy: a share (at most 400 items) or a number.
    #[arg(long, value_name = "10%|N", default_value = "10%")]
    holdout: Holdout,
    /// Who gave the labels of --label; without it, "imported".
    #[arg(long, value_name = "NAME", requires = "label")]
    annotator: Option<String>,
    #[command(flatten)]
    reading: ReadingFlags,
    #[command(flatten)]
    qualifiers: QualifierFlags,
    /// The project's name; without it, the file's.
    #[arg(long)]
    name: Option<String>,
    /// Don't ask before creating.
    #[arg(long, short)]
    yes: bool,
}

impl Arguments {
    /// What the flags say.
    fn choices(&self, seed: Option<u64>) -> Result<Choices> {
        Ok(Choices {
            reading: Reading {
                qualifiers: self.qualifiers.rules(),
                ..self.reading.reading()?
            },
            file: self.file.clone(),
            to: self.to.clone(),
            text: self.text.clone(),
            id: self.id.clone(),
            label: self.label.clone(),
            image: self.image.clone(),
            numbers: self.numbers.clone(),
            vectors: self.vectors.clone(),
            sensitive: self.sensitive.clone(),
            shown: self.show.clone(),
            hidden: self.hide.clone(),
            annotators: self.annotators.clone(),
            guidelines: if self.no_guidelines {
                Guidelines::Empty
            } else {
                Guidelines::Template
            },
            labels: self.labels.clone(),
            holdout: self.holdout,
            annotator: self.annotator.clone(),
            name: self.name.clone(),
            seed,
        })
    }
}

pub(super) fn run(arguments: &Arguments, seed: Option<u64>) -> Result<()> {
    let importer = super::resolve::annotator(None)?;
    let now = SystemClock.now();
    let choices = arguments.choices(seed)?;
    let reading = format!("reading {}", arguments.file.display());
    let proposal = output::busy(&reading, || Proposal::of(choices, now))?;
    output::say_all(proposal.lines())?;
    if !arguments.yes && !confirmed(proposal.folder())? {
        output::remark("nothing was created");
        return Ok(());
    }
    let layout = output::busy("writing the project", || proposal.create(&importer, now))?;
    let taking_in = || proposal.take_in_labels(&layout, &importer, now);
    let taken_in = output::busy("taking the labels in", taking_in);
    tell_created(&layout, &proposal)?;
    match taken_in? {
        0 => Ok(()),
        labels => output::say(&format!("labels taken in: {labels}")),
    }
}

/// Whether to go on: asked only where somebody can answer.
fn confirmed(folder: &Path) -> Result<bool> {
    if !(io::stdin().is_terminal() && io::stdout().is_terminal()) {
        return Ok(true);
    }
    let question = format!("Create the project in {}? [Y/n] ", folder.display());
    Ok(output::agrees(&question, true)?)
}

fn tell_created(layout: &Layout, proposal: &Proposal) -> Result<()> {
    if let Some(line) = proposal.left_out(layout) {
        output::say(&line)?;
    }
    let root = layout.root().display().to_string();
    output::say(&format!("created {root}"))?;
    output::say(&format!(
        "next: querist label {}",
        output::shell_word(&root)
    ))
}
