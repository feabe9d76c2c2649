//! Records what is said of an item: answers, skips, marks and notes, and takes answers back.

use super::LabelingSession;
use super::messages::LabelingEvent;
use super::monitor::words_of;
use super::next_query::{PinnedQuery, chosen};
use crate::content_safety::Action;
use crate::error::{Error, Result};
use crate::journal::Event;
use crate::journal::event::{Answer, Answered, Flagged, Noted, OracleRecord, PersonRecord};
use crate::query::{Decision, Query, REVISIT, Revealed};
use crate::schema::{Arm, ItemIndex, LabelSet};
use crate::session::shared::{Notice, ResponseTiming, bounded, milliseconds};
use crate::session::undo::answered;
use crate::state::{Asked, Undoable, UndoableAct, Verdict};
use crate::strategy::{COLD_START, REGISTRY};

/// The last event of the act that undo takes back next, if there is one.
#[derive(PartialEq)]
pub(super) struct LatestAct(Option<u64>);

impl LabelingSession {
    pub(super) fn judge(
        &mut self,
        item: ItemIndex,
        verdict: Verdict,
        time: ResponseTiming,
    ) -> Result<Vec<LabelingEvent>> {
        let answer = match verdict {
            Verdict::Label(label) => Answer::Label(self.base.class_name(label)?.to_owned()),
            Verdict::Unsure => Answer::Unsure,
        };
        let query = self.asked(item)?;
        let time = self.with_exposure(time);
        let words = words_of(self.base.items(), item);
        let person = self
            .monitor
            .answered(words, query.uncertainty(), verdict, &time.bounded());
        self.record_answer(&query, answer, time, person, None)?;
        self.leaves(Action::Answered);
        self.watch(item, verdict, query.decision.arm);
        self.learn(&[item]);
        let mut events = vec![LabelingEvent::Saved {
            item,
            verdict: Some(verdict),
            revealed: query.revealed(),
        }];
        events.extend(self.suggest());
        events.extend(self.next_if_ready());
        Ok(events)
    }

    /// Records that an item was put off, and why if not by choice.
    pub(super) fn skip(
        &mut self,
        item: ItemIndex,
        time: ResponseTiming,
        failure: Option<&str>,
    ) -> Result<Vec<LabelingEvent>> {
        let query = self.asked(item)?;
        let time = self.with_exposure(time);
        let person = self.monitor.deferrals(&time.bounded());
        self.record_answer(&query, Answer::Skip, time, person, failure)?;
        self.leaves(Action::Skipped);
        self.learn(&[item]);
        let mut events = vec![LabelingEvent::Saved {
            item,
            verdict: None,
            revealed: Revealed::NOTHING,
        }];
        events.extend(self.next_if_ready());
        Ok(events)
    }

    /// How long an item was on the screen, with how much of it was seen when it is sensitive.
    fn with_exposure(&mut self, time: ResponseTiming) -> ResponseTiming {
        self.was_in_sight(time.read_seconds);
        ResponseTiming {
            seen: self.seen(),
            ..time
        }
    }

    fn latest_act(&self) -> LatestAct {
        let act = self.state().next_undo(self.base.project.writer());
        LatestAct(act.and_then(|act| act.events.last().copied()))
    }

