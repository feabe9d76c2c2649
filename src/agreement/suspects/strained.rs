//! Which labels were given tired or in a rush?

use super::super::votes::{AnnotatorId, Votes};
use super::reason::{Finding, Reason};
use crate::schema::ItemIndex;

/// How someone was when they gave a label.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Strain {
    /// Their answers had become irregular.
    Tired,
    /// It took much less time than usual.
    Rushed {
        /// How long it took, in seconds.
        seconds: f64,
        /// How long such an item usually takes this person, in seconds.
        usual: f64,
    },
}

/// The labels in force that were given so; whoever took theirs back is left alone.
pub fn strained(votes: &Votes, given: &[(ItemIndex, AnnotatorId, Strain)]) -> Vec<Finding> {
    let stands = |item: ItemIndex, annotator: AnnotatorId| {
        let row = votes.row_of(item).map_or(&[][..], |row| votes.row(row));
        row.iter().any(|vote| vote.annotator == annotator)
    };
    given
        .iter()
        .filter(|(item, annotator, _)| stands(*item, *annotator))
        .map(|(item, annotator, strain)| Finding {
            item: *item,
            annotator: *annotator,
            reason: match *strain {
                Strain::Tired => Reason::Tired,
                Strain::Rushed { seconds, usual } => Reason::Rushed { seconds, usual },
            },
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::agreement::tests::toy::votes;

    #[test]
    fn only_labels_that_stand_are_named() {
        let table = votes(2, &["0.", ".1"]);
        let rushed = Strain::Rushed {
            seconds: 0.4,
            usual: 6.0,
        };
        let given = [
            (ItemIndex(0), AnnotatorId(0), Strain::Tired),
            (ItemIndex(0), AnnotatorId(1), Strain::Tired),
            (ItemIndex(1), AnnotatorId(1), rushed),
            (ItemIndex(7), AnnotatorId(0), rushed),
        ];
        let found = strained(&table, &given);
        assert_eq!(found.len(), 2);
        assert_eq!(found[1].item, ItemIndex(1));
    }
}
