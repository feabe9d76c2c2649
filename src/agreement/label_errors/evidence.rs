//! Finds labels that look wrong, one kind of evidence a function.
//!
//! - [`confident_learning`]: a model contradicts them (Northcutt, Jiang and Chuang 2021). The threshold
//!   of class k is the mean probability of k over the labels that say k. Of the classes whose
//!   probability reaches their threshold the likeliest is what the model is confident of; where that is
//!   another class than the label's, the label is a candidate. The probabilities must be out of sample.
//! - [`near_copy_conflicts`]: near-copies of the item were labeled differently.
//! - [`neighbour_outliers`]: they stand far from the committee and from their neighbours.
//! - [`under_older_guidelines`]: they were given under instructions that have changed since.

use std::collections::BTreeMap;

use super::{LabelIssue, Reason};
use crate::agreement::consensus::Probabilities;
use crate::agreement::votes::{Vote, Votes};
use crate::schema::{ItemIndex, LabelId};

/// Labels that the model contradicts, in item order; items without probabilities are passed over.
pub(crate) fn confident_learning(votes: &Votes, model: &Probabilities) -> Vec<LabelIssue> {
    let thresholds = thresholds(votes, model);
    issues(&votes.all, |vote| {
        let row = model.get(vote.item)?;
        let (suggested, confidence) = sure_of(row, &thresholds)?;
        (suggested != vote.label).then_some(Reason::ModelConfident {
            given: vote.label,
            probability: row.get(vote.label.index()).copied().unwrap_or(0.0),
            suggested,
            confidence,
        })
    })
}

/// The labels against which there is a reason.
fn issues<'a>(
    votes: impl IntoIterator<Item = &'a Vote>,
    reason: impl Fn(&Vote) -> Option<Reason>,
) -> Vec<LabelIssue> {
    let issue = |vote: &Vote| {
        Some(LabelIssue {
            item: vote.item,
            annotator: vote.annotator,
            reason: reason(vote)?,
        })
    };
    votes.into_iter().filter_map(issue).collect()
}

/// The mean probability of each class over the labels that say it; infinite for one nobody gave.
fn thresholds(votes: &Votes, model: &Probabilities) -> Vec<f64> {
    let mut sums = vec![(0.0, 0_u32); votes.classes()];
    for vote in &votes.all {
        let probability = model
            .get(vote.item)
            .and_then(|row| row.get(vote.label.index()));
        if let Some(probability) = probability {
            let (sum, count) = &mut sums[vote.label.index()];
            *sum += probability;
            *count += 1;
        }
    }
    let mean = |(sum, count)| {
        if count == 0 {
            f64::INFINITY
        } else {
            sum / f64::from(count)
        }
    };
    sums.into_iter().map(mean).collect()
}

/// The likeliest of the classes that reach their threshold.
fn sure_of(row: &[f64], thresholds: &[f64]) -> Option<(LabelId, f64)> {
    let reached = row
        .iter()
        .zip(thresholds)
        .enumerate()
        // Sums in another order must not decide.
        .filter(|(_, (probability, threshold))| **probability >= **threshold - 1e-12);
    let (class, (probability, _)) = reached.max_by(|a, b| a.1.0.total_cmp(b.1.0))?;
    Some((LabelId(class as u16), *probability))
}

/// Labels that are no more common in their group than the labels of copies that differ from them,
/// group by group. A group holds items that are nearly the same; of two copies that differ both
/// are named, since nobody knows which is right.
pub(crate) fn near_copy_conflicts(votes: &Votes, groups: &[Vec<ItemIndex>]) -> Vec<LabelIssue> {
    let found = groups.iter().flat_map(|group| in_group(votes, group));
    found.collect()
}

fn in_group(votes: &Votes, group: &[ItemIndex]) -> Vec<LabelIssue> {
    let rows = group.iter().filter_map(|item| votes.row_of(*item));
    let cast: Vec<&Vote> = rows.flat_map(|row| votes.row(row)).collect();
    issues(cast.iter().copied(), |vote| {
        let alike = cast.iter().filter(|other| other.label == vote.label);
        let of_copies: Vec<&&Vote> = cast.iter().filter(|c| c.item != vote.item).collect();
        let differs = |other: &&&&Vote| other.label != vote.label;
        let against = of_copies.iter().filter(differs).count();
        let first = of_copies.iter().find(differs)?;
        (against >= alike.count()).then_some(Reason::CopyDiffers {
            given: vote.label,
            copy: first.item,
            other: first.label,
            against: (against as u32, of_copies.len() as u32),
        })
    })
}

/// Labels of neighbours that are needed to speak of a neighbourhood.
const NEIGHBOURS: u32 = 3;
/// At most this share of them is the same.
const ALIKE: f64 = 0.2;

