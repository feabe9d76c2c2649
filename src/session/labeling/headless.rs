//! How does the desk work when nobody sits at it?
//!
//! Without a session: a session is one sitting of one person. A program's answers carry which
//! program gave them, and it is never shown the model's opinion.

use std::sync::Arc;

use super::LabelingSession;
use super::messages::{LabelingEvent, ResponseTiming};
use crate::clock::Clock;
use crate::error::{Error, Result};
use crate::journal::event::OracleRecord;
use crate::project::{OpenProject, OpinionMode};
use crate::schema::ItemIndex;

impl LabelingSession {
    /// A desk for answers that come from the command line, learning in the caller's thread.
    pub fn headless(project: OpenProject, clock: Arc<dyn Clock>) -> Result<Self> {
        let mut desk = Self::inline(project, clock)?;
        desk.sits = false;
        Ok(desk)
    }

    /// A desk for a program that answers: it sees no opinion, and the journal says so.
    pub fn for_oracle(
        mut project: OpenProject,
        clock: Arc<dyn Clock>,
        oracle: OracleRecord,
    ) -> Result<Self> {
        let name = &project.annotator;
        if project.state().is_person(name) {
            return Err(Error::refused(
                format!("{name} is a person here: a program's answers are never a person's"),
                "choose another name with --annotator NAME",
            ));
        }
        // In memory alone: the person's own setting stays in the config.
        project.config.opinion = OpinionMode::Never;
        let mut desk = Self::headless(project, clock)?;
        desk.oracle = Some(oracle);
        Ok(desk)
    }

    /// Puts an item off because the oracle gave no usable answer; `why` is one word for the
    /// journal.
    pub fn fail(&mut self, item: ItemIndex, time: ResponseTiming, why: &str) -> Vec<LabelingEvent> {
        let done = self.put_off(item, time, Some(why));
        self.told_or_refused(done)
    }
}

/// Refuses to let a person answer under a name that a program answered under.
///
/// # Errors
/// [`Error::Refused`].
pub fn refuse_a_programs_name(project: &OpenProject) -> Result<()> {
    let name = &project.annotator;
    if project.read_only().is_none() && project.state().is_oracle(name) {
        return Err(Error::refused(
            format!("a program answers as {name}"),
            "answer under a name of your own: --annotator NAME",
        ));
    }
    Ok(())
}
