//! Finds labels that are probably wrong, and says why.
//!
//! Each finder looks at one kind of evidence and names the labels it speaks against;
//! [`rank_issues()`] puts all reasons against one label together, the strongest first. What other
//! modules know — probabilities, near-copies, neighbours, the order of guidelines — comes in as
//! plain values. Invariant: an issue is a question to a person; nothing here changes a label.

mod evidence;

use std::collections::BTreeMap;

use super::votes::AnnotatorId;
use crate::schema::{ItemIndex, LabelId};

pub(crate) use evidence::{
    confident_learning, near_copy_conflicts, neighbour_outliers, under_older_guidelines,
};

/// One reason against one label.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct LabelIssue {
    /// The item.
    pub(crate) item: ItemIndex,
    /// Whose label of it.
    pub(crate) annotator: AnnotatorId,
    /// What speaks against it.
    pub(crate) reason: Reason,
}

/// Why a label deserves a second look.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Reason {
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
    /// The instructions have changed since.
    OlderGuidelines {
        /// How many versions ago.
        behind: usize,
    },
}

impl Reason {
    /// How much it speaks against the label, 0 to 1. Evidence on the label itself counts by its
    /// probability; circumstances count little, since quality need not fall with them.
    pub(crate) fn strength(&self) -> f64 {
        let share = |part: &(u32, u32)| f64::from(part.0) / f64::from(part.1.max(1));
        let strength = match self {
            Self::ModelConfident { probability, .. } => 1.0 - probability,
            Self::CopyDiffers { against, .. } => 0.8 * share(against),
            Self::Outlying {
                probability, alike, ..
            } => (1.0 - probability) * (1.0 - share(alike)),
            Self::OlderGuidelines { .. } => 0.2,
        };
        strength.clamp(0.0, 1.0)
    }

    /// The reason in words; `name` gives a class's name, `id` an item's id.
    pub(crate) fn words(
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
            Self::OlderGuidelines { behind: 1 } => {
                "given under the guidelines before the present ones".to_owned()
            }
            Self::OlderGuidelines { behind } => {
                format!("given under guidelines {behind} versions old")
            }
        }
    }
}

/// A label that deserves a second look, with all that speaks against it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct RankedIssues {
    /// The item.
    pub(crate) item: ItemIndex,
    /// Whose label of it.
    pub(crate) annotator: AnnotatorId,
    /// What speaks against it, strongest first.
    pub(crate) reasons: Vec<Reason>,
    /// 1 − Π (1 − strength of each reason): what several weak reasons amount to.
    pub(crate) strength: f64,
}

/// All issues, put together label by label: the strongest first, equals by item and
/// annotator.
pub(crate) fn rank_issues(issues: impl IntoIterator<Item = LabelIssue>) -> Vec<RankedIssues> {
    let mut labels: BTreeMap<(ItemIndex, AnnotatorId), Vec<Reason>> = BTreeMap::new();
    for issue in issues {
        let label = labels.entry((issue.item, issue.annotator));
        label.or_default().push(issue.reason);
    }
    let mut ranked: Vec<RankedIssues> = labels
        .into_iter()
        .map(|((item, annotator), mut reasons)| {
            reasons.sort_by(|a, b| b.strength().total_cmp(&a.strength()));
            let doubts = reasons.iter().map(|reason| 1.0 - reason.strength());
            let doubt: f64 = doubts.product();
            RankedIssues {
                item,
                annotator,
                reasons,
                strength: 1.0 - doubt,
            }
        })
        .collect();
    // Stable: equals stay by item and annotator.
    ranked.sort_by(|a, b| b.strength.total_cmp(&a.strength));
    ranked
}

#[cfg(test)]
mod tests {
    use super::*;

    const OLDER: Reason = Reason::OlderGuidelines { behind: 1 };

    #[test]
    fn several_reasons_against_one_label_stand_together() {
        let issue = |item, reason| LabelIssue {
            item: ItemIndex(item),
            annotator: AnnotatorId(0),
            reason,
        };
        let differs = Reason::CopyDiffers {
            given: LabelId(0),
            copy: ItemIndex(9),
            other: LabelId(1),
            against: (1, 1),
        };
        let ranked = rank_issues([
            issue(3, OLDER),
            issue(2, OLDER),
            issue(1, OLDER),
            issue(1, differs),
        ]);
        let order: Vec<u32> = ranked.iter().map(|one| one.item.0).collect();
        assert_eq!(order, [1, 2, 3]);
        assert_eq!(ranked[0].reasons, [differs, OLDER]);
        assert!((ranked[0].strength - (1.0 - 0.2 * 0.8)).abs() < 1e-12);
    }

    #[test]
    fn every_reason_can_be_said() {
        let reason = Reason::ModelConfident {
            given: LabelId(0),
            probability: 0.08,
            suggested: LabelId(1),
            confidence: 0.9,
        };
        let words = reason.words(
            |label| format!("class {}", label.0),
            |item| item.0.to_string(),
        );
        assert_eq!(
            words,
            "labeled class 0, which the model gives 8%; it is confident of class 1 (90%)"
        );
    }
}
