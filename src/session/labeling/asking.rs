//! Which item comes onto the screen next?

use super::messages::LabelingEvent;
use super::{LabelingSession, PinnedQuery, TrainerBackend, sitter};
use crate::content_safety::Permission;
use crate::pool::{Items, Split};
use crate::query::{Decision, NextQuery, Query, QuerySelector, Repeats};
use crate::schema::{Arm, FatigueState, ItemIndex};
use crate::state::Verdict;

/// How many times as many repeats a tired person is asked.
const TIRED_REPEATS: f64 = 3.0;

impl LabelingSession {
    /// The next query, or a recalled item.
    pub(super) fn ask(&mut self) -> LabelingEvent {
        let Some(snapshot) = self.snapshot.clone() else {
            // Whatever was learnt meanwhile, the first snapshot brings the first query.
            self.waiting = true;
            return LabelingEvent::Preparing;
        };
        self.waiting = false;
        let decided = self.decided();
        let mut mode = self.project.config.opinion;
        let (decision, previous) = match (self.recalled.take(), decided) {
            (Some(recalled), decided) => {
                mode = recalled.mode.unwrap_or(mode);
                let previous = recalled.previous;
                (self.decision_on(recalled, decided), previous)
            }
            (None, NextQuery::Ask(decision)) => (decision, None),
            (None, NextQuery::OnlySensitive(left)) => {
                self.current = None;
                let can_lift = left.can_be_lifted() > 0;
                return LabelingEvent::OnlySensitive(left.in_words(), can_lift);
            }
            (None, NextQuery::Done) => {
                self.current = None;
                return LabelingEvent::Done;
            }
        };
        let items = &self.project.items;
        let id = &items.get(decision.item).id;
        let blind = self
            .chance
            .coin("blind", id, self.project.config.query.blind_share);
        let told = self.curriculum.told();
        let query = Query::new(decision, items, &snapshot, mode, blind, told, previous);
        let words = sitter::words_of(items, query.item());
        let away_after = self.sitter.away_after(words, query.uncertainty());
        let query = query
            .away_after(away_after)
            .veiled(|item| self.protection.veil(items, self.state(), item));
        self.shows(query.item());
        self.put_on_screen(query)
    }

    /// What is decided, as the person is and was protected.
    fn decided(&self) -> NextQuery<Decision> {
        let Some(snapshot) = &self.snapshot else {
            return NextQuery::Done;
        };
        let (state, items) = (self.state(), &*self.project.items);
        let annotator = &self.project.annotator;
        let moment = self.moment();
        let is_tired = self.sits
            && self.project.config.session.kind_queue
            && self.sitter.state() == FatigueState::Tired;
        let effort = |item: ItemIndex| self.sitter.effort(items, item);
        let repeats = self.repeats(is_tired);
        QuerySelector {
            state,
            items,
            annotator,
            policy: &self.project.config.query,
            chance: &self.chance,
            snapshot,
            standing: &|item| {
                // A program needs no protection; who is asked without a screen sees no text of
                // what is sensitive.
                if self.sits {
                    self.protection.standing(items, state, item, &moment)
                } else {
                    Permission::Allowed
                }
            },
            effort: is_tired.then_some(&effort),
            repeats: repeats.as_ref(),
        }
        .next()
    }

    /// What may be asked once more; of a person at the screen alone. A tired person is asked more
    /// of what they know already.
    fn repeats(&self, is_tired: bool) -> Option<Repeats<'_>> {
        let mut policy = self.project.config.session.repeats.clone();
        if !self.sits || policy.share <= 0.0 {
            return None;
        }
        if is_tired {
            policy.share = (TIRED_REPEATS * policy.share).min(0.5);
        }
        let items = &*self.project.items;
        let annotator = &self.project.annotator;
        let repeats = Repeats::due(self.state(), items, annotator, policy, self.samples());
        let moment = self.moment();
        Some(repeats.allowed(|item| {
            self.protection
                .standing(items, self.state(), item, &moment)
                .is_allowed()
        }))
    }

    /// How a recalled item came to be asked: by its own right, if its turn is now.
    fn decision_on(&self, recalled: PinnedQuery, decided: NextQuery<Decision>) -> Decision {
        let same = match decided {
            NextQuery::Ask(decision) if decision.item == recalled.item => Some(decision),
            _ => None,
        };
        // A repeat that was taken back comes back as one.
        let same = same.filter(|_| {
            recalled
                .decision
                .as_ref()
                .is_none_or(|decision| decision.arm != Arm::Repeat)
        });
        same.or(recalled.decision)
            .unwrap_or_else(|| chosen(recalled.item, &self.project.items))
    }

    fn put_on_screen(&mut self, query: Query) -> LabelingEvent {
        let state = self.project.state();
        let item = state.item(query.item());
        let report = LabelingEvent::Ask {
            face: Box::new(query.face(state.labels())),
            flagged: item.flagged,
            // A note may quote what is veiled.
            note: item.note.clone().filter(|_| !query.is_veiled()),
        };
        let side = self.project.items.side(query.item());
        if let (TrainerBackend::Thread(hall), Split::Pool(id)) = (&self.teacher, side) {
            hall.expect(id);
        }
        self.current = Some(query);
        report
    }

    /// The item on the screen once more, because what is known of it changed.
    pub(super) fn ask_again(&mut self) -> Vec<LabelingEvent> {
        let Some(current) = &self.current else {
            return Vec::new();
        };
        self.recalled = Some(PinnedQuery {
            item: current.item(),
            previous: current.previous(),
            decision: Some(current.decision().clone()),
            mode: Some(current.mode()),
        });
        vec![self.ask()]
    }

    /// The verdict that the annotator gave of an item before.
    pub(super) fn verdict_before(&self, item: ItemIndex) -> Option<Verdict> {
        let judged = self
            .state()
            .item(item)
            .judgement_of(&self.project.annotator)?;
        Some(judged.verdict)
    }
}

/// A query that the person made by going to the item.
pub(super) fn chosen(item: ItemIndex, items: &Items) -> Decision {
    Decision {
        candidates: items.len() as u32,
        ..Decision::of(item, Arm::Chosen)
    }
}
