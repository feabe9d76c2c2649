//! `querist answer`: records one answer without a screen.
//!
//! It takes the same way, lock and sync as at the workstation. The item that `querist next` names
//! is recorded as that query, with its arm and chance, and as seen with the model's opinion
//! exactly when `next` shows it: whether it was looked at cannot be known, and an influence that
//! is denied would be worse than one that was not there. Any other item is the person's own
//! choice. There is no session event, because nobody sat down.

use std::path::PathBuf;
use std::sync::Arc;

use anyhow::{Result, bail};

use super::resolve::annotator;
use super::{output, resolve};
use crate::clock::{Clock, SystemClock};
use crate::error::Error;
use crate::project::OpenProject;
use crate::schema::{ItemIndex, LabelId};
use crate::session::{
    LabelingCommand, LabelingEvent, LabelingSession, Notice, ResponseTiming, refuse_a_programs_name,
};
use crate::state::Verdict;

/// More classes than this are not listed in an error.
const MOST_LISTED: usize = 20;

/// Record one answer. An id that begins with a dash goes after --: querist answer DIR -- ID LABEL.
#[derive(Debug, clap::Args)]
#[command(group = clap::ArgGroup::new("said").required(true).args(["label", "skip", "unsure"]))]
pub(crate) struct Arguments {
    /// The project.
    dir: PathBuf,
    /// The item's id, as `querist next` tells it.
    #[arg(allow_negative_numbers = true)]
    item: String,
    /// The class.
    #[arg(allow_negative_numbers = true)]
    label: Option<String>,
    /// Put the item off: it comes back when the rest is done.
    #[arg(long)]
    skip: bool,
    /// Record that it cannot be told: not trained on, not asked again.
    #[arg(long)]
    unsure: bool,
    /// Write a note beside the item.
    #[arg(long, value_name = "TEXT")]
    note: Option<String>,
    /// Add the class if there is none of that name.
    #[arg(long, requires = "label")]
    new_class: bool,
    /// Who answers; without it, the user's name.
    #[arg(long, value_name = "NAME")]
    annotator: Option<String>,
}

pub(super) fn run(arguments: &Arguments) -> Result<()> {
    let annotator = annotator(arguments.annotator.as_deref())?;
    let layout = resolve::project(Some(&arguments.dir))?;
    let clock = SystemClock;
    let project = OpenProject::open(layout, annotator, clock.now())?;
    for notice in project.notices() {
        output::remark(&notice);
    }
    refuse_what_cannot_be(&project, arguments)?;
    let mut session = LabelingSession::headless(project, Arc::new(clock))?;
    session.begin();
    let item = session.items().find(&arguments.item).ok_or_else(|| {
        // Found above, and items do not go away.
        Error::refused("the item is gone", "run the command again")
    })?;
    let verdict = verdict(&mut session, arguments)?;
    let before = before(&session, item);
    if session.current().is_none_or(|query| query.item() != item) {
        refusal(session.handle(LabelingCommand::Show(item)))?;
    }
    record(&mut session, item, verdict, ResponseTiming::default())?;
    if let Some(note) = &arguments.note {
        refusal(session.handle(LabelingCommand::Note(item, note.clone())))?;
    }
    report(&session, &arguments.item, verdict, &before);
    Ok(())
}

