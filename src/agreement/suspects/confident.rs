//! Which labels does a model contradict with confidence?
//!
//! Confident learning (Northcutt, Jiang and Chuang 2021): the threshold of class k is the mean
//! probability of k over the labels that say k. Of the classes whose probability reaches their
//! threshold the likeliest is what the model is confident of; where that is another class than
//! the label's, the label is a candidate. The probabilities must be out of sample.

use super::super::consensus::Probabilities;
use super::super::votes::Votes;
use super::reason::{Finding, Reason};
use crate::schema::LabelId;

/// Labels that the model contradicts, in item order; items without probabilities are passed over.
pub fn confident(votes: &Votes, model: &Probabilities) -> Vec<Finding> {
    let thresholds = thresholds(votes, model);
    votes
        .all()
        .iter()
        .filter_map(|vote| {
            let row = model.get(vote.item)?;
            let (suggested, confidence) = sure_of(row, &thresholds)?;
            (suggested != vote.label).then_some(Finding {
                item: vote.item,
                annotator: vote.annotator,
                reason: Reason::ModelConfident {
                    given: vote.label,
                    probability: row.get(vote.label.index()).copied().unwrap_or(0.0),
                    suggested,
                    confidence,
                },
            })
        })
        .collect()
}

/// The mean probability of each class over the labels that say it; infinite for one nobody gave.
fn thresholds(votes: &Votes, model: &Probabilities) -> Vec<f64> {
    let mut sums = vec![(0.0, 0_u32); votes.classes()];
    for vote in votes.all() {
        let probability = model
            .get(vote.item)
            .and_then(|row| row.get(vote.label.index()));
        if let Some(probability) = probability {
            let (sum, count) = &mut sums[vote.label.index()];
            *sum += probability;
            *count += 1;
        }
    }
    let mean = |(sum, count)| {
        if count == 0 {
            f64::INFINITY
        } else {
            sum / f64::from(count)
        }
    };
    sums.into_iter().map(mean).collect()
}

/// The likeliest of the classes that reach their threshold.
fn sure_of(row: &[f64], thresholds: &[f64]) -> Option<(LabelId, f64)> {
    let reached = row
        .iter()
        .zip(thresholds)
        .enumerate()
        // Sums in another order must not decide.
        .filter(|(_, (probability, threshold))| **probability >= **threshold - 1e-12);
    let (class, (probability, _)) = reached.max_by(|a, b| a.1.0.total_cmp(b.1.0))?;
    Some((LabelId(class as u16), *probability))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::agreement::tests::toy::votes;
    use crate::schema::ItemIndex;

    #[test]
    fn a_label_is_doubted_when_another_class_reaches_its_threshold() {
        // Thresholds: class 0 (.9 + .8 + .3)/3 = .667, class 1 (.6 + .7)/2 = .65.
        let rows = [[0.9, 0.1], [0.8, 0.2], [0.3, 0.7], [0.4, 0.6], [0.3, 0.7]];
        let model = Probabilities::new(
            rows.iter()
                .enumerate()
                .map(|(i, row)| (ItemIndex(i as u32), row.to_vec())),
        );
        let found = confident(&votes(2, &["0", "0", "0", "1", "1"]), &model);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].item, ItemIndex(2));
        assert_eq!(
            found[0].reason,
            Reason::ModelConfident {
                given: LabelId(0),
                probability: 0.3,
                suggested: LabelId(1),
                confidence: 0.7
            }
        );
        assert!((found[0].reason.strength() - 0.7).abs() < 1e-12);
    }

    #[test]
    fn items_that_the_model_does_not_know_are_passed_over() {
        assert_eq!(confident(&votes(2, &["01"]), &Probabilities::default()), []);
    }
}
