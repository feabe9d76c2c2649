//! What must the learner hear of?
//!
//! Of each pool item the voices in force and what a reviewer decided, whenever one of the two
//! changes. What is taught of them is the engine's business, so the state is the same under every
//! setting. Invariant: the list of changes alone says what stood at any earlier place in it.

use super::item_state::{ItemState, Judgement};
use super::review::Ruling;
use crate::pool::PoolId;
use crate::schema::{Annotator, FatigueState, LabelId};

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

/// What a reviewer's decision in force makes of an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Decided {
    /// Nobody decided: the voices stand.
    #[default]
    Nothing,
    /// It is of this class, whatever the voices say.
    Label(LabelId),
    /// People differ here, and the distribution of the voices is the answer.
    Distribution,
    /// The guidelines leave it open: the voices answered no clear question.
    Gap,
}

impl Decided {
    /// The one label of an item with these voices: what was decided, else what all say.
    fn label(self, mut voices: impl Iterator<Item = LabelId>) -> Option<LabelId> {
        match self {
            Self::Label(label) => Some(label),
            Self::Distribution | Self::Gap => None,
            Self::Nothing => {
                let first = voices.next()?;
                voices.all(|label| label == first).then_some(first)
            }
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
    decided: Decided,
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
        self.decided
            .label(self.voices.iter().map(|voice| voice.label))
    }
}

impl ItemState {
    fn decided(&self) -> Decided {
        match self.adjudication().map(|decision| &decision.ruling) {
            None => Decided::Nothing,
            Some(Ruling::Label(label)) => Decided::Label(*label),
            Some(Ruling::KeepDistribution) => Decided::Distribution,
            Some(Ruling::GuidelineGap(_)) => Decided::Gap,
        }
    }

    /// The one label in force: what was adjudicated, else that of all annotators who gave one,
    /// if they agree.
    pub fn label(&self) -> Option<LabelId> {
        let judgements = self.judgements();
        let labels = judgements.iter().filter_map(|known| known.label());
        self.decided().label(labels)
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

    /// What a reviewer decided on it.
    pub fn decided(&self) -> Decided {
        self.standing.decided
    }
}
