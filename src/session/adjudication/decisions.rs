//! Decides on items, sends them on, puts them off, and takes decisions back.
//!
//! A reviewer sees of a sensitive item as much as anybody at the keys: it opens veiled, is revealed
//! by a key as long as the caps allow it, and what was met goes into the reviewer's own ledger.

use super::messages::{AdjudicationCommand, AdjudicationEvent, Assignee, TakenBack};
use super::view::letter;
use super::{AdjudicationSession, CurrentItem};
use crate::content_safety::{Action, PolicyContext};
use crate::error::{Error, Result};
use crate::journal::Event;
use crate::journal::event::{Adjudicated, AdjudicationRecord, JudgementRequested};
use crate::schema::{Adjudication, FatigueState, ItemIndex, LabelSet, ViewLevel};
use crate::session::shared::{Notice, ResponseTiming, bounded, milliseconds};
use crate::state::{Undoable, UndoableAct};

impl AdjudicationSession {
    pub(super) fn decide(
        &mut self,
        item: ItemIndex,
        decision: Adjudication,
        rationale: Option<String>,
        time: ResponseTiming,
    ) -> Result<Vec<AdjudicationEvent>> {
        let record = self.adjudication_record(&decision)?;
        let current = self.on_screen(item)?;
        let active_seconds = milliseconds(time.active_seconds);
        let event = Event::Adjudicated(Adjudicated {
            session: self.base.next_number(),
            annotator: self.base.project.annotator.clone(),
            item: self.base.id(item),
            ruling: record,
            weighed: current.weighed.clone(),
            rationale: rationale.filter(|words| !words.is_empty()),
            guidelines: self.base.project.guidelines.hash.clone(),
            active_seconds,
            names_shown: current.names,
            opinion_shown: current.likely_seen,
        });
        self.base.record(event)?;
        self.leaves(Action::Answered, active_seconds);
        // A second key for the same item, before the next is painted, decides nothing.
        self.current = None;
        self.put_off.retain(|known| *known != item);
        self.pace.answered(active_seconds);
        self.told.insert(item);
        let likely = self.likely(item);
        Ok(self.and_next(AdjudicationEvent::Decided {
            item,
            decision,
            likely,
        }))
    }

    pub(super) fn send(
        &mut self,
        item: ItemIndex,
        to: Assignee,
        why: Option<String>,
        time: ResponseTiming,
    ) -> Result<Vec<AdjudicationEvent>> {
        let judgements = self.judgements(item);
        let names = self.on_screen(item)?.names;
        // Whoever was chosen by name is told of by name, and by letter who was chosen so.
        let (of, to) = match to {
            Assignee::Named(name) => (name.clone(), name.to_string()),
            Assignee::Annotator(place) => {
                let Some(judgement) = judgements.get(place) else {
                    let what = "there is no such annotation";
                    return Err(Error::refused(what, "choose one on the screen"));
                };
                let name = judgement.annotator.clone();
                let told = if names {
                    name.to_string()
                } else {
                    letter(place)
                };
                (name, told)
            }
        };
        if self.state().is_oracle(&of) {
            return Err(Error::refused(
                format!("{to} is a program: it is asked by `querist run`"),
                "choose a person",
            ));
        }
        let event = Event::JudgementRequested(JudgementRequested {
            annotator: self.base.project.annotator.clone(),
            item: self.base.id(item),
            of,
            why: why.filter(|words| !words.is_empty()),
            split: None,
        });
        self.base.record(event)?;
        self.is_put_off(time);
        Ok(self.and_next(AdjudicationEvent::Sent { item, to }))
    }

    pub(super) fn skip(&mut self, item: ItemIndex, time: ResponseTiming) -> Vec<AdjudicationEvent> {
        self.is_put_off(time);
        self.put_off.retain(|known| *known != item);
        self.put_off.push(item);
        self.and_next(AdjudicationEvent::Deferred(item))
    }

    fn is_put_off(&mut self, time: ResponseTiming) {
        self.leaves(Action::Skipped, time.active_seconds);
        self.current = None;
        self.pace.worked(bounded(time.active_seconds));
    }

    fn and_next(&mut self, event: AdjudicationEvent) -> Vec<AdjudicationEvent> {
        vec![event, self.progress(), self.ask()]
    }

    /// Undoes, or asks first.
    pub(super) fn consider_undo(&mut self) -> Result<Vec<AdjudicationEvent>> {
        match self.base.asks_before_undo() {
            Some(question) => {
                let undo = Box::new(AdjudicationCommand::Undo);
                Ok(vec![AdjudicationEvent::Confirm(question, undo)])
            }
            None => self.undo(),
        }
    }

    pub(super) fn undo(&mut self) -> Result<Vec<AdjudicationEvent>> {
        let before = self.state().labels().clone();
        let act = self.base.undo()?;
        let mut events = Vec::new();
        if let [Undoable::Decision(item) | Undoable::Request(item)] = act.parts[..] {
            self.pinned = Some(item);
            let taken_back = self.taken_back(item, act.events[0]);
            events.push(AdjudicationEvent::Undone(Box::new(taken_back)));
        } else {
            let told = self.base.told_of(&act, true);
            events.push(AdjudicationEvent::Notice(Notice::Redoable(told)));
        }
        events.extend(self.follow(&before, &act));
        Ok(events)
    }

