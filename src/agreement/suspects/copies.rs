//! Which near-copies were labeled differently?

use super::super::votes::{Vote, Votes};
use super::reason::{Finding, Reason};
use crate::schema::ItemIndex;

/// Labels that are no more common in their group than the labels of copies that differ from them,
/// group by group. A group holds items that are nearly the same; of two copies that differ both
/// are named, since nobody knows which is right.
pub fn contradictions(votes: &Votes, groups: &[Vec<ItemIndex>]) -> Vec<Finding> {
    groups
        .iter()
        .flat_map(|group| in_group(votes, group))
        .collect()
}

fn in_group(votes: &Votes, group: &[ItemIndex]) -> Vec<Finding> {
    let cast: Vec<&Vote> = group
        .iter()
        .filter_map(|item| votes.row_of(*item))
        .flat_map(|row| votes.row(row))
        .collect();
    cast.iter()
        .filter_map(|vote| {
            let alike = cast
                .iter()
                .filter(|other| other.label == vote.label)
                .count();
            let of_copies: Vec<&&Vote> = cast.iter().filter(|c| c.item != vote.item).collect();
            let differs = |other: &&&&Vote| other.label != vote.label;
            let against = of_copies.iter().filter(differs).count();
            let first = of_copies.iter().find(differs)?;
            (against >= alike).then_some(Finding {
                item: vote.item,
                annotator: vote.annotator,
                reason: Reason::CopyDiffers {
                    given: vote.label,
                    copy: first.item,
                    other: first.label,
                    against: (against as u32, of_copies.len() as u32),
                },
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::agreement::tests::toy::votes;

    #[test]
    fn of_two_copies_that_differ_both_are_named_and_of_three_the_odd_one() {
        let table = votes(2, &["0", "1", "0", "0", "1", "1"]);
        let group = |items: &[u32]| items.iter().map(|item| ItemIndex(*item)).collect();
        let found = contradictions(&table, &[group(&[0, 1]), group(&[2, 3, 4]), group(&[5])]);
        let items: Vec<u32> = found.iter().map(|finding| finding.item.0).collect();
        assert_eq!(items, [0, 1, 4]);
        assert!((found[2].reason.strength() - 0.8).abs() < 1e-12);
    }

    #[test]
    fn copies_that_agree_are_no_suspects() {
        let group = vec![ItemIndex(0), ItemIndex(1), ItemIndex(9)];
        assert_eq!(contradictions(&votes(2, &["0", "0"]), &[group]), []);
    }
}
