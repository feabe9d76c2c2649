//! Runs the application: one inbox for keys, signals and the session's events.
//!
//! Each message is taken in, then one frame is painted for all that had queued up. Invariant: a
//! new item is painted before a key is counted for it.

use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::time::{Duration, Instant};

use super::clipboard;
use super::images::{self, ImageWorker, ItemImage};
use super::input::Input;
use super::look::Look;
use super::message::{HomeRequest, Inbox, Message, Request};
use super::model::Model;
use super::project_tasks::{ProjectTasks, failed};
use super::running_session::{EndedSession, RunningSession, SessionStarter};
use super::screens::view;
use super::terminal::{Terminal, restore_on_panic};
use super::trace::Trace;
use super::update::{begin_with_file, go_home, update};
use super::{external_editor, signals};
use crate::command::{Keymap, Screen};
use crate::error::{Error, Result};
use crate::home::Lessons;
use crate::project::{Layout, OpenProject};
use crate::rng::Seed;
use crate::session::{
    AdjudicationCommand, LabelingCommand, SessionCommand, SessionHandle, SessionRequest, Start,
};
use crate::settings::UserSettings;

/// Messages that may wait for the next frame.
const QUEUE: usize = 4_096;

/// How often the clock on the screen moves.
const TICK: Duration = Duration::from_secs(1);

/// How the workstation ended.
#[derive(Debug)]
pub enum Ended {
    /// The person quit: the sessions there were.
    Quit(Vec<EndedSession>),
    /// A signal or a hangup ended it; the exit code.
    Terminated(i32),
}

/// Shows projects to whoever labels or reviews them, until they quit.
///
/// # Errors
/// When the project cannot be opened, there is nothing to show, or the terminal cannot be taken.
pub fn run(request: SessionRequest) -> Result<Ended> {
    let trace = Trace::to(request.trace.as_deref())?;
    let settings = request.settings;
    let (keymap, mut problems) = Keymap::load(settings.keymap().as_deref());
    let (look, wrong) = Look::of(&settings);
    problems.extend(wrong);
    let (sender, inbox) = sync_channel(QUEUE);
    let user_data = request.user_data;
    let mut starter = SessionStarter::new(request.annotator, user_data, sender.clone());
    let asks_background = look.follows_terminal();
    let with_mouse = settings.get("mouse") == "on";
    let images = ItemImage::on(images::Terminal::of(&settings, &look));
    let mut model = Model::at_home(&starter.annotator.to_string(), look.current()).with_look(look);
    model.image = images;
    model = model.with_keymap(keymap, &problems);
    if let Some(user_data) = &starter.user_data {
        model.lessons = Lessons::read(user_data);
    }
    let named = (request.strategy, request.seed);
    // Whatever cannot be opened is told on the terminal as the person left it.
    let (running, tasks) = match request.start {
        Start::Label(layout) => (
            begin(&mut starter, layout, Screen::Label, named)?,
            Vec::new(),
        ),
        Start::Review(layout) => (
            begin(&mut starter, layout, Screen::Review, named)?,
            Vec::new(),
        ),
        Start::Home => (None, go_home(&mut model, starter.user_data.as_deref())),
        Start::File(file) => {
            let mut tasks = go_home(&mut model, starter.user_data.as_deref());
            tasks.extend(begin_with_file(&mut model, file));
            (None, tasks)
        }
    };
    if let Some(running) = &running {
        model.begin_session(&running.session, running.screen, running.is_sample);
        model.from_home = false;
    }
    restore_on_panic();
    // A signal that comes while the terminal is being taken must find somebody listening.
    signals::listen(sender.clone());
    let broken = Error::io("the terminal", "write");
    let terminal = Terminal::take(with_mouse).map_err(broken)?;
    let (columns, rows) = terminal.size();
    update(&mut model, Message::Resize(columns, rows));
    let begun = Instant::now();
    let input = Input::listen(begun, asks_background, sender.clone());
    let mut shell = Shell {
        model,
        input,
        running,
        starter,
        ended: Vec::new(),
        tasks: ProjectTasks::new(),
        images: ImageWorker::default(),
        terminal,
        settings,
        trace,
        begun,
    };
    for request in tasks {
        shell.carry_out(request, None);
    }
    shell.run(&inbox)
}

/// Begins the session that was asked for on the command line, with what was said there of it.
fn begin(
    starter: &mut SessionStarter,
    layout: Layout,
    screen: Screen,
    (strategy, seed): (Option<String>, Option<u64>),
) -> Result<Option<RunningSession>> {
    let mut project = starter.open(layout)?;
    if let Some(strategy) = strategy {
        project.config.query.strategy = strategy;
    }
    if let Some(seed) = seed {
        project.config.seed = Seed(seed);
    }
    starter.begin(project, screen).map(Some)
}

struct Shell {
    model: Model,
    input: Input,
    /// The session that goes on, if any.
    running: Option<RunningSession>,
    starter: SessionStarter,
    ended: Vec<EndedSession>,
    tasks: ProjectTasks,
    images: ImageWorker,
    terminal: Terminal,
    settings: UserSettings,
    trace: Trace,
    begun: Instant,
}

