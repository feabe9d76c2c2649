//! How do labels get from files into the importer's journal?

use std::io;
use std::io::{BufRead, IsTerminal};

use anyhow::Result;

use super::{Arguments, ask, output, tell};
use crate::clock::{Clock, SystemClock};
use crate::error::{Error, Place};
use crate::pool::LabelFile;
use crate::project::label_import::{ImportPlan, LabelMapping, MatchedFile, match_rows};
use crate::project::{OpenProject, Project, label_import};
use crate::schema::Annotator;
use crate::session::refuse_a_programs_name;
use crate::state::State;

/// More unknown labels than this are no classes.
const MOST_CLASSES: usize = 200;

pub(super) fn import(
    arguments: &Arguments,
    project: Project,
    files: Vec<LabelFile>,
    by: &Annotator,
) -> Result<()> {
    let state = project.state();
    let paths = &arguments.files;
    let sources = match_rows(files, &project.items);
    for source in &sources {
        tell::reading(source);
    }
    for (place, source) in sources.iter().enumerate() {
        refuse_unmatched(
            source,
            paths.get(place).filter(|_| paths.len() == sources.len()),
        )?;
    }
    let mut mapping = LabelMapping::of(&sources, &state);
    decide(&mut mapping, arguments)?;
    let plan = label_import::plan(&sources, &project.items, &state, &mapping, arguments.again);
    tell::mapping(&mapping);
    for planned in &plan.sources {
        tell::labels(planned);
    }
    if plan.is_empty() {
        output::remark(if plan.sources.iter().all(|source| source.is_known) {
            "imported already: nothing was written"
        } else {
            "nothing in it is new: nothing was written"
        });
        return Ok(());
    }
    if arguments.dry_run {
        output::remark("a dry run: nothing was written");
        return Ok(());
    }
    if !arguments.yes && !confirmed(plan.new_labels())? {
        output::remark("nothing was written");
        return Ok(());
    }
    let open = open(project, by, &state)?;
    let again = label_import::plan(
        &sources,
        &open.items,
        open.state(),
        &mapping,
        arguments.again,
    );
    if again != plan {
        return Err(changed().into());
    }
    write(open, &sources, plan)
}

/// A source none of whose rows speaks of an item here is the wrong file, or read wrongly.
fn refuse_unmatched(source: &MatchedFile, path: Option<&std::path::PathBuf>) -> Result<()> {
    let Some(first) = source.unmatched.first() else {
        return Ok(());
    };
    if source.matched() > 0 {
        return Ok(());
    }
    let path = path.map_or_else(|| source.file.name.as_str().into(), Clone::clone);
    Err(Error::input(
        Place::line(path, first.line),
        format!(
            "none of its {} rows speaks of an item of this project; the first has the id {:?}: {}",
            source.unmatched.len(),
            first.item,
            first.why
        ),
        "check that it belongs to this project, and name the column of the ids with --item COL, or \
         that of the texts with --text COL",
    )
    .into())
}

/// Brings in what the command line says of unknown labels, and asks for the rest.
fn decide(mapping: &mut LabelMapping, arguments: &Arguments) -> Result<()> {
    for (_, to) in &arguments.map {
        if let Some(class) = to
            && arguments.add_labels
            && mapping.labels().find(class).is_none()
        {
            mapping.add(class)?;
        }
    }
    for (from, to) in &arguments.map {
        mapping.map(from, to.as_deref())?;
    }
    let unknown = mapping.unknown();
    if unknown.is_empty() {
        return Ok(());
    }
    if unknown.len() > MOST_CLASSES {
        return Err(Error::refused(
            format!(
                "{} different labels are no classes here: is this the column of the labels?",
                unknown.len()
            ),
            "name it with --label COL",
        )
        .into());
    }
    if arguments.add_labels {
        return Ok(mapping.add_unknown()?);
    }
    if io::stdin().is_terminal() && io::stderr().is_terminal() {
        return ask::unknown(mapping, &mut io::stdin().lock());
    }
    let flags: Vec<String> = unknown
        .iter()
        .map(|(name, _)| format!("--map {}", output::shell_word(&format!("{name}=CLASS"))))
        .collect();
    Err(Error::refused(
        format!(
            "labels that are no class here: {}",
            tell::counted_names(&unknown)
        ),
        format!(
            "say which class each stands for, or leave it out with nothing after the =: {}; or \
             make classes of them all with --add-labels; the classes are: {}",
            flags.join(" "),
            mapping.classes()
        ),
    )
    .into())
}

/// Whether to go on: a journal forgets nothing, so it is asked where somebody can answer.
fn confirmed(labels: u64) -> Result<bool> {
    if !(io::stdin().is_terminal() && io::stderr().is_terminal()) {
        return Ok(true);
    }
    output::question(&format!(
        "Import {}? [Y/n] ",
        crate::text::counted(labels, "label")
    ));
    let mut answer = String::new();
    let read = io::stdin().lock().read_line(&mut answer)?;
    let answer = answer.trim().to_lowercase();
    Ok(read > 0 && matches!(answer.as_str(), "" | "y" | "yes"))
}

/// Opens the project to write to it; what was planned without the lock has to hold still.
fn open(project: Project, by: &Annotator, planned_on: &State) -> Result<OpenProject> {
    let open = OpenProject::open(project.layout, by.clone(), SystemClock.now())?;
    for notice in open.notices() {
        output::remark(&notice);
    }
    if let Some(why) = open.read_only() {
        return Err(Error::ReadOnly { why: why.into() }.into());
    }
    refuse_a_programs_name(&open)?;
    if open.state().labels() != planned_on.labels() {
        return Err(changed().into());
    }
    Ok(open)
}

fn changed() -> Error {
    Error::refused(
        "somebody worked in the project meanwhile: nothing was written",
        "import again",
    )
}

fn write(mut open: OpenProject, sources: &[MatchedFile], plan: ImportPlan) -> Result<()> {
    let labels = plan.new_labels();
    let kept = label_import::record(&mut open, sources, plan, SystemClock.now())?;
    tell::recorded(&open, labels, sources, &kept);
    Ok(())
}
