//! What can be asked of the state?

use jiff::Timestamp;

use super::fold::State;
use super::item_state::ItemState;
use super::sittings::Sitting;
use super::tally::Counts;
use super::training::TrainingChange;
use crate::pool::{HoldoutId, Items, Split};
use crate::schema::{Annotator, Arm, ItemIndex, LabelId, LabelSet};

/// Answers to held-out items. Only [`crate::evaluation`] has a use for them; nothing that learns
/// or chooses accepts this type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldOutAnswers {
    answers: Vec<(HoldoutId, LabelId)>,
    /// Held-out items that were put off or answered with "unsure".
    pub declined: usize,
}

impl HeldOutAnswers {
    /// Item and label, in import order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (HoldoutId, LabelId)> + '_ {
        self.answers.iter().copied()
    }
}

/// The answer that undo would take back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LastAnswer {
    /// The item.
    pub item: ItemIndex,
    /// The answer's sequence number in the writer's journal.
    pub seq: u64,
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
        self.tally.pool_answered
    }

    /// Holdout items that were judged.
    pub fn holdout_answered(&self) -> usize {
        self.tally.holdout_answered
    }

    /// The time of the latest event.
    pub fn latest(&self) -> Option<Timestamp> {
        self.latest
    }

    /// Events that speak of items this project does not have.
    pub fn unmatched(&self) -> usize {
        self.unmatched
    }

    /// Events of a newer querist, kept and not understood.
    pub fn unknown_events(&self) -> usize {
        self.unknown_events
    }

    /// All sessions, in order.
    pub fn sittings(&self) -> &[Sitting] {
        &self.sittings
    }

    /// The sessions in one journal, in order.
    pub fn sittings_of(&self, writer: usize) -> impl Iterator<Item = &Sitting> {
        self.sittings
            .iter()
            .filter(move |sitting| sitting.writer == writer)
    }

    /// The names under which programs answered, in order.
    pub fn oracles(&self) -> impl ExactSizeIterator<Item = &Annotator> {
        self.oracles.iter()
    }

    /// Whether a program answered under this name.
    pub fn is_oracle(&self, name: &Annotator) -> bool {
        self.oracles.contains(name)
    }

    /// Whether a person answered or sat down under this name, or gave labels that were imported.
    pub fn is_person(&self, name: &Annotator) -> bool {
        self.people.contains(name)
    }

    /// The number of the writer's next session.
    pub fn next_session(&self, writer: usize) -> u32 {
        1 + self
            .sittings_of(writer)
            .map(|sitting| sitting.number)
            .max()
            .unwrap_or(0)
    }

    /// The answer that undo in this journal would take back.
    pub fn last_answer(&self, writer: usize) -> Option<LastAnswer> {
        self.handled
            .iter()
            .rev()
            .find(|handled| handled.writer == writer)
            .map(|handled| LastAnswer {
                item: handled.item,
                seq: handled.seq,
            })
    }

    /// The item that this writer took an answer back from, if nothing was answered since: it is
    /// the one to ask next, in this session or a later one.
    pub fn taken_back(&self, writer: usize) -> Option<ItemIndex> {
        self.taken_back.get(&writer).copied()
    }

    /// The item this annotator handled last; with `pool_only`, the last one of the pool.
    pub fn last_handled(
        &self,
        items: &Items,
        annotator: &Annotator,
        pool_only: bool,
    ) -> Option<ItemIndex> {
        self.handled
            .iter()
            .rev()
            .filter(|handled| handled.annotator == *annotator)
            .map(|handled| handled.item)
            .find(|item| !pool_only || matches!(items.side(*item), Split::Pool(_)))
    }

    /// Items this annotator handled, latest first, each once.
    pub fn recently_handled(&self, annotator: &Annotator) -> Vec<ItemIndex> {
        let mut seen = std::collections::HashSet::new();
        self.handled
            .iter()
            .rev()
            .filter(|handled| handled.annotator == *annotator)
            .map(|handled| handled.item)
            .filter(|item| seen.insert(*item))
            .collect()
    }

    /// The labels of held-out items, for evaluation alone.
    pub fn held_out_answers(&self, items: &Items) -> HeldOutAnswers {
        let mut held_out = HeldOutAnswers {
            answers: Vec::new(),
            declined: 0,
        };
        for id in items.holdout() {
            let item = self.item(items.holdout_index(id));
            // An item that the person went and found is no random draw: it would bias the figure.
            let drawn = item
                .judgements()
                .iter()
                .any(|judgement| judgement.arm != Arm::Chosen);
            match item.label() {
                Some(label) if drawn => held_out.answers.push((id, label)),
                Some(_) => {}
                None => {
                    let spoken_of = item.history.iter().any(|said| !said.undone);
                    held_out.declined += usize::from(spoken_of);
                }
            }
        }
        held_out
    }

    /// How far the project is.
    pub fn counts(&self) -> Counts {
        self.tally.counts
    }

    /// Labeled items per label, by label id.
    pub fn labeled_per_class(&self) -> Vec<usize> {
        let mut counts = self.tally.per_class.clone();
        counts.resize(self.labels.len(), 0);
        counts
    }
}
