//! Names the kinds of members of the committee, what each must be able to do, and what a project
//! may choose about them.
//!
//! A member says the probability of each class for an item. A family of members that is computed
//! side by side is one implementation with several voters.

use super::active::Encoded;
use super::bayes::Bayes;
use super::platt_svm::PlattSvm;
use super::softmax::Softmax;
use crate::schema::LabelId;

/// A kind of member, as screens and manuals name it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct MemberKind {
    /// The word for it on the screen; its voters' ids are this word, numbered if there are more.
    pub id: &'static str,
    /// One line on what it is.
    pub doc: &'static str,
}

impl MemberKind {
    /// Whether a voter is of this kind.
    pub(crate) fn has(&self, voter: &str) -> bool {
        voter
            .strip_prefix(self.id)
            .is_some_and(|number| number.is_empty() || number.starts_with('-'))
    }
}

/// All kinds, in the order of their votes.
pub(crate) const MEMBER_KINDS: &[MemberKind] = &[
    MemberKind {
        id: "logistic",
        doc: "softmax regression on all labels: its probabilities are the committee's",
    },
    MemberKind {
        id: "resampled",
        doc: "softmax regressions that weigh the labels at random (Bayesian bootstrap)",
    },
    MemberKind {
        id: "bayes",
        doc: "multinomial naive Bayes on words and word pairs",
    },
    MemberKind {
        id: "svm",
        doc: "linear support vector machine on the dense part, refitted now and then",
    },
];

/// One predictor, or several that are computed together.
pub trait Member: Send + Sync {
    /// The ids of its voters.
    fn voters(&self) -> &'static [&'static str];

    /// The probability of each class for an item, one entry per voter and class, by voters.
    fn probabilities(&self, item: &Encoded, classes: &[LabelId], out: &mut [f32]);
}

static SOFTMAX_VOTERS: [&str; 8] = [
    "logistic",
    "resampled-1",
    "resampled-2",
    "resampled-3",
    "resampled-4",
    "resampled-5",
    "resampled-6",
    "resampled-7",
];

impl Member for Softmax {
    fn voters(&self) -> &'static [&'static str] {
        &SOFTMAX_VOTERS[..self.members()]
    }

    fn probabilities(&self, item: &Encoded, _classes: &[LabelId], out: &mut [f32]) {
        Softmax::probabilities(self, item, out);
    }
}

impl Member for Bayes {
    fn voters(&self) -> &'static [&'static str] {
        &["bayes"]
    }

    fn probabilities(&self, item: &Encoded, _classes: &[LabelId], out: &mut [f32]) {
        Bayes::probabilities(self, item, out);
    }
}

impl Member for PlattSvm {
    fn voters(&self) -> &'static [&'static str] {
        &["svm"]
    }

    fn probabilities(&self, item: &Encoded, classes: &[LabelId], out: &mut [f32]) {
        PlattSvm::probabilities(self, &item.dense, classes, out);
    }
}

/// How the classes count against each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ClassWeights {
    /// Every label counts the same.
    #[default]
    Equal,
    /// Every class counts the same: a label weighs n / (classes · n of its class).
    Balanced,
}

/// The learner's settings.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Settings {
    /// How the classes count against each other.
    pub class_weights: ClassWeights,
    /// The weight C of the data against the penalty; by the number of classes if not given.
    pub penalty: Option<f32>,
}
