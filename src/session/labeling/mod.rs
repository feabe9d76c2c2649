//! Asks one person, or one program, about items: where the annotator, the journal and the trainer
//! meet.
//!
//! A [`LabelingSession`] takes [`LabelingCommand`]s and gives [`LabelingEvent`]s. It records first
//! and learns after; it never computes a model itself. With an inline trainer every command is
//! fully answered when `handle` returns; with a threaded one the next query follows when a
//! snapshot arrives, or at the latest when the caller runs out of patience and calls
//! [`LabelingSession::ask_anyway`]. A program's answers belong to no session, carry which program
//! gave them, and it is never shown the model's prediction.

mod answers;
mod class_settings;
mod classes;
mod insights;
mod items;
mod learning;
mod lists;
mod messages;
mod monitor;
mod next_query;
mod sensitive;
mod splits;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

pub use self::insights::Insights;
pub(crate) use self::insights::{PacePoint, SessionWork};
pub(crate) use self::items::ItemRow;
pub use self::items::{Chosen, ItemListing, ItemQuery, ItemView};
pub use self::messages::{LabelingCommand, LabelingEvent};
pub(crate) use self::messages::{
    PersonReport, PersonView, Progress, RevealAction, RevealState, SearchHit,
};
use self::monitor::AnnotatorMonitor;
use self::next_query::PinnedQuery;
use super::shared::{Notice, OpenSession, ResponseTiming, SessionSummary, refuse_a_programs_name};
use crate::clock::Clock;
use crate::content_safety::Action;
use crate::error::{Error, Result};
use crate::journal::event::OracleRecord;
use crate::pool::Items;
use crate::project::{OpenProject, OpinionMode, RANDOM_STRATEGY};
use crate::query::{Query, SeededDraws};
use crate::schema::ItemIndex;
use crate::state::State;
use crate::strategy::find;
use crate::trainer::{
    Preparation, Snapshot, Trainer, TrainerEvent, TrainerHandle, TrainerInit, TrainingSetBuilder,
    Update, nothing_learnt, timed_fifties,
};
use crate::wellbeing::ledger::{Entry, Ledger};

/// How the trainer is reached.
enum TrainerBackend {
    Inline(Box<Trainer>),
    Thread(TrainerHandle),
}

/// A session in which items are labeled.
pub struct LabelingSession {
    base: OpenSession,
    draws: SeededDraws,
    trainer: TrainerBackend,
    snapshot: Option<Arc<Snapshot>>,
    /// What the trainer was told of the state's training changes.
    training_set: TrainingSetBuilder,
    /// How many fifties of the annotator's times the trainer was told of.
    timed_fifties: usize,
    current: Option<Query>,
    pinned: Option<PinnedQuery>,
    /// Whether the next query waits for a snapshot that knows all changes.
    is_waiting: bool,
    /// The program that answers instead of a person.
    oracle: Option<OracleRecord>,
    monitor: AnnotatorMonitor,
    /// What undo would have taken back when a flag or note was made, which it leaves as they are.
    marked_after: Option<answers::LatestAct>,
    /// A list that was left off for what waited: it is made once nothing does.
    left_off: Option<ItemQuery>,
    /// What is in sight of the item on the screen, when it is sensitive.
    in_sight: RevealState,
    /// What the rankings were about when that was last told.
    mode: Option<&'static str>,
    /// Whether it was told that the first questions are done.
    told_first_choice: bool,
    /// How many commands wait, for what may be left off then.
    waiting: Arc<AtomicUsize>,
}

impl LabelingSession {
    /// A session that learns in the caller's thread, for a person: for tests.
    ///
    /// # Errors
    /// When the project's config asks for what its data does not have.
    pub fn inline(project: OpenProject, clock: Arc<dyn Clock>) -> Result<Self> {
        Self::inline_with(project, clock, None)
    }