/// Refuses before anything is computed or answered.
fn refuse_what_cannot_be(project: &OpenProject, arguments: &Arguments) -> Result<()> {
    if let Some(why) = project.read_only() {
        bail!(Error::ReadOnly { why: why.into() });
    }
    refuse_a_programs_name(project)?;
    let dir = output::shell_word(&arguments.dir.display().to_string());
    let state = project.state();
    let Some(item) = project.items.find(&arguments.item) else {
        bail!(Error::refused(
            format!("there is no item {:?} in {dir}", arguments.item),
            format!("`querist next {dir}` names the one to answer; pool/items.jsonl has all ids"),
        ));
    };
    if arguments.skip && state.item(item).is_answered() {
        bail!(Error::refused(
            format!(
                "{:?} is judged already: there is nothing to put off",
                arguments.item
            ),
            "give it another label, or --unsure",
        ));
    }
    match arguments.label.as_deref().map(str::trim) {
        Some(name) if !arguments.new_class && state.labels().called(name).is_none() => {
            let known: Vec<&str> = state
                .labels()
                .active()
                .map(|(_, label)| label.name.as_str())
                .collect();
            let more = match known.len().saturating_sub(MOST_LISTED) {
                0 => String::new(),
                more => format!(", and {more} more"),
            };
            let listed = known[..known.len().min(MOST_LISTED)].join(", ");
            let classes = match known.len() {
                0 => "there is none yet".to_owned(),
                _ => format!("the classes are: {listed}{more}"),
            };
            bail!(Error::refused(
                format!("there is no class {name:?}"),
                format!("{classes}; to add one, say --new-class"),
            ))
        }
        _ => Ok(()),
    }
}

/// The judgement, with its class added if need be; `None` for a skip.
fn verdict(session: &mut LabelingSession, arguments: &Arguments) -> Result<Option<Verdict>> {
    let Some(name) = arguments.label.as_deref().map(str::trim) else {
        return Ok(arguments.unsure.then_some(Verdict::Unsure));
    };
    let find = |session: &LabelingSession| -> Option<LabelId> {
        Some(session.state().labels().called(name)?.0)
    };
    if let Some(label) = find(session) {
        return Ok(Some(Verdict::Label(label)));
    }
    refusal(session.handle(LabelingCommand::AddClass(name.to_owned())))?;
    let label = find(session)
        .ok_or_else(|| Error::refused(format!("no class {name:?}"), "give it another name"))?;
    output::remark(&format!(
        "new class {}",
        session.state().labels().name(label)
    ));
    Ok(Some(Verdict::Label(label)))
}

/// Records a judgement, or puts the item off.
pub(super) fn record(
    session: &mut LabelingSession,
    item: ItemIndex,
    verdict: Option<Verdict>,
    time: ResponseTiming,
) -> Result<()> {
    refusal(session.handle(match verdict {
        Some(verdict) => LabelingCommand::Judge {
            item,
            verdict,
            time,
        },
        None => LabelingCommand::Skip { item, time },
    }))
}

/// What the session refused, as an error.
pub(super) fn refusal(events: Vec<LabelingEvent>) -> Result<()> {
    for event in events {
        if let LabelingEvent::Notice(
            Notice::Refused(what, next) | Notice::NotConfirmed(what, next),
        ) = event
        {
            bail!(Error::refused(what, next));
        }
    }
    Ok(())
}

/// What had been said of the item: by this annotator, and whether by anyone else.
struct Before {
    own: Option<Verdict>,
    others: Vec<String>,
}

fn before(session: &LabelingSession, item: ItemIndex) -> Before {
    let said = session.state().item(item);
    let annotator = &session.project().annotator;
    let judgements = said.judgements();
    let others = judgements.iter().filter(|one| one.annotator != *annotator);
    Before {
        own: said.judgement_of(annotator).map(|one| one.verdict),
        others: others.map(|one| one.annotator.to_string()).collect(),
    }
}

fn report(session: &LabelingSession, id: &str, verdict: Option<Verdict>, before: &Before) {
    let word = |verdict| match verdict {
        Verdict::Label(label) => session.state().labels().name(label).to_owned(),
        Verdict::Unsure => "unsure".to_owned(),
    };
    let now = verdict.map_or_else(|| "put off".to_owned(), word);
    output::remark(&match before.own {
        Some(was) => format!("saved: {id} was {}, and is {now} from now on", word(was)),
        None => format!("saved: {id}: {now}"),
    });
    if !before.others.is_empty() {
        output::remark(&format!("judged before by {}", before.others.join(", ")));
    }
}
