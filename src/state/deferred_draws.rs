//! Keeps the items that chance drew and that have not been asked yet.
//!
//! An item that is drawn while it may not be asked, for the person's sake, is recorded with the
//! query that was asked in its place. It waits until it is asked: a draw is deferred, never
//! dropped. Taking that query back takes the draw back with it; the next turn makes it again. The
//! journal's word for it is `displaced`.

use super::fold::{Place, State};
use crate::journal::event::Answered;
use crate::pool::{Items, Split};
use crate::schema::{Annotator, Arm, ItemIndex};

/// An item that was drawn and waits.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DeferredDraw {
    /// The item.
    pub item: ItemIndex,
    /// What drew it.
    pub arm: Arm,
    /// The chance of its draw given all before.
    pub draw_probability: Option<f64>,
}

/// A draw, and the query that was asked in its place.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Deferral {
    place: Place,
    /// The query was taken back, and the draw with it.
    undone: bool,
    annotator: Annotator,
    draw: DeferredDraw,
}

impl State {
    /// Takes in the draws that wait since this query was asked in their place.
    pub(super) fn defer(&mut self, items: &Items, place: Place, answered: &Answered) {
        for displaced in &answered.query.displaced {
            let Some(arm) = displaced.drawn_by else {
                continue;
            };
            let Some(item) = items.find(&displaced.item) else {
                self.unmatched += 1;
                continue;
            };
            self.deferrals.push(Deferral {
                place,
                undone: false,
                annotator: answered.annotator.clone(),
                draw: DeferredDraw {
                    item,
                    arm,
                    draw_probability: displaced.draw_probability,
                },
            });
        }
    }

    /// The query was taken back or brought back, and with it what had been drawn before it.
    pub(super) fn set_deferrals_undone(&mut self, place: Place, undone: bool) {
        let of_query = |deferral: &&mut Deferral| deferral.place == place;
        for deferral in self.deferrals.iter_mut().filter(of_query) {
            deferral.undone = undone;
        }
    }

    /// Items that were drawn for this annotator and wait to be asked, the longest first: neither
    /// judged by anybody nor put off by the annotator since.
    pub fn deferred_draws(&self, annotator: &Annotator) -> Vec<DeferredDraw> {
        let mut waiting: Vec<DeferredDraw> = Vec::new();
        let in_force = self.deferrals.iter().filter(|deferral| !deferral.undone);
        for Deferral {
            draw,
            annotator: whose,
            ..
        } in in_force
        {
            let is_open = self.item(draw.item).is_open_for(annotator);
            let is_known = waiting.iter().any(|known| known.item == draw.item);
            if whose == annotator && is_open && !is_known {
                waiting.push(*draw);
            }
        }
        waiting
    }

    /// Held-out items that were drawn for anybody and are not judged, not put off and not asked
    /// yet. With those declined they bound what the accuracy could be.
    pub(crate) fn deferred_holdout(&self, items: &Items) -> usize {
        let mut waiting: Vec<ItemIndex> = self
            .deferrals
            .iter()
            .filter(|deferral| !deferral.undone)
            .map(|deferral| deferral.draw.item)
            .filter(|item| matches!(items.side(*item), Split::Holdout(_)))
            .filter(|item| !self.item(*item).is_answered() && !self.item(*item).is_skipped())
            .collect();
        waiting.sort_unstable();
        waiting.dedup();
        waiting.len()
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;
    use crate::journal::event::{Answer, DisplacedRecord, QueryRecord, Undone};
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
        query.displaced = displaced
            .iter()
            .map(|(item, drawn_by)| DisplacedRecord {
                item: (*item).into(),
                reason: "wellbeing".into(),
                drawn_by: *drawn_by,
                draw_probability: drawn_by.map(|_| 0.25),
            })
            .collect();
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

    fn fold(events: &[Event]) -> (State, Items) {
        let items = items();
        let mut state = State::new(LabelSet::new(), &items);
        for (seq, event) in events.iter().enumerate() {
            let entry = Entry {
                at: Timestamp::UNIX_EPOCH,
                event: event.clone(),
            };
            state.apply(&items, 0, seq as u64 + 1, &entry);
        }
        (state, items)
    }

    fn waiting(events: &[Event]) -> Vec<(u32, Arm)> {
        let (state, _) = fold(events);
        let draws = state.deferred_draws(&ada());
        draws.iter().map(|draw| (draw.item.0, draw.arm)).collect()
    }

    #[test]
    fn a_draw_that_was_put_off_waits_until_its_item_is_asked() {
        let label = || Answer::Label("a".into());
        let (random, holdout) = (Some(Arm::Random), Some(Arm::Holdout));
        let mut events = vec![
            // What the strategy would rather have asked was not drawn, and waits for nothing.
            answered("0", label(), &[("3", holdout), ("2", None)]),
            answered("1", label(), &[("2", random), ("3", holdout)]),
        ];
        assert_eq!(waiting(&events), [(3, Arm::Holdout), (2, Arm::Random)]);
        let (state, items) = fold(&events);
        assert_eq!(state.deferred_holdout(&items), 1);
        assert_eq!(state.deferred_draws(&ada())[0].draw_probability, Some(0.25));
        assert!(
            state
                .deferred_draws(&Annotator::new("bo").unwrap())
                .is_empty()
        );
        events.push(answered("3", Answer::Skip, &[]));
        assert_eq!(waiting(&events), [(2, Arm::Random)]);
        assert_eq!(
            fold(&events).0.deferred_holdout(&items),
            0,
            "it is declined"
        );
        events.push(answered("2", label(), &[]));
        assert_eq!(waiting(&events), []);
    }

    #[test]
    fn taking_a_query_back_takes_back_what_it_had_put_off() {
        let mut events = vec![
            answered("0", Answer::Unsure, &[("2", Some(Arm::Random))]),
            answered("2", Answer::Unsure, &[]),
        ];
        events.push(Event::Undone(Undone { seq: 2 }));
        assert_eq!(waiting(&events), [(2, Arm::Random)]);
        events.push(Event::Undone(Undone { seq: 1 }));
        assert_eq!(waiting(&events), []);
    }
}
