//! Which labels stand far from the committee and from their neighbours?

use std::collections::BTreeMap;

use super::super::consensus::Probabilities;
use super::super::votes::{Vote, Votes};
use super::reason::{Finding, Reason};
use crate::schema::ItemIndex;

/// Labels of neighbours that are needed to speak of a neighbourhood.
const NEIGHBOURS: u32 = 3;
/// At most this share of them is the same.
const ALIKE: f64 = 0.2;

/// Labels to which the committee gives less than an even share (1/K), and that at most a fifth of
/// three or more labels of neighbouring items share. Neighbours are other items, nearest first;
/// those without labels do not count.
pub fn outlying(
    votes: &Votes,
    model: &Probabilities,
    neighbours: &BTreeMap<ItemIndex, Vec<ItemIndex>>,
) -> Vec<Finding> {
    votes
        .all()
        .iter()
        .filter_map(|vote| {
            let row = model.get(vote.item)?;
            let probability = row.get(vote.label.index()).copied().unwrap_or(0.0);
            let (alike, all) = alike(votes, vote, neighbours.get(&vote.item)?);
            let far = probability * (votes.classes() as f64) < 1.0
                && all >= NEIGHBOURS
                && f64::from(alike) <= ALIKE * f64::from(all);
            far.then_some(Finding {
                item: vote.item,
                annotator: vote.annotator,
                reason: Reason::Outlying {
                    given: vote.label,
                    probability,
                    alike: (alike, all),
                },
            })
        })
        .collect()
}

/// How many labels of the neighbours are the same as this one, and how many there are.
fn alike(votes: &Votes, vote: &Vote, neighbours: &[ItemIndex]) -> (u32, u32) {
    let (mut alike, mut all) = (0, 0);
    for other in neighbours.iter().filter(|other| **other != vote.item) {
        for near in votes.row_of(*other).map_or(&[][..], |row| votes.row(row)) {
            all += 1;
            alike += u32::from(near.label == vote.label);
        }
    }
    (alike, all)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::agreement::tests::toy::votes;

    #[test]
    fn a_label_alone_among_its_neighbours_and_unlikely_is_named() {
        let table = votes(2, &["1", "0", "0", "0", "0"]);
        let model = |p: f64| Probabilities::new([(ItemIndex(0), vec![1.0 - p, p])]);
        let near = |items: &[u32]| {
            BTreeMap::from([(
                ItemIndex(0),
                items.iter().map(|item| ItemIndex(*item)).collect(),
            )])
        };
        let found = outlying(&table, &model(0.1), &near(&[1, 2, 3]));
        assert_eq!(found.len(), 1);
        assert!((found[0].reason.strength() - 0.9).abs() < 1e-12);
        // Likely after all, or too few neighbours: no suspect.
        assert_eq!(outlying(&table, &model(0.6), &near(&[1, 2, 3])), []);
        assert_eq!(outlying(&table, &model(0.1), &near(&[1, 2, 9])), []);
    }
}
