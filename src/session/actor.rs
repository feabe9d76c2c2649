//! Runs a session in a thread of its own beside a screen: commands in, events out.
//!
//! Neither a slow disk nor a slow computation ever holds up a frame. Commands from the screen and
//! what the session's own workers (the trainer, the background analysis) have to say share one
//! inbox; the session's events are handed on at once. After an answer, the next query waits a few
//! frames for the trainer; then it is asked from the ranking there is, and says how stale that is.
//! Invariant: every command is carried out before the next is looked at, in the order sent.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use super::adjudication::{
    AdjudicationCommand, AdjudicationEvent, AdjudicationSession, AnalysisResult,
};
use super::labeling::{LabelingCommand, LabelingEvent, LabelingSession};
use super::shared::{Notice, OpenSession, SessionSummary};
use crate::clock::Clock;
use crate::error::{Error, Result};
use crate::pool::Items;
use crate::project::{Guidelines, OpenProject};
use crate::trainer::TrainerEvent;
use crate::wellbeing::ledger::Ledger;

/// How long what comes next waits for a model that has learnt the last answer.
const PATIENCE: Duration = Duration::from_millis(60);

/// Messages that may wait: a person and a worker together never come near it.
const QUEUE: usize = 4_096;

/// What a session can be told to do.
#[derive(Debug, Clone, PartialEq)]
pub enum SessionCommand {
    /// Of a session that labels.
    Labeling(LabelingCommand),
    /// Of a session that adjudicates.
    Adjudication(AdjudicationCommand),
    /// Looks whether somebody has changed the guidelines.
    ReadGuidelines,
}

/// What a session says.
#[derive(Debug, Clone, PartialEq)]
pub enum SessionEvent {
    /// Of a session that labels.
    Labeling(LabelingEvent),
    /// Of a session that adjudicates.
    Adjudication(AdjudicationEvent),
    /// The guidelines are others now; judgements from here on are given under them.
    Guidelines(Box<Guidelines>),
    /// The guidelines cannot be read: those of before stay in force.
    GuidelinesUnread(Notice),
}

impl From<LabelingCommand> for SessionCommand {
    fn from(command: LabelingCommand) -> Self {
        Self::Labeling(command)
    }
}

impl From<AdjudicationCommand> for SessionCommand {
    fn from(command: AdjudicationCommand) -> Self {
        Self::Adjudication(command)
    }
}

/// A session in its thread.
pub struct SessionHandle {
    inbox: SyncSender<Message>,
    /// How many commands wait in the inbox.
    waiting: Arc<AtomicUsize>,
    thread: Option<JoinHandle<SessionSummary>>,
    /// Stops the background analysis.
    stopped: Arc<AtomicBool>,
    /// The items.
    pub items: Arc<Items>,
    /// The project's folder.
    pub folder: PathBuf,
    /// What annotators are told.
    pub guidelines: Guidelines,
    /// Where they are written.
    pub guidelines_path: PathBuf,
    /// The project's name.
    pub name: String,
    /// Who labels or adjudicates.
    pub annotator: String,
}

impl SessionHandle {
    /// Starts to label an open project; the events go to `report`, which says whether anyone
    /// still listens.
    ///
    /// # Errors
    /// When a program goes by the annotator's name, or the project's config asks for what its
    /// data does not have.
    pub fn label(
        project: OpenProject,
        clock: Arc<dyn Clock>,
        ledger: Option<Ledger>,
        report: impl Fn(SessionEvent) -> bool + Send + 'static,
    ) -> Result<Self> {
        Self::start(project, report, |project, inbox, _| {
            let publish = move |event| inbox.send(Message::Trainer(event)).is_ok();
            let session = LabelingSession::threaded(project, clock, ledger, publish)?;
            Ok(Session::Labeling(Box::new(session)))
        })
    }

    /// Starts to adjudicate what people of an open project labeled differently, and its analysis
    /// in another thread: the first item is there as soon as the votes are counted.
    ///
    /// # Errors
    /// When there is nothing to adjudicate.
    pub fn adjudicate(
        project: OpenProject,
        clock: Arc<dyn Clock>,
        ledger: Option<Ledger>,
        report: impl Fn(SessionEvent) -> bool + Send + 'static,
    ) -> Result<Self> {
        Self::start(project, report, |project, inbox, stopped| {
            let session = AdjudicationSession::new(project, clock, ledger)?;
            let analysis = session.analysis();
            let publish = move |found| inbox.send(Message::Analysis(found)).is_ok();
            // Without its results the session goes on.
            spawn("analysis", move || {
                let run = AssertUnwindSafe(|| analysis.run(&stopped, &publish));
                if catch_unwind(run).is_err() {
                    let why = "the computation stopped unexpectedly".to_owned();
                    let _ = publish(AnalysisResult::Model(Err(why)))
                        && publish(AnalysisResult::Complete);
                }
            })?;
            Ok(Session::Adjudication(Box::new(session)))
        })
    }

    fn start(
        project: OpenProject,
        report: impl Fn(SessionEvent) -> bool + Send + 'static,
        open: impl FnOnce(OpenProject, SyncSender<Message>, Arc<AtomicBool>) -> Result<Session>,
    ) -> Result<Self> {
        let (inbox, messages) = sync_channel(QUEUE);
        let stopped = Arc::new(AtomicBool::new(false));
        let (items, guidelines) = (project.items.clone(), project.guidelines.clone());
        let guidelines_path = project.layout.guidelines();
        let folder = project.layout.root().to_owned();
        let (name, annotator) = (project.config.name.clone(), project.annotator.to_string());
        let mut session = open(project, inbox.clone(), stopped.clone())?;
        let waiting = Arc::new(AtomicUsize::new(0));
        if let Session::Labeling(session) = &mut session {
            session.give_way_to(waiting.clone());
        }
        let taken = waiting.clone();
        let thread = spawn("session", move || {
            run(&mut session, &messages, &taken, report);
            session.summary()
        })?;
        Ok(Self {
            inbox,
            waiting,
            thread: Some(thread),
            stopped,
            items,
            guidelines,
            guidelines_path,
            folder,
            name,
            annotator,
        })
    }

