//! Begins and ends the sessions at the screen, one after the other.
//!
//! Invariant: there is at most one, and what an ended one still says is heard by nobody.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::SyncSender;

use super::message::{HomeMessage, Inbox, Message};
use super::project_tasks::failed;
use crate::clock::{Clock, SystemClock};
use crate::command::Screen;
use crate::error::Result;
use crate::home::RecentProjects;
use crate::project::{Layout, OpenProject};
use crate::schema::Annotator;
use crate::session::{SessionHandle, SessionSummary};
use crate::wellbeing::ledger::Ledger;

/// A session that has ended.
#[derive(Debug)]
pub struct EndedSession {
    /// Where.
    pub layout: Layout,
    /// On which screen.
    pub screen: Screen,
    /// What was done in it.
    pub summary: SessionSummary,
}

/// The session that goes on.
pub(super) struct RunningSession {
    pub(super) session: SessionHandle,
    pub(super) number: u64,
    pub(super) screen: Screen,
    /// It is a sample.
    pub(super) is_sample: bool,
    layout: Layout,
}

impl RunningSession {
    /// Ends the session: returns when its last event is on the disk.
    pub(super) fn close(self) -> EndedSession {
        EndedSession {
            summary: self.session.close(),
            layout: self.layout,
            screen: self.screen,
        }
    }
}

/// What begins sessions: who works here, and where their events go.
pub(super) struct SessionStarter {
    pub(super) annotator: Annotator,
    pub(super) user_data: Option<PathBuf>,
    pub(super) sender: SyncSender<Inbox>,
    begun: u64,
}

impl SessionStarter {
    pub(super) fn new(
        annotator: Annotator,
        user_data: Option<PathBuf>,
        sender: SyncSender<Inbox>,
    ) -> Self {
        Self {
            annotator,
            user_data,
            sender,
            begun: 0,
        }
    }

    /// Opens a project for whoever works here.
    pub(super) fn open(&self, layout: Layout) -> Result<OpenProject> {
        OpenProject::open(layout, self.annotator.clone(), SystemClock.now())
    }

    /// Whether a project is the copy of a sample.
    fn is_sample(&self, layout: &Layout) -> bool {
        let samples = self.user_data.as_ref().map(|data| data.join("demo"));
        let samples = samples.and_then(|samples| samples.canonicalize().ok());
        let root = layout.root().canonicalize().ok();
        matches!((root, samples), (Some(root), Some(samples)) if root.starts_with(&samples))
    }

    /// Begins a session in an open project, and notes it as a recent one.
    pub(super) fn begin(&mut self, project: OpenProject, screen: Screen) -> Result<RunningSession> {
        self.begun += 1;
        let number = self.begun;
        let layout = project.layout.clone();
        let name = project.config.name.clone();
        let clock = Arc::new(SystemClock);
        let ledger = self.user_data.as_deref().map(Ledger::open);
        let events = self.sender.clone();
        let publish = move |event| events.send(Inbox::Session(number, event)).is_ok();
        let session = match screen {
            Screen::Review => SessionHandle::adjudicate(project, clock, ledger, publish)?,
            Screen::Home | Screen::Label => SessionHandle::label(project, clock, ledger, publish)?,
        };
        if let Some(user_data) = &self.user_data {
            let mut recent = RecentProjects::read(user_data);
            let trouble = recent.trouble();
            let trouble = trouble.map(|(what, next)| HomeMessage::Failed(what.into(), next.into()));
            let noted = recent.opened(layout.root(), &name, SystemClock.now());
            let told = noted.err().map(|problem| failed(&problem)).or(trouble);
            if let Some(told) = told {
                // The session is what matters: where nobody hears of it, it goes on.
                let _ = self.sender.try_send(Inbox::Message(Message::Home(told)));
            }
        }
        Ok(RunningSession {
            is_sample: self.is_sample(&layout),
            session,
            number,
            layout,
            screen,
        })
    }
}
