//! How is an answer given, put off, taken back, marked?

use super::asking::chosen;
use super::messages::{LabelingEvent, ResponseTiming};
use super::sitter::words_of;
use super::{LabelingSession, PinnedQuery};
use crate::content_safety::Action;
use crate::error::{Error, Result};
use crate::journal::Event;
use crate::journal::event::{Answer, Answered, Flagged, Noted, OracleRecord, PersonRecord, Undone};
use crate::query::{Decision, Query, REVISIT};
use crate::schema::{Arm, ItemIndex, LabelId};
use crate::state::{Asked, Verdict};
use crate::strategy::{COLD_START, REGISTRY};

impl LabelingSession {
    pub(super) fn judge(
        &mut self,
        item: ItemIndex,
        verdict: Verdict,
        time: ResponseTiming,
    ) -> Result<Vec<LabelingEvent>> {
        let answer = match verdict {
            Verdict::Label(label) => Answer::Label(self.class_name(label)?.to_owned()),
            Verdict::Unsure => Answer::Unsure,
        };
        let query = self.being_asked(item)?;
        self.read(time.read_seconds);
        let time = ResponseTiming {
            seen: self.seen(),
            ..time
        };
        let words = words_of(&self.project.items, item);
        let person = self
            .sitter
            .answered(words, query.uncertainty(), verdict, &time.sane());
        let revealed = self
            .record_answer(item, answer, time, person, None)?
            .revealed();
        self.closes(Action::Answered);
        self.watch(item, verdict, query.arm());
        self.teach(Some(item));
        let mut reports = vec![LabelingEvent::Saved {
            item,
            verdict: Some(verdict),
            revealed,
        }];
        reports.extend(self.suggest());
        reports.extend(self.next_if_ready());
        Ok(reports)
    }

    pub(super) fn skip(
        &mut self,
        item: ItemIndex,
        time: ResponseTiming,
    ) -> Result<Vec<LabelingEvent>> {
        self.put_off(item, time, None)
    }

    /// Records that an item was put off, and why if not by choice.
    pub(super) fn put_off(
        &mut self,
        item: ItemIndex,
        time: ResponseTiming,
        failure: Option<&str>,
    ) -> Result<Vec<LabelingEvent>> {
        self.being_asked(item)?;
        self.read(time.read_seconds);
        let time = ResponseTiming {
            seen: self.seen(),
            ..time
        };
        let person = self.sitter.put_off(&time.sane());
        self.record_answer(item, Answer::Skip, time, person, failure)?;
        self.closes(Action::Skipped);
        self.teach(Some(item));
        let mut reports = vec![LabelingEvent::Saved {
            item,
            verdict: None,
            revealed: Query::unrevealed(),
        }];
        reports.extend(self.next_if_ready());
        Ok(reports)
    }

    pub(super) fn undo(&mut self) -> Result<Vec<LabelingEvent>> {
        let Some(last) = self.state().last_answer(self.project.writer()) else {
            return Err(Error::refused(
                "there is nothing to undo",
                "answer an item first",
            ));
        };
        // A repeat comes back as a repeat, with what was said then and not what was said before.
        let said = self
            .state()
            .item(last.item)
            .said_at(self.project.writer(), last.seq);
        let before = said.as_ref().and_then(|(verdict, _)| *verdict);
        let decision = said.map(|(_, asked)| self.as_asked(last.item, &asked));
        self.record(Event::Undone(Undone { seq: last.seq }))?;
        self.sitter.took_back();
        self.recalled = Some(PinnedQuery {
            item: last.item,
            previous: before,
            decision,
            mode: None,
        });
        self.teach(Some(last.item));
        let mut reports = vec![LabelingEvent::Undone(last.item)];
        reports.extend(self.next_if_ready());
        Ok(reports)
    }

    /// DisplayOptions an item that the person went to.
    pub(super) fn show(&mut self, item: ItemIndex) -> Vec<LabelingEvent> {
        let before = self.verdict_before(item);
        // A label that is changed keeps how its item came to be asked.
        let decision = self
            .as_decided(item)
            .unwrap_or_else(|| chosen(item, &self.project.items));
        self.recalled = Some(PinnedQuery {
            item,
            previous: before,
            decision: Some(decision),
            mode: None,
        });
        vec![self.ask()]
    }

    pub(super) fn flag(&mut self, item: ItemIndex) -> Result<Vec<LabelingEvent>> {
        let flagged = !self.state().item(item).flagged;
        let event = Event::Flagged(Flagged {
            annotator: self.project.annotator.clone(),
            item: self.project.items.get(item).id.clone(),
            flagged,
        });
        self.record(event)?;
        Ok(vec![self.marked(item), self.progress()])
    }

    pub(super) fn note(&mut self, item: ItemIndex, note: String) -> Result<Vec<LabelingEvent>> {
        let event = Event::Noted(Noted {
            annotator: self.project.annotator.clone(),
            item: self.project.items.get(item).id.clone(),
            note,
        });
        self.record(event)?;
        Ok(vec![self.marked(item)])
    }

