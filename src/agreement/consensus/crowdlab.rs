//! Finds what is likely given the labels and a model, and which item is most worth another label.
//!
//! CROWDLAB (Goh, Tkachenko and Mueller 2022). Annotators and model are weighed by how far they
//! beat the guess that everything is of the most frequent class, whose error is M:
//! A_w = 1 − (1 − agreement of w with co-annotators)/M, and for the model
//! (1 − (1 − agreement with the consensus)/M) √(mean labels an item), both at least 10⁻⁶. With P
//! the mean agreement with the consensus, p(k|i) = (w_M p_M(k) + Σ_w A_w (P if w said k, else
//! (1 − P)/(K − 1))) / (w_M + Σ_w A_w). The consensus begins as the majority, ties going by the
//! model; the classes that are likeliest by it are the consensus, against which the weights are
//! taken once more: by these the quality of each consensus label is told (as cleanlab does). The
//! probabilities must be out of sample: a model that saw the item's labels would count them twice.
//!
//! ActiveLab (Goh and Mueller 2023): with q the quality of an item's consensus, W the weights of
//! its annotators, w_M that of the model, w̄ the mean weight of an annotator and K classes, the
//! score (q (W + w_M) + w̄/K) / (W + w_M + w̄) is what another label of average worth, that says
//! nothing, would leave of the quality. An item without labels has W = 0 and q = max p. Where no
//! item has two labels all weights are one, and q is the model's probability of the label. The
//! probabilities are taken as they are: whoever wants them calibrated does so before.

use super::expectation_maximisation::{class_counts, shares, vote_shares};
use super::model_selection::Unidentified;
use super::{Consensus, Method, Probabilities};
use crate::agreement::votes::{Vote, Votes, alike};
use crate::schema::ItemIndex;

/// The least weight.
const LEAST: f64 = 1e-6;

/// A consensus with what each annotation weighs in it.
#[derive(Debug, Clone, PartialEq)]
pub struct Crowdlab {
    /// The distributions, by weights against the majority.
    pub consensus: Consensus,
    /// The probability of each row's consensus label, by weights against the consensus.
    pub quality: Vec<f64>,
    /// What the model weighs against the consensus.
    pub model_weight: f64,
    /// What each annotator weighs against the consensus.
    pub annotator_weights: Vec<f64>,
}

/// Labels and out-of-sample probabilities together.
///
/// # Errors
/// When no item has labels of two annotators, or some item no probabilities.
pub fn crowdlab(votes: &Votes, model: &Probabilities) -> Result<Crowdlab, Unidentified> {
    if votes.is_empty() {
        return Err(Unidentified::NoLabels);
    }
    let classes = votes.classes();
    if classes < 2 {
        return Err(Unidentified::OneClass);
    }
    if votes.rows().all(|cast| cast.len() < 2) {
        return Err(Unidentified::NoOverlap);
    }
    if !model.cover(votes) {
        return Err(Unidentified::NoProbabilities);
    }
    let agreement = with_co_annotators(votes);
    let majority = begin(votes, model);
    let (_, _, posterior) = weighed(votes, model, &agreement, &majority);
    let consensus = Consensus {
        method: Method::Crowdlab,
        prior: shares(&class_counts(&posterior, classes)),
        rounds: 1,
        items: votes.items().to_vec(),
        posterior,
        errors: None,
    };
    let likeliest = |row| Some(consensus.likeliest(row)?.0.index());
    let majority = majority.into_iter().enumerate();
    let truth: Vec<usize> = majority
        .map(|(row, most)| likeliest(row).unwrap_or(most))
        .collect();
    let (model_weight, annotator_weights, posterior) = weighed(votes, model, &agreement, &truth);
    let rows = truth.iter().enumerate();
    Ok(Crowdlab {
        consensus,
        quality: rows
            .map(|(row, label)| posterior[row * classes + label])
            .collect(),
        model_weight,
        annotator_weights,
    })
}

