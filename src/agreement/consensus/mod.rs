//! Estimates what is likely, given who said it.
//!
//! A [`Consensus`] is a distribution over the classes for each row of a table of votes, by one
//! [`Method`]. Most methods also estimate how each annotator errs, weigh labels by it, and can
//! say what an annotator would be expected to say. [`probable()`] chooses the method by how well it
//! predicts labels that were hidden from it, never by a gold standard. Invariant: distributions
//! sum to one, and no vote is changed or left out.

mod crowdlab;
mod dawid_skene;
mod expectation_maximisation;
mod model_selection;
mod pooled;
mod reliability;

use std::collections::BTreeMap;

use self::expectation_maximisation::{ErrorTables, normalise_logs};
use super::votes::{AnnotatorId, Votes};
use crate::schema::{ItemIndex, LabelId};

pub(crate) use crowdlab::active_lab;
pub use crowdlab::crowdlab;
pub use dawid_skene::{dawid_skene, majority, one_coin};
pub(crate) use model_selection::Probable;
pub use model_selection::{Unidentified, probable};
pub use pooled::pooled;
pub(crate) use reliability::{Reliability, reliability};

/// How a consensus is reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// Shares of the labels: everyone weighs the same.
    Majority,
    /// Dawid–Skene with one number an annotator: how often they are right.
    OneCoin,
    /// Dawid–Skene with errors of their own for each annotator, drawn towards those of all.
    Pooled,
    /// Dawid–Skene with errors of their own for each annotator.
    DawidSkene,
    /// Labels and a model's probabilities, weighed by how reliable each is.
    Crowdlab,
}

impl Method {
    /// The word used in files and on screens.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Majority => "majority",
            Self::OneCoin => "one-coin",
            Self::Pooled => "pooled Dawid-Skene",
            Self::DawidSkene => "Dawid-Skene",
            Self::Crowdlab => "CROWDLAB",
        }
    }
}

/// A distribution over the classes for each row of the votes it was made from.
#[derive(Debug, Clone, PartialEq)]
pub struct Consensus {
    /// How it was reached.
    pub method: Method,
    /// The share of each class among the items, as estimated.
    pub prior: Vec<f64>,
    /// Rounds until the estimate stood still or the rounds were used up.
    pub rounds: usize,
    items: Vec<ItemIndex>,
    /// Row by row.
    posterior: Vec<f64>,
    /// How annotators err; none where the method does not say.
    errors: Option<ErrorTables>,
}

impl Consensus {
    /// How many classes there are.
    pub(crate) fn classes(&self) -> usize {
        self.prior.len()
    }

    /// The items, rising: one a row.
    pub fn items(&self) -> &[ItemIndex] {
        &self.items
    }

    /// The distribution over the classes in a row of the votes.
    pub fn row(&self, row: usize) -> &[f64] {
        let classes = self.classes();
        self.posterior
            .get(row * classes..(row + 1) * classes)
            .unwrap_or(&[])
    }

    /// The distribution of an item that has a label.
    pub fn of(&self, item: ItemIndex) -> Option<&[f64]> {
        let row = self.items.binary_search(&item).ok()?;
        Some(self.row(row))
    }

    /// The likeliest class of a row and its probability; `None` where two are equally likely.
    pub fn likeliest(&self, row: usize) -> Option<(LabelId, f64)> {
        likeliest(self.row(row))
    }

    /// The distribution over the classes of an item of which these labels are all that is known:
    /// prior × the chance of each label. `None` where the method does not say how annotators err.
    pub(crate) fn given(&self, labels: &[(AnnotatorId, LabelId)]) -> Option<Vec<f64>> {
        let errors = self.errors.as_ref()?;
        let mut row: Vec<f64> = self.prior.iter().map(|share| share.ln()).collect();
        for (annotator, label) in labels {
            for (log, chance) in row.iter_mut().zip(errors.of(*annotator, *label)) {
                *log += chance.ln();
            }
        }
        normalise_logs(&mut row);
        Some(row)
    }

