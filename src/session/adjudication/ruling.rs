//! How is something decided, sent on, put off, taken back?

use super::desk::{AdjudicationSession, CurrentItem};
use super::face;
use super::face::told;
use super::messages::{AdjudicationEvent, Assignee, Likely};
use crate::content_safety::Action;
use crate::error::{Error, Result};
use crate::journal::Event;
use crate::journal::event::{Adjudicated, AdjudicationRecord, JudgementRequested, Undone};
use crate::schema::{Adjudication, Annotator, ItemIndex};
use crate::session::labeling::judging::sane;
use crate::session::labeling::messages::ResponseTiming;

impl AdjudicationSession {
    pub(super) fn decide(
        &mut self,
        item: ItemIndex,
        decision: Adjudication,
        rationale: Option<String>,
        time: ResponseTiming,
    ) -> Result<Vec<AdjudicationEvent>> {
        let record = self.adjudication_record(&decision)?;
        let on_desk = self.on_desk(item)?;
        // Milliseconds are what a key press can be measured to.
        let active_seconds = (sane(time.active_seconds) * 1e3).round() / 1e3;
        let event = Event::Adjudicated(Adjudicated {
            session: Some(self.session_number()),
            annotator: self.project.annotator.clone(),
            item: self.project.items.get(item).id.clone(),
            ruling: record,
            weighed: on_desk.weighed.clone(),
            rationale: rationale.filter(|words| !words.is_empty()),
            guidelines: self.project.guidelines.hash.clone(),
            active_seconds,
            names_shown: on_desk.names,
            opinion_shown: on_desk.likely_seen,
        });
        self.record(event)?;
        self.leaves(Action::Answered, active_seconds);
        // A second key for the same item, before the next is painted, decides nothing.
        self.current = None;
        self.put_off.retain(|known| *known != item);
        self.pace.answered(active_seconds);
        self.told.insert(item);
        let mut likely = face::likely(&self.view(), item);
        if self.is_descriptive() {
            likely = Likely {
                probable: None,
                ..likely
            };
        }
        Ok(vec![
            AdjudicationEvent::Decided {
                item,
                decision,
                likely,
            },
            self.progress(),
            self.ask(),
        ])
    }

    pub(super) fn send(
        &mut self,
        item: ItemIndex,
        to: Assignee,
        why: Option<String>,
        time: ResponseTiming,
    ) -> Result<Vec<AdjudicationEvent>> {
        let (of, shown) = {
            let on_desk = self.on_desk(item)?;
            let seed = self.project.config.seed;
            let voices = face::voices(self.state(), &self.project.items, item, seed);
            let of = match to {
                Assignee::Named(name) => name,
                Assignee::Voice(place) => voice(&voices, place)?.clone(),
            };
            let shown = told(&of, &voices, on_desk.names);
            (of, shown)
        };
        if self.state().is_oracle(&of) {
            return Err(Error::refused(
                format!("{of} is a program: it is asked by `querist run`"),
                "choose a person",
            ));
        }
        let event = Event::JudgementRequested(JudgementRequested {
            annotator: self.project.annotator.clone(),
            item: self.project.items.get(item).id.clone(),
            of,
            why: why.filter(|words| !words.is_empty()),
        });
        self.record(event)?;
        self.leaves(Action::Skipped, time.active_seconds);
        self.current = None;
        self.pace.worked(sane(time.active_seconds));
        Ok(vec![
            AdjudicationEvent::Sent { item, to: shown },
            self.progress(),
            self.ask(),
        ])
    }

    pub(super) fn skip(&mut self, item: ItemIndex, time: ResponseTiming) -> Vec<AdjudicationEvent> {
        self.leaves(Action::Skipped, time.active_seconds);
        self.current = None;
        self.pace.worked(sane(time.active_seconds));
        self.put_off.retain(|known| *known != item);
        self.put_off.push(item);
        vec![AdjudicationEvent::PutOff(item), self.progress(), self.ask()]
    }

    pub(super) fn undo(&mut self) -> Result<Vec<AdjudicationEvent>> {
        let writer = self.project.writer();
        let Some((item, seq)) = self.state().last_in_review(writer) else {
            return Err(Error::refused(
                "there is nothing to undo",
                "decide on an item first",
            ));
        };
        self.record(Event::Undone(Undone { seq }))?;
        self.called = Some(item);
        Ok(vec![
            AdjudicationEvent::Undone(item),
            self.progress(),
            self.ask(),
        ])
    }

    /// What is on the desk, if it is that item.
    fn on_desk(&self, item: ItemIndex) -> Result<&CurrentItem> {
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
                let known = self.state().labels().get(*label);
                let known = known.filter(|label| !label.retired).ok_or_else(|| {
                    Error::refused("that class is gone", "choose one of those on the screen")
                })?;
                Ok(AdjudicationRecord::Label(known.name.clone()))
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
}

/// Who gave the judgement at that place.
fn voice<'a>(voices: &'a [&crate::state::Judgement], place: usize) -> Result<&'a Annotator> {
    let said = voices.get(place).map(|said| &said.annotator);
    said.ok_or_else(|| Error::refused("there is no such voice", "choose one on the screen"))
}
