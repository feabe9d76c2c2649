//! `querist next`: which item would be asked now, and why?
//!
//! The same that the workstation would ask, worked out from the journals without the lock and
//! without a word written to them, so that asking twice gives the same item. What the screen
//! would hide is null here: everything is read through the query's face.

use std::path::PathBuf;
use std::sync::Arc;

use anyhow::Result;
use serde_json::{Map, Value, json};

use super::annotator::annotator;
use super::{output, place};
use crate::clock::SystemClock;
use crate::content_safety::Veil;
use crate::learner::CommitteePrediction;
use crate::project::{OpenProject, Project};
use crate::query::QueryView;
use crate::schema::{Arm, LabelSet};
use crate::session::LabelingSession;

/// Tell which item would be asked now, and why. Changes nothing.
#[derive(Debug, clap::Args)]
pub struct Arguments {
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
    let project = Project::read(place::project(arguments.dir.as_deref())?)?;
    // What follows a damage is not known, so what comes next is not either.
    output::tell_concerns(&project)?;
    let mut desk =
        LabelingSession::headless(OpenProject::view(project, annotator), Arc::new(SystemClock))?;
    desk.begin();
    if arguments.json {
        let mut line = serde_json::to_string_pretty(&as_json(&desk, arguments.reveal))?;
        line.push('\n');
        return output::data(line.as_bytes());
    }
    for line in lines(&desk, arguments.reveal) {
        output::say(&line)?;
    }
    Ok(())
}

/// What may be seen of the query that is asked.
fn face(desk: &LabelingSession) -> Option<QueryView> {
    let query = desk.current()?;
    Some(query.view(&desk.items(), desk.state().labels()))
}

fn as_json(desk: &LabelingSession, reveal: bool) -> Value {
    let labels = desk.state().labels();
    let face = face(desk);
    let items = desk.items();
    let item = face.as_ref().map(|face| items.get(face.item));
    let veil = face.as_ref().and_then(|face| face.veil.as_ref());
    let why = face.as_ref().and_then(|face| face.why.as_ref());
    let opinion = face.as_ref().and_then(|face| face.opinion.as_ref());
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
        "knows": desk.snapshot().map(|snapshot| snapshot.version),
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

/// Six digits, without those that only the change to a wider number made.
fn rounded(value: f32) -> f64 {
    (f64::from(value) * 1e6).round() / 1e6
}

fn lines(desk: &LabelingSession, reveal: bool) -> Vec<String> {
    let Some(face) = face(desk) else {
        return vec!["nothing is left to ask: every item is judged".into()];
    };
    let items = desk.items();
    let item = items.get(face.item);
    let mut lines = vec![format!("item {}", item.id)];
    match &face.veil {
        Some(veil) if !reveal => {
            lines.push(format!("  veiled: {}; {HIDDEN}", veil.in_words()));
        }
        _ => lines.extend(item.text.lines().map(|line| format!("  {line}"))),
    }
    let labels = desk.state().labels();
    let Some(why) = &face.why else {
        lines.push("asked blind: the model's opinion is not shown".into());
        return lines;
    };
    if let Some(opinion) = &face.opinion {
        for (label, p) in &opinion.probabilities {
            lines.push(format!("{:>4.0}%  {}", 100.0 * p, labels.name(*label)));
        }
    }
    lines.push(format!("{} ({})", why.sentence, why.strategy));
    lines
}
