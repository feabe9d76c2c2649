//! Counts who said what, how split each item is, and who and what is most at odds.
//!
//! Counted once: nothing that is recorded in a review changes a judgement.

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use crate::agreement::coefficients::{ENOUGH_MET, class_matrix, pairs};
use crate::agreement::{Annotation, AnnotatorId, Pair, Vote, Votes, tally};
use crate::pool::Items;
use crate::schema::LabelId;
use crate::state::State;

/// What the journals say of items that were judged.
pub(super) struct VoteTable {
    /// The current label of each annotator, item by item; "unsure" is no label.
    pub(super) votes: Arc<Votes>,
    /// Who and what is most at odds.
    pub(super) ranks: Ranks,
    /// What is known of each row.
    pub(super) facts: Vec<Facts>,
    /// Items that two or more labeled.
    pub(super) several: usize,
}

/// What is known of one row of the votes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Facts {
    /// Entropy of the shares of its labels over that of as many equal shares, 0 to 1.
    pub(super) split: f64,
    /// Labels given under guidelines that are no longer in force.
    pub(super) older: usize,
}

impl VoteTable {
    /// Counts. `guidelines` is the hash of those in force.
    pub(super) fn of(state: &State, items: &Items, guidelines: &str) -> Self {
        let annotations = items.iter().flat_map(|(item, _)| {
            let said = state.item(item).judgements().into_iter();
            said.filter_map(move |judgement| Annotation::of(item, judgement))
        });
        let votes = Votes::new(state.labels().len(), annotations);
        let facts = votes
            .rows()
            .map(|row| Facts {
                split: split(row),
                older: row
                    .iter()
                    .filter_map(|vote| vote.guidelines)
                    .filter(|place| votes.guidelines[*place as usize] != guidelines)
                    .count(),
            })
            .collect();
        Self {
            several: votes.rows().filter(|row| row.len() > 1).count(),
            votes: Arc::new(votes),
            ranks: Ranks::default(),
            facts,
        }
    }
}

/// Places of pairs, the most at odds first.
#[derive(Debug, Default)]
pub(super) struct Ranks {
    of_annotators: OnceLock<HashMap<(AnnotatorId, AnnotatorId), usize>>,
    of_classes: OnceLock<HashMap<(LabelId, LabelId), usize>>,
}

impl Ranks {
    /// The best place that two annotators with different labels of this row have.
    pub(super) fn of_annotators(&self, votes: &Votes, row: &[Vote]) -> f64 {
        let places = self.of_annotators.get_or_init(|| {
            let mut met = pairs(votes);
            met.sort_by(|one, other| {
                let seldom = |pair: &Pair| pair.n < ENOUGH_MET;
                let kappa = |pair: &Pair| pair.cohen_kappa.unwrap_or(1.0);
                let order = seldom(one).cmp(&seldom(other));
                order.then(kappa(one).total_cmp(&kappa(other)))
            });
            let places = met.iter().enumerate();
            places.map(|(at, pair)| ((pair.a, pair.b), at)).collect()
        });
        best(row, |one, other| {
            places.get(&(one.annotator, other.annotator))
        })
    }

    /// The best place that two different labels of this row have.
    pub(super) fn of_classes(&self, votes: &Votes, row: &[Vote]) -> f64 {
        let places = self.of_classes.get_or_init(|| {
            let mut met = class_matrix(votes).most_confused();
            met.sort_by(|a, b| b.2.total_cmp(&a.2).then((a.0, a.1).cmp(&(b.0, b.1))));
            let places = met.iter().enumerate();
            places.map(|(at, (c, k, _))| ((*c, *k), at)).collect()
        });
        best(row, |one, other| {
            let (c, k) = (one.label.min(other.label), one.label.max(other.label));
            places.get(&(c, k))
        })
    }
}

/// The lowest place of all votes of a row that differ; rows rise by annotator.
fn best<'a>(row: &[Vote], place: impl Fn(&Vote, &Vote) -> Option<&'a usize>) -> f64 {
    let differing = row.iter().enumerate().flat_map(|(at, one)| {
        let others = row[at + 1..].iter();
        others
            .filter(|other| other.label != one.label)
            .map(move |other| (one, other))
    });
    let places = differing.filter_map(|(one, other)| place(one, other));
    // No place is the last one.
    places.min().map_or(f64::MAX, |place| *place as f64)
}

/// Whether not all labels of a row are the same.
pub(super) fn is_disputed(row: &[Vote]) -> bool {
    row.iter().any(|vote| vote.label != row[0].label)
}

/// How often each label was given in a row, by label.
pub(super) fn counts(row: &[Vote]) -> Vec<(LabelId, u32)> {
    tally(row.iter().map(|vote| vote.label))
}

/// Entropy over its largest value for as many labels: 1 when no two are alike.
fn split(row: &[Vote]) -> f64 {
    if row.len() < 2 {
        return 0.0;
    }
    let all = row.len() as f64;
    let terms = counts(row).into_iter().map(|(_, count)| {
        let share = f64::from(count) / all;
        -share * share.ln()
    });
    // Equally split is equal, whatever the last digit says.
    (1e9 * terms.sum::<f64>() / all.ln()).round() / 1e9
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::{Annotator, ItemIndex};

    fn row(labels: &[u16]) -> Votes {
        let annotations = labels.iter().enumerate().map(|(who, label)| {
            let name = Annotator::new(&format!("p{who}")).unwrap();
            Annotation::new(ItemIndex(0), name, LabelId(*label))
        });
        Votes::new(3, annotations)
    }

    #[test]
    fn an_item_is_as_split_as_its_labels() {
        let split_of = |labels: &[u16]| split(row(labels).row(0));
        assert!(split_of(&[1, 1, 1]).abs() < 1e-12);
        assert!((split_of(&[0, 1]) - 1.0).abs() < 1e-12);
        assert!((split_of(&[0, 1, 2]) - 1.0).abs() < 1e-12);
        // Two against two: ln 2 / ln 4.
        assert!((split_of(&[0, 0, 1, 1]) - 0.5).abs() < 1e-12);
        assert!(split_of(&[0]).abs() < 1e-12);
        assert_eq!(
            counts(row(&[2, 0, 2]).row(0)),
            [(LabelId(0), 1), (LabelId(2), 2)]
        );
    }
}
