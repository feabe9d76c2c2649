//! Runs the application: one inbox for keys, signals and the session's events.
//!
//! Each message is taken in, then one frame is painted for all that had queued up. Invariant: a
//! new item is painted before a key is counted for it.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::time::{Duration, Instant};

use super::clipboard;
use super::input::Input;
use super::look::Look;
use super::message::{Inbox, Message, Request};
use super::model::Model;
use super::screens::view;
use super::terminal::{Terminal, restore_on_panic};
use super::trace::Trace;
use super::update::update;
use super::{external_editor, signals};
use crate::clock::{Clock, SystemClock};
use crate::command::{Keymap, Screen};
use crate::error::{Error, Result};
use crate::project::OpenProject;
use crate::rng::Seed;
use crate::session::{
    AdjudicationCommand, LabelingCommand, SessionCommand, SessionHandle, SessionRequest,
    SessionSummary,
};
use crate::settings::UserSettings;
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

/// Shows a project to whoever labels or reviews it, until they quit.
///
/// # Errors
/// When the project cannot be opened, there is nothing to show, or the terminal cannot be taken.
pub fn run(request: SessionRequest, start: Screen) -> Result<Ended> {
    let clock = Arc::new(SystemClock);
    let mut project = OpenProject::open(request.layout, request.annotator, clock.now())?;
    if let Some(strategy) = request.strategy {
        project.config.query.strategy = strategy;
    }
    if let Some(seed) = request.seed {
        project.config.seed = Seed(seed);
    }
    let trace = Trace::to(request.trace.as_deref())?;
    let ledger = request.user_data.as_deref().map(Ledger::open);
    let settings = request.settings;
    let (keymap, mut problems) = Keymap::load(settings.keymap().as_deref());
    let (look, wrong) = Look::of(&settings);
    problems.extend(wrong);
    let (sender, inbox) = sync_channel(QUEUE);
    let events = sender.clone();
    let publish = move |event| events.send(Inbox::Message(Message::Event(event))).is_ok();
    // Whatever cannot be opened is told on the terminal as the person left it.
    let session = match start {
        Screen::Label => SessionHandle::label(project, clock, ledger, publish)?,
        Screen::Review => SessionHandle::adjudicate(project, clock, ledger, publish)?,
    };
    let asks_background = look.follows_terminal();
    let model = Model::new(&session, start, look.current()).with_look(look);
    let mut model = model.with_keymap(keymap, &problems);
    restore_on_panic();
    // A signal that comes while the terminal is being taken must find somebody listening.
    signals::listen(sender.clone());
    let broken = Error::io("the terminal", "write");
    let terminal = Terminal::take().map_err(broken)?;
    let (columns, rows) = terminal.size();
    update(&mut model, Message::Resize(columns, rows));
    let begun = Instant::now();
    let input = Input::listen(begun, asks_background, sender.clone());
    let shell = Shell {
        model,
        input,
        session,
        terminal,
        settings,
        trace,
        begun,
    };
    shell.run(&inbox, &sender)
}

struct Shell {
    model: Model,
    input: Input,
    session: SessionHandle,
    terminal: Terminal,
    settings: UserSettings,
    trace: Trace,
    begun: Instant,
}