    pub(super) fn undo(&mut self) -> Result<Vec<LabelingEvent>> {
        let marked_after = self.marked_after.take();
        if marked_after.is_some_and(|before| before == self.latest_act()) {
            return Err(Error::refused(
                "a flag or a note is changed by its own key",
                "undo once more takes back what was done before it",
            ));
        }
        let before = self.state().labels().clone();
        let act = self.base.undo()?;
        let answered = answered(&act);
        let mut events = Vec::new();
        if let [(seq, item)] = answered[..] {
            // A repeat comes back as a repeat, with what was said then and not what was said before.
            let said = self.state().item(item);
            let said = said.said_at(self.base.project.writer(), seq);
            let previous = said.as_ref().and_then(|(verdict, _)| *verdict);
            // A correction that is taken back leaves the answer before it in force.
            let stands = said
                .as_ref()
                .filter(|(_, asked)| asked.arm != Arm::Repeat)
                .and_then(|_| self.stands(item));
            let decision = said.map(|(_, asked)| self.as_asked(item, &asked));
            self.monitor.took_back();
            self.pinned = Some(PinnedQuery::new(item, stands.or(previous), decision));
            events.push(LabelingEvent::Undone {
                item,
                stands,
                was: previous,
            });
        }
        if act.events.len() > 1 || answered.is_empty() {
            let told = self.base.told_of(&act, true);
            events.push(LabelingEvent::Notice(Notice::Redoable(told)));
        }
        events.extend(self.follow(&before, &act));
        Ok(events)
    }

    /// The same beside the list of classes, where an answer that is taken back is not in sight.
    pub(super) fn undo_class_change(&mut self) -> Result<Vec<LabelingEvent>> {
        let act = self.state().next_undo(self.base.project.writer());
        let is_of_classes = |part: &Undoable| matches!(part, Undoable::Class(_));
        if act.is_some_and(|act| !act.parts.iter().any(is_of_classes)) {
            return Err(Error::refused(
                "what was done last is no change of a class",
                "Esc leads back to the item, where undo takes it back",
            ));
        }
        self.marked_after = None;
        self.undo()
    }

    /// Brings back what was undone last; what it answered is not asked.
    pub(super) fn redo(&mut self) -> Result<Vec<LabelingEvent>> {
        let before = self.state().labels().clone();
        let act = self.base.redo()?;
        let answered = answered(&act);
        let is_answered = |item: ItemIndex| answered.iter().any(|(_, known)| *known == item);
        self.pinned = self.pinned.take().filter(|pin| !is_answered(pin.item()));
        if self
            .current
            .as_ref()
            .is_some_and(|query| is_answered(query.item()))
        {
            self.leaves(Action::Left);
            self.current = None;
            self.pinned = self.pinned.take().or_else(|| self.left_taken_back());
        }
        let told = self.base.told_of(&act, false);
        let mut events = vec![LabelingEvent::Notice(Notice::Undoable(told))];
        events.extend(self.follow(&before, &act));
        Ok(events)
    }

    /// Lets everything follow what was undone or redone.
    fn follow(&mut self, before: &LabelSet, act: &UndoableAct) -> Vec<LabelingEvent> {
        let changes_classes = |part: &Undoable| matches!(part, Undoable::Class(_));
        let mut events = Vec::new();
        if act.parts.iter().any(changes_classes) {
            events.extend(self.follow_classes(before));
        }
        self.learn(&act.items());
        events.extend(self.next_if_ready());
        events
    }

    /// Shows an item that the person went to. A label that is changed keeps how its item came to
    /// be asked; one that was declined or put off is asked for by it.
    pub(super) fn pin(&mut self, item: ItemIndex) -> Vec<LabelingEvent> {
        self.ask_for(item);
        self.marked_after = None;
        let annotator = &self.base.project.annotator;
        let said = self.state().item(item);
        let previous = said.judgement_of(annotator).map(|before| before.verdict);
        let decision = match said.asked(annotator) {
            Some(asked) => self.as_asked(item, &asked),
            None => chosen(item, self.base.items()),
        };
        self.pinned = Some(PinnedQuery::new(item, previous, Some(decision)));
        vec![self.ask()]
    }

    pub(super) fn flag(&mut self, item: ItemIndex) -> Result<Vec<LabelingEvent>> {
        let event = Event::Flagged(Flagged {
            annotator: self.base.project.annotator.clone(),
            item: self.base.id(item),
            flagged: !self.state().item(item).flagged,
        });
        self.base.record(event)?;
        self.marked_after = Some(self.latest_act());
        Ok(vec![self.marked(item), self.progress()])
    }

