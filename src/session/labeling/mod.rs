//! Where do the person, the journal and the trainer meet?
//!
//! A [`LabelingSession`] takes [`LabelingCommand`]s and gives [`LabelingEvent`]s. It records first and learns after; it never
//! computes a model itself. With an inline trainer every order is fully answered when `handle`
//! returns; with a threaded one the next query follows when a snapshot arrives, or at the latest
//! when the caller runs out of patience and calls [`LabelingSession::ask_anyway`].

mod asking;
mod classes;
mod exposing;
pub(super) mod headless;
pub(super) mod judging;
mod lists;
pub(super) mod messages;
mod resting;
mod samples;
mod sitter;

use std::sync::Arc;

pub use self::headless::refuse_a_programs_name;
pub use self::messages::{
    LabelingCommand, LabelingEvent, PersonReport, PersonView, Progress, ResponseTiming,
    RevealAction, RevealState, SearchHit, SessionSummary,
};
use self::sitter::AnnotatorMonitor;
use crate::query::{Decision, Query, SeededDraws};
use crate::trainer::{
    Preparation, Snapshot, Trainer, TrainerEvent, TrainerHandle, TrainerInit, TrainingSetBuilder,
    Update, serving_of, timed_fifties,
};

use super::protection::Protection;
use super::sitting;
use crate::clock::Clock;
use crate::content_safety::Action;
use crate::error::{Error, Result};
use crate::journal::Event;
use crate::journal::event::OracleRecord;
use crate::pool::{Items, Split};
use crate::project::{OpenProject, OpinionMode};
use crate::schema::ItemIndex;
use crate::state::{State, Verdict};
use crate::strategy::find;
use crate::wellbeing::ledger::{Entry, Ledger};

/// How the trainer is reached.
enum TrainerBackend {
    Inline(Box<Trainer>),
    Thread(TrainerHandle),
}

/// An item that must be shown next, whatever the coins say.
struct PinnedQuery {
    item: ItemIndex,
    previous: Option<Verdict>,
    /// How it had come to be asked, when it had been.
    decision: Option<Decision>,
    /// How the opinion was shown with it, when it is on the screen already.
    mode: Option<OpinionMode>,
}

/// The interactive half of the loop.
pub struct LabelingSession {
    project: OpenProject,
    clock: Arc<dyn Clock>,
    chance: SeededDraws,
    teacher: TrainerBackend,
    snapshot: Option<Arc<Snapshot>>,
    /// What the trainer was told of the state's training changes.
    curriculum: TrainingSetBuilder,
    /// How many fifties of the annotator's times the trainer was told of.
    timed_fifties: usize,
    current: Option<Query>,
    recalled: Option<PinnedQuery>,
    /// Whether the next query waits for a snapshot that knows all changes.
    waiting: bool,
    session: Option<u32>,
    /// Whether a person sits here, so that answers belong to a session.
    sits: bool,
    /// The program that answers instead of a person.
    oracle: Option<OracleRecord>,
    sitter: AnnotatorMonitor,
    protection: Protection,
    /// What is in sight of the item on the screen, when it is sensitive.
    in_sight: RevealState,
    /// What the rankings were about when it was last told.
    aim: Option<String>,
    /// Why an answer may not be on the disk.
    unconfirmed: Option<String>,
}

impl LabelingSession {
    /// A desk that learns in the caller's thread, for a person who sits down: for tests.
    pub fn inline(project: OpenProject, clock: Arc<dyn Clock>) -> Result<Self> {
        Self::inline_with(project, clock, None)
    }

    /// The same, for a person who keeps a ledger of their own.
    pub fn inline_with(
        project: OpenProject,
        clock: Arc<dyn Clock>,
        ledger: Option<Ledger>,
    ) -> Result<Self> {
        let preparation = prepare(&project)?;
        let (beginning, curriculum) = TrainerInit::of(&project)?;
        // A watch that never stops the work always gets a result.
        let mut trainer = beginning.trainer(preparation.whole(&|_| true).unwrap_or_default());
        let snapshot = Arc::new(trainer.snapshot());
        let teacher = TrainerBackend::Inline(Box::new(trainer));
        let mut desk = Self::new(project, clock, teacher, curriculum, ledger)?;
        desk.snapshot = Some(snapshot);
        Ok(desk)
    }

