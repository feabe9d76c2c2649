//! Measures how well each annotator agrees with the others.
//!
//! On the items that someone else labeled, too: the mean share of the others who gave the same
//! label, and that share beyond chance (the index of one rater against a group; Vanbelle and
//! Albert 2009): (Π − Π_e)/(1 − Π_e), Π_e = Σ_k p(k) r(k), where p are the annotator's class shares
//! and r the means of the others' shares. It does not say who is right.

use super::sums::Counts;
use crate::agreement::measured::{Measured, Patterns, Resampling, observed_and_kappa};
use crate::agreement::votes::{AnnotatorId, Votes};
use crate::schema::LabelId;

/// One annotator beside the others; n is the number of items that someone else labeled, too.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct WithOthers {
    /// Who.
    pub annotator: AnnotatorId,
    /// Labels in all.
    pub labels: usize,
    /// The mean share of the others who gave the same label.
    pub observed: Measured,
    /// That share beyond chance.
    pub kappa: Measured,
}

/// Every annotator beside the others, by id.
pub fn with_others(votes: &Votes, how: Resampling) -> Vec<WithOthers> {
    let labels = votes.labels_per_annotator();
    let mut units: Vec<Vec<(LabelId, Counts)>> = vec![Vec::new(); labels.len()];
    for (row, cast) in votes.rows().enumerate() {
        if cast.len() > 1 {
            let counts = votes.counts(row);
            for vote in cast {
                units[vote.annotator.index()].push((vote.label, counts.clone()));
            }
        }
    }
    let people = units.into_iter().zip(labels).enumerate();
    people
        .map(|(id, (units, labels))| {
            let name = votes.annotators()[id].as_str();
            let (observed, kappa) = measured(units, votes.classes(), name, how);
            WithOthers {
                annotator: AnnotatorId(id as u32),
                labels,
                observed,
                kappa,
            }
        })
        .collect()
}

/// Both figures of one annotator: what they said of each item, with how often each label was
/// given to it by all.
fn measured(
    units: Vec<(LabelId, Counts)>,
    classes: usize,
    name: &str,
    how: Resampling,
) -> (Measured, Measured) {
    let units = Patterns::of(units);
    observed_and_kappa(&units, how, name, |weights| {
        shares(&units, classes, weights)
    })
}

/// Agreement with the others, observed and by chance.
fn shares(units: &Patterns<(LabelId, Counts)>, classes: usize, weights: &[u32]) -> (f64, f64) {
    let mut own = vec![0.0; classes];
    let mut others = vec![0.0; classes];
    let (mut items, mut agreement) = (0.0, 0.0);
    for ((label, counts), weight) in units.patterns.iter().zip(weights) {
        let weight = f64::from(*weight);
        let partners: u32 = counts.iter().map(|(_, count)| count).sum::<u32>() - 1;
        items += weight;
        own[label.index()] += weight;
        for (class, count) in counts {
            let mine = u32::from(class == label);
            let share = weight * f64::from(count - mine) / f64::from(partners);
            others[class.index()] += share;
            agreement += share * f64::from(mine);
        }
    }
    let both = own.iter().zip(&others);
    let chance: f64 = both.map(|(own, others)| own * others).sum();
    (agreement / items, chance / (items * items))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::agreement::Undefined;
    use crate::agreement::tests::votes;

    #[test]
    fn shares_of_the_others_by_hand() {
        // The first says 0, 0, 1, 1; the others 0 1, 0 0, 1 1, 0 1: shares .5, 1, 1, .5.
        // Own shares (.5, .5); the others' mean shares (.5 + 1 + 0 + .5)/4 = .5: chance .5.
        let all = with_others(
            &votes(2, &["001", "000", "111", "101"]),
            Resampling::default(),
        );
        let first = all[0];
        assert!((first.observed.unwrap().value - 0.75).abs() < 1e-12);
        assert!((first.kappa.unwrap().value - 0.5).abs() < 1e-12);
        assert_eq!(first.observed.unwrap().n, 4);
    }

    #[test]
    fn against_one_other_it_is_cohens_kappa() {
        let rows = ["00", "01", "11", "10", "22", "21", "00", "1.", ".1"];
        let table = votes(3, &rows);
        let kappa = super::super::pairs(&table)[0].cohen_kappa.unwrap();
        for one in with_others(&table, Resampling::default()) {
            assert!((one.kappa.unwrap().value - kappa).abs() < 1e-12);
            assert_eq!(one.labels, 8);
        }
    }

    #[test]
    fn whoever_labeled_alone_has_no_figure() {
        let all = with_others(&votes(2, &["0..", ".01", ".11"]), Resampling::default());
        assert_eq!(all[0].observed, Err(Undefined::NoOverlap));
        assert!(all[1].observed.is_ok());
    }
}
