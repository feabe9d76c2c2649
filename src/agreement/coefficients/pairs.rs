//! Who agrees with whom?
//!
//! Cohen's kappa (1960) of two annotators on the items both labeled: (p_o − p_e)/(1 − p_e), with
//! p_e = Σ_k p_A(k) p_B(k). The values of all pairs come cheap; intervals are for the pair that
//! is looked at.

use std::collections::HashMap;

use super::super::figure::{Measured, Undefined};
use super::super::resample::{Resampling, Sample, figure, unanimous_floor};
use super::super::votes::{AnnotatorId, Votes};
use super::formulas::beyond_chance;
use crate::schema::LabelId;

/// Items that a pair must have in common for its figures to say much.
pub const ENOUGH_MET: usize = 10;

/// Two annotators at a glance.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pair {
    /// The first by name.
    pub a: AnnotatorId,
    /// The second.
    pub b: AnnotatorId,
    /// Items both labeled.
    pub n: usize,
    /// How often they gave the same label, 0 to 1.
    pub observed: f64,
    /// Cohen's kappa.
    pub cohen_kappa: Result<f64, Undefined>,
}

/// Two annotators with intervals; n is the number of items both labeled.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PairFigures {
    /// How often they gave the same label.
    pub observed: Measured,
    /// Cohen's kappa.
    pub cohen_kappa: Measured,
}

/// All pairs with an item in common, by id; without intervals.
pub fn pairs(votes: &Votes) -> Vec<Pair> {
    let mut met: HashMap<(AnnotatorId, AnnotatorId), Vec<(LabelId, LabelId)>> = HashMap::new();
    for row in votes.rows() {
        for (at, first) in row.iter().enumerate() {
            for second in &row[at + 1..] {
                met.entry((first.annotator, second.annotator))
                    .or_default()
                    .push((first.label, second.label));
            }
        }
    }
    let mut pairs: Vec<Pair> = met
        .into_iter()
        .map(|((a, b), labels)| {
            let n = labels.len();
            let sample = Sample::of(labels);
            let (observed, chance) = shares(&sample, &sample.weights());
            Pair {
                a,
                b,
                n,
                observed,
                cohen_kappa: beyond_chance(observed, chance).ok_or(Undefined::OneCategory),
            }
        })
        .collect();
    pairs.sort_unstable_by_key(|pair| (pair.a, pair.b));
    pairs
}

/// Puts the pair that disagrees most first: by kappa, and where there is none by observed
/// agreement; pairs with fewer than ten items in common come after the others.
pub fn worst_first(pairs: &mut [Pair]) {
    pairs.sort_by(|one, other| {
        let seldom = |pair: &Pair| pair.n < ENOUGH_MET;
        let agreement = |pair: &Pair| pair.cohen_kappa.unwrap_or(pair.observed);
        let order = seldom(one).cmp(&seldom(other));
        order
            .then(agreement(one).total_cmp(&agreement(other)))
            .then(other.n.cmp(&one.n))
            .then((one.a, one.b).cmp(&(other.a, other.b)))
    });
}

/// One pair with intervals.
pub fn pair(votes: &Votes, a: AnnotatorId, b: AnnotatorId, how: Resampling) -> PairFigures {
    let sample = Sample::of(common(votes, a, b));
    let n = sample.len();
    if n == 0 {
        return PairFigures {
            observed: Err(Undefined::NoOverlap),
            cohen_kappa: Err(Undefined::NoOverlap),
        };
    }
    let (observed, chance) = shares(&sample, &sample.weights());
    let purpose = format!("{}\n{}", name(votes, a), name(votes, b));
    let draws = sample.resampled(how, &purpose, |weights| shares(&sample, weights));
    let floor = (observed >= 1.0).then(|| unanimous_floor(n));
    PairFigures {
        observed: figure(observed, draws.iter().map(|draw| Some(draw.0)), n, floor),
        cohen_kappa: match beyond_chance(observed, chance) {
            None => Err(Undefined::OneCategory),
            Some(kappa) => figure(
                kappa,
                draws.iter().map(|draw| beyond_chance(draw.0, draw.1)),
                n,
                floor.and_then(|low| beyond_chance(low, chance)),
            ),
        },
    }
}

