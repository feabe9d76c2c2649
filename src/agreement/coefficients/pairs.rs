//! Tells which annotators disagree, about which classes and on which items.
//!
//! Cohen's kappa (1960) of two annotators on the items both labeled: (p_o − p_e)/(1 − p_e), with
//! p_e = Σ_k p_A(k) p_B(k). The values of all pairs come cheap; intervals are for the pair that
//! is looked at. Beside them stands the table of class × class over all pairs, and the way from a
//! cell of either table to its rows.

use std::collections::HashMap;

use crate::agreement::measured::{Measured, Patterns, Resampling, Undefined, observed_and_kappa};
use crate::agreement::votes::{AnnotatorId, Votes, alike, tally};
use crate::numerics::{beyond_chance, pair_agreement};
use crate::schema::LabelId;

/// Items that a pair must have in common for its figures to say much.
pub(crate) const ENOUGH_MET: usize = 10;

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
            let items = Patterns::of(labels);
            let (observed, chance) = shares(&items, &items.weights());
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
pub(crate) fn worst_first(pairs: &mut [Pair]) {
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
    let items = Patterns::of(common(votes, a, b));
    let purpose = format!("{}\n{}", name(votes, a), name(votes, b));
    let (observed, cohen_kappa) =
        observed_and_kappa(&items, how, &purpose, |weights| shares(&items, weights));
    PairFigures {
        observed,
        cohen_kappa,
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
fn shares(pairs: &Patterns<(LabelId, LabelId)>, weights: &[u32]) -> (f64, f64) {
    let weighted = pairs.patterns.iter().zip(weights);
    pair_agreement(weighted.map(|((a, b), weight)| (a.index(), b.index(), f64::from(*weight))))
}

/// How often labels of two classes met on one item.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct ClassMatrix {
    classes: usize,
    /// Krippendorff's coincidences o_ck, row by row.
    cells: Vec<f64>,
}

impl ClassMatrix {
    /// How often label `k` met label `c`: each item adds as much as it has labels, spread over its
    /// pairs. Symmetric.
    pub(crate) fn met(&self, c: LabelId, k: LabelId) -> f64 {
        self.cells[c.index() * self.classes + k.index()]
    }

    /// Pairs of different classes that met, most often first.
    pub(crate) fn most_confused(&self) -> Vec<(LabelId, LabelId, f64)> {
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
pub(crate) fn class_matrix(votes: &Votes) -> ClassMatrix {
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
pub(crate) fn disputed_rows(votes: &Votes, c: LabelId, k: LabelId) -> Vec<usize> {
    let said = |row: usize, label: LabelId| alike(votes.row(row), label);
    let met = |row: &usize| {
        let already = usize::from(c == k);
        said(*row, c) > already && said(*row, k) > 0
    };
    (0..votes.len()).filter(met).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::agreement::tests::votes;

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
    }
}
