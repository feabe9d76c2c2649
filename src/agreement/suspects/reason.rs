//! What speaks against a label?

use super::super::votes::AnnotatorId;
use crate::schema::{ItemIndex, LabelId};

/// One reason against one label.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Finding {
    /// The item.
    pub item: ItemIndex,
    /// Whose label of it.
    pub annotator: AnnotatorId,
    /// What speaks against it.
    pub reason: Reason,
}

/// Why a label deserves a second look.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Reason {
    /// A model that did not see the label is confident of another.
    ModelConfident {
        /// The label given.
        given: LabelId,
        /// Its probability.
        probability: f64,
        /// The one the model is confident of.
        suggested: LabelId,
        /// Its probability.
        confidence: f64,
    },
    /// A near-copy of the item was labeled otherwise.
    CopyDiffers {
        /// The label given.
        given: LabelId,
        /// The copy.
        copy: ItemIndex,
        /// What the copy was called.
        other: LabelId,
        /// How many labels of copies differ, and of how many.
        against: (u32, u32),
    },
    /// Committee and neighbours say something else.
    Outlying {
        /// The label given.
        given: LabelId,
        /// The committee's probability of it.
        probability: f64,
        /// Neighbours' labels that are the same, and all of them.
        alike: (u32, u32),
    },
    /// It was given while answers had become irregular.
    Tired,
    /// It was given much faster than usual.
    Rushed {
        /// How long it took, in seconds.
        seconds: f64,
        /// How long such an item usually takes this person, in seconds.
        usual: f64,
    },
    /// The instructions have changed since.
    OlderGuidelines {
        /// How many versions ago.
        behind: usize,
    },
}

impl Reason {
    /// How much it speaks against the label, 0 to 1. Evidence on the label itself counts by its
    /// probability; circumstances count little, since quality need not fall with them.
    pub fn strength(&self) -> f64 {
        let share = |part: &(u32, u32)| f64::from(part.0) / f64::from(part.1.max(1));
        let strength = match self {
            Self::ModelConfident { probability, .. } => 1.0 - probability,
            Self::CopyDiffers { against, .. } => 0.8 * share(against),
            Self::Outlying {
                probability, alike, ..
            } => (1.0 - probability) * (1.0 - share(alike)),
            Self::OlderGuidelines { .. } => 0.2,
            Self::Rushed { .. } | Self::Tired => 0.1,
        };
        strength.clamp(0.0, 1.0)
    }

    /// The reason in words; `name` gives a class's name, `id` an item's id.
    pub fn words(
        &self,
        name: impl Fn(LabelId) -> String,
        id: impl Fn(ItemIndex) -> String,
    ) -> String {
        match self {
            Self::ModelConfident {
                given,
                probability,
                suggested,
                confidence,
            } => format!(
                "labeled {}, which the model gives {:.0}%; it is confident of {} ({:.0}%)",
                name(*given),
                100.0 * probability,
                name(*suggested),
                100.0 * confidence
            ),
            Self::CopyDiffers {
                given,
                copy,
                other,
                against,
            } => format!(
                "labeled {}, but its near-copy {} was labeled {} ({} of {} labels of copies differ)",
                name(*given),
                id(*copy),
                name(*other),
                against.0,
                against.1
            ),
            Self::Outlying {
                given,
                probability,
                alike,
            } => format!(
                "labeled {}, which the committee gives {:.0}% and {} of {} neighbouring labels share",
                name(*given),
                100.0 * probability,
                alike.0,
                alike.1
            ),
            Self::Tired => "given while answers had become less regular than usual".to_owned(),
            Self::Rushed { seconds, usual } => {
                format!("given in {seconds:.1} s, where {usual:.1} s are usual")
            }
            Self::OlderGuidelines { behind: 1 } => {
                "given under the guidelines before the present ones".to_owned()
            }
            Self::OlderGuidelines { behind } => {
                format!("given under guidelines {behind} versions old")
            }
        }
    }
}