    pub(super) fn note(&mut self, item: ItemIndex, note: String) -> Result<Vec<LabelingEvent>> {
        let event = Event::Noted(Noted {
            annotator: self.base.project.annotator.clone(),
            item: self.base.id(item),
            note,
        });
        self.base.record(event)?;
        self.marked_after = Some(self.latest_act());
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

    /// What the fatigue detector can tell of a judgement beyond its time.
    fn watch(&mut self, item: ItemIndex, verdict: Verdict, arm: Arm) {
        if arm == Arm::Repeat {
            let said = self.state().item(item);
            let before = said.judgement_of(&self.base.project.annotator);
            let agreed = before.is_some_and(|before| before.verdict == verdict);
            self.monitor.detector.repeated(agreed);
        }
        if let Verdict::Label(label) = verdict {
            let per_class = self.state().labeled_per_class();
            let all: usize = per_class.iter().sum();
            let of_class = per_class.get(label.index()).copied().unwrap_or(0);
            let share = (of_class + 1) as f64 / (all + per_class.len().max(1)) as f64;
            self.monitor.detector.labeled(label, share);
        }
    }

    /// The query that is on the screen, if it is about this item.
    pub(super) fn asked(&self, item: ItemIndex) -> Result<Query> {
        let current = self.current.clone();
        current.filter(|query| query.item() == item).ok_or_else(|| {
            Error::refused(
                "that item is no longer being asked",
                "answer the one on the screen",
            )
        })
    }

    /// Records an answer to the query that is being asked.
    fn record_answer(
        &mut self,
        query: &Query,
        answer: Answer,
        time: ResponseTiming,
        person: PersonRecord,
        failure: Option<&str>,
    ) -> Result<()> {
        let project = &self.base.project;
        let now = self.base.clock.now();
        let on_screen = jiff::SignedDuration::from_secs_f64(bounded(time.seconds));
        let event = Event::Answered(Answered {
            session: self.base.next_number(),
            annotator: project.annotator.clone(),
            item: self.base.id(query.item()),
            answer,
            shown_at: now.checked_sub(on_screen).unwrap_or(now),
            active_seconds: milliseconds(time.active_seconds),
            guidelines: project.guidelines.hash.clone(),
            query: query.record(&project.items, self.state().labels()),
            oracle: self.oracle.clone().map(|oracle| {
                Box::new(OracleRecord {
                    failure: failure.map(str::to_owned),
                    ..oracle
                })
            }),
            person: self.base.is_attended.then(|| Box::new(person)),
        });
        self.base.record(event)?;
        // A second key for the same item, before the next is painted, answers nothing.
        self.current = None;
        self.marked_after = None;
        Ok(())
    }

    pub(super) fn as_asked(&self, item: ItemIndex, asked: &Asked) -> Decision {
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
            ..chosen(item, self.base.items())
        }
    }

    /// The answer of this person that is in force.
    fn stands(&self, item: ItemIndex) -> Option<Verdict> {
        let said = self.state().item(item);
        let own = said.judgement_of(&self.base.project.annotator)?;
        Some(own.verdict)
    }

    /// The item that was taken back in an earlier session and not answered since.
    pub(super) fn left_taken_back(&self) -> Option<PinnedQuery> {
        let item = self.state().taken_back(self.base.project.writer())?;
        let said = self.state().item(item);
        let (previous, asked) = said.taken_back(&self.base.project.annotator)?;
        if asked.arm != Arm::Repeat && self.stands(item).is_some() {
            return None;
        }
        let decision = self.as_asked(item, &asked);
        Some(PinnedQuery::new(item, previous, Some(decision)))
    }

    pub(super) fn next_if_ready(&mut self) -> Vec<LabelingEvent> {
        let mut events = vec![self.progress()];
        if !self.is_waiting {
            events.push(self.ask());
        }
        events
    }
}
