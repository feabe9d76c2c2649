//! The workstation in lines, for screen readers and pipes: the same application without a screen.
//!
//! A line is read from the input when all that came of the one before is told; what a screen would
//! paint is said once, in words, with numbers to choose by. Keys have no part in it: a command is
//! given by its name. Invariants: nothing but lines of shown text goes out, a veiled text only when
//! it was asked for, and the end of the input ends the session safely. A line that is no text, or
//! that is cut off, does nothing and is told.

mod hear;
mod lists;
mod say;

use std::io::{IsTerminal, Write};
use std::sync::mpsc::{Receiver, RecvTimeoutError, sync_channel};
use std::time::{Duration, Instant};

use ratatui::crossterm::terminal;

use self::say::Told;
use super::images::{ItemImage, Terminal};
use super::message::{HeardLine, HomeRequest, Inbox, Message, Request};
use super::model::{Model, Phase};
use super::running_session::{RunningSession, SessionStarter};
use super::shell::Ended;
use super::theme::Theme;
use super::update::update;
use crate::command::Screen;
use crate::error::{Error, Result};
use crate::rng::Seed;
use crate::session::{SessionCommand, SessionRequest, Start};
use crate::text::prose_rows;

/// Messages that may wait.
const QUEUE: usize = 4_096;
/// How long nothing comes before what was asked for counts as told.
const QUIET: Duration = Duration::from_millis(100);
/// How long the session may take to say anything to a command.
const PATIENCE: Duration = Duration::from_secs(5);
/// How often time goes on while a line is waited for.
const TICK: Duration = Duration::from_secs(1);

/// Labels or reviews a project in lines, until the person quits or the input ends.
///
/// # Errors
/// When the project cannot be opened, there is nothing to review, or nobody reads the output.
pub fn run_plain(request: SessionRequest) -> Result<Ended> {
    let (layout, screen) = match request.start {
        Start::Label(layout) => (layout, Screen::Label),
        Start::Review(layout) => (layout, Screen::Review),
        Start::Home | Start::File(_) => {
            return Err(Error::usage(
                "--plain labels or reviews a project",
                "name it: `querist label DIR --plain`; `querist new FILE` makes one",
            ));
        }
    };
    let (sender, inbox) = sync_channel(QUEUE);
    let mut starter = SessionStarter::new(request.annotator, request.user_data, sender.clone());
    let mut project = starter.open(layout)?;
    if let Some(strategy) = request.strategy {
        project.config.query.strategy = strategy;
    }
    if let Some(seed) = request.seed {
        project.config.seed = Seed(seed);
    }
    let running = starter.begin(project, screen)?;
    let mut model = Model::new(&running.session, screen, Theme::plain());
    model.in_words = true;
    model.image = ItemImage::on(Terminal::in_words());
    // The line that names a first class would take what is meant as an answer.
    model.asked_for_class = true;
    let (wanted, wishes) = sync_channel::<()>(1);
    std::thread::spawn(move || {
        let mut input = std::io::stdin().lock();
        while wishes.recv().is_ok() {
            let line = hear::next(&mut input);
            let is_over = line == HeardLine::End;
            if sender.send(Inbox::Line(line)).is_err() || is_over {
                return;
            }
        }
    });
    let mut reader = Reader {
        model,
        running,
        inbox,
        begun: Instant::now(),
        told: Told::default(),
        is_unanswered: false,
        ends: false,
    };
    Reader::say_all(say::opening(&reader.model))?;
    loop {
        reader.settle()?;
        reader.tell()?;
        if reader.ends || wanted.send(()).is_err() {
            break;
        }
        match reader.wait_for_line()? {
            HeardLine::Whole(line) => reader.take_line(&line),
            HeardLine::Nothing(why) => Reader::say_all([why.to_owned()])?,
            HeardLine::End => break,
        }
        if reader.ends {
            break;
        }
    }
    Ok(Ended::Quit(vec![reader.running.close()]))
}

struct Reader {
    model: Model,
    running: RunningSession,
    inbox: Receiver<Inbox>,
    begun: Instant,
    /// What was said last.
    told: Told,
    /// A command was sent to which nothing was said yet.
    is_unanswered: bool,
    ends: bool,
}

