//! Does in threads what takes long with projects as a whole: reading how far they are, opening one,
//! taking labels in.
//!
//! What comes of it goes into the inbox. Invariant: the screen waits for none of it.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{RecvTimeoutError, sync_channel};
use std::time::Duration;

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
            HomeRequest::Read(folders) => {
                spawn("summaries", move || {
                    one_by_one(folders, PATIENCE, summary, send);
                });
            }
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
                    let user_data = starter.user_data.clone();
                    SetupHandle::start(annotator, user_data, move |event| {
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

/// How long a project may take to read before the next one is begun beside it.
const PATIENCE: Duration = Duration::from_secs(2);

/// Reads one project after the other and tells how far each is. One that takes long holds no other
/// back: it says so, is read on beside the others, and is told when it is done.
fn one_by_one(
    folders: Vec<(PathBuf, Option<jiff::Timestamp>)>,
    patience: Duration,
    read: impl Fn(&Path, Option<jiff::Timestamp>) -> Summary + Copy + Send + 'static,
    send: impl Fn(HomeMessage) -> bool + Clone + Send + 'static,
) {
    for (folder, exported) in folders {
        let (done, is_done) = sync_channel(1);
        let (tell, place) = (send.clone(), folder.clone());
        spawn("summary", move || {
            let known = read(&place, exported);
            let is_heard = tell(HomeMessage::Summary(place, known));
            // Nobody waits any more where it took long.
            let _ = done.send(is_heard);
        });
        let is_heard = match is_done.recv_timeout(patience) {
            Ok(is_heard) => is_heard,
            Err(RecvTimeoutError::Timeout) => {
                let slow = Unread::Broken("still being read: this takes long".into());
                send(HomeMessage::Summary(folder, Err(slow)))
            }
            // Its thread could not be started, or ended early.
            Err(RecvTimeoutError::Disconnected) => {
                let ended = Unread::Broken("could not be read: try again later".into());
                send(HomeMessage::Summary(folder, Err(ended)))
            }
        };
        if !is_heard {
            return;
        }
    }
}

/// What is told of an error.
pub(super) fn failed(problem: &Error) -> HomeMessage {
    HomeMessage::Failed(problem.to_string(), problem.next_step())
}

/// How far a project is, and how long ago somebody worked in it.
type Summary = std::result::Result<(Box<ProjectSummary>, String), Unread>;

fn summary(folder: &Path, exported: Option<jiff::Timestamp>) -> Summary {
    let broken = |problem: Error| Unread::Broken(problem.to_string());
    let layout = Layout::at(folder);
    if !layout.is_project().map_err(broken)? {
        return Err(Unread::Missing);
    }
    let summary = ProjectSummary::read(folder, exported).map_err(broken)?;
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
    let layout = if let Some(sample) = sample {
        take_sample(sample, folder, annotator, screen == Screen::Review, now)?
    } else {
        let layout = Layout::at(folder);
        // What stands in the way has better words than what would fail because of it.
        layout.is_project()?;
        layout
    };
    OpenProject::open(layout, annotator.clone(), now)
}

fn take_in(folder: &PathBuf, annotator: &Annotator) -> Result<u64> {
    let layout = Layout::at(folder);
    let files = label_files(&layout);
    let choice = LabelChoice::default();
    gather(&layout, &files, &choice, annotator, SystemClock.now())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slow_project_holds_no_other_back_and_is_told_when_it_is_read() {
        let (sender, heard) = sync_channel(10);
        let read = |folder: &Path, _| -> Summary {
            if folder.ends_with("slow") {
                std::thread::sleep(Duration::from_millis(400));
            }
            Err(Unread::Missing)
        };
        let folders = ["slow", "quick"].map(|name| (PathBuf::from(name), None));
        let send = move |message| sender.send(message).is_ok();
        one_by_one(folders.into(), Duration::from_millis(50), read, send);
        let told: Vec<(String, bool)> = heard
            .into_iter()
            .map(|message| match message {
                HomeMessage::Summary(folder, known) => {
                    let is_slow = matches!(known, Err(Unread::Broken(_)));
                    (folder.display().to_string(), is_slow)
                }
                other => panic!("{other:?}"),
            })
            .collect();
        let expected = [("slow", true), ("quick", false), ("slow", false)];
        assert_eq!(told, expected.map(|(name, slow)| (name.to_owned(), slow)));
    }
}
