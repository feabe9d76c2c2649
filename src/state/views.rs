//! Answers what is asked of the state, and keeps the counts that a screen asks for after every answer.
//!
//! The counts are kept up to date item by item, so that they cost the same however large the pool.

use std::collections::HashSet;

use jiff::Timestamp;

use super::fold::State;
use super::item_state::ItemState;
use super::responses::Session;
use super::training::TrainingChange;
use crate::pool::{HoldoutId, Items, Split};
use crate::schema::{Annotator, Arm, ItemIndex, LabelId, LabelSet};

/// Answers to held-out items. Only [`crate::evaluation`] has a use for them; nothing that learns
/// or chooses accepts this type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct HeldOutAnswers {
    answers: Vec<(HoldoutId, LabelId)>,
    /// Held-out items that were put off or answered with "unsure".
    pub declined: usize,
}

impl HeldOutAnswers {
    /// Item and label, in import order.
    pub(crate) fn iter(&self) -> impl ExactSizeIterator<Item = (HoldoutId, LabelId)> + '_ {
        self.answers.iter().copied()
    }
}

impl State {
    /// The classes, with those that the journals added.
    pub fn labels(&self) -> &LabelSet {
        &self.labels
    }

    /// What was said of an item. Indices come from [`Items`], so they are in range.
    pub fn item(&self, index: ItemIndex) -> &ItemState {
        &self.items[index.index()]
    }

    /// Everything the learner must be told, in order.
    pub fn training_changes(&self) -> &[TrainingChange] {
        &self.changes
    }

    /// Pool items that were judged.
    pub fn pool_answered(&self) -> usize {
        self.totals.pool_answered
    }

    /// Holdout items that were judged.
    pub fn holdout_answered(&self) -> usize {
        self.totals.holdout_answered
    }

    /// The time of the latest event.
    pub(crate) fn latest(&self) -> Option<Timestamp> {
        self.latest
    }

    /// Events that speak of items this project does not have.
    pub fn unmatched(&self) -> usize {
        self.unmatched
    }

    /// All sessions, in order.
    pub fn sessions(&self) -> &[Session] {
        &self.sessions
    }

    /// The sessions in one journal, in order.
    pub(crate) fn sessions_of(&self, writer: usize) -> impl Iterator<Item = &Session> {
        self.sessions
            .iter()
            .filter(move |session| session.writer == writer)
    }

    /// The names under which programs answered, in order.
    pub fn oracles(&self) -> impl ExactSizeIterator<Item = &Annotator> {
        self.oracles.iter()
    }

    /// Whether a program answered under this name.
    pub(crate) fn is_oracle(&self, name: &Annotator) -> bool {
        self.oracles.contains(name)
    }

    /// Whether a person answered or sat down under this name, or gave labels that were imported.
    pub(crate) fn is_person(&self, name: &Annotator) -> bool {
        self.people.contains(name)
    }

    /// The number of the writer's next session.
    pub(crate) fn next_session(&self, writer: usize) -> u32 {
        let numbers = self.sessions_of(writer).map(|session| session.number);
        1 + numbers.max().unwrap_or(0)
    }

    /// The answer that undo in this journal would take back: item and sequence number there.
    pub fn last_answer(&self, writer: usize) -> Option<(ItemIndex, u64)> {
        let mut latest_first = self.responses.iter().rev();
        let last = latest_first.find(|response| response.place.0 == writer)?;
        Some((last.item, last.place.1))
    }

    /// The item that this writer took an answer back from, if nothing was answered since: it is
    /// the one to ask next, in this session or a later one.
    pub(crate) fn taken_back(&self, writer: usize) -> Option<ItemIndex> {
        self.taken_back.get(&writer).copied()
    }

    /// The item this annotator handled last; with `pool_only`, the last one of the pool.
    pub(crate) fn last_handled(
        &self,
        items: &Items,
        annotator: &Annotator,
        pool_only: bool,
    ) -> Option<ItemIndex> {
        let mut latest_first = self.responses_of(annotator).rev();
        latest_first
            .find(|known| !pool_only || matches!(items.side(known.item), Split::Pool(_)))
            .map(|known| known.item)
    }

    /// Items this annotator handled, latest first, each once.
    pub fn recently_handled(&self, annotator: &Annotator) -> Vec<ItemIndex> {
        let mut seen = HashSet::new();
        let latest_first = self.responses_of(annotator).rev();
        let items = latest_first.map(|response| response.item);
        items.filter(|item| seen.insert(*item)).collect()
    }

    /// The labels of held-out items, for evaluation alone.
    pub(crate) fn held_out_answers(&self, items: &Items) -> HeldOutAnswers {
        let mut held_out = HeldOutAnswers {
            answers: Vec::new(),
            declined: 0,
        };
        for id in items.holdout() {
            let item = self.item(items.holdout_index(id));
            // An item that the person went and found is no random draw: it would bias the figure.
            let drawn = item.judgements().iter().any(|one| one.arm != Arm::Chosen);
            match item.label() {
                // What no answer may be any more, the model cannot be right about.
                Some(label) if self.retired.contains(&label) => {}
                Some(label) if drawn => held_out.answers.push((id, label)),
                Some(_) => {}
                None => held_out.declined += usize::from(item.is_spoken_of()),
            }
        }
        held_out
    }

    /// How far the project is.
    pub fn counts(&self) -> Counts {
        self.totals.counts
    }

    /// Labeled items per label, by label id.
    pub fn labeled_per_class(&self) -> Vec<usize> {
        let mut counts = self.totals.per_class.clone();
        counts.resize(self.labels.len(), 0);
        counts
    }
}

/// How far the project is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// Items with a current label, any arm.
    pub labeled: usize,
    /// Items judged "unsure" by all who judged them.
    pub unsure: usize,
    /// Items put off and not yet judged.
    pub skipped: usize,
    /// Items with a flag.
    pub flagged: usize,
    /// Items whose annotators differ.
    pub disputed: usize,
}

/// Counts over all items.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Totals {
    pub(super) counts: Counts,
    /// Labeled items by label id.
    pub(super) per_class: Vec<usize>,
    pub(super) pool_answered: usize,
    pub(super) holdout_answered: usize,
}

impl Totals {
    /// Counts an item in.
    pub(super) fn add(&mut self, item: &ItemState, side: Split) {
        self.shift(item, side, |count| *count += 1);
    }

    /// Counts an item out, in the condition in which it was counted in.
    pub(super) fn remove(&mut self, item: &ItemState, side: Split) {
        self.shift(item, side, |count| *count -= 1);
    }

    fn shift(&mut self, item: &ItemState, side: Split, by_one: impl Fn(&mut usize)) {
        if item.flagged {
            by_one(&mut self.counts.flagged);
        }
        if item.is_skipped() {
            by_one(&mut self.counts.skipped);
        }
        if !item.is_answered() {
            return;
        }
        by_one(match side {
            Split::Pool(_) => &mut self.pool_answered,
            Split::Holdout(_) => &mut self.holdout_answered,
        });
        if let Some(label) = item.label() {
            by_one(&mut self.counts.labeled);
            if self.per_class.len() <= label.index() {
                self.per_class.resize(label.index() + 1, 0);
            }
            by_one(&mut self.per_class[label.index()]);
        } else {
            let has_labels = item.judgements().iter().any(|one| one.label().is_some());
            by_one(if has_labels {
                &mut self.counts.disputed
            } else {
                &mut self.counts.unsure
            });
        }
    }
}