    /// The same, for a person who keeps a ledger of their own.
    ///
    /// # Errors
    /// As [`LabelingSession::inline`].
    pub fn inline_with(
        project: OpenProject,
        clock: Arc<dyn Clock>,
        ledger: Option<Ledger>,
    ) -> Result<Self> {
        let preparation = prepare(&project)?;
        let (init, training_set) = TrainerInit::of(&project)?;
        // A watch that never stops the work always gets a result.
        let mut trainer = init.trainer(preparation.whole(&|_| true).unwrap_or_default());
        let snapshot = Arc::new(trainer.snapshot());
        let backend = TrainerBackend::Inline(Box::new(trainer));
        let base = OpenSession::new(project, clock, ledger)?;
        let mut session = Self::new(base, backend, training_set);
        session.snapshot = Some(snapshot);
        Ok(session)
    }

    /// A session whose trainer works in a thread of its own; `publish` hands its events to whoever
    /// calls [`LabelingSession::take_snapshot`], and says whether anyone still listens.
    ///
    /// # Errors
    /// When a program goes by the annotator's name, or the project's config asks for what its
    /// data does not have.
    pub fn threaded(
        project: OpenProject,
        clock: Arc<dyn Clock>,
        ledger: Option<Ledger>,
        publish: impl Fn(TrainerEvent) -> bool + Send + Sync + 'static,
    ) -> Result<Self> {
        refuse_a_programs_name(&project)?;
        let (init, training_set) = TrainerInit::of(&project)?;
        let thread = TrainerHandle::start(prepare(&project)?, init, publish);
        let base = OpenSession::new(project, clock, ledger)?;
        Ok(Self::new(
            base,
            TrainerBackend::Thread(thread),
            training_set,
        ))
    }

    /// A session for answers that come from the command line, learning in the caller's thread.
    ///
    /// # Errors
    /// As [`LabelingSession::inline`].
    pub fn headless(project: OpenProject, clock: Arc<dyn Clock>) -> Result<Self> {
        let mut session = Self::inline(project, clock)?;
        session.base.is_attended = false;
        Ok(session)
    }

    /// A session for a program that answers: it sees no prediction, and the journal says so.
    ///
    /// # Errors
    /// When a person goes by that name, and as [`LabelingSession::inline`].
    pub(crate) fn for_oracle(
        mut project: OpenProject,
        clock: Arc<dyn Clock>,
        oracle: OracleRecord,
    ) -> Result<Self> {
        let name = &project.annotator;
        if project.state().is_person(name) {
            return Err(Error::refused(
                format!("{name} is a person here: a program's answers are never a person's"),
                "choose another name with --annotator NAME",
            ));
        }
        // In memory alone: the person's own setting stays in the config.
        project.config.opinion = OpinionMode::Never;
        let mut session = Self::headless(project, clock)?;
        session.oracle = Some(oracle);
        Ok(session)
    }

    fn new(base: OpenSession, trainer: TrainerBackend, training_set: TrainingSetBuilder) -> Self {
        let project = &base.project;
        let now = base.clock.now();
        let mut session = Self {
            draws: SeededDraws::new(&project.items, project.config.seed, &project.annotator),
            training_set,
            timed_fifties: timed_fifties(
                &project.items,
                &project.config.query,
                project.state(),
                &project.annotator,
            ),
            monitor: AnnotatorMonitor::of(project, base.safety.worked_today(now), now),
            marked_after: None,
            left_off: None,
            base,
            trainer,
            snapshot: None,
            current: None,
            pinned: None,
            is_waiting: true,
            oracle: None,
            in_sight: RevealState::Nothing,
            mode: None,
            told_first_choice: false,
            waiting: Arc::default(),
        };
        session.pinned = session.left_taken_back();
        session
    }

    /// Leaves off what takes long as soon as this says that commands wait.
    pub(super) fn give_way_to(&mut self, waiting: Arc<AtomicUsize>) {
        self.waiting = waiting;
    }

    /// The items, shared.
    pub fn items(&self) -> Arc<Items> {
        self.base.project.items.clone()
    }

