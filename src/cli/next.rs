//! `querist next`: tells which item would be asked now, and why.
//!
//! It is the same that the workstation would ask, worked out from the journals without the lock and
//! without a word written to them, so that asking twice gives the same item. What the screen
//! would hide is null here: everything is read through its [`QueryView`].

use std::path::PathBuf;
use std::sync::Arc;

use anyhow::Result;
use serde_json::{Map, Value, json};

use super::output::rounded;
use super::resolve::annotator;
use super::{output, resolve};
use crate::clock::SystemClock;
use crate::content_safety::Veil;
use crate::learner::CommitteePrediction;
use crate::project::OpenProject;
use crate::query::QueryView;
use crate::schema::{Arm, LabelSet};
use crate::session::LabelingSession;

/// Tell which item would be asked now, and why. Changes nothing.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// The project; without it, the one you stand in.
    dir: Option<PathBuf>,
    /// Print one JSON object; what a blind query hides is null.
    #[arg(long)]
    json: bool,
    /// Who would answer; without it, the user's name.
    #[arg(long, value_name = "NAME")]
    annotator: Option<String>,
    /// Print the text of a sensitive item, too.
    #[arg(long)]
    reveal: bool,
}

/// What is told in place of a sensitive item's text.
const HIDDEN: &str = "--reveal prints it";

pub(super) fn run(arguments: &Arguments) -> Result<()> {
    let annotator = annotator(arguments.annotator.as_deref())?;
    let project = resolve::read(arguments.dir.as_deref())?;
    // What follows a damage is not known, so what comes next is not either.
    output::tell_concerns(&project)?;
    let mut session =
        LabelingSession::headless(OpenProject::view(project, annotator), Arc::new(SystemClock))?;
    session.begin();
    if arguments.json {
        return output::json(&as_json(&session, arguments.reveal));
    }
    output::say_all(lines(&session, arguments.reveal))?;
    Ok(())
}

/// What may be seen of the query that is asked.
fn view(session: &LabelingSession) -> Option<QueryView> {
    let query = session.current()?;
    Some(query.view(&session.items(), session.state().labels()))
}

fn as_json(session: &LabelingSession, reveal: bool) -> Value {
    let labels = session.state().labels();
    let view = view(session);
    let items = session.items();
    let item = view.as_ref().map(|view| items.get(view.item));
    let veil = view.as_ref().and_then(|view| view.veil.as_ref());
    let why = view.as_ref().and_then(|view| view.why.as_ref());
    let opinion = view.as_ref().and_then(|view| view.opinion.as_ref());
    json!({
        "item": item.map(|item| &item.id),
        "text": item.filter(|_| reveal || veil.is_none()).map(|item| &item.text),
        "veiled": veil.map(Veil::in_words),
        // Only the model's own queries are ever shown with a reason: a blind one may be any.
        "arm": why.map(|_| Arm::Active.as_str()),
        "strategy": why.map(|why| why.strategy),
        "score": why.and_then(|why| why.score).map(rounded),
        "why": why.map(|why| &why.sentence),
        "probabilities": opinion.map(|opinion| probabilities(opinion, labels)),
        "votes": opinion.map(|opinion| votes(opinion, labels)),
        "disagreement": opinion.map(|opinion| rounded(opinion.disagreement)),
        "knows": session.snapshot().map(|snapshot| snapshot.version),
    })
}

fn probabilities(opinion: &CommitteePrediction, labels: &LabelSet) -> Map<String, Value> {
    let of = |(label, p): &(_, f32)| (labels.name(*label).to_owned(), json!(rounded(*p)));
    opinion.probabilities.iter().map(of).collect()
}

fn votes(opinion: &CommitteePrediction, labels: &LabelSet) -> Map<String, Value> {
    let votes = opinion.votes.iter();
    votes
        .map(|vote| (vote.member.to_owned(), json!(labels.name(vote.label))))
        .collect()
}

fn lines(session: &LabelingSession, reveal: bool) -> Vec<String> {
    let Some(view) = view(session) else {
        return vec!["nothing is left to ask: every item is judged".into()];
    };
    let items = session.items();
    let item = items.get(view.item);
    let mut lines = vec![format!("item {}", item.id)];
    match &view.veil {
        Some(veil) if !reveal => {
            lines.push(format!("  veiled: {}; {HIDDEN}", veil.in_words()));
        }
        _ => lines.extend(item.text.lines().map(|line| format!("  {line}"))),
    }
    let labels = session.state().labels();
    let Some(why) = &view.why else {
        lines.push("asked blind: the model's opinion is not shown".into());
        return lines;
    };
    if let Some(opinion) = &view.opinion {
        for (label, p) in &opinion.probabilities {
            lines.push(format!("{:>4.0}%  {}", 100.0 * p, labels.name(*label)));
        }
    }
    lines.push(format!("{} ({})", why.sentence, why.strategy));
    lines
}
