//! Which queries were handled, in which order, and how long did each take?

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::fold::State;
use super::item_state::Verdict;
use crate::journal::event::{Answer, Answered, FatigueRecord};
use crate::pool::{Items, Side};
use crate::schema::{Annotator, Arm, ItemIndex, ViewLevel};

/// A query that was handled, by answer or skip, and not taken back: the tail of this list is
/// what undo goes back along, and what the coins of the next query are keyed by.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Handled {
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
            interrupted: person.is_some_and(|person| person.interrupted),
            seen: person.and_then(|person| person.seen),
            fatigue: person.and_then(|person| person.fatigue),
        }
    }
}

/// An item that chance drew and that had to wait for the person's sake.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DelayedDraw {
    /// The item.
    pub item: ItemIndex,
    /// What drew it.
    pub arm: Arm,
    /// The chance of the draw given all before.
    pub draw_probability: Option<f64>,
}

impl State {
    /// The draws of this annotator that wait, the longest first: what was not judged or put off
    /// since.
    pub fn delayed_draws(&self, annotator: &Annotator) -> Vec<DelayedDraw> {
        self.waiting
            .iter()
            .filter(|(whose, _)| whose == annotator)
            .map(|(_, draw)| *draw)
            .filter(|draw| {
                let item = self.item(draw.item);
                !item.is_answered() && !item.is_skipped_by(annotator)
            })
            .collect()
    }

    /// Held-out items that were drawn for anybody, may not be asked yet, and are neither judged nor
    /// put off: with those declined, they bound what the accuracy could be.
    pub fn held_out_waiting(&self, items: &Items) -> usize {
        let waiting = self.waiting.iter().map(|(_, draw)| draw.item);
        let waiting: BTreeSet<ItemIndex> = waiting
            .filter(|item| matches!(items.side(*item), Side::Holdout(_)))
            .filter(|item| !self.item(*item).is_answered() && !self.item(*item).is_skipped())
            .collect();
        waiting.len()
    }

    /// Notes what was drawn before a query and waits.
    fn delay(&mut self, items: &Items, answered: &Answered) {
        for displaced in &answered.query.displaced {
            let (Some(draw), Some(item)) = (&displaced.draw, items.find(&displaced.item)) else {
                continue;
            };
            let known = self
                .waiting
                .iter()
                .any(|(whose, known)| *whose == answered.annotator && known.item == item);
            if !known {
                let delayed = DelayedDraw {
                    item,
                    arm: draw.arm,
                    draw_probability: draw.draw_probability,
                };
                self.waiting.push((answered.annotator.clone(), delayed));
            }
        }
    }

    /// Takes in an answer's place in the order of things.
    pub(super) fn handle(
        &mut self,
        (writer, seq): (usize, u64),
        items: &Items,
        item: ItemIndex,
        at: Timestamp,
        answered: &Answered,
        verdict: Option<Verdict>,
    ) {
        self.delay(items, answered);
        if let Some(sitting) = self.sitting(writer, answered.session) {
            sitting.active_seconds += answered.active_seconds;
            sitting.answers += u32::from(answered.answer != Answer::Skip);
        }
        self.taken_back.remove(&writer);
        self.handled.push(Handled {
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

    /// How often this annotator answered a repeat otherwise than before, and how many they
    /// answered. What was judged unsure either time counts like any other judgement.
    pub fn repeats_of(&self, annotator: &Annotator) -> (usize, usize) {
        let mut disagreed = 0;
        let mut repeated = 0;
        for (_, reading) in self.readings(annotator) {
            if reading.arm != Arm::Repeat {
                continue;
            }
            let Some(before) = self.item(reading.item).judgement_of(annotator) else {
                continue;
            };
            repeated += 1;
            disagreed += usize::from(before.verdict != reading.verdict);
        }
        (disagreed, repeated)
    }

    /// How many seconds this annotator took for each pool item they judged, oldest first. What
    /// is held out is left out: its times must not change what is asked either.
    pub fn timed_answers(&self, items: &Items, annotator: &Annotator) -> Vec<(ItemIndex, f64)> {
        self.readings(annotator)
            .filter(|(_, reading)| matches!(items.side(reading.item), Side::Pool(_)))
            .map(|(_, reading)| (reading.item, reading.active_seconds))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journal::event::{DisplacedRecord, DrawRecord, QueryRecord};
    use crate::journal::{Entry, Event};
    use crate::pool::Item;
    use crate::schema::LabelSet;

    fn items() -> Items {
        let item = |id: u32| Item {
            id: id.to_string(),
            text: String::new(),
            fields: Vec::new(),
        };
        Items::new((0..4).map(item).collect(), |item| item.id == "3")
    }

    fn ada() -> Annotator {
        Annotator::new("ada").unwrap()
    }

    fn answered(item: &str, answer: Answer, displaced: &[(&str, Option<Arm>)]) -> Event {
        let mut query = QueryRecord::of(Arm::Active);
        let displaced = displaced.iter().map(|(item, drawn_by)| DisplacedRecord {
            item: (*item).into(),
            reason: "wellbeing".into(),
            draw: drawn_by.map(|arm| DrawRecord {
                arm,
                draw_probability: Some(0.25),
                candidates: 4,
            }),
        });
        query.displaced = displaced.collect();
        Event::Answered(Answered {
            session: None,
            annotator: ada(),
            item: item.into(),
            answer,
            shown_at: Timestamp::UNIX_EPOCH,
            active_seconds: 1.0,
            guidelines: String::new(),
            query,
            oracle: None,
            person: None,
        })
    }

    fn fold(events: &[Event]) -> State {
        let items = items();
        let mut state = State::new(LabelSet::new(), &items);
        for (seq, event) in events.iter().enumerate() {
            let entry = Entry {
                at: Timestamp::UNIX_EPOCH,
                event: event.clone(),
            };
            state.apply(&items, 0, seq as u64 + 1, &entry);
        }
        state
    }

    fn waiting(events: &[Event]) -> Vec<(u32, Arm)> {
        let draws = fold(events).delayed_draws(&ada());
        draws.iter().map(|draw| (draw.item.0, draw.arm)).collect()
    }

    #[test]
    fn a_draw_that_had_to_wait_waits_until_its_item_is_asked() {
        let label = || Answer::Label("a".into());
        let (random, holdout) = (Some(Arm::Random), Some(Arm::Holdout));
        let mut events = vec![
            // What the strategy would rather have asked was not drawn, and waits for nothing.
            answered("0", label(), &[("3", holdout), ("2", None)]),
            answered("1", label(), &[("2", random), ("3", holdout)]),
        ];
        assert_eq!(waiting(&events), [(3, Arm::Holdout), (2, Arm::Random)]);
        let state = fold(&events);
        assert_eq!(state.held_out_waiting(&items()), 1);
        assert_eq!(state.delayed_draws(&ada())[0].draw_probability, Some(0.25));
        let other = Annotator::new("bo").unwrap();
        assert_eq!(state.delayed_draws(&other), []);
        events.push(answered("3", Answer::Skip, &[]));
        assert_eq!(waiting(&events), [(2, Arm::Random)]);
        assert_eq!(
            fold(&events).held_out_waiting(&items()),
            0,
            "it is declined"
        );
        events.push(answered("2", label(), &[]));
        assert_eq!(waiting(&events), []);
    }
}
