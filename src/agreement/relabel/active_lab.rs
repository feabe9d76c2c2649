//! Relabel this one, or label a new one?
//!
//! ActiveLab (Goh and Mueller 2023): with q the quality of an item's consensus, W the weights of
//! its annotators, w_M that of the model, w̄ the mean weight of an annotator and K classes, the
//! score (q (W + w_M) + w̄/K) / (W + w_M + w̄) is what another label of average worth, that says
//! nothing, would leave of the quality. An item without labels has W = 0 and q = max p. Where no
//! item has two labels all weights are one, and q is the model's probability of the label. The
//! probabilities are taken as they are: whoever wants them calibrated does so before.

use super::super::consensus::{Probabilities, Unidentified, crowdlab};
use super::super::votes::Votes;
use crate::schema::ItemIndex;

/// How well an item is known.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Worth {
    /// The item.
    pub item: ItemIndex,
    /// Labels it has: none for a new one.
    pub labels: usize,
    /// Between 0 and 1; the lower, the more another label is worth.
    pub score: f64,
}

/// What voices weigh.
struct Weights {
    model: f64,
    annotators: Vec<f64>,
    average: f64,
    /// The consensus quality of each row.
    quality: Vec<f64>,
}

/// Scores of all items with labels, and of all others with probabilities; the one most worth a
/// label first.
///
/// # Errors
/// When there is nothing labeled, or some labeled item has no probabilities.
pub fn active_lab(votes: &Votes, model: &Probabilities) -> Result<Vec<Worth>, Unidentified> {
    let weights = weigh(votes, model)?;
    let classes = votes.classes() as f64;
    let score = |quality: f64, weight: f64| {
        let known = weight + weights.model;
        (quality * known + weights.average / classes) / (known + weights.average)
    };
    let labeled = votes.rows().enumerate().map(|(row, cast)| {
        let weight = cast
            .iter()
            .map(|vote| weights.annotators[vote.annotator.index()])
            .sum();
        Worth {
            item: votes.items()[row],
            labels: cast.len(),
            score: score(weights.quality[row], weight),
        }
    });
    let new = model
        .iter()
        .filter(|(item, _)| votes.row_of(*item).is_none())
        .map(|(item, probabilities)| Worth {
            item,
            labels: 0,
            score: score(probabilities.iter().copied().fold(0.0, f64::max), 0.0),
        });
    let mut worths: Vec<Worth> = labeled.chain(new).collect();
    worths.sort_by(|a, b| a.score.total_cmp(&b.score).then(a.item.cmp(&b.item)));
    Ok(worths)
}

fn weigh(votes: &Votes, model: &Probabilities) -> Result<Weights, Unidentified> {
    match crowdlab(votes, model) {
        Ok(crowd) => {
            let annotators = crowd.annotator_weights;
            Ok(Weights {
                model: crowd.model_weight,
                average: annotators.iter().sum::<f64>() / annotators.len() as f64,
                annotators,
                quality: crowd.quality,
            })
        }
        Err(Unidentified::NoOverlap) => Ok(Weights {
            model: 1.0,
            average: 1.0,
            annotators: vec![1.0; votes.annotators().len()],
            quality: votes
                .all()
                .iter()
                .map(|vote| {
                    let row = model.get(vote.item).ok_or(Unidentified::NoProbabilities)?;
                    row.get(vote.label.index())
                        .copied()
                        .ok_or(Unidentified::NoProbabilities)
                })
                .collect::<Result<_, _>>()?,
        }),
        Err(reason) => Err(reason),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::agreement::tests::toy::votes;

    fn probabilities(rows: &[[f64; 2]]) -> Probabilities {
        let rows = rows.iter().enumerate();
        Probabilities::new(rows.map(|(item, row)| (ItemIndex(item as u32), row.to_vec())))
    }

    #[test]
    fn with_one_label_each_the_model_alone_speaks_for_the_label() {
        // (q·2 + ½)/3 for labeled items, (max p + ½)/2 for new ones.
        let model = probabilities(&[[0.9, 0.1], [0.2, 0.8], [0.6, 0.4]]);
        let worths = active_lab(&votes(2, &["0", "0"]), &model).unwrap();
        let found: Vec<(u32, usize)> = worths.iter().map(|w| (w.item.0, w.labels)).collect();
        assert_eq!(found, [(1, 1), (2, 0), (0, 1)]);
        for (worth, score) in worths.iter().zip([0.9 / 3.0, 1.1 / 2.0, 2.3 / 3.0]) {
            assert!((worth.score - score).abs() < 1e-12, "{worth:?}");
        }
    }

    #[test]
    fn a_labeled_item_without_probabilities_is_refused() {
        let model = probabilities(&[[0.9, 0.1]]);
        let refused = active_lab(&votes(2, &["0", "1"]), &model);
        assert_eq!(refused, Err(Unidentified::NoProbabilities));
    }
}
