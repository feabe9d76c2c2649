//! Holds what labeling and adjudication share: the open project, the record of the session, what
//! its person is protected from, and what both kinds of session tell them.
//!
//! Invariants: an event is on the disk before anything is told of it, and a session begins in the
//! journal with its first event.

use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Date;

use super::actor::SessionEvent;
use super::safety::{ContentSafety, MOST_LOOKED_AT};
use crate::clock::Clock;
use crate::content_safety::{Action, Permission, PolicyContext, Risk, Veil, notice};
use crate::error::{Error, Result};
use crate::journal::Event;
use crate::journal::event::{SessionEnded, SessionStarted};
use crate::pool::Items;
use crate::project::{Guidelines, OpenProject};
use crate::schema::{ItemIndex, LabelId, ViewLevel};
use crate::state::{Session, State};
use crate::wellbeing::Pace;
use crate::wellbeing::ledger::{Entry, ItemHash, Ledger, Stamp, session_name};

/// What either kind of session tells its person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Notice {
    /// Something was done: a sentence.
    Done(String),
    /// Something was done that undo takes back: a sentence.
    Undoable(String),
    /// Something was undone that redo brings back: a sentence.
    Redoable(String),
    /// It could not be done: a sentence, and the next step.
    Refused(String, String),
    /// Something failed that the person must know of, such as a write of which it is unknown
    /// whether it is on the disk: a sentence, and the next step.
    NotConfirmed(String, String),
}

/// How long an item was on the screen before its answer.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct ResponseTiming {
    /// Seconds since it was painted.
    pub seconds: f64,
    /// Seconds at work on it, gaps removed.
    pub active_seconds: f64,
    /// Seconds from painting to the reveal of a veiled item.
    pub revealed_after: Option<f64>,
    /// Seconds from painting to the first key of any kind.
    pub first_key_after: Option<f64>,
    /// The longest stretch between two acts that counts as work, in seconds.
    pub longest_pause: f64,
    /// Seconds that are taken out as absence.
    pub away_seconds: f64,
    /// Whether the text was scrolled.
    pub scrolled: bool,
    /// Whether another screen or a reveal came in between.
    pub interrupted: bool,
    /// How much of a sensitive item was seen; `None` for others.
    pub seen: Option<ViewLevel>,
    /// Seconds for which sensitive text was in sight since that was last told.
    pub read_seconds: f64,
}

impl ResponseTiming {
    /// With every time one that a journal can hold: finite, at least 0, at most a day.
    #[must_use]
    pub(super) fn bounded(self) -> Self {
        Self {
            seconds: bounded(self.seconds),
            active_seconds: bounded(self.active_seconds),
            revealed_after: self.revealed_after.map(bounded),
            first_key_after: self.first_key_after.map(bounded),
            longest_pause: bounded(self.longest_pause),
            away_seconds: bounded(self.away_seconds),
            read_seconds: bounded(self.read_seconds),
            ..self
        }
    }
}

/// Seconds that a journal can hold and a calendar can take: at most a day.
pub(super) fn bounded(seconds: f64) -> f64 {
    if seconds.is_finite() {
        seconds.clamp(0.0, 86_400.0)
    } else {
        0.0
    }
}

/// The same in whole milliseconds: what a key press can be measured to.
pub(super) fn milliseconds(seconds: f64) -> f64 {
    (bounded(seconds) * 1e3).round() / 1e3
}

/// What there is to say when a session ends.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct SessionSummary {
    /// Answers given in this session.
    pub answers: u32,
    /// Seconds at work, gaps removed.
    pub active_seconds: f64,
    /// Breaks taken.
    pub breaks: u32,
    /// Sensitive items revealed.
    pub revealed: u32,
    /// Items with a decision in force, by whomever.
    pub decided: usize,
    /// Items whose labels differ, without a decision.
    pub disputed: usize,
    /// The journal's receipt: count and hash of its events.
    pub receipt: Option<String>,
    /// Why an answer may not be on the disk, if so.
    pub unconfirmed: Option<String>,
}

/// A question that the guidelines leave open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GuidelineQuestion {
    /// Counted from 1.
    pub number: usize,
    /// The id of the item that raised it.
    pub item: String,
    /// The question.
    pub question: String,
    /// It was raised under guidelines that have changed since.
    pub is_older: bool,
}

/// The questions to the guidelines that decisions in force raised, in their order.
pub(crate) fn guideline_questions(
    state: &State,
    items: &Items,
    guidelines: &Guidelines,
) -> Vec<GuidelineQuestion> {
    state
        .guideline_gaps()
        .into_iter()
        .map(|gap| GuidelineQuestion {
            number: gap.number,
            item: items.get(gap.item).id.clone(),
            question: gap.question.to_owned(),
            is_older: gap.guidelines != guidelines.hash,
        })
        .collect()
}

/// Refuses to let a person answer under a name that a program answered under.
///
/// # Errors
/// [`Error::Refused`].
pub(crate) fn refuse_a_programs_name(project: &OpenProject) -> Result<()> {
    let name = &project.annotator;
    if project.read_only().is_none() && project.state().is_oracle(name) {
        return Err(Error::refused(
            format!("a program answers as {name}"),
            "answer under a name of your own: --annotator NAME",
        ));
    }
    Ok(())
}

