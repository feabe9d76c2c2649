//! What must the learner hear of?
//!
//! Of each pool item the voices in force and what a reviewer decided, whenever one of the two
//! changes. What is taught of them is the engine's business, so the state is the same under every
//! setting. Invariant: the list of changes alone says what stood at any earlier place in it.

use super::item_state::{ItemState, Judgement};
use crate::pool::PoolId;
use crate::schema::{Adjudication, Annotator, FatigueState, LabelId};

/// One annotator's label in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Voice {
    /// Who.
    pub annotator: Annotator,
    /// What.
    pub label: LabelId,
    /// What the fatigue detector said then; `None` where there was none.
    pub fatigue: Option<FatigueState>,
}

impl Voice {
    /// Of a judgement that is no "unsure".
    fn of(judgement: &Judgement) -> Option<Self> {
        Some(Self {
            annotator: judgement.annotator.clone(),
            label: judgement.label()?,
            fatigue: judgement.fatigue,
        })
    }
}

/// The one label of an item with these voices: what was decided, else what all say.
fn label_in_force(
    decided: Option<Adjudication<()>>,
    mut voices: impl Iterator<Item = LabelId>,
) -> Option<LabelId> {
    match decided {
        Some(Adjudication::Label(label)) => Some(label),
        Some(Adjudication::KeepDistribution | Adjudication::GuidelineGap(())) => None,
        None => {
            let first = voices.next()?;
            voices.all(|label| label == first).then_some(first)
        }
    }
}

/// The voices on a pool item, or what was decided on it, changed.
///
/// Only the fold makes these, and only for pool items: a held-out answer has no way in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrainingChange {
    item: PoolId,
    standing: Consensus,
}

/// The voices on an item and what was decided.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Consensus {
    decided: Option<Adjudication<()>>,
    voices: Box<[Voice]>,
}

impl Consensus {
    pub(super) fn of(item: &ItemState) -> Self {
        let voices: Vec<Voice> = item
            .judgements()
            .into_iter()
            .filter_map(Voice::of)
            .collect();
        Self {
            decided: item.decided(),
            voices: voices.into(),
        }
    }

    fn label(&self) -> Option<LabelId> {
        label_in_force(self.decided, self.voices.iter().map(|voice| voice.label))
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
    pub(super) fn new(item: PoolId, standing: Consensus) -> Self {
        Self { item, standing }
    }

    /// The pool item.
    pub fn item(&self) -> PoolId {
        self.item
    }

    /// Its one label from now on, if it has one.
    pub fn label(&self) -> Option<LabelId> {
        self.standing.label()
    }

    /// The labels given to it, one an annotator, in the order in which they first spoke.
    pub fn voices(&self) -> &[Voice] {
        &self.standing.voices
    }

    /// What a reviewer's decision in force makes of it; `None` where nobody decided.
    pub fn adjudication(&self) -> Option<Adjudication<()>> {
        self.standing.decided
    }
}
