//! Which label is looked at first?

use std::collections::BTreeMap;

use super::super::votes::AnnotatorId;
use super::reason::{Finding, Reason};
use crate::schema::ItemIndex;

/// A label that deserves a second look, with all that speaks against it.
#[derive(Debug, Clone, PartialEq)]
pub struct Suspicion {
    /// The item.
    pub item: ItemIndex,
    /// Whose label of it.
    pub annotator: AnnotatorId,
    /// What speaks against it, strongest first.
    pub reasons: Vec<Reason>,
    /// 1 − Π (1 − strength of each reason): what several weak reasons amount to.
    pub strength: f64,
}

/// All findings, put together label by label: the strongest suspicion first, equals by item and
/// annotator.
pub fn ranked(findings: impl IntoIterator<Item = Finding>) -> Vec<Suspicion> {
    let mut labels: BTreeMap<(ItemIndex, AnnotatorId), Vec<Reason>> = BTreeMap::new();
    for finding in findings {
        labels
            .entry((finding.item, finding.annotator))
            .or_default()
            .push(finding.reason);
    }
    let mut suspicions: Vec<Suspicion> = labels
        .into_iter()
        .map(|((item, annotator), mut reasons)| {
            reasons.sort_by(|a, b| b.strength().total_cmp(&a.strength()));
            let doubt: f64 = reasons
                .iter()
                .map(|reason| 1.0 - reason.strength())
                .product();
            Suspicion {
                item,
                annotator,
                reasons,
                strength: 1.0 - doubt,
            }
        })
        .collect();
    // Stable: equals stay by item and annotator.
    suspicions.sort_by(|a, b| b.strength.total_cmp(&a.strength));
    suspicions
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::LabelId;

    #[test]
    fn several_reasons_against_one_label_stand_together() {
        let finding = |item, reason| Finding {
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
        let ranked = ranked([
            finding(3, Reason::Tired),
            finding(2, Reason::Tired),
            finding(1, Reason::Tired),
            finding(1, differs),
        ]);
        let order: Vec<u32> = ranked.iter().map(|suspicion| suspicion.item.0).collect();
        assert_eq!(order, [1, 2, 3]);
        assert_eq!(ranked[0].reasons, [differs, Reason::Tired]);
        assert!((ranked[0].strength - (1.0 - 0.2 * 0.9)).abs() < 1e-12);
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
