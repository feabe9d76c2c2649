//! When does the person rest, and what do they hear of themselves?

use super::{Desk, judging};
use crate::engine::messages::{PersonReport, Report};
use crate::error::Result;
use crate::journal::Event;
use crate::journal::event::BreakTaken;
use crate::statistics::wilson;

impl Desk {
    pub(super) fn rested(&mut self, seconds: f64) -> Result<Vec<Report>> {
        let seconds = judging::sane(seconds);
        self.sitter.rested(seconds);
        if let Some(session) = self.session {
            self.record(Event::BreakTaken(BreakTaken { session, seconds }))?;
        }
        Ok(vec![self.progress()])
    }

    /// What is suggested between two items, if anything is; only to a person.
    pub(super) fn suggest(&mut self) -> Option<Report> {
        let now = self.clock.now();
        let suggestion = self.sits.then(|| self.sitter.suggestion(now)).flatten()?;
        Some(Report::BreakSuggested(suggestion.words))
    }

    pub(super) fn dismiss_break(&mut self) -> Vec<Report> {
        if self.sitter.dismissed(self.clock.now()) {
            vec![self.progress()]
        } else {
            Vec::new()
        }
    }

    pub(super) fn toggle_suggestions(&mut self) -> Vec<Report> {
        let words = if self.sitter.toggle_suggestions() {
            "breaks are suggested again"
        } else {
            "no break is suggested for the rest of this session"
        };
        vec![Report::Told(words.into()), self.progress()]
    }

    pub(super) fn how_am_i(&self) -> Report {
        let (disagreed, repeated) = self.state().repeats_of(&self.project.annotator);
        Report::Person(Box::new(PersonReport {
            consistency: wilson(repeated - disagreed, repeated),
            ..self.sitter.report()
        }))
    }
}
