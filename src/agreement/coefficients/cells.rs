//! Which classes are taken for each other, and on which items?
//!
//! The tables of the review: class × class over all pairs of annotators, and the way from a cell
//! of a table to its rows.

use super::super::votes::{AnnotatorId, Votes, tally};
use crate::schema::LabelId;

/// How often labels of two classes met on one item.
#[derive(Debug, Clone, PartialEq)]
pub struct ClassMatrix {
    classes: usize,
    /// Krippendorff's coincidences o_ck, row by row.
    cells: Vec<f64>,
}

impl ClassMatrix {
    /// How often label `k` met label `c`: each item adds as much as it has labels, spread over its
    /// pairs. Symmetric.
    pub fn met(&self, c: LabelId, k: LabelId) -> f64 {
        self.cells[c.index() * self.classes + k.index()]
    }

    /// How many classes there are.
    pub fn classes(&self) -> usize {
        self.classes
    }

    /// Pairs of different classes that met, most often first.
    pub fn most_confused(&self) -> Vec<(LabelId, LabelId, f64)> {
        let mut pairs: Vec<(LabelId, LabelId, f64)> = (0..self.classes as u16)
            .flat_map(|c| (c + 1..self.classes as u16).map(move |k| (LabelId(c), LabelId(k))))
            .map(|(c, k)| (c, k, self.met(c, k)))
            .filter(|(_, _, met)| *met > 0.0)
            .collect();
        pairs.sort_by(|a, b| b.2.total_cmp(&a.2));
        pairs
    }
}

/// Class × class over all items with two labels or more.
pub fn class_matrix(votes: &Votes) -> ClassMatrix {
    let classes = votes.classes();
    let mut cells = vec![0.0; classes * classes];
    for cast in votes.rows().filter(|cast| cast.len() > 1) {
        let counts = tally(cast.iter().map(|vote| vote.label));
        for (c, first) in &counts {
            for (k, second) in &counts {
                let partners = second - u32::from(c == k);
                cells[c.index() * classes + k.index()] +=
                    f64::from(first * partners) / (cast.len() - 1) as f64;
            }
        }
    }
    ClassMatrix { classes, cells }
}

/// Rows on which someone said `c` and someone else `k`; with `c == k`, rows where two said it.
pub fn disputed_rows(votes: &Votes, c: LabelId, k: LabelId) -> Vec<usize> {
    let said = |row: usize, label: LabelId| {
        let cast = votes.row(row).iter();
        cast.filter(|vote| vote.label == label).count()
    };
    let met = |row: &usize| {
        let already = usize::from(c == k);
        said(*row, c) > already && said(*row, k) > 0
    };
    (0..votes.len()).filter(met).collect()
}

/// Rows that both annotators labeled, and whether they gave the same label.
pub fn rows_of_pair(
    votes: &Votes,
    a: AnnotatorId,
    b: AnnotatorId,
) -> impl Iterator<Item = (usize, bool)> + '_ {
    votes.rows().enumerate().filter_map(move |(row, cast)| {
        let label = |who| cast.iter().find(|vote| vote.annotator == who);
        Some((row, label(a)?.label == label(b)?.label))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::agreement::tests::toy::votes;

    #[test]
    fn an_item_adds_as_much_as_it_has_labels() {
        let matrix = class_matrix(&votes(3, &["001", "22.", "0.."]));
        let met = |c, k| matrix.met(LabelId(c), LabelId(k));
        // 0 0 1: two zeros meet each other once each way, halved; each zero meets the one.
        assert!((met(0, 0) - 1.0).abs() < 1e-12);
        assert!((met(0, 1) - 1.0).abs() < 1e-12);
        assert!((met(1, 0) - 1.0).abs() < 1e-12);
        assert!((met(2, 2) - 2.0).abs() < 1e-12);
        assert_eq!(matrix.most_confused(), [(LabelId(0), LabelId(1), 1.0)]);
    }

    #[test]
    fn a_cell_leads_to_its_rows() {
        let table = votes(3, &["001", "22.", "0.2", "10."]);
        assert_eq!(disputed_rows(&table, LabelId(0), LabelId(1)), [0, 3]);
        assert_eq!(disputed_rows(&table, LabelId(0), LabelId(0)), [0]);
        let pair: Vec<_> = rows_of_pair(&table, AnnotatorId(0), AnnotatorId(1)).collect();
        assert_eq!(pair, [(0, true), (1, true), (3, false)]);
    }
}