/// The labels of both on the items that both labeled, in item order.
fn common(votes: &Votes, a: AnnotatorId, b: AnnotatorId) -> Vec<(LabelId, LabelId)> {
    let label = |row: usize, who: AnnotatorId| {
        let row = votes.row(row);
        let at = row.binary_search_by_key(&who, |vote| vote.annotator).ok()?;
        Some(row[at].label)
    };
    (0..votes.len())
        .filter_map(|row| Some((label(row, a)?, label(row, b)?)))
        .collect()
}

fn name(votes: &Votes, who: AnnotatorId) -> &str {
    votes
        .annotators()
        .get(who.index())
        .map_or("", |name| name.as_str())
}

/// Observed agreement and agreement by chance.
fn shares(sample: &Sample<(LabelId, LabelId)>, weights: &[u32]) -> (f64, f64) {
    let mut first: Vec<f64> = Vec::new();
    let mut second: Vec<f64> = Vec::new();
    let (mut all, mut same) = (0.0, 0.0);
    for ((a, b), weight) in sample.patterns().iter().zip(weights) {
        let weight = f64::from(*weight);
        all += weight;
        same += if a == b { weight } else { 0.0 };
        add(&mut first, a.index(), weight);
        add(&mut second, b.index(), weight);
    }
    let chance: f64 = first.iter().zip(&second).map(|(a, b)| a * b).sum();
    (same / all, chance / (all * all))
}

fn add(sums: &mut Vec<f64>, class: usize, weight: f64) {
    if sums.len() <= class {
        sums.resize(class + 1, 0.0);
    }
    sums[class] += weight;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::agreement::tests::toy::votes;

    fn near(found: f64, expected: f64) -> bool {
        (found - expected).abs() < 1e-12
    }

    #[test]
    fn kappa_by_hand() {
        // Ten items: both 0 four times, both 1 three times, 0/1 twice, 1/0 once.
        // p_o = .7; p_A = (.6, .4), p_B = (.5, .5), p_e = .5; kappa = .4.
        let rows = ["00", "00", "00", "00", "11", "11", "11", "01", "01", "10"];
        let all = pairs(&votes(2, &rows));
        assert_eq!(all.len(), 1);
        assert!(near(all[0].observed, 0.7));
        assert!(near(all[0].cohen_kappa.unwrap(), 0.4));
        let figures = pair(
            &votes(2, &rows),
            AnnotatorId(0),
            AnnotatorId(1),
            Resampling::default(),
        );
        let kappa = figures.cohen_kappa.unwrap();
        assert!(near(kappa.value, 0.4));
        assert!(kappa.low < 0.1 && kappa.high > 0.7, "{kappa:?}");
        assert_eq!(kappa.n, 10);
    }

    #[test]
    fn two_who_say_one_thing_alone_have_no_kappa() {
        let table = votes(2, &["00", "00", "00"]);
        let all = pairs(&table);
        assert_eq!(all[0].cohen_kappa, Err(Undefined::OneCategory));
        let figures = pair(
            &table,
            AnnotatorId(0),
            AnnotatorId(1),
            Resampling::default(),
        );
        assert_eq!(figures.cohen_kappa, Err(Undefined::OneCategory));
        // Three of three say little: the interval is not without width.
        assert!(figures.observed.unwrap().low < 0.5);
    }

    #[test]
    fn the_pair_that_disagrees_most_comes_first_and_those_who_seldom_met_last() {
        let known = |a: u32, n: usize, kappa: Result<f64, Undefined>| Pair {
            a: AnnotatorId(a),
            b: AnnotatorId(9),
            n,
            observed: 1.0,
            cohen_kappa: kappa,
        };
        let mut all = [
            known(0, 40, Ok(0.5)),
            known(1, 9, Ok(-1.0)),
            known(2, 90, Err(Undefined::OneCategory)),
            known(3, 10, Ok(0.2)),
        ];
        worst_first(&mut all);
        assert_eq!(all.map(|pair| pair.a.0), [3, 0, 2, 1]);
    }

    #[test]
    fn two_who_never_met_have_no_figure() {
        let table = votes(2, &["0.1", ".11"]);
        assert_eq!(pairs(&table).len(), 2);
        let figures = pair(
            &table,
            AnnotatorId(0),
            AnnotatorId(1),
            Resampling::default(),
        );
        assert_eq!(figures.observed, Err(Undefined::NoOverlap));
    }
}
