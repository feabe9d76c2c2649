//! Tells a person what their own sessions were like.
//!
//! It is told to the person alone: from the project's journal how they worked, from their own ledger
//! what they met. Nothing of it is part of any export. Invariant: of another person's ledger
//! nothing is known here.

use jiff::Timestamp;
use serde::Serialize;

use super::resolve;
use crate::project::Project;
use crate::schema::{Annotator, FatigueState};
use crate::state::{Session, State, TimedJudgement, Verdict};
use crate::text::counted;
use crate::wellbeing::Consistency;
use crate::wellbeing::ledger::{Ledger, SessionRecord, session_name};

/// One person's sessions in one project.
#[derive(Debug, Serialize)]
pub(super) struct Sessions {
    sessions: Vec<SessionReport>,
    consistency: String,
}

/// One session.
#[derive(Debug, Serialize)]
struct SessionReport {
    number: u32,
    started_at: Timestamp,
    ended_at: Option<Timestamp>,
    answers: u32,
    adjudications: u32,
    active_seconds: f64,
    per_minute: Option<f64>,
    breaks: u32,
    /// Answers given in each state of the fatigue detector.
    states: Vec<(FatigueState, usize)>,
    /// What the person's own ledger says; `None` without one.
    own: Option<SessionRecord>,
}

pub(super) fn of(project: &Project, state: &State, annotator: &Annotator) -> Sessions {
    let ledger = resolve::user_data()
        .ok()
        .map(|folder| Ledger::open(&folder));
    let sessions = state.sessions().iter();
    let labels: Vec<_> = state
        .repeat_pairs(annotator)
        .into_iter()
        .filter_map(|pair| match pair {
            (Verdict::Label(before), Verdict::Label(then)) => Some((before, then)),
            _ => None,
        })
        .collect();
    let readings: Vec<(Option<u32>, &TimedJudgement)> = state.timed_judgements(annotator).collect();
    Sessions {
        sessions: sessions
            .filter(|session| session.annotator == *annotator)
            .map(|session| report(project, session, &readings, ledger.as_ref()))
            .collect(),
        consistency: Consistency::of(&labels).map_or_else(
            || "none yet: no item has come a second time unannounced".to_owned(),
            |known| known.words(),
        ),
    }
}

fn report(
    project: &Project,
    session: &Session,
    readings: &[(Option<u32>, &TimedJudgement)],
    ledger: Option<&Ledger>,
) -> SessionReport {
    let of_session = readings
        .iter()
        .filter(|(number, _)| *number == Some(session.number));
    let mut states: Vec<FatigueState> = of_session
        .filter_map(|(_, reading)| Some(reading.fatigue?.state))
        .collect();
    states.sort_unstable();
    SessionReport {
        number: session.number,
        started_at: session.started_at,
        ended_at: session.ended_at,
        answers: session.answers,
        adjudications: session.adjudications,
        active_seconds: session.active_seconds,
        per_minute: session.answers_per_minute(),
        breaks: session.breaks,
        states: states
            .chunk_by(PartialEq::eq)
            .map(|same| (same[0], same.len()))
            .collect(),
        own: ledger.map(|ledger| {
            let annotator = &session.annotator;
            let name = session_name(ledger, &project.config.id, annotator, session.number);
            ledger.record().session(&name)
        }),
    }
}

pub(super) fn lines(sessions: &Sessions, annotator: &Annotator) -> Vec<String> {
    if sessions.sessions.is_empty() {
        return vec![format!("{annotator} has not sat down here yet")];
    }
    let mut lines = Vec::new();
    for session in &sessions.sessions {
        let pace = session
            .per_minute
            .map_or_else(String::new, |pace| format!(", {pace:.1} a minute"));
        lines.push(format!(
            "session {}  {:.0}  {} in {} min{pace}, {} breaks",
            session.number,
            session.started_at,
            counted(u64::from(session.answers), "answer"),
            crate::text::minutes(session.active_seconds),
            session.breaks
        ));
        let states: Vec<String> = session
            .states
            .iter()
            .map(|(state, count)| format!("{} {count}", state.as_str()))
            .collect();
        if !states.is_empty() {
            lines.push(format!("  answers by state: {}", states.join(", ")));
        }
        lines.extend(session.own.as_ref().and_then(own));
    }
    lines.push(format!("repeats: {}", sessions.consistency));
    lines
}

/// What the person's own ledger adds, when it has anything.
fn own(record: &SessionRecord) -> Option<String> {
    let mut parts = Vec::new();
    if record.sensitive > 0 {
        parts.push(format!(
            "{} sensitive items, {} revealed for {:.0} s, dose {:.1}",
            record.sensitive,
            record.exposure.reveals,
            record.exposure.revealed_seconds,
            record.exposure.dose
        ));
    }
    if record.breaks_suggested > 0 {
        parts.push(format!(
            "{} breaks suggested, {} put aside",
            record.breaks_suggested, record.breaks_dismissed
        ));
    }
    if let Some(score) = record.check_in {
        parts.push(format!("you said {score} of 5"));
    }
    (!parts.is_empty()).then(|| format!("  {}", parts.join("; ")))
}
