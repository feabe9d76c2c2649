//! What runs around model, update and view?
//!
//! One inbox for keys, signals and the engine's reports; each message is taken in, then one
//! frame is painted for all that had queued up.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::time::{Duration, Instant};

use super::message::{Effect, Inbox, Message};
use super::model::Model;
use super::review::{AdjudicationModel, Reviewing};
use super::terminal::{Screen, restore_on_panic};
use super::theme::Theme;
use super::trace::Trace;
use super::workplace::{App, Labeling};
use super::{input, signals};
use crate::clock::{Clock, SystemClock};
use crate::error::{Error, Result};
use crate::project::{Layout, OpenProject};
use crate::rng::Seed;
use crate::schema::Annotator;
use crate::session::{SessionEvent, SessionHandle, SessionSummary};
use crate::wellbeing::ledger::Ledger;

/// Messages that may wait for the next frame.
const QUEUE: usize = 4_096;

/// How often the clock on the screen moves.
const TICK: Duration = Duration::from_secs(1);

/// How a session at the screen ended.
#[derive(Debug)]
pub enum Ended {
    /// The person quit.
    Quit(SessionSummary),
    /// A signal or a hangup ended it; the exit code.
    Terminated(i32),
}

/// What is to be shown, and to whom.
#[derive(Debug)]
pub struct Opening {
    /// The project.
    pub layout: Layout,
    /// Who answers.
    pub annotator: Annotator,
    /// What chooses in this session, when it is not what the config names.
    pub strategy: Option<String>,
    /// The seed of chance in this session, when it is not the project's.
    pub seed: Option<u64>,
    /// Where to write how long the person waits, if at all.
    pub trace: Option<PathBuf>,
    /// Where the user's own data lies, for the ledger that is theirs alone.
    pub user_data: Option<PathBuf>,
}

/// Shows a project to whoever labels it, until they quit.
pub fn run(opening: Opening) -> Result<Ended> {
    let clock = Arc::new(SystemClock);
    let mut project = OpenProject::open(opening.layout, opening.annotator, clock.now())?;
    if let Some(strategy) = opening.strategy {
        project.config.query.strategy = strategy;
    }
    if let Some(seed) = opening.seed {
        project.config.seed = Seed(seed);
    }
    let trace = Trace::to(opening.trace.as_deref())?;
    let ledger = opening.user_data.as_deref().map(Ledger::open);
    show(trace, |report| {
        let engine = SessionHandle::label(project, clock, ledger, move |event| match event {
            SessionEvent::Labeling(event) => report(event),
            SessionEvent::Adjudication(_) => true,
        })?;
        Ok(Labeling {
            model: Model::new(&engine, Theme::from_environment()),
            engine,
        })
    })
}

/// Shows what people labeled differently to whoever reviews it, until they quit.
pub fn run_review(opening: Opening) -> Result<Ended> {
    let clock = Arc::new(SystemClock);
    let mut project = OpenProject::open(opening.layout, opening.annotator, clock.now())?;
    if let Some(seed) = opening.seed {
        project.config.seed = Seed(seed);
    }
    let trace = Trace::to(opening.trace.as_deref())?;
    let ledger = opening.user_data.as_deref().map(Ledger::open);
    show(trace, |report| {
        let engine = SessionHandle::adjudicate(project, clock, ledger, move |event| match event {
            SessionEvent::Adjudication(event) => report(event),
            SessionEvent::Labeling(_) => true,
        })?;
        Ok(Reviewing {
            model: AdjudicationModel::new(&engine, Theme::from_environment()),
            engine,
        })
    })
}

/// Hands a report of the engine to the screen; whether anyone still listens.
pub(super) type ReportSink<R> = Box<dyn Fn(R) -> bool + Send>;

