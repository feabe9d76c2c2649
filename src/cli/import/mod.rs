//! `querist import`: takes in other people's labels.
//!
//! Label files and journals of other projects become events in the journal of whoever runs this;
//! journals of this project's copies are copied. All is read, matched, decided and told before
//! anything is written; importing the same again says so and writes nothing.

mod labels;
mod report;
mod sources;

use std::path::PathBuf;

use anyhow::{Result, bail};

use self::sources::Sources;
use super::reading::{QualifierFlags, ReadingFlags};
use super::resolve::named_by;
use super::{output, resolve};
use crate::clock::{Clock, SystemClock};
use crate::error::Error;
use crate::pool::{LabelChoice, Reading};
use crate::project::Project;
use crate::project::label_import::{JournalCopy, MatchBy, MergeCheck, check_copies, merge_copies};

/// Take in labels of other people: label files (of any format that items come in), journals, or other copies
/// of the project. Without --long or --wide a file holds one annotator's labels, or has a column
/// that is called so.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a switch on the command line"
)]
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// The project.
    dir: PathBuf,
    /// Label files, journals (.jsonl), or folders of other copies of the project.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Whose labels they are; without it, the one the file is called after.
    #[arg(long, value_name = "NAME", conflicts_with_all = ["long", "wide"])]
    annotator: Option<String>,
    /// The columns of a file with one label of one annotator in each row.
    #[arg(long, value_name = "ITEM,ANNOTATOR,LABEL", value_delimiter = ',', conflicts_with_all = ["wide", "item", "label"])]
    long: Vec<String>,
    /// The columns of a file with a column for each annotator.
    #[arg(long, value_name = "ITEM,COL,…", value_delimiter = ',', conflicts_with_all = ["item", "label"])]
    wide: Vec<String>,
    /// The column with the items' ids.
    #[arg(long, value_name = "COL")]
    item: Option<String>,
    /// The column with the labels.
    #[arg(long, value_name = "COL")]
    label: Option<String>,
    /// The columns with the items' texts, which find an item whose id does not.
    #[arg(long, value_name = "COL,…", value_delimiter = ',')]
    text: Vec<String>,
    /// The column with the times.
    #[arg(long, value_name = "COL")]
    time: Option<String>,
    /// The column with notes.
    #[arg(long, value_name = "COL")]
    note: Option<String>,
    #[command(flatten)]
    reading: ReadingFlags,
    #[command(flatten)]
    qualifiers: QualifierFlags,
    /// What tells which item a row speaks of: its id, its text, or an id that a spreadsheet changed
    /// (zeros before it lost, .0 behind it, spaces).
    #[arg(long = "match", value_enum, value_name = "BY")]
    matching: Option<Matching>,
    /// What an unknown label stands for; `FROM=` leaves it out. Can be repeated, is remembered.
    #[arg(long, value_name = "FROM=TO", value_parser = mapping)]
    map: Vec<(String, Option<String>)>,
    /// Make classes of unknown labels.
    #[arg(long)]
    add_labels: bool,
    /// Count labels without a time as second judgements even where they say the same again.
    #[arg(long)]
    again: bool,
    /// Who imports, in whose journal it is written; without it, the user's name.
    #[arg(long, value_name = "NAME")]
    by: Option<String>,
    /// Tell what would be imported, and write nothing.
    #[arg(long)]
    dry_run: bool,
    /// Don't ask before importing.
    #[arg(long, short)]
    yes: bool,
}

/// How rows find their items.
#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum Matching {
    /// By the id, whatever the text.
    Id,
    /// By the text alone.
    Text,
    /// By the id, as it was before a spreadsheet changed it.
    PlainId,
}

impl Matching {
    fn by(self) -> MatchBy {
        match self {
            Self::Id => MatchBy::Id,
            Self::Text => MatchBy::Text,
            Self::PlainId => MatchBy::PlainId,
        }
    }
}

/// At the last `=`: names from elsewhere may hold one.
fn mapping(text: &str) -> Result<(String, Option<String>), String> {
    let (from, to) = text
        .rsplit_once('=')
        .ok_or("write FROM=TO, or FROM= to leave such labels out")?;
    let (from, to) = (from.trim(), to.trim());
    if from.is_empty() {
        return Err("name the label before the =".into());
    }
    Ok((from.to_owned(), (!to.is_empty()).then(|| to.to_owned())))
}

