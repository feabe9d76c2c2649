//! Imports labels from files into the importer's journal; of unknown ones a person at a terminal is
//! asked which class they stand for.

use std::io;
use std::io::{BufRead, IsTerminal};
use std::path::Path;

use anyhow::{Result, bail};

use super::{Arguments, Matching, output, report};
use crate::clock::{Clock, SystemClock};
use crate::error::{Error, Place};
use crate::pool::{Items, LabelFile, QualifierRules};
use crate::project::label_import::{LabelMapping, MatchBy, MatchedFile, changed_ids, match_rows};
use crate::project::{OpenProject, Project, label_import};
use crate::schema::Annotator;
use crate::session::refuse_a_programs_name;
use crate::state::State;
use crate::text::counted;

/// More unknown labels than this are no classes.
const MOST_CLASSES: usize = 200;

pub(super) fn import(
    arguments: &Arguments,
    project: Project,
    files: Vec<LabelFile>,
    by: &Annotator,
    said: &QualifierRules,
) -> Result<()> {
    let state = project.state();
    let paths = &arguments.files;
    let by_what = arguments.matching.map_or(MatchBy::Both, Matching::by);
    let matching = || match_rows(files, &project.items, by_what);
    let sources = output::busy("finding the items", matching);
    for source in &sources {
        report::reading(source);
    }
    for (place, source) in sources.iter().enumerate() {
        let path = paths.get(place).filter(|_| paths.len() == sources.len());
        let path = path.map_or_else(|| source.file.name.as_str().into(), Clone::clone);
        source.refuse_contradictions(&path)?;
        refuse_unmatched(source, &path, &project.items)?;
    }
    let mut mapping = LabelMapping::of(&sources, &state);
    decide(&mut mapping, arguments)?;
    let plan = label_import::plan(&sources, &project.items, &state, &mapping, arguments.again);
    report::mapping(&mapping);
    for planned in &plan.sources {
        report::labels(planned);
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
    let mut open = open(project, by, &state)?;
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
    let labels = plan.new_labels();
    let recording = || label_import::record(&mut open, &sources, plan, SystemClock.now());
    let kept = output::busy("writing the labels", recording)?;
    if !said.is_empty() {
        open.config.save_import(&said.joined(&open.config.import))?;
    }
    report::recorded(&open, labels, &sources, &kept);
    Ok(())
}

/// A source none of whose rows speaks of an item here is the wrong file, or read wrongly.
fn refuse_unmatched(source: &MatchedFile, path: &Path, items: &Items) -> Result<()> {
    let Some(first) = source.unmatched.first() else {
        return Ok(());
    };
    if source.matched() > 0 {
        return Ok(());
    }
    if let Some(changed) = changed_ids(source, items) {
        bail!(Error::input(
            Place::line(path, first.line),
            format!(
                "none of its {} rows has the id of an item: {changed}",
                source.unmatched.len()
            ),
            "if that is so, --match plain-id takes them for these; or name the column of the texts \
             with --text COL and say --match text",
        ));
    }
    bail!(Error::input(
        Place::line(path, first.line),
        format!(
            "none of its {} rows speaks of an item of this project; the first has the id {:?}: {}",
            source.unmatched.len(),
            first.item,
            first.why
        ),
        "check that it belongs to this project, and name the column of the ids with --item COL, or \
         that of the texts with --text COL",
    ))
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
    if unknown.len() > MOST_CLASSES && !arguments.add_labels {
        bail!(Error::refused(
            format!(
                "{} different labels are no classes here: is this the column of the labels?",
                unknown.len()
            ),
            "name it with --label COL; if these are classes, --add-labels makes them",
        ));
    }
    if arguments.add_labels {
        return Ok(mapping.add_unknown()?);
    }
    if io::stdin().is_terminal() && io::stderr().is_terminal() {
        return ask_unknown(mapping, &mut io::stdin().lock());
    }
    let flags: Vec<String> = unknown
        .iter()
        .map(|(name, _)| format!("--map {}", output::shell_word(&format!("{name}=CLASS"))))
        .collect();
    bail!(Error::refused(
        format!(
            "labels that are no class here: {}",
            report::counted_names(&unknown)
        ),
        format!(
            "say which class each stands for, or leave it out with nothing after the =: {}; or \
             make classes of them all with --add-labels; the classes are: {}",
            flags.join(" "),
            mapping.classes()
        ),
    ))
}

/// Whether to go on: a journal forgets nothing, so it is asked where somebody can answer.
fn confirmed(labels: u64) -> Result<bool> {
    if !(io::stdin().is_terminal() && io::stderr().is_terminal()) {
        return Ok(true);
    }
    let labels = counted(labels, "label");
    Ok(output::agrees(&format!("Import {labels}? [Y/n] "), true)?)
}

/// Opens the project to write to it; what was planned without the lock has to hold still.
fn open(project: Project, by: &Annotator, planned_on: &State) -> Result<OpenProject> {
    let open = OpenProject::open(project.layout, by.clone(), SystemClock.now())?;
    for notice in open.notices() {
        output::remark(&notice);
    }
    if let Some(why) = open.read_only() {
        bail!(Error::ReadOnly { why: why.into() });
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

/// What was answered.
enum LabelAnswer {
    /// It stands for this class.
    Class(String),
    /// It becomes a class.
    New,
    /// It stands for nothing.
    Nothing,
}

/// Asks for each unknown label, the most frequent first.
fn ask_unknown(mapping: &mut LabelMapping, input: &mut dyn BufRead) -> Result<()> {
    // One answer may settle others: a new class, those that are spelt otherwise.
    for (name, count) in mapping.unknown() {
        output::remark(&format!(
            "{name:?} ({}) is no class here. Which does it stand for?",
            counted(count, "label")
        ));
        output::remark(&format!("  {}", offer(mapping)));
        match answer(mapping, input)? {
            LabelAnswer::Class(class) => mapping.map(&name, Some(&class))?,
            LabelAnswer::New => mapping.add(&name)?,
            LabelAnswer::Nothing => mapping.map(&name, None)?,
        }
    }
    Ok(())
}

fn offer(mapping: &LabelMapping) -> String {
    let mut words: Vec<String> = mapping
        .labels()
        .active()
        .enumerate()
        .map(|(place, (_, label))| format!("{} {}", place + 1, label.name))
        .collect();
    words.push("+ a new class".into());
    words.push("- leave it out".into());
    words.join("   ")
}

/// Asks until the answer is one of those on offer.
fn answer(mapping: &LabelMapping, input: &mut dyn BufRead) -> Result<LabelAnswer> {
    loop {
        output::question("> ");
        let mut line = String::new();
        if input.read_line(&mut line)? == 0 {
            bail!(Error::refused(
                "nothing was decided, so nothing was written",
                "answer, or say it with --map FROM=TO or --add-labels",
            ));
        }
        if let Some(answer) = understood(mapping, line.trim()) {
            return Ok(answer);
        }
        output::remark("answer with a number, a class's name, + or -");
    }
}

/// A number means the place in the list, as it is shown, before it means a name.
fn understood(mapping: &LabelMapping, said: &str) -> Option<LabelAnswer> {
    match said {
        "+" => return Some(LabelAnswer::New),
        "-" => return Some(LabelAnswer::Nothing),
        _ => {}
    }
    let labels = mapping.labels();
    let place: Option<usize> = said.parse().ok();
    let by_place = place
        .and_then(|place| place.checked_sub(1))
        .and_then(|place| labels.active().nth(place))
        .map(|(_, label)| label.name.clone());
    let by_name = || labels.find(said).map(|id| labels.name(id).to_owned());
    by_place.or_else(by_name).map(LabelAnswer::Class)
}
