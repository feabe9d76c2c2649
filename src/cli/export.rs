//! `querist export`: writes the labels to a file.

use std::path::PathBuf;

use anyhow::{Result, bail};
use clap::ValueEnum;
use clap_complete::engine::ArgValueCompleter;

use super::destination::{CsvFlags, Destination, Format, csv};
use super::output::shell_word;
use super::{complete, output, resolve};
use crate::agreement::VoteSource;
use crate::agreement::consensus::Unidentified;
use crate::clock::{Clock, SystemClock};
use crate::error::Error;
use crate::export;
use crate::export::{Export, LeftOut};
use crate::home::RecentProjects;
use crate::project::Project;

/// Write the labels to a file, each with how it came about: arm, strategy, chance of the draw,
/// time and guidelines; and each item with what everyone said of it.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// The project; without it, the one you stand in.
    #[arg(add = ArgValueCompleter::new(complete::projects))]
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
    /// Leave out what programs said.
    #[arg(long)]
    without_programs: bool,
    #[command(flatten)]
    csv: CsvFlags,
    /// Replace the file if it exists.
    #[arg(long)]
    force: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum View {
    /// One row an item, with the label most annotators gave; ties are left out.
    Majority,
    /// One row a judgement: all that was not taken back.
    Raw,
    /// One row an item, with its likeliest label, weighed by how annotators err.
    Probable,
    /// One row an item, as reviewers decided or all agree; the undecided are left out.
    Adjudicated,
    /// One row an item, with a distribution over the classes.
    Soft,
}

impl View {
    fn of_rows(self) -> export::View {
        match self {
            Self::Majority => export::View::Majority,
            Self::Raw => export::View::Raw,
            Self::Probable => export::View::Probable,
            Self::Adjudicated => export::View::Adjudicated,
            Self::Soft => export::View::Soft,
        }
    }
}

pub(super) fn run(arguments: &Arguments) -> Result<()> {
    let format = arguments.format.unwrap_or(Format::of(&arguments.output));
    let destination = Destination::new(&arguments.output, arguments.force)?;
    let project = resolve::read(arguments.dir.as_deref())?;
    destination.refuse_own_files(&project.layout)?;
    let state = project.state();
    let annotations = if arguments.without_programs {
        VoteSource::People
    } else {
        VoteSource::All
    };
    let view = arguments.view.of_rows();
    let rows = || export::rows(&project.items, &state, view, annotations);
    let export = output::busy("gathering the labels", rows)
        .map_err(|reason| improbable(&project, reason))?;
    refuse_empty(&project, &export)?;
    let bytes = match format {
        Format::Jsonl => export::jsonl(&export.rows)?,
        Format::Csv => csv(arguments.csv, |as_what| export::csv(&export.rows, as_what))?,
    };
    destination.write(&bytes)?;
    note_exported(&project);
    report(&project, &export, &destination.name());
    if let Some(next) = decisions(arguments.view, state.decided(), &export) {
        output::remark(&format!("  next: {next}"));
    }
    output::tell_concerns(&project)
}

/// Notes in the person's own list that the labels were exported, so that it is not asked for there.
fn note_exported(project: &Project) {
    let Ok(user_data) = resolve::user_data() else {
        return;
    };
    let root = project.layout.root();
    if let Err(problem) = RecentProjects::read(&user_data).exported(root, SystemClock.now()) {
        tracing::warn!("the list of recent projects cannot be written: {problem}");
    }
}

/// The project as a word after a command.
fn named(project: &Project) -> String {
    shell_word(&project.layout.root().display().to_string())
}

/// Labels that nobody could stand for are not written.
fn improbable(project: &Project, reason: Unidentified) -> Error {
    let next = match reason {
        Unidentified::NoLabels => format!("label some with `querist label {}`", named(project)),
        _ => format!(
            "export counts with `--view soft` or the `--view majority`, or bring in more annotators: \
             `querist import {} FILE…`",
            named(project)
        ),
    };
    Error::refused(format!("nothing can be called probable: {reason}"), next)
}