/// An open project, and the session that its annotator has begun in it.
pub(super) struct OpenSession {
    pub(super) project: OpenProject,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) safety: ContentSafety,
    /// Whether a person sits here, so that answers belong to a session.
    pub(super) is_attended: bool,
    /// The session's number in the journal, while it goes on.
    number: Option<u32>,
    /// The same, also when it has ended.
    begun: Option<u32>,
    /// The sequence number of the first event that was recorded here.
    pub(super) first_recorded: Option<u64>,
    /// Why an answer may not be on the disk.
    unconfirmed: Option<String>,
    /// Why the guidelines could not be read again.
    guidelines_problem: Option<String>,
}

impl OpenSession {
    pub(super) fn new(
        project: OpenProject,
        clock: Arc<dyn Clock>,
        ledger: Option<Ledger>,
    ) -> Result<Self> {
        Ok(Self {
            safety: ContentSafety::of(&project, ledger, clock.now())?,
            project,
            clock,
            is_attended: true,
            number: None,
            begun: None,
            first_recorded: None,
            unconfirmed: None,
            guidelines_problem: None,
        })
    }

    pub(super) fn state(&self) -> &State {
        self.project.state()
    }

    pub(super) fn items(&self) -> &Items {
        &self.project.items
    }

    /// The id of an item, for the journal.
    pub(super) fn id(&self, item: ItemIndex) -> String {
        self.project.items.get(item).id.clone()
    }

    /// Records an event under the session, which begins with its first event.
    pub(super) fn record(&mut self, event: Event) -> Result<u64> {
        let now = self.begin_session()?;
        let seq = self.project.record(now, event)?;
        self.first_recorded.get_or_insert(seq);
        Ok(seq)
    }

    /// Records events of one moment under the session.
    pub(super) fn record_all(&mut self, events: Vec<Event>) -> Result<()> {
        let now = self.begin_session()?;
        let count = events.len() as u64;
        let last = self.project.record_all(now, events)?;
        self.first_recorded
            .get_or_insert((last + 1).saturating_sub(count));
        Ok(())
    }

    /// Begins the session in the journal, if it has not begun; the time now.
    fn begin_session(&mut self) -> Result<Timestamp> {
        let now = self.clock.now();
        if self.is_attended && self.number.is_none() {
            let number = self.project.state().next_session(self.project.writer());
            let started = Event::SessionStarted(SessionStarted {
                session: number,
                annotator: self.project.annotator.clone(),
                guidelines: self.project.guidelines.hash.clone(),
            });
            self.project.record(now, started)?;
            self.number = Some(number);
            self.begun = Some(number);
        }
        Ok(now)
    }

    /// Looks whether somebody has changed the guidelines. What cannot be read is told once.
    pub(super) fn read_guidelines(&mut self) -> Option<SessionEvent> {
        match self.project.read_guidelines() {
            Ok(is_new) => {
                self.guidelines_problem = None;
                is_new.then(|| SessionEvent::Guidelines(Box::new(self.project.guidelines.clone())))
            }
            Err(problem) => {
                let words = problem.to_string();
                let is_new = self.guidelines_problem.as_ref() != Some(&words);
                self.guidelines_problem = Some(words);
                is_new.then(|| SessionEvent::GuidelinesUnread(self.refused(&problem)))
            }
        }
    }

    /// The number of this session, if it has begun.
    pub(super) fn number(&self) -> Option<u32> {
        self.number
    }

    /// The number under which the next event is recorded: it may be the session's first. A
    /// program has none.
    pub(super) fn next_number(&self) -> Option<u32> {
        let next = || self.state().next_session(self.project.writer());
        self.is_attended.then(|| self.number.unwrap_or_else(next))
    }

    /// Records that the session ended, if it had begun.
    pub(super) fn end(&mut self, active_seconds: f64, answers: u32) -> Result<()> {
        let Some(session) = self.number.take() else {
            return Ok(());
        };
        let ended = Event::SessionEnded(SessionEnded {
            session,
            active_seconds,
            answers,
        });
        self.project.record(self.clock.now(), ended)?;
        Ok(())
    }

    /// What the journal says of this session, if it had begun.
    pub(super) fn recorded(&self) -> Option<&Session> {
        let sessions = self.state().sessions_of(self.project.writer());
        let this = sessions.filter(|session| Some(session.number) == self.begun);
        this.last()
    }

    pub(super) fn summary(&self, answers: u32, pace: &Pace, revealed: u32) -> SessionSummary {
        SessionSummary {
            answers,
            active_seconds: pace.active_seconds,
            breaks: pace.breaks,
            revealed,
            decided: self.state().decided(),
            disputed: self.state().disputed(),
            receipt: self.project.head().map(|head| head.to_string()),
            unconfirmed: self.unconfirmed.clone(),
        }
    }

