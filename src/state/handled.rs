//! Which queries were handled, in which order, and how long did each take?

use jiff::Timestamp;

use super::fold::State;
use super::item_state::Verdict;
use crate::journal::event::{Answer, Answered, FatigueRecord};
use crate::pool::{Items, Split};
use crate::schema::{Annotator, Arm, ItemIndex, ViewLevel};

/// A query that was handled, by answer or skip, and not taken back: the tail of this list is
/// what undo goes back along, and what the coins of the next query are keyed by.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Response {
    pub(super) writer: usize,
    pub(super) seq: u64,
    pub(super) item: ItemIndex,
    pub(super) annotator: Annotator,
    pub(super) session: Option<u32>,
    /// Of a judgement by a person: how it was given.
    pub(super) reading: Option<Reading>,
}

/// How one judgement was given: what the fatigue detector and the cost model read.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Reading {
    /// The item.
    pub item: ItemIndex,
    /// What was said.
    pub verdict: Verdict,
    /// How the item came to be asked.
    pub arm: Arm,
    /// When.
    pub given_at: Timestamp,
    /// Seconds at work on it.
    pub active_seconds: f64,
    /// Entropy of the committee's mean opinion when it was asked, over the logarithm of the number
    /// of classes, 0 to 1; `None` before there was one.
    pub uncertainty: Option<f64>,
    /// How much likelier the committee then held its likeliest label than the next; `None` before
    /// there was one.
    pub margin: Option<f64>,
    /// Whether its time is no reading: it came first after a break, an absence or a reveal.
    pub interrupted: bool,
    /// How much of a sensitive item was seen; `None` for others.
    pub seen: Option<ViewLevel>,
    /// What the detector said then.
    pub fatigue: Option<FatigueRecord>,
}

impl Reading {
    /// Of an answer that is no skip.
    pub(super) fn of(
        item: ItemIndex,
        verdict: Verdict,
        given_at: Timestamp,
        answered: &Answered,
    ) -> Self {
        let person = answered.person.as_deref();
        let probabilities = answered.query.probabilities.as_ref();
        Self {
            item,
            verdict,
            arm: answered.query.arm,
            given_at,
            active_seconds: answered.active_seconds,
            uncertainty: probabilities.filter(|all| all.len() > 1).map(|all| {
                let terms = all.values().filter(|p| **p > 0.0).map(|p| -p * p.ln());
                terms.sum::<f64>() / (all.len() as f64).ln()
            }),
            margin: probabilities.filter(|all| all.len() > 1).map(|all| {
                let mut descending: Vec<f64> = all.values().copied().collect();
                descending.sort_by(|a, b| b.total_cmp(a));
                descending[0] - descending[1]
            }),
            interrupted: person.is_some_and(|person| person.interrupted),
            seen: person.and_then(|person| person.seen),
            fatigue: person.and_then(|person| person.fatigue),
        }
    }
}

impl State {
    /// Takes in an answer's place in the order of things.
    pub(super) fn handle(
        &mut self,
        (writer, seq): (usize, u64),
        item: ItemIndex,
        at: Timestamp,
        answered: &Answered,
        verdict: Option<Verdict>,
    ) {
        if let Some(sitting) = self.sitting(writer, answered.session) {
            sitting.active_seconds += answered.active_seconds;
            sitting.answers += u32::from(answered.answer != Answer::Skip);
        }
        self.taken_back.remove(&writer);
        self.handled.push(Response {
            writer,
            seq,
            item,
            annotator: answered.annotator.clone(),
            session: answered.session,
            reading: verdict.map(|verdict| Reading::of(item, verdict, at, answered)),
        });
    }

    /// How this annotator judged, oldest first, of the pool and the holdout, with the session.
    pub fn readings(
        &self,
        annotator: &Annotator,
    ) -> impl DoubleEndedIterator<Item = (Option<u32>, &Reading)> {
        self.handled
            .iter()
            .filter(move |handled| handled.annotator == *annotator)
            .filter_map(|handled| Some((handled.session, handled.reading.as_ref()?)))
    }

    /// What this annotator said of items that came back as repeats: before, and then.
    pub fn repeat_pairs(&self, annotator: &Annotator) -> Vec<(Verdict, Verdict)> {
        self.readings(annotator)
            .filter(|(_, reading)| reading.arm == Arm::Repeat)
            .filter_map(|(_, reading)| {
                let before = self.item(reading.item).judgement_of(annotator)?;
                Some((before.verdict, reading.verdict))
            })
            .collect()
    }

    /// How many seconds this annotator took for each pool item they judged, oldest first. What
    /// is held out is left out: its times must not change what is asked either.
    pub fn timed_answers(&self, items: &Items, annotator: &Annotator) -> Vec<(ItemIndex, f64)> {
        self.readings(annotator)
            .filter(|(_, reading)| matches!(items.side(reading.item), Split::Pool(_)))
            .map(|(_, reading)| (reading.item, reading.active_seconds))
            .collect()
    }
}