/// A file without a single label would look like a success.
fn refuse_empty(project: &Project, export: &Export<'_>) -> Result<()> {
    if !export.rows.is_empty() {
        return Ok(());
    }
    if !project.concerns.is_empty() {
        bail!(Error::refused(
            format!("no label could be read: {}", project.concerns.join("; ")),
            "nothing was written; run `querist doctor` on the project",
        ));
    }
    let tied = export.left_out_for(LeftOut::Tied);
    let undecided = export.left_out_for(LeftOut::Undecided);
    let (what, next) = if tied > 0 {
        (
            format!("the annotators' labels tie on all {tied} judged items: there is no majority"),
            "export every judgement with `--view raw`".to_owned(),
        )
    } else if undecided > 0 {
        (
            format!("annotators differ on all {undecided} labeled items, and nobody decided"),
            format!(
                "decide with `querist review {}`, or export the distributions with `--view soft`",
                named(project)
            ),
        )
    } else if export.left_out.is_empty() {
        (
            format!(
                "nothing is labeled yet: 0 of {} items are judged",
                project.items.len()
            ),
            format!("label some with `querist label {}`", named(project)),
        )
    } else {
        let reasons: Vec<String> = in_words(export);
        (
            format!("no item has a row: {}", reasons.join(", ")),
            "export every judgement with `--view raw`".to_owned(),
        )
    };
    bail!(Error::refused(what, next))
}

/// How many items have no row, and why.
fn in_words(export: &Export<'_>) -> Vec<String> {
    let reasons = export.left_out.iter();
    reasons
        .map(|(reason, count)| format!("{count} {}", reason.as_str()))
        .collect()
}

fn report(project: &Project, export: &Export<'_>, place: &str) {
    output::remark(&format!(
        "{place}: {} rows = {}",
        export.rows.len(),
        by_verdict(export)
    ));
    let mut left_out = in_words(export);
    if export.counts.skipped > 0 {
        left_out.push(format!("{} skipped", export.counts.skipped));
    }
    if !left_out.is_empty() {
        output::remark(&format!("left out: {}", left_out.join(", ")));
    }
    if export.only_marked > 0 {
        let (has, is) = match export.only_marked {
            1 => ("has", "is"),
            _ => ("have", "are"),
        };
        output::remark(&format!(
            "{} {has} a flag or a note but no answer, and {is} not in it",
            crate::text::counted(export.only_marked, "item")
        ));
    }
    if export.by_programs > 0 {
        output::remark(&format!(
            "{} of the judgements are by programs; --without-programs leaves them out",
            export.by_programs
        ));
    }
    if let Some(reason) = export.unidentified {
        output::remark(&format!(
            "the distributions are counts, without a posterior: {reason}"
        ));
    }
    if export.left_out_for(LeftOut::Undecided) > 0 {
        output::remark(&format!(
            "  next: decide with `querist review {}`; `--view soft` has their distributions",
            named(project)
        ));
    }
}

/// What holds the decisions of reviewers, where the rows don't; or every judgement, where labels tie.
fn decisions(view: View, decided: usize, export: &Export<'_>) -> Option<String> {
    let tied = export.left_out_for(LeftOut::Tied) > 0;
    if view == View::Adjudicated || decided == 0 {
        return tied.then(|| "`--view raw` has every judgement".to_owned());
    }
    let items = crate::text::counted(decided as u64, "item");
    let raw = if tied {
        ", `--view raw` every judgement"
    } else {
        ""
    };
    Some(format!(
        "`--view adjudicated` has what reviewers decided on {items}{raw}"
    ))
}

/// What the rows are: a sum.
fn by_verdict(export: &Export<'_>) -> String {
    let distributions = export.with_verdict("distribution");
    let gaps = export.with_verdict("guideline_gap");
    let (labeled, unsure) = (export.with_verdict("label"), export.with_verdict("unsure"));
    let mut terms = Vec::new();
    if labeled + unsure > 0 {
        terms.push(format!("{labeled} labeled + {unsure} unsure"));
    }
    if distributions > 0 {
        terms.push(crate::text::counted(distributions as u64, "distribution"));
    }
    if gaps > 0 {
        terms.push(crate::text::counted(gaps as u64, "guideline gap"));
    }
    terms.join(" + ")
}