impl Shell {
    fn run(mut self, inbox: &Receiver<Inbox>, sender: &SyncSender<Inbox>) -> Result<Ended> {
        loop {
            let model = &self.model;
            // A terminal that cannot be written to has hung up.
            if self.terminal.paint(|frame| view(model, frame)).is_err() {
                return Ok(self.end(true));
            }
            if self.model.awaits_paint() {
                let at = self.begun.elapsed();
                let (stale, foreseen) = (self.model.staleness(), self.model.was_foreseen());
                self.trace.painted(at, stale, foreseen);
                update(&mut self.model, Message::Painted(at));
            }
            let first = match inbox.recv_timeout(TICK) {
                Ok(first) => first,
                Err(RecvTimeoutError::Timeout) => {
                    Inbox::Message(Message::Tick(self.begun.elapsed()))
                }
                Err(RecvTimeoutError::Disconnected) => return Ok(self.end(true)),
            };
            let mut next = Some(first);
            while let Some(arrived) = next.take() {
                match arrived {
                    Inbox::Redraw => {
                        let _ = self.terminal.forget();
                    }
                    Inbox::Message(message) => {
                        let terminated = message == Message::Terminate;
                        if self.take(message, sender) {
                            return Ok(self.end(terminated));
                        }
                    }
                }
                // A new item must be painted before the next key can mean it.
                if self.model.awaits_paint() {
                    break;
                }
                next = inbox.try_recv().ok();
            }
            if self.session.has_failed() {
                return Err(Error::refused(
                    "the session stopped unexpectedly; every answer shown as saved is on the disk",
                    "start querist again; with `--log FILE` the log says where it stopped",
                ));
            }
        }
    }

    /// Takes a message in; whether the program ends.
    fn take(&mut self, message: Message, sender: &SyncSender<Inbox>) -> bool {
        let pressed_at = match &message {
            Message::Key(_, at) => Some(*at),
            _ => None,
        };
        for request in update(&mut self.model, message) {
            match request {
                Request::Quit => return true,
                Request::Redraw => {
                    // A terminal that cannot be cleared fails at the next frame.
                    let _ = self.terminal.forget();
                }
                Request::Suspend => {
                    let _ = self.terminal.lend(signals::stop);
                    let (columns, rows) = self.terminal.size();
                    // The window may have another size by now.
                    let _ = sender.send(Inbox::Message(Message::Resize(columns, rows)));
                }
                Request::Copy(text) => {
                    // A terminal that cannot be written to fails at the next frame.
                    let _ = clipboard::copy(&text, &mut std::io::stdout());
                }
                Request::Keep(name, value) => self.keep(name, value, sender),
                Request::EditGuidelines => {
                    let path = self.session.guidelines_path.clone();
                    let mut problem = None;
                    let _reading = self.input.pause();
                    let _ = self
                        .terminal
                        .lend(|| problem = external_editor::edit(&path).err());
                    let (columns, rows) = self.terminal.size();
                    for message in [Message::Resize(columns, rows), Message::Edited(problem)] {
                        let _ = sender.send(Inbox::Message(message));
                    }
                }
                Request::Send(command) => {
                    if let (true, Some(at)) = (is_answer(&command), pressed_at) {
                        self.trace.answered(at);
                    }
                    self.session.command(command);
                }
            }
        }
        false
    }

    /// Writes a setting, in a thread of its own: a disk may be slow.
    fn keep(&self, name: &'static str, value: String, sender: &SyncSender<Inbox>) {
        let (mut settings, sender) = (self.settings.clone(), sender.clone());
        std::thread::spawn(move || {
            let kept = settings.set(name, &value);
            let told = match kept {
                Ok(path) => Ok(format!("{name} {value}: kept in {}", path.display())),
                Err(problem) => Err(format!("{name} {value} is not kept: {problem}")),
            };
            // With the screen gone there is nobody to tell.
            let _ = sender.send(Inbox::Message(Message::Kept(told)));
        });
    }

    fn end(self, terminated: bool) -> Ended {
        let summary = self.session.close();
        drop(self.terminal);
        if terminated {
            Ended::Terminated(signals::TERMINATED)
        } else {
            Ended::Quit(summary)
        }
    }
}

/// Whether a command answers the item on the screen: the trace times what follows.
fn is_answer(command: &SessionCommand) -> bool {
    match command {
        SessionCommand::Labeling(command) => matches!(
            command,
            LabelingCommand::Judge { .. } | LabelingCommand::Skip { .. }
        ),
        SessionCommand::Adjudication(command) => matches!(
            command,
            AdjudicationCommand::Decide { .. }
                | AdjudicationCommand::Send { .. }
                | AdjudicationCommand::Skip { .. }
        ),
        SessionCommand::ReadGuidelines => false,
    }
}
