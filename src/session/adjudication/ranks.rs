//! Which pairs of annotators, and which classes, are most at odds?
//!
//! SearchHit once, when an order first asks for it: votes do not change while the review is open.

use std::collections::HashMap;
use std::sync::OnceLock;

use crate::agreement::coefficients::{class_matrix, pairs};
use crate::agreement::{AnnotatorId, Pair, Vote, Votes};
use crate::schema::LabelId;

/// Pairs that met less often than this are no evidence of who disagrees.
pub(super) const ENOUGH_MET: usize = 10;

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