    /// What was typed for the decision or request that was undone.
    fn taken_back(&self, item: ItemIndex, seq: u64) -> TakenBack {
        let place = (self.base.project.writer(), seq);
        let decision = self.state().decision_at(item, place);
        let request = self.state().request_at(place);
        let request = request.and_then(|request| Some((&request.of, request.why.clone()?)));
        TakenBack {
            item,
            decision: decision.map(|decision| decision.decision.clone()),
            rationale: decision.and_then(|decision| decision.rationale.clone()),
            gap: decision.and_then(|decision| match &decision.decision {
                Adjudication::GuidelineGap(question) => Some(question.clone()),
                _ => None,
            }),
            request: request.map(|(of, why)| {
                let judgements = self.judgements(item);
                let place = judgements.iter().position(|said| said.annotator == *of);
                let by_letter = place.map(Assignee::Annotator);
                let by_name = Assignee::Named(of.clone());
                (by_letter.into_iter().chain([by_name]).collect(), why)
            }),
        }
    }

    /// Brings back what was undone last; what it decided is not asked.
    pub(super) fn redo(&mut self) -> Result<Vec<AdjudicationEvent>> {
        let before = self.state().labels().clone();
        let act = self.base.redo()?;
        let told = self.base.told_of(&act, false);
        let mut events = vec![AdjudicationEvent::Notice(Notice::Undoable(told))];
        events.extend(self.follow(&before, &act));
        Ok(events)
    }

    /// Lets everything follow what was undone or redone.
    fn follow(&mut self, before: &LabelSet, act: &UndoableAct) -> Vec<AdjudicationEvent> {
        let is_review =
            |part: &Undoable| matches!(part, Undoable::Decision(_) | Undoable::Request(_));
        let mut events = Vec::new();
        // What people said is another: what stands before the reviewer is counted anew.
        if !act.parts.iter().all(is_review) {
            self.count_votes();
        }
        if self.state().labels() != before {
            let labels = self.state().labels().clone();
            if let Err(problem) = self.base.project.config.save_labels(&labels) {
                events.push(AdjudicationEvent::Notice(self.base.refused(&problem)));
            }
        }
        events.extend([self.progress(), self.ask()]);
        events
    }

    /// What is on the screen, if it is that item.
    fn on_screen(&self, item: ItemIndex) -> Result<&CurrentItem> {
        let current = self.current.as_ref();
        current.filter(|known| known.item == item).ok_or_else(|| {
            Error::refused(
                "that item is no longer on the screen",
                "decide on the one that is",
            )
        })
    }

    /// A decision as the journal keeps it, if it can be had here.
    fn adjudication_record(&self, decision: &Adjudication) -> Result<AdjudicationRecord> {
        match decision {
            Adjudication::Label(_) if self.is_descriptive() => Err(Error::refused(
                "these labels are perspectives: nobody decides for one of them",
                "the menu keeps the distribution, names a guideline gap or asks somebody; `kind` \
                 under [review] in querist.toml says so",
            )),
            Adjudication::Label(label) => {
                let name = self.base.class_name(*label)?;
                Ok(AdjudicationRecord::Label(name.to_owned()))
            }
            Adjudication::KeepDistribution => Ok(AdjudicationRecord::KeepDistribution),
            Adjudication::GuidelineGap(question) if question.trim().is_empty() => {
                Err(Error::refused(
                    "a gap needs the question that the guidelines must answer",
                    "write it in a few words",
                ))
            }
            Adjudication::GuidelineGap(question) => {
                Ok(AdjudicationRecord::GuidelineGap(question.trim().to_owned()))
            }
        }
    }

    /// What the rules of content safety depend on besides the item.
    pub(super) fn context(&self) -> PolicyContext {
        let now = self.base.clock.now();
        let safety = &self.base.safety;
        safety.context(now, FatigueState::NoHistory, &self.pace, 0.0)
    }

    /// An item comes onto the screen.
    pub(super) fn comes_on_screen(&mut self, item: ItemIndex) {
        if !self.base.is_on_screen(item) {
            self.leaves(Action::Left, 0.0);
            self.base.show(item);
        }
    }

    /// The item on the screen is done with, after so many seconds at work on it.
    fn leaves(&mut self, action: Action, active_seconds: f64) {
        let context = self.context();
        if self.current.as_ref().is_some_and(|on| on.is_revealed) {
            let exposure = &mut self.base.safety.exposure;
            exposure.read(bounded(active_seconds), &context);
        }
        self.base.leave(action, &context);
    }

    /// Veils the item on the screen, or reveals it.
    pub(super) fn veil(&mut self, item: ItemIndex, down: bool) -> Result<Vec<AdjudicationEvent>> {
        let context = self.context();
        let Some(current) = self.current.as_mut().filter(|on| on.item == item) else {
            return Ok(Vec::new());
        };
        if down {
            self.base.safety.exposure.veil_again();
        } else {
            let characters = self.base.items().get(item).text.chars().count();
            self.base.reveal(ViewLevel::Full, characters, &context)?;
        }
        current.is_revealed = !down;
        Ok(self.again().into_iter().collect())
    }
}