impl Shell {
    fn run(mut self, inbox: &Receiver<Inbox>) -> Result<Ended> {
        loop {
            let (model, painting) = (&self.model, Instant::now());
            // A terminal that cannot be written to has hung up.
            if self.terminal.paint(|frame| view(model, frame)).is_err() {
                return Ok(self.end(true));
            }
            self.trace.frame(painting.elapsed());
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
                    // Lines are read where there is no screen.
                    Inbox::Line(_) => {}
                    Inbox::Redraw => {
                        let _ = self.terminal.forget();
                    }
                    Inbox::Message(message) => {
                        let terminated = message == Message::Terminate;
                        if self.take(message) {
                            return Ok(self.end(terminated));
                        }
                    }
                    Inbox::Session(number, event) => {
                        let is_heard = |running: &RunningSession| running.number == number;
                        if self.running.as_ref().is_some_and(is_heard)
                            && self.take(Message::Event(event))
                        {
                            return Ok(self.end(false));
                        }
                    }
                    Inbox::Opened(project, screen) => self.begin_session(*project, screen),
                }
                // A new item must be painted before the next key can mean it.
                if self.model.awaits_paint() {
                    break;
                }
                next = inbox.try_recv().ok();
            }
            let session = self.running.as_ref().map(|running| &running.session);
            if session.is_some_and(SessionHandle::has_failed) {
                return Err(Error::refused(
                    "the session stopped unexpectedly; every answer shown as saved is on the disk",
                    "start querist again; with `--log FILE` the log says where it stopped",
                ));
            }
        }
    }

    /// Takes a message in; whether the program ends.
    fn take(&mut self, message: Message) -> bool {
        let pressed_at = match &message {
            Message::Key(_, at) => Some(*at),
            _ => None,
        };
        let refused = self.model.refused_keys;
        let requests = update(&mut self.model, message);
        if let (true, Some(at)) = (self.model.refused_keys > refused, pressed_at) {
            self.trace.refused(at);
        }
        requests
            .into_iter()
            .any(|request| self.carry_out(request, pressed_at))
    }

    /// Does what the screen asks for; whether the program ends.
    fn carry_out(&mut self, request: Request, pressed_at: Option<Duration>) -> bool {
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
                let resized = Message::Resize(columns, rows);
                let _ = self.starter.sender.send(Inbox::Message(resized));
            }
            Request::Image(request) => self.images.make(request, &self.starter.sender),
            Request::Copy(text) => {
                // A terminal that cannot be written to fails at the next frame.
                let _ = clipboard::copy(&text, &mut std::io::stdout());
            }
            Request::Keep(name, value) => self.keep(name, value, &self.starter.sender),
            Request::Send(command) => {
                if let (true, Some(at)) = (is_answer(&command), pressed_at) {
                    self.trace.answered(at);
                }
                if let Some(running) = &self.running {
                    running.session.command(command);
                }
            }
            Request::EditGuidelines => self.edit_guidelines(),
            Request::Home(HomeRequest::Leave) => return self.leave(),
            Request::Home(request) => self.tasks.run(request, &self.starter),
        }
        false
    }

    /// Gives the terminal to an editor of the guidelines.
    fn edit_guidelines(&mut self) {
        let Some(running) = &self.running else {
            return;
        };
        let path = running.session.guidelines_path.clone();
        let mut problem = None;
        let reading = self.input.pause();
        let _ = self
            .terminal
            .lend(|| problem = external_editor::edit(&path).err());
        reading.end();
        let (columns, rows) = self.terminal.size();
        for message in [Message::Resize(columns, rows), Message::Edited(problem)] {
            let _ = self.starter.sender.send(Inbox::Message(message));
        }
    }

    /// Begins a session in a project that was opened.
    fn begin_session(&mut self, project: OpenProject, screen: Screen) {
        // Whoever went on meanwhile keeps what they have.
        if self.running.is_some() {
            return;
        }
        match self.starter.begin(project, screen) {
            Ok(running) => {
                self.model
                    .begin_session(&running.session, screen, running.is_sample);
                self.running = Some(running);
                let (columns, rows) = self.model.size;
                // What is wrapped to this terminal's width is wrapped.
                self.take(Message::Resize(columns, rows));
            }
            Err(problem) => {
                self.take(Message::Home(failed(&problem)));
            }
        }
    }

    /// Ends the session and shows the projects.
    fn leave(&mut self) -> bool {
        let left = self.running.take().map(RunningSession::close);
        let requests = go_home(&mut self.model, self.starter.user_data.as_deref());
        if let Some(left) = left {
            self.model.left(&left);
            self.ended.push(left);
        }
        requests
            .into_iter()
            .any(|request| self.carry_out(request, None))
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
        let mut ended = self.ended;
        ended.extend(self.running.map(RunningSession::close));
        drop(self.terminal);
        if terminated {
            Ended::Terminated(signals::TERMINATED)
        } else {
            Ended::Quit(ended)
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