    /// A desk whose trainer works in a thread of its own; `publish` hands its news to whoever
    /// calls [`LabelingSession::take`], and says whether anyone still listens.
    pub fn threaded(
        project: OpenProject,
        clock: Arc<dyn Clock>,
        ledger: Option<Ledger>,
        publish: impl Fn(TrainerEvent) -> bool + Send + Sync + 'static,
    ) -> Result<Self> {
        refuse_a_programs_name(&project)?;
        let (beginning, curriculum) = TrainerInit::of(&project)?;
        let hall = TrainerHandle::open(prepare(&project)?, beginning, publish);
        Self::new(
            project,
            clock,
            TrainerBackend::Thread(hall),
            curriculum,
            ledger,
        )
    }

    fn new(
        project: OpenProject,
        clock: Arc<dyn Clock>,
        teacher: TrainerBackend,
        curriculum: TrainingSetBuilder,
        ledger: Option<Ledger>,
    ) -> Result<Self> {
        let now = clock.now();
        let protection = Protection::of(&project, ledger, now)?;
        let sitter = AnnotatorMonitor::of(&project, protection.worked_today(now), now);
        let mut desk = Self {
            chance: SeededDraws::new(&project.items, project.config.seed, &project.annotator),
            curriculum,
            timed_fifties: timed_fifties(
                &project.items,
                &project.config.query,
                project.state(),
                &project.annotator,
            ),
            project,
            clock,
            teacher,
            snapshot: None,
            current: None,
            recalled: None,
            waiting: true,
            session: None,
            sits: true,
            oracle: None,
            sitter,
            protection,
            in_sight: RevealState::Nothing,
            aim: None,
            unconfirmed: None,
        };
        desk.recalled = desk.left_taken_back();
        Ok(desk)
    }

    /// The items, shared.
    pub fn items(&self) -> Arc<Items> {
        self.project.items.clone()
    }

    /// The project behind the desk.
    pub fn project(&self) -> &OpenProject {
        &self.project
    }

    /// What the journals amount to.
    pub fn state(&self) -> &State {
        self.project.state()
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
        self.waiting
    }

    /// The first reports: how far the project is, and the first query or that it is being
    /// prepared.
    pub fn begin(&mut self) -> Vec<LabelingEvent> {
        let mut reports = vec![self.progress(), self.ask()];
        if let Some(why) = self.project.read_only() {
            reports.push(LabelingEvent::Refused(
                format!("open read-only: {why}"),
                "`querist doctor` has the details".into(),
            ));
        }
        reports.extend(self.project.notices().into_iter().map(LabelingEvent::Told));
        if self.sits {
            let notice = self.protection.notice(&self.project.items, self.state());
            reports.extend(notice.map(LabelingEvent::Told));
        }
        reports.extend(self.ledger_trouble());
        reports
    }

    /// Does what is asked; what cannot be done is reported, never lost.
    pub fn handle(&mut self, order: LabelingCommand) -> Vec<LabelingEvent> {
        let done = match order {
            LabelingCommand::Judge {
                item,
                verdict,
                time,
            } => self.judge(item, verdict, time),
            LabelingCommand::Skip { item, time } => self.skip(item, time),
            LabelingCommand::Undo => self.undo(),
            LabelingCommand::Flag(item) => self.flag(item),
            LabelingCommand::Note(item, note) => self.note(item, note),
            LabelingCommand::Show(item) => Ok(self.show(item)),
            LabelingCommand::Next => {
                self.recalled = None;
                Ok(vec![self.ask()])
            }
            LabelingCommand::Find(words) => Ok(vec![self.find(&words)]),
            LabelingCommand::History => Ok(vec![self.history()]),
            LabelingCommand::SetAside => Ok(vec![self.set_aside()]),
            LabelingCommand::AddClass(name) => self.add_class(&name),
            LabelingCommand::RenameClass(label, to) => self.rename_class(label, &to),
            LabelingCommand::MergeClass(from, into) => self.merge_class(from, into),
            LabelingCommand::Strategy(id) => self.set_strategy(id),
            LabelingCommand::Opinion(mode) => self.set_opinion(mode),
            order @ (LabelingCommand::Uncover { .. }
            | LabelingCommand::Defer(..)
            | LabelingCommand::LeaveOut(..)
            | LabelingCommand::Categories
            | LabelingCommand::MarkSensitive { .. }
            | LabelingCommand::LiftOrder
            | LabelingCommand::CheckIn(_)) => exposing::handle(self, order),
            LabelingCommand::Rested(seconds) => self.rested(seconds),
            LabelingCommand::DismissBreak => Ok(self.dismiss_break()),
            LabelingCommand::ToggleSuggestions => Ok(self.toggle_suggestions()),
            LabelingCommand::HowAmI => Ok(vec![self.how_am_i()]),
            LabelingCommand::Close => self.close(),
        };
        self.told_or_refused(done)
    }