/// Labels to which the committee gives less than an even share (1/K), and that at most a fifth of
/// three or more labels of neighbouring items share. Neighbours are other items, nearest first;
/// those without labels do not count.
pub(crate) fn neighbour_outliers(
    votes: &Votes,
    model: &Probabilities,
    neighbours: &BTreeMap<ItemIndex, Vec<ItemIndex>>,
) -> Vec<LabelIssue> {
    issues(&votes.all, |vote| {
        let row = model.get(vote.item)?;
        let probability = row.get(vote.label.index()).copied().unwrap_or(0.0);
        let (alike, all) = alike(votes, vote, neighbours.get(&vote.item)?);
        let far = probability * (votes.classes() as f64) < 1.0
            && all >= NEIGHBOURS
            && f64::from(alike) <= ALIKE * f64::from(all);
        far.then_some(Reason::Outlying {
            given: vote.label,
            probability,
            alike: (alike, all),
        })
    })
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

/// Labels given under older guidelines: `versions` are the hashes from the oldest to those in
/// force. A label whose guidelines are not known, or not among them, is left alone.
pub(crate) fn under_older_guidelines(votes: &Votes, versions: &[String]) -> Vec<LabelIssue> {
    let behind = |hash: &String| {
        let place = versions.iter().rposition(|version| version == hash)?;
        Some(versions.len() - 1 - place).filter(|behind| *behind > 0)
    };
    let behind: Vec<Option<usize>> = votes.guidelines.iter().map(behind).collect();
    issues(&votes.all, |vote| {
        let behind = behind[vote.guidelines? as usize]?;
        Some(Reason::OlderGuidelines { behind })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::agreement::tests::{annotation, votes};
    use crate::agreement::votes::Annotation;

    #[test]
    fn a_label_is_doubted_when_another_class_reaches_its_threshold() {
        // Thresholds: class 0 (.9 + .8 + .3)/3 = .667, class 1 (.6 + .7)/2 = .65.
        let rows = [[0.9, 0.1], [0.8, 0.2], [0.3, 0.7], [0.4, 0.6], [0.3, 0.7]];
        let model = Probabilities::new(
            rows.iter()
                .enumerate()
                .map(|(i, row)| (ItemIndex(i as u32), row.to_vec())),
        );
        let found = confident_learning(&votes(2, &["0", "0", "0", "1", "1"]), &model);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].item, ItemIndex(2));
        assert_eq!(
            found[0].reason,
            Reason::ModelConfident {
                given: LabelId(0),
                probability: 0.3,
                suggested: LabelId(1),
                confidence: 0.7
            }
        );
        assert!((found[0].reason.strength() - 0.7).abs() < 1e-12);
    }

    #[test]
    fn items_that_the_model_does_not_know_are_passed_over() {
        assert_eq!(
            confident_learning(&votes(2, &["01"]), &Probabilities::default()),
            []
        );
    }

    #[test]
    fn of_two_copies_that_differ_both_are_named_and_of_three_the_odd_one() {
        let table = votes(2, &["0", "1", "0", "0", "1", "1"]);
        let group = |items: &[u32]| items.iter().map(|item| ItemIndex(*item)).collect();
        let found = near_copy_conflicts(&table, &[group(&[0, 1]), group(&[2, 3, 4]), group(&[5])]);
        let items: Vec<u32> = found.iter().map(|issue| issue.item.0).collect();
        assert_eq!(items, [0, 1, 4]);
        assert!((found[2].reason.strength() - 0.8).abs() < 1e-12);
    }

    #[test]
    fn copies_that_agree_are_no_suspects() {
        let group = vec![ItemIndex(0), ItemIndex(1), ItemIndex(9)];
        assert_eq!(near_copy_conflicts(&votes(2, &["0", "0"]), &[group]), []);
    }

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
        let found = neighbour_outliers(&table, &model(0.1), &near(&[1, 2, 3]));
        assert_eq!(found.len(), 1);
        assert!((found[0].reason.strength() - 0.9).abs() < 1e-12);
        // Likely after all, or too few neighbours: no suspect.
        assert_eq!(
            neighbour_outliers(&table, &model(0.6), &near(&[1, 2, 3])),
            []
        );
        assert_eq!(
            neighbour_outliers(&table, &model(0.1), &near(&[1, 2, 9])),
            []
        );
    }

    #[test]
    fn a_label_is_as_old_as_its_guidelines() {
        let under = |item, hash: Option<&str>| Annotation {
            guidelines: hash.map(str::to_owned),
            ..annotation(item, "ada", 0)
        };
        let table = Votes::new(
            1,
            [
                under(0, Some("b")),
                under(1, Some("c")),
                under(2, Some("a")),
                under(3, None),
                under(4, Some("elsewhere")),
            ],
        );
        let versions = ["a", "b", "c"].map(str::to_owned);
        let found: Vec<(u32, Reason)> = under_older_guidelines(&table, &versions)
            .iter()
            .map(|issue| (issue.item.0, issue.reason))
            .collect();
        let behind = |behind| Reason::OlderGuidelines { behind };
        assert_eq!(found, [(0, behind(1)), (2, behind(2))]);
    }

    #[test]
    fn guidelines_that_were_put_back_are_the_present_ones() {
        let table = Votes::new(
            1,
            [Annotation {
                guidelines: Some("a".to_owned()),
                ..annotation(0, "ada", 0)
            }],
        );
        let versions = ["a", "b", "a"].map(str::to_owned);
        assert_eq!(under_older_guidelines(&table, &versions), []);
    }
}