    /// The project that is labeled.
    pub fn project(&self) -> &OpenProject {
        &self.base.project
    }

    /// What the journals amount to.
    pub fn state(&self) -> &State {
        self.base.state()
    }

    /// The query that is being asked.
    pub fn current(&self) -> Option<&Query> {
        self.current.as_ref()
    }

    /// The newest snapshot.
    pub fn snapshot(&self) -> Option<&Snapshot> {
        self.snapshot.as_deref()
    }

    /// Whether the next query waits for the trainer.
    pub fn is_waiting(&self) -> bool {
        self.is_waiting
    }

    /// The first events: how far the project is, and the first query or that it is being
    /// prepared.
    pub fn begin(&mut self) -> Vec<LabelingEvent> {
        let mut events = vec![self.progress(), self.ask()];
        let opening = self.base.opening_notices().into_iter();
        events.extend(opening.map(LabelingEvent::Notice));
        if self.base.is_attended {
            events.extend(self.base.sensitive_notice().map(done));
        }
        let trouble = self.base.safety.ledger_trouble();
        events.extend(trouble.map(LabelingEvent::Notice));
        events
    }

    /// Does what is asked; what cannot be done is reported, never lost.
    pub fn handle(&mut self, command: LabelingCommand) -> Vec<LabelingEvent> {
        let outcome = match command {
            LabelingCommand::Judge {
                item,
                verdict,
                time,
            } => self.judge(item, verdict, time),
            LabelingCommand::Skip { item, time } => self.skip(item, time, None),
            LabelingCommand::Undo => self.undo(),
            LabelingCommand::UndoClassChange => self.undo_class_change(),
            LabelingCommand::Redo => self.redo(),
            LabelingCommand::Flag(item) => self.flag(item),
            LabelingCommand::Note(item, note) => self.note(item, note),
            LabelingCommand::Show(item) => Ok(self.pin(item)),
            LabelingCommand::Next => {
                self.pinned = None;
                Ok(vec![self.ask()])
            }
            LabelingCommand::Items(query) => Ok(self.list_items(query)),
            LabelingCommand::Relabel(chosen, label) => self.relabel(&chosen, label),
            LabelingCommand::RelabelNew(chosen, name) => self.relabel_new(&chosen, &name),
            LabelingCommand::FlagMany(chosen, flagged) => self.flag_many(&chosen, flagged),
            LabelingCommand::Requeue(chosen) => self.requeue(&chosen),
            LabelingCommand::Consider(command) => self.consider(command),
            LabelingCommand::AddClass(name) => self.add_class(&name),
            LabelingCommand::AddAndJudge { item, name, time } => {
                self.add_and_judge(item, &name, time)
            }
            LabelingCommand::RenameClass(label, to) => self.rename_class(label, &to),
            LabelingCommand::MergeClass(from, into) => self.merge_class(from, into),
            LabelingCommand::RetireClass(label) => self.retire_class(label),
            LabelingCommand::SplitClass(label, names) => self.split_class(label, &names),
            LabelingCommand::MoveClass(label, down) => self.move_class(label, down),
            LabelingCommand::ClassKey(label, key) => self.set_class_key(label, &key),
            LabelingCommand::DescribeClass(label, words) => self.describe_class(label, &words),
            LabelingCommand::Strategy(id) => self.set_strategy(id),
            LabelingCommand::Opinion(mode) => self.set_opinion_mode(mode),
            LabelingCommand::Reveal {
                item,
                how,
                read_seconds,
            } => self.reveal(item, how, read_seconds),
            LabelingCommand::Defer(item, seconds) => Ok(self.defer(item, seconds)),
            LabelingCommand::LeaveOut(category, out) => Ok(self.leave_out(category, out)),
            LabelingCommand::Categories => Ok(vec![self.categories()]),
            LabelingCommand::MarkSensitive {
                item,
                sensitive,
                category,
                read_seconds,
            } => self.mark_sensitive(item, sensitive, category, read_seconds),
            LabelingCommand::LiftOrder => {
                self.base.safety.exposure.lift_order();
                Ok(vec![self.ask()])
            }
            LabelingCommand::CheckIn(score) => Ok(self.check_in(score)),
            LabelingCommand::Rested(seconds) => self.rested(seconds),
            LabelingCommand::DismissBreak => Ok(self.dismiss_break()),
            LabelingCommand::ToggleSuggestions => Ok(self.toggle_suggestions()),
            LabelingCommand::Insights => Ok(vec![self.insights()]),
            LabelingCommand::HowAmI => Ok(vec![self.how_am_i()]),
            LabelingCommand::Close => self.close(),
        };
        let mut events = self.done_or_refused(outcome);
        let is_free = self.waiting.load(Ordering::Relaxed) == 0;
        if let Some(query) = self.left_off.take_if(|_| is_free) {
            events.extend(self.list_items(query));
        }
        events
    }