    /// What was done, or why it could not be.
    fn told_or_refused(&mut self, done: Result<Vec<LabelingEvent>>) -> Vec<LabelingEvent> {
        // After a failed write the project is read-only, and the screen must know.
        done.unwrap_or_else(|problem| {
            if matches!(problem, Error::NotConfirmed { .. }) {
                self.unconfirmed = Some(problem.to_string());
            }
            vec![refusal(&problem), self.progress()]
        })
    }

    /// Takes in what the trainer has to say.
    pub(super) fn take_event(&mut self, event: TrainerEvent) -> Vec<LabelingEvent> {
        match event {
            TrainerEvent::Snapshot(snapshot) => self.take(snapshot),
            TrainerEvent::Preparing(far) => vec![LabelingEvent::Features(far)],
            TrainerEvent::Gone => vec![LabelingEvent::NotConfirmed(
                "the model stopped unexpectedly; your answers are still saved".into(),
                "quit and start querist again".into(),
            )],
        }
    }

    /// Takes a new snapshot in; the next query when it was waited for.
    pub fn take(&mut self, snapshot: Arc<Snapshot>) -> Vec<LabelingEvent> {
        let knows_all = snapshot.knows >= self.curriculum.told();
        // What was so before the session began is no news.
        if self.snapshot.is_none() {
            self.aim.clone_from(&snapshot.aim);
        }
        self.snapshot = Some(snapshot);
        let mut reports = vec![self.progress()];
        if self.waiting && knows_all {
            reports.push(self.ask());
            reports.extend(self.new_aim());
        }
        reports
    }

    /// What the rankings are about now, when that changed.
    fn new_aim(&mut self) -> Option<LabelingEvent> {
        let snapshot = self.snapshot.as_ref().filter(|snapshot| !snapshot.cold)?;
        if snapshot.aim == self.aim {
            return None;
        }
        self.aim.clone_from(&snapshot.aim);
        self.aim
            .clone()
            .map(|aim| LabelingEvent::Told(format!("from here on: {aim}")))
    }

    /// Asks from whatever ranking there is; nothing when there is none yet.
    pub fn ask_anyway(&mut self) -> Vec<LabelingEvent> {
        if self.waiting && self.snapshot.is_some() {
            vec![self.ask()]
        } else {
            Vec::new()
        }
    }

    /// What there is to say of this session.
    pub(super) fn summary(&self) -> SessionSummary {
        SessionSummary {
            answers: self.answers_given(),
            active_seconds: self.sitter.pace.active_seconds,
            breaks: self.sitter.pace.breaks,
            revealed: self.protection.exposure.session_totals().reveals,
            receipt: self.project.head().map(|head| head.to_string()),
            unconfirmed: self.unconfirmed.clone(),
        }
    }

    /// Answers of this sitting that were not taken back.
    fn answers_given(&self) -> u32 {
        let started = self.sitter.pace.answers > 0;
        self.state()
            .sessions_of(self.project.writer())
            .last()
            .filter(|_| started)
            .map_or(0, |sitting| sitting.answers)
    }

    /// Records an event under the session, which begins with its first event.
    fn record(&mut self, event: Event) -> Result<u64> {
        let now = self.clock.now();
        if self.sits && self.session.is_none() {
            self.session = Some(sitting::begin(&mut self.project, now)?);
        }
        self.project.record(now, event)
    }