impl Arguments {
    fn choice(&self) -> Result<LabelChoice> {
        let mut choice = LabelChoice {
            annotator: match &self.annotator {
                Some(name) => Some(named_by("--annotator", Some(name))?),
                None => None,
            },
            item: self.item.clone(),
            label: self.label.clone(),
            by: None,
            wide: Vec::new(),
            text: self.text.clone(),
            time: self.time.clone(),
            note: self.note.clone(),
            reading: Reading {
                qualifiers: self.qualifiers.rules(),
                ..self.reading.reading()?
            },
        };
        match self.long.as_slice() {
            [] => {}
            [item, annotator, label] => {
                choice.item = Some(item.clone());
                choice.by = Some(annotator.clone());
                choice.label = Some(label.clone());
            }
            other => {
                bail!(Error::usage(
                    format!("--long names {} columns, not three", other.len()),
                    "write --long ITEM,ANNOTATOR,LABEL",
                ));
            }
        }
        if let [item, columns @ ..] = self.wide.as_slice() {
            if columns.is_empty() {
                bail!(Error::usage(
                    "--wide names no annotator's column",
                    "write --wide ITEM,COL,… with a column for each annotator",
                ));
            }
            choice.item = Some(item.clone());
            choice.wide = columns.to_vec();
        }
        Ok(choice)
    }
}

pub(super) fn run(arguments: &Arguments) -> Result<()> {
    let layout = resolve::project(Some(&arguments.dir))?;
    let by = named_by("--by", arguments.by.as_deref())?;
    let mut choice = arguments.choice()?;
    let project = output::busy("reading the project", || Project::read(layout))?;
    output::tell_concerns(&project)?;
    let said = choice.reading.qualifiers.clone();
    choice.reading.qualifiers = said.joined(&project.config.import);
    let reading = || Sources::read(&arguments.files, &project, &choice);
    match output::busy("reading what is imported", reading)? {
        Sources::Copies(paths) => merge(arguments, &project, &paths),
        Sources::Labels(files) => labels::import(arguments, project, files, &by, &said),
    }
}

fn merge(arguments: &Arguments, project: &Project, paths: &[PathBuf]) -> Result<()> {
    refuse_options(arguments)?;
    let (layout, id, items) = (&project.layout, &project.config.id, &project.items);
    let mut copies = check_copies(layout, id, items, paths)?;
    let is_new = |copy: &JournalCopy| copy.check != MergeCheck::Known;
    let any_new = copies.iter().any(is_new);
    if any_new && !arguments.dry_run {
        let merging = || merge_copies(layout, id, items, paths, SystemClock.now());
        copies = output::busy("taking the journals in", merging)?;
    }
    for copy in &copies {
        report_copy(copy);
    }
    if !any_new {
        output::remark("imported already: nothing was written");
    } else if arguments.dry_run {
        output::remark("a dry run: nothing was written");
    }
    Ok(())
}

/// A journal says itself whose labels it holds and what they are called.
fn refuse_options(arguments: &Arguments) -> Result<()> {
    let given = [
        ("--annotator", arguments.annotator.is_some()),
        ("--long", !arguments.long.is_empty()),
        ("--wide", !arguments.wide.is_empty()),
        ("--map", !arguments.map.is_empty()),
    ];
    match given.iter().find(|(_, given)| *given) {
        Some((option, _)) => bail!(Error::usage(
            format!("{option} is for label files; these are journals of this project"),
            "leave it out: a journal is taken as it is",
        )),
        None => Ok(()),
    }
}

fn report_copy(copy: &JournalCopy) {
    let JournalCopy { writer, head, .. } = copy;
    output::remark(&match copy.check {
        MergeCheck::New => format!("{writer}: a new journal of {} events", head.events),
        MergeCheck::Longer { from } => format!(
            "{writer}: goes on after event {}, where the journal here ends, up to {}",
            from.events, head.events
        ),
        MergeCheck::Known => format!("{writer}: all {} events are here already", head.events),
    });
    output::remark(&format!("receipt: {writer} {head}"));
    if copy.unmatched > 0 {
        output::remark(&format!(
            "  {} of its answers speak of items that this project does not have",
            copy.unmatched
        ));
    }
}

#[cfg(test)]
mod tests {
    use super::mapping;

    #[test]
    fn a_mapping_is_cut_at_its_last_sign() {
        let pair = |from: &str, to: Option<&str>| Ok((from.to_owned(), to.map(str::to_owned)));
        assert_eq!(mapping("SPAM=spam"), pair("SPAM", Some("spam")));
        assert_eq!(mapping("a=b=c"), pair("a=b", Some("c")));
        assert_eq!(mapping(" n/a = "), pair("n/a", None));
        assert!(mapping("spam").is_err());
        assert!(mapping("=spam").is_err());
    }
}