/// The majority of each row; among equals the model's likeliest, then the first class.
fn begin(votes: &Votes, model: &Probabilities) -> Vec<usize> {
    let shares = vote_shares(votes);
    let classes = votes.classes();
    let rows = votes.items().iter().zip(shares.chunks(classes));
    rows.map(|(item, shares)| {
        let probabilities = model.get(*item).unwrap_or(&[]);
        first_of_highest(classes, |class| {
            (shares[class], probabilities.get(class).copied())
        })
    })
    .collect()
}

/// The weight of the model and those of the annotators, and the distributions that follow, given
/// what is taken for true.
fn weighed(
    votes: &Votes,
    model: &Probabilities,
    agreement: &[f64],
    truth: &[usize],
) -> (f64, Vec<f64>, Vec<f64>) {
    let shared: Vec<usize> = (0..votes.len())
        .filter(|row| votes.row(*row).len() > 1)
        .collect();
    let share_of = |right: &dyn Fn(usize) -> f64| {
        shared.iter().map(|row| right(*row)).sum::<f64>() / shared.len() as f64
    };
    let mut frequency = vec![0_usize; votes.classes()];
    for row in &shared {
        frequency[truth[*row]] += 1;
    }
    let most_frequent = frequency.iter().copied().max().unwrap_or(0);
    let guess_error = (1.0 - most_frequent as f64 / shared.len() as f64).max(LEAST);
    let beyond_guess = |error: f64| (1.0 - error / guess_error).max(LEAST);

    let agreeing = share_of(&|row| {
        let cast = votes.row(row);
        let same = cast.iter().filter(|vote| vote.label.index() == truth[row]);
        same.count() as f64 / cast.len() as f64
    });
    let model_right = share_of(&|row| {
        let probabilities = model.get(votes.items()[row]).unwrap_or(&[]);
        let likeliest = first_of_highest(probabilities.len(), |class| probabilities[class]);
        f64::from(u8::from(likeliest == truth[row]))
    });
    let labels_an_item = votes.all.len() as f64 / votes.len() as f64;
    let model_weight = beyond_guess(1.0 - model_right) * labels_an_item.sqrt();
    let annotator_weights: Vec<f64> = agreement.iter().map(|a| beyond_guess(1.0 - a)).collect();

    let mut posterior = Vec::with_capacity(votes.len() * votes.classes());
    for (item, cast) in votes.items().iter().zip(votes.rows()) {
        let probabilities = model.get(*item).unwrap_or(&[]);
        posterior.extend(mixed(
            probabilities,
            cast,
            model_weight,
            &annotator_weights,
            agreeing,
        ));
    }
    (model_weight, annotator_weights, posterior)
}

/// The weighted mean of the model and the labels of one item.
fn mixed(
    probabilities: &[f64],
    cast: &[Vote],
    model_weight: f64,
    weights: &[f64],
    agreeing: f64,
) -> Vec<f64> {
    let elsewhere = (1.0 - agreeing) / (probabilities.len() as f64 - 1.0);
    let mut sums: Vec<f64> = probabilities.iter().map(|p| p * model_weight).collect();
    let mut all = model_weight;
    for vote in cast {
        let weight = weights[vote.annotator.index()];
        all += weight;
        for (class, sum) in sums.iter_mut().enumerate() {
            let said = class == vote.label.index();
            *sum += weight * if said { agreeing } else { elsewhere };
        }
    }
    sums.iter().map(|sum| sum / all).collect()
}

/// For each annotator the share of co-annotators' labels that are the same, over all their items;
/// the mean of the others for whoever always was alone.
fn with_co_annotators(votes: &Votes) -> Vec<f64> {
    let mut same = vec![0.0; votes.annotators().len()];
    let mut met = vec![0.0; votes.annotators().len()];
    for cast in votes.rows() {
        for vote in cast {
            same[vote.annotator.index()] += alike(cast, vote.label) as f64 - 1.0;
            met[vote.annotator.index()] += cast.len() as f64 - 1.0;
        }
    }
    let share = |(same, met): (&f64, &f64)| (*met > 0.0).then(|| same / met);
    let shares: Vec<Option<f64>> = same.iter().zip(&met).map(share).collect();
    let known: Vec<f64> = shares.iter().flatten().copied().collect();
    let mean = known.iter().sum::<f64>() / known.len().max(1) as f64;
    let shares = shares.into_iter();
    shares.map(|share| share.unwrap_or(mean)).collect()
}