    /// Puts an item off because the oracle gave no usable answer; `why` is one word for the
    /// journal.
    pub fn fail(&mut self, item: ItemIndex, time: ResponseTiming, why: &str) -> Vec<LabelingEvent> {
        let outcome = self.skip(item, time, Some(why));
        self.done_or_refused(outcome)
    }

    /// What it shares with a session of the other kind.
    pub(super) fn base(&mut self) -> &mut OpenSession {
        &mut self.base
    }

    fn done_or_refused(&mut self, outcome: Result<Vec<LabelingEvent>>) -> Vec<LabelingEvent> {
        outcome.unwrap_or_else(|problem| {
            let refused = LabelingEvent::Notice(self.base.refused(&problem));
            vec![refused, self.progress()]
        })
    }

    /// What there is to say of this session.
    pub(super) fn summary(&self) -> SessionSummary {
        let revealed = self.base.safety.exposure.session_totals().reveals;
        let answers = self.answers_given();
        self.base.summary(answers, &self.monitor.pace, revealed)
    }

    /// Answers of this session that were not taken back.
    fn answers_given(&self) -> u32 {
        self.base.recorded().map_or(0, |session| session.answers)
    }

    fn set_strategy(&mut self, id: &'static str) -> Result<Vec<LabelingEvent>> {
        let strategy = find(id)?;
        if !self.base.project.config.learns() && id != RANDOM_STRATEGY {
            return Err(nothing_learnt(strategy));
        }
        self.base.project.config.save_strategy(id)?;
        self.update_trainer(vec![Update::Strategy(strategy)]);
        let words =
            format!("from the next query on, {id} chooses; the first, typical ones come before");
        Ok(vec![done(words), self.progress()])
    }

    fn set_opinion_mode(&mut self, mode: OpinionMode) -> Result<Vec<LabelingEvent>> {
        self.base.project.config.save_opinion(mode)?;
        let words = match mode {
            OpinionMode::Shown => {
                "the model's opinion is shown, except with checks, random draws and what you open unasked"
            }
            OpinionMode::After => "the model's opinion is shown after the answer",
            OpinionMode::Never => "the model's opinion is never shown",
        };
        let mut events = vec![done(words), self.progress()];
        events.extend(self.show_opinion_as(mode));
        Ok(events)
    }

    fn close(&mut self) -> Result<Vec<LabelingEvent>> {
        if self.base.number().is_some() {
            self.leaves(Action::Left);
            self.note_date();
            let worked = Entry::Worked {
                active_seconds: self.monitor.take_unreported(),
            };
            self.base.write_ledger(worked);
            let (seconds, answers) = (self.monitor.pace.active_seconds, self.answers_given());
            self.base.end(seconds, answers)?;
        }
        Ok(Vec::new())
    }
}

/// The event that tells that something was done.
fn done(words: impl Into<String>) -> LabelingEvent {
    LabelingEvent::Notice(Notice::Done(words.into()))
}

fn prepare(project: &OpenProject) -> Result<Preparation<Arc<Items>>> {
    Preparation::of(&project.layout, &project.config, project.items.clone())
}
