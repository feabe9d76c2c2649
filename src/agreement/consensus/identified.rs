//! Do the votes say who errs how?

use super::super::votes::Votes;

/// Annotators that are needed to tell truth from error: two who differ are both as likely wrong.
const ANNOTATORS: usize = 3;
/// Labels that an item should have, by the median.
const LABELS: usize = 2;

/// Why a model of errors is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unidentified {
    /// There is no label.
    #[error("nobody has labeled anything yet")]
    NoLabels,
    /// Too few voices.
    #[error("{0} annotators are too few to tell who errs; it takes three")]
    FewAnnotators(usize),
    /// Items of one voice.
    #[error("most items have one label (median {0}); it takes two for most to tell who errs")]
    FewLabels(usize),
    /// No items of several voices.
    #[error("no item has labels of two annotators, so nobody can be weighed against another")]
    NoOverlap,
    /// The model does not know the items.
    #[error("the model has no probabilities for some of the labeled items")]
    NoProbabilities,
    /// All say the same.
    #[error("all labels are of one class, so nothing is to be told apart")]
    OneClass,
}

/// Whether a model of errors can be fitted: three annotators, two labels on the median item, two
/// classes. [`Votes::shared`] leaves out the items of one voice.
///
/// # Errors
/// What is missing.
pub fn identified(votes: &Votes) -> Result<(), Unidentified> {
    let annotators = votes
        .labels_per_annotator()
        .iter()
        .filter(|n| **n > 0)
        .count();
    let mut labels: Vec<usize> = votes.rows().map(<[_]>::len).collect();
    labels.sort_unstable();
    let median = labels
        .get(labels.len().saturating_sub(1) / 2)
        .copied()
        .unwrap_or(0);
    let classes = votes.labels_per_class().iter().filter(|n| **n > 0).count();
    if votes.is_empty() {
        Err(Unidentified::NoLabels)
    } else if annotators < ANNOTATORS {
        Err(Unidentified::FewAnnotators(annotators))
    } else if median < LABELS {
        Err(Unidentified::FewLabels(median))
    } else if classes < 2 {
        Err(Unidentified::OneClass)
    } else {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::agreement::tests::toy::votes;

    #[test]
    fn it_takes_three_voices_and_two_for_most_items() {
        assert_eq!(identified(&votes(2, &[])), Err(Unidentified::NoLabels));
        assert_eq!(
            identified(&votes(2, &["01", "11"])),
            Err(Unidentified::FewAnnotators(2))
        );
        let thin = votes(2, &["0..", ".1.", "..1", "011"]);
        assert_eq!(identified(&thin), Err(Unidentified::FewLabels(1)));
        assert_eq!(identified(&thin.shared()), Ok(()));
        assert_eq!(
            identified(&votes(2, &["111", "111"])),
            Err(Unidentified::OneClass)
        );
    }
}
