//! Does in threads what takes long with projects as a whole: reading how far they are, opening one,
//! taking labels in.
//!
//! What comes of it goes into the inbox. Invariant: the screen waits for none of it.

use std::path::{Path, PathBuf};

use super::message::{HomeMessage, HomeRequest, Inbox, Message, Unread};
use super::running_session::SessionStarter;
use crate::clock::{Clock, SystemClock};
use crate::command::Screen;
use crate::error::{Error, Result};
use crate::home::{ProjectSummary, RecentProjects, ago, label_files};
use crate::pool::LabelChoice;
use crate::project::{Layout, OpenProject, Sample};
use crate::schema::Annotator;
use crate::setup::{SetupHandle, gather, take_sample};

/// Whoever runs the tasks of the home screen.
pub(super) struct ProjectTasks {
    setup: Option<SetupHandle>,
}

impl ProjectTasks {
    pub(super) fn new() -> Self {
        Self { setup: None }
    }

    /// Begins what was asked for.
    pub(super) fn run(&mut self, request: HomeRequest, starter: &SessionStarter) {
        let (annotator, sender) = (starter.annotator.clone(), starter.sender.clone());
        let send = move |message| sender.send(Inbox::Message(Message::Home(message))).is_ok();
        match request {
            HomeRequest::Read(folders) => spawn("summaries", move || {
                for (folder, exported) in folders {
                    let known = summary(&folder, exported);
                    if !send(HomeMessage::Summary(folder, known)) {
                        return;
                    }
                }
            }),
            HomeRequest::Open(folder, sample, screen) => {
                let inbox = starter.sender.clone();
                spawn("opening", move || {
                    let answer = match open(&folder, sample, &annotator, screen) {
                        Ok(project) => Inbox::Opened(Box::new(project), screen),
                        Err(problem) => Inbox::Message(Message::Home(failed(&problem))),
                    };
                    // Without a screen nobody waits for it.
                    let _ = inbox.send(answer);
                });
            }
            HomeRequest::Forget(folder) => {
                let user_data = starter.user_data.clone();
                spawn("forgetting", move || {
                    let mut known = user_data.as_deref().map(RecentProjects::read);
                    let done = known.as_mut().map_or(Ok(()), |known| known.forget(&folder));
                    if let Err(problem) = done {
                        send(failed(&problem));
                    }
                });
            }
            HomeRequest::Gather(folder) => spawn("gathering", move || {
                send(match take_in(&folder, &annotator) {
                    Ok(new) => HomeMessage::Gathered(folder, new),
                    Err(problem) => failed(&problem),
                });
            }),
            HomeRequest::Setup(command) => {
                let setup = self.setup.get_or_insert_with(|| {
                    SetupHandle::start(annotator, move |event| {
                        send(HomeMessage::Setup(Box::new(event)))
                    })
                });
                setup.command(*command);
            }
            HomeRequest::Keep(lessons) => spawn("lessons", move || lessons.write()),
            // The shell ends sessions itself.
            HomeRequest::Leave => {}
        }
    }
}

/// Runs something in a thread of its own. Without one it is not done: the screen goes on.
fn spawn(name: &str, run: impl FnOnce() + Send + 'static) {
    let spawned = std::thread::Builder::new().name(name.into()).spawn(run);
    if let Err(problem) = spawned {
        tracing::warn!("{name} cannot be started: {problem}");
    }
}

/// What is told of an error.
pub(super) fn failed(problem: &Error) -> HomeMessage {
    HomeMessage::Failed(problem.to_string(), problem.next_step())
}

fn summary(
    folder: &Path,
    exported: Option<jiff::Timestamp>,
) -> std::result::Result<(Box<ProjectSummary>, String), Unread> {
    if !Layout::at(folder).config().is_file() {
        return Err(Unread::Missing);
    }
    let summary = ProjectSummary::read(folder, exported);
    let summary = summary.map_err(|problem| Unread::Broken(problem.to_string()))?;
    let worked = summary.worked;
    let when = worked.map_or_else(String::new, |then| ago(then, SystemClock.now()));
    Ok((Box::new(summary), when))
}

/// Opens a project, or the copy of a sample, which is made first where there is none; what others
/// said of a sample is taken in before it is reviewed.
fn open(
    folder: &Path,
    sample: Option<&'static Sample>,
    annotator: &Annotator,
    screen: Screen,
) -> Result<OpenProject> {
    let now = SystemClock.now();
    let layout = match sample {
        Some(sample) => take_sample(sample, folder, annotator, screen == Screen::Review, now)?,
        None => Layout::at(folder),
    };
    OpenProject::open(layout, annotator.clone(), now)
}

fn take_in(folder: &PathBuf, annotator: &Annotator) -> Result<u64> {
    let layout = Layout::at(folder);
    let files = label_files(&layout);
    let choice = LabelChoice::default();
    gather(&layout, &files, &choice, annotator, SystemClock.now())
}