/// The first of the classes that weigh the most.
fn first_of_highest<T: PartialOrd>(classes: usize, weight: impl Fn(usize) -> T) -> usize {
    let heavier = |class: usize, best: usize| weight(class) > weight(best);
    (1..classes).fold(
        0,
        |best, class| if heavier(class, best) { class } else { best },
    )
}

/// How well an item is known.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct RelabelScore {
    /// The item.
    pub(crate) item: ItemIndex,
    /// Labels it has: none for a new one.
    pub(crate) labels: usize,
    /// Between 0 and 1; the lower, the more another label is worth.
    pub(crate) score: f64,
}

/// Scores of all items with labels, and of all others with probabilities; the one most worth a
/// label first.
///
/// # Errors
/// When there is nothing labeled, or some labeled item has no probabilities.
pub(crate) fn active_lab(
    votes: &Votes,
    model: &Probabilities,
) -> Result<Vec<RelabelScore>, Unidentified> {
    let (model_weight, annotators, quality) = match crowdlab(votes, model) {
        Ok(crowd) => (crowd.model_weight, crowd.annotator_weights, crowd.quality),
        Err(Unidentified::NoOverlap) => {
            let said = |vote: &Vote| model.get(vote.item)?.get(vote.label.index()).copied();
            let quality: Option<Vec<f64>> = votes.all.iter().map(said).collect();
            let quality = quality.ok_or(Unidentified::NoProbabilities)?;
            (1.0, vec![1.0; votes.annotators().len()], quality)
        }
        Err(reason) => return Err(reason),
    };
    let average = annotators.iter().sum::<f64>() / annotators.len() as f64;
    let classes = votes.classes() as f64;
    let score = |quality: f64, weight: f64| {
        let known = weight + model_weight;
        (quality * known + average / classes) / (known + average)
    };
    let labeled = votes.rows().enumerate().map(|(row, cast)| {
        let weights = cast.iter().map(|vote| annotators[vote.annotator.index()]);
        RelabelScore {
            item: votes.items()[row],
            labels: cast.len(),
            score: score(quality[row], weights.sum()),
        }
    });
    let new = model
        .iter()
        .filter(|(item, _)| votes.row_of(*item).is_none())
        .map(|(item, probabilities)| RelabelScore {
            item,
            labels: 0,
            score: score(probabilities.iter().copied().fold(0.0, f64::max), 0.0),
        });
    let mut scores: Vec<RelabelScore> = labeled.chain(new).collect();
    scores.sort_by(|a, b| a.score.total_cmp(&b.score).then(a.item.cmp(&b.item)));
    Ok(scores)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::agreement::tests::votes;

    fn probabilities(rows: &[[f64; 2]]) -> Probabilities {
        let rows = rows.iter().enumerate();
        Probabilities::new(rows.map(|(item, row)| (ItemIndex(item as u32), row.to_vec())))
    }

    #[test]
    fn with_one_label_each_the_model_alone_speaks_for_the_label() {
        // (q·2 + ½)/3 for labeled items, (max p + ½)/2 for new ones.
        let model = probabilities(&[[0.9, 0.1], [0.2, 0.8], [0.6, 0.4]]);
        let scores = active_lab(&votes(2, &["0", "0"]), &model).unwrap();
        let found: Vec<(u32, usize)> = scores.iter().map(|w| (w.item.0, w.labels)).collect();
        assert_eq!(found, [(1, 1), (2, 0), (0, 1)]);
        for (worth, score) in scores.iter().zip([0.9 / 3.0, 1.1 / 2.0, 2.3 / 3.0]) {
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
