//! Tabulates who disagrees with whom, and which classes are taken for each other.

use super::vote_table::counts;
use crate::agreement::coefficients::{ENOUGH_MET, pairs};
use crate::agreement::{AnnotatorId, Votes};
use crate::schema::{Annotator, LabelId};

/// Two annotators at a glance.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PairCell {
    /// The first by name.
    pub a: AnnotatorId,
    /// The second.
    pub b: AnnotatorId,
    /// Items that both labeled.
    pub n: usize,
    /// Items on which they gave different labels.
    pub differ: usize,
    /// Cohen's kappa; `None` where it is undefined.
    pub kappa: Option<f64>,
}

/// The two tables of a review.
#[derive(Debug, Clone, PartialEq)]
pub struct Tables {
    /// Everyone who gave a label, by id.
    pub annotators: Vec<Annotator>,
    /// All pairs that met, by id.
    pub pairs: Vec<PairCell>,
    /// The pair that disagrees most, as a place in `pairs`: the lowest kappa among those who met
    /// on ten items or more, or of all when none did.
    pub worst: Option<usize>,
    /// How many items somebody gave one label and somebody else the other, by two label ids; on
    /// the diagonal, items on which two gave that label.
    classes: Vec<usize>,
    width: usize,
}

impl Tables {
    pub(super) fn of(votes: &Votes) -> Self {
        let pairs: Vec<PairCell> = pairs(votes)
            .into_iter()
            .map(|pair| PairCell {
                a: pair.a,
                b: pair.b,
                n: pair.n,
                differ: pair.n - (pair.observed * pair.n as f64).round() as usize,
                kappa: pair.cohen_kappa.ok(),
            })
            .collect();
        let width = votes.classes();
        let mut classes = vec![0; width * width];
        for row in votes.rows() {
            let said = counts(row);
            for (c, first) in &said {
                for (k, _) in &said {
                    let met = c != k || *first > 1;
                    classes[c.index() * width + k.index()] += usize::from(met);
                }
            }
        }
        Self {
            annotators: votes.annotators().to_vec(),
            worst: worst(&pairs),
            pairs,
            classes,
            width,
        }
    }

    /// The cell of a pair, in either order; `None` when they never met.
    pub fn pair(&self, a: AnnotatorId, b: AnnotatorId) -> Option<&PairCell> {
        let wanted = (a.min(b), a.max(b));
        let at = self
            .pairs
            .binary_search_by_key(&wanted, |pair| (pair.a, pair.b));
        self.pairs.get(at.ok()?)
    }

    /// On how many items these two labels met.
    pub fn met(&self, c: LabelId, k: LabelId) -> usize {
        let at = c.index() * self.width + k.index();
        self.classes.get(at).copied().unwrap_or(0)
    }

    /// The two classes that are taken for each other most often.
    pub(crate) fn most_confused(&self) -> Option<(LabelId, LabelId)> {
        let ids = || (0..self.width as u16).map(LabelId);
        let pairs = ids().flat_map(|c| ids().filter(move |k| c < *k).map(move |k| (c, k)));
        pairs
            .filter(|(c, k)| self.met(*c, *k) > 0)
            .max_by_key(|(c, k)| (self.met(*c, *k), std::cmp::Reverse((*c, *k))))
    }
}

fn worst(pairs: &[PairCell]) -> Option<usize> {
    let lowest = |least: usize| {
        let met = pairs
            .iter()
            .enumerate()
            .filter(move |(_, pair)| pair.n >= least);
        let known = met.filter_map(|(at, pair)| Some((at, pair.kappa?)));
        known.min_by(|a, b| a.1.total_cmp(&b.1)).map(|(at, _)| at)
    };
    let most_often = || {
        let differ = pairs.iter().enumerate().filter(|(_, pair)| pair.differ > 0);
        differ.max_by_key(|(_, pair)| pair.differ).map(|(at, _)| at)
    };
    lowest(ENOUGH_MET).or_else(|| lowest(1)).or_else(most_often)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cell(a: u32, b: u32, n: usize, kappa: Option<f64>) -> PairCell {
        PairCell {
            a: AnnotatorId(a),
            b: AnnotatorId(b),
            n,
            differ: 1,
            kappa,
        }
    }

    #[test]
    fn the_worst_pair_has_the_lowest_kappa_among_those_who_met_often_enough() {
        let pairs = [
            cell(0, 1, 40, Some(0.5)),
            cell(0, 2, 3, Some(-1.0)),
            cell(1, 2, 10, Some(0.2)),
            cell(1, 3, 90, None),
        ];
        assert_eq!(worst(&pairs), Some(2));
        assert_eq!(
            worst(&pairs[1..2]),
            Some(0),
            "few items are better than none"
        );
        assert_eq!(worst(&pairs[3..]), Some(0));
        assert_eq!(worst(&[]), None);
    }
}