impl Reader {
    fn send(&mut self, message: Message) -> Result<()> {
        for request in update(&mut self.model, message) {
            self.carry_out(request);
        }
        self.tell_notice()
    }

    fn carry_out(&mut self, request: Request) {
        match request {
            Request::Quit | Request::Home(HomeRequest::Leave) => self.ends = true,
            Request::Send(command) => {
                // Nothing is said to that unless somebody changed them.
                self.is_unanswered |= command != SessionCommand::ReadGuidelines;
                self.running.session.command(command);
            }
            Request::EditGuidelines => {
                let path = self.running.session.guidelines_path.display();
                self.model
                    .tell(&format!("the guidelines are in {path}: edit them there"));
            }
            // There is no screen to paint, to leave or to make look otherwise.
            Request::Redraw
            | Request::Suspend
            | Request::Copy(_)
            | Request::Image(_)
            | Request::Keep(..)
            | Request::Home(_) => {}
        }
    }

    /// Takes in what comes of the last line, until all of it is told.
    fn settle(&mut self) -> Result<()> {
        self.tell_notice()?;
        loop {
            let is_waiting = match self.model.phase {
                Phase::Preparing | Phase::Sending => true,
                Phase::Asking | Phase::Held { .. } | Phase::Done => self.model.unsaved > 0,
            };
            let patience = match (is_waiting, self.is_unanswered) {
                (true, _) => TICK,
                (false, true) => PATIENCE,
                (false, false) => QUIET,
            };
            match self.inbox.recv_timeout(patience) {
                Ok(Inbox::Session(_, event)) => {
                    self.is_unanswered = false;
                    self.send(Message::Event(event))?;
                }
                Ok(Inbox::Message(message)) => self.send(message)?,
                Ok(_) => {}
                Err(RecvTimeoutError::Timeout) if is_waiting && !self.has_failed() => {}
                Err(_) => {
                    self.is_unanswered = false;
                    return Ok(());
                }
            }
        }
    }

    fn has_failed(&mut self) -> bool {
        let has_failed = self.running.session.has_failed();
        self.ends |= has_failed;
        has_failed
    }

    /// Waits for a line, or the end of the input.
    fn wait_for_line(&mut self) -> Result<HeardLine> {
        loop {
            match self.inbox.recv_timeout(TICK) {
                Ok(Inbox::Line(line)) => return Ok(line),
                Ok(Inbox::Session(_, event)) => {
                    self.send(Message::Event(event))?;
                    // A question that comes only now is put at once.
                    self.tell()?;
                }
                Ok(_) => {}
                Err(RecvTimeoutError::Timeout) => {
                    self.send(Message::Tick(self.begun.elapsed()))?;
                }
                Err(RecvTimeoutError::Disconnected) => return Ok(HeardLine::End),
            }
        }
    }

    fn take_line(&mut self, line: &str) {
        let now = self.begun.elapsed();
        self.model.now = self.model.now.max(now);
        for request in hear::line(&mut self.model, line) {
            self.carry_out(request);
        }
    }

    /// Says what is new: what was opened, or the item.
    fn tell(&mut self) -> Result<()> {
        let lines = say::what_is_new(&mut self.model, &mut self.told);
        Self::say_all(lines)?;
        if self.model.awaits_paint() {
            update(&mut self.model, Message::Painted(self.begun.elapsed()));
        }
        Ok(())
    }

    fn tell_notice(&mut self) -> Result<()> {
        match self.model.notice.take() {
            Some(notice) => Self::say_all([notice.text.as_str().to_owned()]),
            None => Ok(()),
        }
    }

    fn say_all(lines: impl IntoIterator<Item = String>) -> Result<()> {
        let mut out = std::io::stdout().lock();
        // Lines end at words on a terminal; into a pipe they are whole.
        let size = out.is_terminal().then(terminal::size);
        let columns = size
            .and_then(std::io::Result::ok)
            .map(|(columns, _)| columns);
        let columns = columns.filter(|columns| *columns > 0);
        let columns = columns.map_or(usize::MAX, usize::from);
        for row in lines
            .into_iter()
            .flat_map(|line| prose_rows(&line, columns, &[""; 0]))
        {
            writeln!(out, "{row}").map_err(Error::io("the output", "write"))?;
        }
        out.flush().map_err(Error::io("the output", "write"))
    }
}