    /// Tells the trainer what is new: training changes, and whether `touched` may be asked.
    /// Afterwards the desk waits for a snapshot if anything was learnt.
    fn teach(&mut self, touched: Option<ItemIndex>) {
        let state = self.project.state();
        let lessons = self.curriculum.read(state);
        let mut updates: Vec<Update> = lessons.into_iter().map(Update::Learn).collect();
        let learnt = !updates.is_empty();
        if let Some(index) = touched
            && let Split::Pool(id) = self.project.items.side(index)
        {
            let open = state.item(index).is_open_for(&self.project.annotator);
            updates.push(Update::Candidate(id, open));
        }
        updates.extend(self.new_times());
        self.tell(updates);
        self.waiting = learnt && matches!(self.teacher, TrainerBackend::Thread(_));
    }

    /// What the annotator's times now say, when enough of them are new.
    fn new_times(&mut self) -> Option<Update> {
        let (config, state) = (&self.project.config, self.project.state());
        let (items, annotator) = (&*self.project.items, &self.project.annotator);
        let fifties = timed_fifties(items, &config.query, state, annotator);
        if fifties == self.timed_fifties {
            return None;
        }
        self.timed_fifties = fifties;
        let serving = serving_of(items, &config.query, state, annotator, config.path());
        serving
            .ok()
            .map(|serving| Update::Serving(Arc::new(serving)))
    }

    fn tell(&mut self, updates: Vec<Update>) {
        if updates.is_empty() {
            return;
        }
        match &mut self.teacher {
            TrainerBackend::Inline(trainer) => {
                trainer.update(&updates);
                self.snapshot = Some(Arc::new(trainer.snapshot()));
            }
            TrainerBackend::Thread(hall) => hall.tell(updates),
        }
    }

    fn set_strategy(&mut self, id: &'static str) -> Result<Vec<LabelingEvent>> {
        let strategy = find(id)?;
        self.project.config.save_strategy(id)?;
        match &mut self.teacher {
            TrainerBackend::Inline(trainer) => {
                trainer.set_strategy(strategy);
                self.snapshot = Some(Arc::new(trainer.snapshot()));
            }
            TrainerBackend::Thread(hall) => hall.set_strategy(strategy),
        }
        Ok(vec![
            LabelingEvent::Told(format!("from the next query on, {id} chooses")),
            self.progress(),
        ])
    }

    fn set_opinion(&mut self, mode: OpinionMode) -> Result<Vec<LabelingEvent>> {
        self.project.config.save_opinion(mode)?;
        let words = match mode {
            OpinionMode::Shown => "the model's opinion is shown with an item",
            OpinionMode::After => "the model's opinion is shown after the answer",
            OpinionMode::Never => "the model's opinion is never shown",
        };
        // The item on the screen keeps the face it was painted with.
        Ok(vec![
            LabelingEvent::Told(format!("from the next query on, {words}")),
            self.progress(),
        ])
    }

    fn close(&mut self) -> Result<Vec<LabelingEvent>> {
        if let Some(session) = self.session {
            let seconds = self.sitter.pace.active_seconds;
            let ended = sitting::ended(session, seconds, self.answers_given());
            self.closes(Action::Left);
            let moment = self.moment();
            self.date_is(&moment);
            self.session = None;
            let active_seconds = self.sitter.for_ledger();
            self.protection
                .write(moment.now, session, Entry::Worked { active_seconds });
            self.project.record(self.clock.now(), ended)?;
        }
        Ok(Vec::new())
    }
}

/// The report of an error: told with its next step.
fn refusal(problem: &Error) -> LabelingEvent {
    let (what, next) = (problem.to_string(), problem.next_step());
    match problem {
        Error::NotConfirmed { .. } => LabelingEvent::NotConfirmed(what, next),
        _ => LabelingEvent::Refused(what, next),
    }
}

fn prepare(project: &OpenProject) -> Result<Preparation<Arc<Items>>> {
    Preparation::of(&project.layout, &project.config, project.items.clone())
}
