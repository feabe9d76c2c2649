//! When does a person's session begin and end?

use jiff::Timestamp;

use crate::error::Result;
use crate::journal::Event;
use crate::journal::event::{SessionEnded, SessionStarted};
use crate::project::OpenProject;

/// Records that a session begins; its number.
///
/// # Errors
/// When it is not known to be on the disk.
pub(super) fn begin(project: &mut OpenProject, now: Timestamp) -> Result<u32> {
    let number = project.state().next_session(project.writer());
    let started = Event::SessionStarted(SessionStarted {
        session: number,
        annotator: project.annotator.clone(),
        guidelines: project.guidelines.hash.clone(),
    });
    project.record(now, started)?;
    Ok(number)
}

/// The event of its end.
pub(super) fn ended(session: u32, active_seconds: f64, answers: u32) -> Event {
    Event::SessionEnded(SessionEnded {
        session,
        active_seconds,
        answers,
    })
}