    /// Has the session do something; the outcome comes as events. A command of the other kind of
    /// session does nothing.
    pub fn command(&self, command: impl Into<SessionCommand>) {
        self.waiting.fetch_add(1, Ordering::Relaxed);
        // The thread ends only with this struct, or by a panic that the screen is told of.
        let _ = self.inbox.send(Message::Command(command.into()));
    }

    /// Ends the session: returns when its last event is on the disk.
    pub fn close(mut self) -> SessionSummary {
        self.stopped.store(true, Ordering::Relaxed);
        // Nothing that takes long is waited for.
        self.waiting.fetch_add(1, Ordering::Relaxed);
        let _ = self.inbox.send(Message::Close);
        self.thread
            .take()
            .and_then(|thread| thread.join().ok())
            .unwrap_or_default()
    }

    /// Whether the session's thread has ended, which it does not do by itself.
    pub(crate) fn has_failed(&self) -> bool {
        self.thread.as_ref().is_none_or(JoinHandle::is_finished)
    }
}

fn spawn<T: Send + 'static>(
    name: &str,
    run: impl FnOnce() -> T + Send + 'static,
) -> Result<JoinHandle<T>> {
    std::thread::Builder::new()
        .name(name.into())
        .spawn(run)
        .map_err(Error::io(&format!("the {name}"), "start"))
}

/// What comes into the inbox of a session.
enum Message {
    Command(SessionCommand),
    Trainer(TrainerEvent),
    Analysis(AnalysisResult),
    Close,
}

/// Either kind of session.
enum Session {
    Labeling(Box<LabelingSession>),
    Adjudication(Box<AdjudicationSession>),
}

impl Session {
    fn begin(&mut self) -> Vec<SessionEvent> {
        match self {
            Self::Labeling(session) => labeling(session.begin()),
            Self::Adjudication(session) => adjudication(session.begin()),
        }
    }

    fn base(&mut self) -> &mut OpenSession {
        match self {
            Self::Labeling(session) => session.base(),
            Self::Adjudication(session) => session.base(),
        }
    }

    fn take(&mut self, message: Message) -> Vec<SessionEvent> {
        if let Message::Command(SessionCommand::ReadGuidelines) = message {
            return self.base().read_guidelines().into_iter().collect();
        }
        match (self, message) {
            (Self::Labeling(session), message) => labeling(match message {
                Message::Command(SessionCommand::Labeling(command)) => session.handle(command),
                Message::Close => session.handle(LabelingCommand::Close),
                Message::Trainer(event) => session.take_event(event),
                _ => Vec::new(),
            }),
            (Self::Adjudication(session), message) => adjudication(match message {
                Message::Command(SessionCommand::Adjudication(command)) => session.handle(command),
                Message::Close => session.handle(AdjudicationCommand::Close),
                Message::Analysis(found) => session.take_result(found),
                _ => Vec::new(),
            }),
        }
    }

    /// Whether the next query waits for the trainer.
    fn is_waiting(&self) -> bool {
        matches!(self, Self::Labeling(session) if session.is_waiting())
    }

    /// Goes on with the ranking there is.
    fn ask_anyway(&mut self) -> Vec<SessionEvent> {
        match self {
            Self::Labeling(session) => labeling(session.ask_anyway()),
            Self::Adjudication(_) => Vec::new(),
        }
    }

    fn summary(&self) -> SessionSummary {
        match self {
            Self::Labeling(session) => session.summary(),
            Self::Adjudication(session) => session.summary(),
        }
    }
}

fn labeling(events: Vec<LabelingEvent>) -> Vec<SessionEvent> {
    events.into_iter().map(SessionEvent::Labeling).collect()
}

fn adjudication(events: Vec<AdjudicationEvent>) -> Vec<SessionEvent> {
    events.into_iter().map(SessionEvent::Adjudication).collect()
}

fn run(
    session: &mut Session,
    inbox: &Receiver<Message>,
    waiting: &AtomicUsize,
    report: impl Fn(SessionEvent) -> bool,
) {
    let mut deadline: Option<Instant> = None;
    let mut events = session.begin();
    loop {
        for event in events.drain(..) {
            if !report(event) {
                return;
            }
        }
        let message = match deadline {
            None => inbox.recv().map_err(|_| RecvTimeoutError::Disconnected),
            Some(deadline) => {
                inbox.recv_timeout(deadline.saturating_duration_since(Instant::now()))
            }
        };
        match message {
            Ok(message) => {
                let ends = matches!(message, Message::Close);
                let is_command = matches!(message, Message::Command(_));
                if is_command || ends {
                    waiting.fetch_sub(1, Ordering::Relaxed);
                }
                events = session.take(message);
                if ends {
                    return;
                }
                if is_command && session.is_waiting() && deadline.is_none() {
                    deadline = Some(Instant::now() + PATIENCE);
                }
            }
            Err(RecvTimeoutError::Timeout) => {
                events = session.ask_anyway();
                deadline = None;
            }
            Err(RecvTimeoutError::Disconnected) => return,
        }
        if !session.is_waiting() {
            deadline = None;
        }
    }
}