/// Takes the terminal and shows the workplace that `make` makes; it is told the size at once.
pub(super) fn show<W: App>(
    trace: Trace,
    make: impl FnOnce(ReportSink<W::Event>) -> Result<W>,
) -> Result<Ended> {
    let (sender, inbox) = sync_channel(QUEUE);
    let reports = sender.clone();
    let hand = Box::new(move |report| {
        reports
            .send(Inbox::Message(Message::Report(report)))
            .is_ok()
    });
    // Whatever cannot be opened is told on the terminal as the person left it.
    let mut place = make(hand)?;
    restore_on_panic();
    // A signal that comes while the terminal is being taken must find somebody listening.
    signals::listen(sender.clone());
    let broken = |source| Error::io("the terminal", "write", source);
    let screen = Screen::take().map_err(broken)?;
    let (columns, rows) = screen.size();
    place.update(Message::Resize(columns, rows));
    let begun = Instant::now();
    let shell = Shell {
        place,
        screen,
        trace,
        begun,
    };
    input::listen(begun, sender.clone());
    shell.run(&inbox, &sender)
}

struct Shell<W> {
    place: W,
    screen: Screen,
    trace: Trace,
    begun: Instant,
}

impl<W: App> Shell<W> {
    fn run(
        mut self,
        inbox: &Receiver<Inbox<W::Event>>,
        sender: &SyncSender<Inbox<W::Event>>,
    ) -> Result<Ended> {
        loop {
            let place = &self.place;
            // A terminal that cannot be written to has hung up.
            if self.screen.paint(|frame| place.view(frame)).is_err() {
                return Ok(self.end(true));
            }
            if self.place.awaits_paint() {
                let at = self.begun.elapsed();
                let painted = self.place.painted();
                self.trace.painted(at, painted.stale, painted.foreseen);
                self.place.update(Message::Painted(at));
            }
            let first = match inbox.recv_timeout(TICK) {
                Ok(first) => first,
                Err(RecvTimeoutError::Timeout) => {
                    Inbox::Message(Message::Tick(self.begun.elapsed()))
                }
                Err(RecvTimeoutError::Disconnected) => return Ok(self.end(true)),
            };
            let mut next = Some(first);
            while let Some(letter) = next.take() {
                match letter {
                    Inbox::Redraw => {
                        let _ = self.screen.forget();
                    }
                    Inbox::Message(message) => {
                        let terminated = message == Message::Terminate;
                        if self.take(message, sender) {
                            return Ok(self.end(terminated));
                        }
                    }
                }
                // A new item must be painted before the next key can mean it.
                if self.place.awaits_paint() {
                    break;
                }
                next = inbox.try_recv().ok();
            }
            if self.place.has_failed() {
                return Err(Error::refused(
                    "the engine stopped unexpectedly; every answer shown as saved is on the disk",
                    "start querist again; with `--log FILE` the log says where it stopped",
                ));
            }
        }
    }

    /// Takes a message in; whether the program ends.
    fn take(&mut self, message: Message<W::Event>, sender: &SyncSender<Inbox<W::Event>>) -> bool {
        let pressed_at = match &message {
            Message::Key(_, at) => Some(*at),
            _ => None,
        };
        for effect in self.place.update(message) {
            match effect {
                Effect::Quit => return true,
                Effect::Redraw => {
                    // A terminal that cannot be cleared fails at the next frame.
                    let _ = self.screen.forget();
                }
                Effect::Suspend => {
                    let _ = self.screen.lend(signals::stop);
                    let (columns, rows) = self.screen.size();
                    // The window may have another size by now.
                    let _ = sender.send(Inbox::Message(Message::Resize(columns, rows)));
                }
                Effect::Order(order) => {
                    if let (true, Some(at)) = (W::answers(&order), pressed_at) {
                        self.trace.answered(at);
                    }
                    self.place.order(order);
                }
            }
        }
        false
    }

    fn end(self, terminated: bool) -> Ended {
        let closing = self.place.close();
        drop(self.screen);
        if terminated {
            Ended::Terminated(signals::TERMINATED)
        } else {
            Ended::Quit(closing)
        }
    }
}