    fn marked(&self, index: ItemIndex) -> LabelingEvent {
        let item = self.state().item(index);
        LabelingEvent::Marked {
            item: index,
            flagged: item.flagged,
            note: item.note.clone(),
        }
    }

    /// What the detector can tell of a judgement beyond its time.
    fn watch(&mut self, item: ItemIndex, verdict: Verdict, arm: Arm) {
        if arm == Arm::Repeat {
            let before = self
                .state()
                .item(item)
                .judgement_of(&self.project.annotator);
            let agreed = before.is_some_and(|before| before.verdict == verdict);
            self.sitter.repeated(agreed);
        }
        if let Verdict::Label(label) = verdict {
            let per_class = self.state().labeled_per_class();
            let all: usize = per_class.iter().sum();
            let of_class = per_class.get(label.index()).copied().unwrap_or(0);
            self.sitter.labeled(
                label,
                (of_class + 1) as f64 / (all + per_class.len().max(1)) as f64,
            );
        }
    }

    /// The query that is on the screen, if it is about this item.
    fn being_asked(&self, item: ItemIndex) -> Result<Query> {
        self.current
            .clone()
            .filter(|query| query.item() == item)
            .ok_or_else(|| {
                Error::refused(
                    "that item is no longer being asked",
                    "answer the one on the screen",
                )
            })
    }

    /// Records an answer to the query that is being asked.
    fn record_answer(
        &mut self,
        item: ItemIndex,
        answer: Answer,
        time: ResponseTiming,
        person: PersonRecord,
        failure: Option<&str>,
    ) -> Result<Query> {
        let query = self.being_asked(item)?;
        let now = self.clock.now();
        // Milliseconds are what a key press can be measured to.
        let active_seconds = (sane(time.active_seconds) * 1e3).round() / 1e3;
        let shown_at = now
            .checked_sub(jiff::SignedDuration::from_secs_f64(sane(time.seconds)))
            .unwrap_or(now);
        let record = query.record(&self.project.items, self.state().labels());
        // The session begins with its first event, so its number must be known before.
        let next = || self.state().next_session(self.project.writer());
        let session = self.sits.then(|| self.session.unwrap_or_else(next));
        let event = Event::Answered(Answered {
            session,
            annotator: self.project.annotator.clone(),
            item: self.project.items.get(item).id.clone(),
            answer,
            shown_at,
            active_seconds,
            guidelines: self.project.guidelines.hash.clone(),
            query: record,
            oracle: self.oracle.clone().map(|oracle| {
                Box::new(OracleRecord {
                    failure: failure.map(str::to_owned),
                    ..oracle
                })
            }),
            person: self.sits.then(|| Box::new(person)),
        });
        self.record(event)?;
        // A second key for the same item, before the next is painted, answers nothing.
        self.current = None;
        Ok(query)
    }

    /// The name of a class on offer; a key pressed on an older table may mean one that is gone.
    pub(super) fn class_name(&self, label: LabelId) -> Result<&str> {
        self.state()
            .labels()
            .get(label)
            .filter(|label| !label.retired)
            .map(|label| label.name.as_str())
            .ok_or_else(|| {
                Error::refused("that class is gone", "choose one of those on the screen")
            })
    }

    /// How an item had come to be asked, when this annotator spoke of it before.
    fn as_decided(&self, item: ItemIndex) -> Option<Decision> {
        let asked = self.state().item(item).asked(&self.project.annotator)?;
        Some(self.as_asked(item, &asked))
    }

    fn as_asked(&self, item: ItemIndex, asked: &Asked) -> Decision {
        let strategy = asked.strategy.as_deref().and_then(|id| {
            REGISTRY
                .iter()
                .map(|strategy| strategy.id)
                .chain([COLD_START, REVISIT])
                .find(|known| *known == id)
        });
        let arm = match asked.arm {
            // An imported label that the person changes is the person's own choice.
            Arm::Imported => Arm::Chosen,
            arm => arm,
        };
        Decision {
            arm,
            strategy,
            draw_probability: asked.draw_probability,
            repeat: asked.repeat,
            ..chosen(item, &self.project.items)
        }
    }

    /// The item that was taken back in an earlier session and not answered since.
    pub(super) fn left_taken_back(&self) -> Option<PinnedQuery> {
        let item = self.state().taken_back(self.project.writer())?;
        let said = self.state().item(item);
        let (previous, asked) = said.taken_back(&self.project.annotator)?;
        Some(PinnedQuery {
            item,
            previous,
            decision: Some(self.as_asked(item, &asked)),
            mode: None,
        })
    }

    fn next_if_ready(&mut self) -> Vec<LabelingEvent> {
        let progress = self.progress();
        if self.waiting {
            vec![progress]
        } else {
            vec![progress, self.ask()]
        }
    }
}

/// Seconds that a journal can hold and a calendar can take: at most a day.
pub(in crate::session) fn sane(seconds: f64) -> f64 {
    if seconds.is_finite() {
        seconds.clamp(0.0, 86_400.0)
    } else {
        0.0
    }
}