    /// What is told when the session is opened.
    pub(super) fn opening_notices(&self) -> Vec<Notice> {
        let read_only = self.project.read_only().map(|why| {
            let what = format!("open read-only: {why}");
            Notice::Refused(what, "`querist doctor` has the details".into())
        });
        let notices = self.project.notices().into_iter().map(Notice::Done);
        read_only.into_iter().chain(notices).collect()
    }

    /// The notice of an error, with its next step. After a failed write the project is read-only.
    pub(super) fn refused(&mut self, problem: &Error) -> Notice {
        let (what, next) = (problem.to_string(), problem.next_step());
        if let Error::NotConfirmed { .. } = problem {
            self.unconfirmed = Some(what.clone());
            return Notice::NotConfirmed(what, next);
        }
        Notice::Refused(what, next)
    }

    /// The name of a class on offer; a key pressed on an older table may mean one that is gone.
    pub(super) fn class_name(&self, label: LabelId) -> Result<&str> {
        let known = self.state().labels().get(label);
        known
            .filter(|label| !label.retired)
            .map(|label| label.name.as_str())
            .ok_or_else(|| {
                Error::refused("that class is gone", "choose one of those on the screen")
            })
    }

    /// Writes something into the person's own ledger.
    pub(super) fn write_ledger(&mut self, entry: Entry) {
        let now = self.clock.now();
        self.write_ledger_on(self.safety.today(now), now, entry);
    }

    /// The same of something that belongs to this date; the session's number is 0 before it began.
    pub(super) fn write_ledger_on(&mut self, day: Date, ts: Timestamp, entry: Entry) {
        let (id, annotator) = (&self.project.config.id, &self.project.annotator);
        if let Some(ledger) = &mut self.safety.ledger {
            let session = session_name(ledger, id, annotator, self.number.unwrap_or(0));
            ledger.write(Stamp { ts, day, session }, entry);
        }
    }

    /// The ledger's name of an item.
    pub(super) fn hash_of(&self, item: ItemIndex) -> Option<ItemHash> {
        let pseudonyms = self.safety.ledger.as_ref()?.pseudonyms();
        Some(pseudonyms.item(&self.project.config.id, &self.items().get(item).id))
    }

    /// The risk of an item; `None` when it is benign.
    pub(super) fn risk(&self, item: ItemIndex) -> Option<Risk> {
        self.safety.risk(self.items(), self.state(), item)
    }

    /// What may be told of an item in place of its text; `None` when it is benign.
    pub(super) fn veil(&self, item: ItemIndex) -> Option<Veil> {
        Some(Veil::over(&self.items().get(item).text, &self.risk(item)?))
    }

    /// Whether an item may be asked now.
    pub(super) fn permission(&self, item: ItemIndex, context: &PolicyContext) -> Permission {
        let risk = self.risk(item);
        self.safety
            .exposure
            .permission(item, risk.as_ref(), context)
    }

    /// What the person is told before they begin: how many of the open items are sensitive, and
    /// of which kinds; of a large project as far as is looked at.
    pub(super) fn sensitive_notice(&self) -> Option<String> {
        if !self.safety.watches {
            return None;
        }
        let indices = self.items().iter().map(|(index, _)| index);
        let mut open = indices.filter(|index| !self.state().item(*index).is_answered());
        let looked_at: Vec<ItemIndex> = open.by_ref().take(MOST_LOOKED_AT).collect();
        let risks: Vec<Risk> = looked_at.iter().filter_map(|i| self.risk(*i)).collect();
        let told = notice(looked_at.len(), risks.iter())?;
        Some(match open.next() {
            Some(_) => format!("the first {MOST_LOOKED_AT} items were looked at: {told}"),
            None => told,
        })
    }

    /// Whether this item is on the screen.
    pub(super) fn is_on_screen(&self, item: ItemIndex) -> bool {
        let on = self.safety.exposure.on_screen();
        on.is_some_and(|on| on.item == item)
    }

    /// An item comes onto the screen; the one before must have left.
    pub(super) fn show(&mut self, item: ItemIndex) {
        let risk = self.risk(item);
        self.safety.exposure.show(item, risk);
    }

    /// The item on the screen is done with: what was met of it goes into the person's ledger.
    pub(super) fn leave(&mut self, action: Action, context: &PolicyContext) {
        let on = self.safety.exposure.on_screen();
        let item = on.and_then(|on| self.hash_of(on.item));
        let met = self.safety.exposure.close(action, context);
        if let (Some(item), Some(met)) = (item, met) {
            let entry = Entry::Exposed { item, met };
            self.write_ledger_on(context.today, context.now, entry);
        }
    }

    /// Brings more of the sensitive item on the screen into sight.
    pub(super) fn reveal(
        &mut self,
        level: ViewLevel,
        characters: usize,
        context: &PolicyContext,
    ) -> Result<()> {
        let revealed = self.safety.exposure.reveal(level, characters, context);
        revealed.map_err(|reason| {
            Error::refused(
                format!("it stays veiled: {}", reason.in_words()),
                reason.next_step(),
            )
        })
    }
}
