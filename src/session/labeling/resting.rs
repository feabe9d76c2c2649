//! When does the person rest, and what do they hear of themselves?

use super::messages::{LabelingEvent, PersonReport, PersonView};
use super::{LabelingSession, judging};
use crate::content_safety::PolicyContext;
use crate::error::Result;
use crate::journal::Event;
use crate::journal::event::BreakTaken;
use crate::state::Verdict;
use crate::wellbeing::Consistency;
use crate::wellbeing::ledger::Entry;

impl LabelingSession {
    pub(super) fn rested(&mut self, seconds: f64) -> Result<Vec<LabelingEvent>> {
        let seconds = judging::sane(seconds);
        self.sitter.rested(seconds);
        self.enter(Entry::BreakTaken { seconds });
        if let Some(session) = self.session {
            self.record(Event::BreakTaken(BreakTaken { session, seconds }))?;
        }
        Ok(vec![self.progress()])
    }

    /// Writes something into the person's own ledger.
    fn enter(&mut self, entry: Entry) {
        let (now, number) = (self.clock.now(), self.session.unwrap_or(0));
        self.protection.write(now, number, entry);
    }

    /// The person acts on this date: at midnight their ledger is told what they worked before.
    pub(super) fn date_is(&mut self, moment: &PolicyContext) {
        let Some((over, active_seconds)) = self.sitter.date_is(moment.today) else {
            return;
        };
        if let Some(session) = self.session {
            let worked = Entry::Worked { active_seconds };
            self.protection.write_on(over, moment.now, session, worked);
        }
    }

    /// What is suggested between two items, if anything is; only to a person.
    pub(super) fn suggest(&mut self) -> Option<LabelingEvent> {
        let now = self.clock.now();
        let suggestion = self.sits.then(|| self.sitter.suggestion(now)).flatten()?;
        self.enter(Entry::BreakSuggested {
            why: suggestion.rule.as_str().into(),
        });
        Some(LabelingEvent::BreakSuggested(suggestion.words))
    }

    pub(super) fn dismiss_break(&mut self) -> Vec<LabelingEvent> {
        if self.sitter.dismissed(self.clock.now()) {
            self.enter(Entry::BreakDismissed);
            vec![self.progress()]
        } else {
            Vec::new()
        }
    }

    pub(super) fn toggle_suggestions(&mut self) -> Vec<LabelingEvent> {
        let words = if self.sitter.toggle_suggestions() {
            "breaks are suggested again"
        } else {
            "no break is suggested for the rest of this session"
        };
        vec![LabelingEvent::Told(words.into()), self.progress()]
    }

    /// How the person is, for the parts of the screen that always say so.
    pub(super) fn person(&self) -> PersonView {
        let revealed = self.protection.exposure.session_totals().reveals;
        let support = &self.protection.policy.support;
        PersonView {
            revealed,
            support: (revealed > 0 && !support.is_empty()).then(|| support.clone()),
            ..self.sitter.view()
        }
    }

    pub(super) fn how_am_i(&mut self) -> LabelingEvent {
        let moment = self.moment();
        self.date_is(&moment);
        let repeats = self.state().repeat_pairs(&self.project.annotator);
        let labels: Vec<_> = repeats
            .iter()
            .filter_map(|pair| match pair {
                (Verdict::Label(before), Verdict::Label(then)) => Some((*before, *then)),
                _ => None,
            })
            .collect();
        LabelingEvent::Person(Box::new(PersonReport {
            consistency: Consistency::words(Consistency::of(&labels).as_ref()),
            exposure: [
                self.protection.exposure.session_totals(),
                self.protection.exposure.day_totals(moment.today),
            ],
            left_out: self
                .protection
                .exposure
                .opted_out()
                .iter()
                .map(|category| category.as_str().to_owned())
                .collect(),
            ledger: self
                .protection
                .ledger
                .as_ref()
                .map(|ledger| ledger.path().to_path_buf()),
            ..self.sitter.report()
        }))
    }
}
