//! Lists what the learner must be told of each pool item.
//!
//! That is the annotations in force and what a reviewer decided, whenever one of the two changes.
//! What is taught of them is the trainer's business, so the state is the same under every setting.
//! Invariant: the list of changes alone says what was in force at any earlier place in it.

use std::collections::BTreeSet;

use super::item_state::{ItemState, Judgement};
use crate::pool::PoolId;
use crate::schema::{Adjudication, Annotator, FatigueState, LabelId};

/// One annotator's label in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CurrentAnnotation {
    /// Who.
    pub annotator: Annotator,
    /// What.
    pub label: LabelId,
    /// What the fatigue detector said then; `None` where there was none.
    pub fatigue: Option<FatigueState>,
}

impl CurrentAnnotation {
    /// Of a judgement that is no "unsure".
    fn of(judgement: &Judgement) -> Option<Self> {
        Some(Self {
            annotator: judgement.annotator.clone(),
            label: judgement.label()?,
            fatigue: judgement.fatigue,
        })
    }
}

/// The one label of an item with these annotations: what was decided, else what all say.
fn label_in_force(
    decided: Option<Adjudication<()>>,
    mut annotations: impl Iterator<Item = LabelId>,
) -> Option<LabelId> {
    match decided {
        Some(Adjudication::Label(label)) => Some(label),
        Some(Adjudication::KeepDistribution | Adjudication::GuidelineGap(())) => None,
        None => {
            let first = annotations.next()?;
            annotations.all(|label| label == first).then_some(first)
        }
    }
}

/// The annotations of a pool item, or what was decided on it, changed.
///
/// Only the fold makes these, and only for pool items: a held-out answer has no way in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrainingChange {
    item: PoolId,
    consensus: Consensus,
}

/// The annotations on an item and what was decided.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Consensus {
    decided: Option<Adjudication<()>>,
    annotations: Box<[CurrentAnnotation]>,
}

impl Consensus {
    /// Of an item; what names a class of `retired` teaches nothing.
    pub(super) fn of(item: &ItemState, retired: &BTreeSet<LabelId>) -> Self {
        let judgements = item.judgements().into_iter();
        let annotations = judgements
            .filter_map(CurrentAnnotation::of)
            .filter(|annotation| !retired.contains(&annotation.label));
        let decided = item.decided().map(|decided| match decided {
            // Decided for what is no class any more: open, whatever the annotators say.
            Adjudication::Label(label) if retired.contains(&label) => {
                Adjudication::GuidelineGap(())
            }
            other => other,
        });
        Self {
            decided,
            annotations: annotations.collect(),
        }
    }

    fn label(&self) -> Option<LabelId> {
        label_in_force(
            self.decided,
            self.annotations.iter().map(|annotation| annotation.label),
        )
    }
}

impl ItemState {
    fn decided(&self) -> Option<Adjudication<()>> {
        Some(self.adjudication()?.decision.outcome())
    }

    /// The one label in force: what was adjudicated, else that of all annotators who gave one,
    /// if they agree.
    pub fn label(&self) -> Option<LabelId> {
        let judgements = self.judgements();
        let labels = judgements.iter().filter_map(|known| known.label());
        label_in_force(self.decided(), labels)
    }
}

impl TrainingChange {
    pub(super) fn new(item: PoolId, consensus: Consensus) -> Self {
        Self { item, consensus }
    }

    /// The pool item.
    pub fn item(&self) -> PoolId {
        self.item
    }

    /// Its one label from now on, if it has one.
    pub fn label(&self) -> Option<LabelId> {
        self.consensus.label()
    }

    /// The labels given to it, one an annotator, in the order in which they first spoke.
    pub fn annotations(&self) -> &[CurrentAnnotation] {
        &self.consensus.annotations
    }

    /// What a reviewer's decision in force makes of it; `None` where nobody decided.
    pub fn adjudication(&self) -> Option<Adjudication<()>> {
        self.consensus.decided
    }
}