    /// What an annotator would be expected to say of a row, where the method knows.
    pub(crate) fn predicted_label(
        &self,
        row: Option<usize>,
        annotator: AnnotatorId,
    ) -> Option<Vec<f64>> {
        let errors = self.errors.as_ref()?;
        let truth = row.map_or(self.prior.as_slice(), |row| self.row(row));
        let said = (0..self.classes())
            .map(|label| errors.of(annotator, LabelId(label as u16)))
            .map(|given| given.iter().zip(truth).map(|(e, q)| e * q).sum());
        Some(said.collect())
    }
}

/// The likeliest class of a distribution; `None` where two are equally likely.
fn likeliest(distribution: &[f64]) -> Option<(LabelId, f64)> {
    let mut best: Option<(usize, f64)> = None;
    let mut tied = false;
    for (class, probability) in distribution.iter().enumerate() {
        match best {
            Some((_, highest)) if *probability < highest - 1e-12 => {}
            Some((_, highest)) if *probability <= highest + 1e-12 => tied = true,
            _ => {
                best = Some((class, *probability));
                tied = false;
            }
        }
    }
    best.filter(|_| !tied)
        .map(|(class, p)| (LabelId(class as u16), p))
}

/// A model's probabilities, made without the item's own labels.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Probabilities {
    by_item: BTreeMap<ItemIndex, Vec<f64>>,
}

impl Probabilities {
    /// Probabilities by item, one a class in the order of the label ids.
    pub fn new(by_item: impl IntoIterator<Item = (ItemIndex, Vec<f64>)>) -> Self {
        Self {
            by_item: by_item.into_iter().collect(),
        }
    }

    /// The probabilities of one item.
    pub(crate) fn get(&self, item: ItemIndex) -> Option<&[f64]> {
        self.by_item.get(&item).map(Vec::as_slice)
    }

    /// All items with their probabilities, rising.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (ItemIndex, &[f64])> {
        self.by_item
            .iter()
            .map(|(item, row)| (*item, row.as_slice()))
    }

    /// Whether each row of the votes has probabilities, one a class.
    pub(super) fn cover(&self, votes: &Votes) -> bool {
        let known = |item: &ItemIndex| self.get(*item).is_some_and(|p| p.len() == votes.classes());
        votes.items().iter().all(known)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::agreement::tests::votes;

    #[test]
    fn labels_that_are_all_there_is_on_an_item_give_the_items_own_distribution() {
        let votes = votes(2, &["001", "11.", "0.1", "110", "000", "111", "010"]);
        let fitted = dawid_skene(&votes).unwrap();
        for (at, row) in votes.rows().enumerate() {
            let labels: Vec<_> = row.iter().map(|v| (v.annotator, v.label)).collect();
            let given = fitted.given(&labels).unwrap();
            let own = fitted.row(at).iter().zip(&given);
            // The rounds end before the distribution stands quite still.
            assert!(own.clone().all(|(a, b)| (a - b).abs() < 0.01), "{own:?}");
        }
        let prior = fitted.given(&[]).unwrap();
        assert!(
            prior
                .iter()
                .zip(&fitted.prior)
                .all(|(a, b)| (a - b).abs() < 1e-12)
        );
        let plain = majority(&votes);
        assert_eq!(plain.given(&[]), Some(plain.prior.clone()));
    }

    #[test]
    fn of_two_that_are_equally_likely_none_is_the_likeliest() {
        assert_eq!(likeliest(&[0.2, 0.5, 0.3]), Some((LabelId(1), 0.5)));
        assert_eq!(likeliest(&[0.5, 0.5]), None);
        assert_eq!(likeliest(&[0.1, 0.1, 0.8]), Some((LabelId(2), 0.8)));
        assert_eq!(likeliest(&[0.1 + 0.2, 0.3, 0.4]), Some((LabelId(2), 0.4)));
        assert_eq!(likeliest(&[]), None);
    }
}
