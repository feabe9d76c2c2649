//! Looks at files and makes projects in a thread of its own, beside the screen.
//!
//! Commands go in, events come out, in order; of several looks at files that wait, only the last is
//! taken. Invariant: a command is carried out whole before the next is looked at.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::SystemTime;

use jiff::Timestamp;

use super::browse::{Listing, Peek};
use super::choices::Choices;
use super::made_before::MadeBefore;
use super::proposal::Proposal;
use super::survey::{Role, Survey, import_preview, settle, survey};
use crate::clock::{Clock, SystemClock};
use crate::error::{Error, Result};
use crate::pool::{ImportPreview, Rows};
use crate::schema::Annotator;

/// What the making of a project comes to, step by step; the last is the session's.
pub(crate) const STEPS: [&str; 4] = [
    "reading the file",
    "writing the items",
    "taking labels in",
    "opening it",
];

/// What can be asked for.
#[derive(Debug, Clone, PartialEq)]
pub enum SetupCommand {
    /// List a folder.
    List(PathBuf),
    /// Show how a file begins.
    Peek(PathBuf),
    /// Read a file and say what its columns seem to be.
    Survey(PathBuf),
    /// Say what of that file would become an item, with columns for what they were chosen.
    Sort(PathBuf, Vec<(String, Role)>),
    /// Make a project, with columns for what they were chosen.
    Create(Box<Choices>, Vec<(String, Role)>),
}

/// What comes of it.
#[derive(Debug, Clone, PartialEq)]
pub enum SetupEvent {
    /// What lies in a folder.
    Listed(Listing),
    /// How a file begins.
    Peeked(PathBuf, std::result::Result<Peek, String>),
    /// What was found of a file.
    Surveyed(Box<Survey>),
    /// What would become an item, with these columns for what they are.
    Sorted(Vec<(String, Role)>, ImportPreview),
    /// How far the making is: what is being done.
    Making(&'static str),
    /// The project is there: where, what else is to be told, and the command that makes the same.
    Created {
        /// Its folder.
        folder: PathBuf,
        /// What was left out or taken in, in sentences.
        told: Vec<String>,
        /// The command.
        command: String,
    },
    /// It could not be done: what, and the next step.
    Failed(String, String),
}

/// The thread.
pub(crate) struct SetupHandle {
    inbox: Sender<SetupCommand>,
}

impl SetupHandle {
    /// Starts it; `report` says whether anyone still listens.
    pub(crate) fn start(
        importer: Annotator,
        user_data: Option<PathBuf>,
        report: impl Fn(SetupEvent) -> bool + Send + 'static,
    ) -> Self {
        let (inbox, commands) = channel();
        let worker = Worker {
            importer,
            user_data,
            report: Box::new(report),
            rows: None,
            stamp: None,
        };
        let spawned = std::thread::Builder::new()
            .name("setup".into())
            .spawn(move || worker.run(&commands));
        if let Err(problem) = spawned {
            tracing::warn!("the setup cannot be started: {problem}");
        }
        Self { inbox }
    }

    /// Has it do something.
    pub(crate) fn command(&self, command: SetupCommand) {
        // Without the thread nothing comes back, and the screen goes on.
        let _ = self.inbox.send(command);
    }
}

struct Worker {
    importer: Annotator,
    /// Where the list of the person's projects is.
    user_data: Option<PathBuf>,
    report: Box<dyn Fn(SetupEvent) -> bool + Send>,
    /// The rows of the file that was surveyed last, and which file that was.
    rows: Option<(PathBuf, Rows)>,
    stamp: Option<Stamp>,
}

/// The size of a file and when it was last written to: another one is another file.
type Stamp = (u64, SystemTime);

/// Nothing is told of a folder: it may be read again.
fn stamp_of(file: &Path) -> Option<Stamp> {
    let known = file.metadata().ok().filter(std::fs::Metadata::is_file)?;
    Some((known.len(), known.modified().ok()?))
}

impl Worker {
    fn run(mut self, commands: &Receiver<SetupCommand>) {
        while let Ok(first) = commands.recv() {
            let mut waiting = vec![first];
            waiting.extend(commands.try_iter());
            let last = waiting.len() - 1;
            for (place, command) in waiting.into_iter().enumerate() {
                let is_look = matches!(command, SetupCommand::Peek(_) | SetupCommand::Sort(..));
                let is_old = place < last && is_look;
                if is_old {
                    continue;
                }
                let event = self
                    .carry_out(command, SystemClock.now())
                    .unwrap_or_else(|problem| failed(&problem));
                if !(self.report)(event) {
                    return;
                }
            }
        }
    }

    fn carry_out(&mut self, command: SetupCommand, now: Timestamp) -> Result<SetupEvent> {
        match command {
            SetupCommand::List(folder) => Listing::read(&folder).map(SetupEvent::Listed),
            SetupCommand::Peek(path) => {
                let peek = Peek::read(&path).map_err(|problem| problem.to_string());
                Ok(SetupEvent::Peeked(path, peek))
            }
            SetupCommand::Survey(file) => {
                self.stamp = stamp_of(&file);
                let (mut found, rows) = survey(&file)?;
                let user_data = self.user_data.as_deref();
                found.made_before = MadeBefore::of(&file, rows.read, user_data);
                self.rows = Some((file, rows));
                Ok(SetupEvent::Surveyed(Box::new(found)))
            }
            SetupCommand::Sort(file, roles) => {
                let known = self.rows.as_ref().filter(|(known, _)| *known == file);
                let found = known.and_then(|(_, rows)| import_preview(rows, &roles));
                Ok(SetupEvent::Sorted(roles, found.unwrap_or_default()))
            }
            SetupCommand::Create(choices, roles) => self.create(*choices, &roles, now),
        }
    }

    fn create(
        &mut self,
        choices: Choices,
        roles: &[(String, Role)],
        now: Timestamp,
    ) -> Result<SetupEvent> {
        let tell = |what| {
            (self.report)(SetupEvent::Making(what));
        };
        let choices = match &self.rows {
            Some((file, rows)) if *file == choices.file => {
                // What was decided was decided of what was shown.
                if self.stamp.is_some() && stamp_of(file) != self.stamp {
                    return Err(Error::refused(
                        format!("{} has changed since it was shown here", file.display()),
                        "Esc, and choose it again to see what it holds now",
                    ));
                }
                settle(rows, roles, choices)
            }
            _ => choices,
        };
        tell(STEPS[0]);
        let command = choices.command_line();
        let proposal = Proposal::of(choices, now)?;
        tell(STEPS[1]);
        let layout = proposal.create(&self.importer, now)?;
        let mut told: Vec<String> = proposal.left_out(&layout).into_iter().collect();
        tell(STEPS[2]);
        match proposal.take_in_labels(&layout, &self.importer, now) {
            Ok(0) => {}
            Ok(labels) => told.push(format!("labels taken in: {labels}")),
            Err(problem) => told.push(format!("labels were not taken in: {problem}")),
        }
        Ok(SetupEvent::Created {
            folder: whole(layout.root()),
            told,
            command,
        })
    }
}

fn whole(folder: &Path) -> PathBuf {
    folder
        .canonicalize()
        .unwrap_or_else(|_| folder.to_path_buf())
}

fn failed(problem: &Error) -> SetupEvent {
    SetupEvent::Failed(problem.to_string(), problem.next_step())
}
