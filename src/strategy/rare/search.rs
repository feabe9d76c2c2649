//! Looks ahead for items of a class, and narrows down where it ends: active search and bisection.

use std::collections::HashMap;
use std::sync::Arc;

use rayon::prelude::*;

use super::super::context::{RankingContext, ScoreBatch, Scorer};
use super::super::ranking::Ranked;
use super::super::registry::{Family, StrategySpec};
use super::{positive_name, positive_or_rarest, probability};
use crate::features::PoolId;

/// How many labels π(x) is worth.
const PRIOR: f32 = 1.0;
/// How many queries are looked ahead at most: b.
const AHEAD: usize = 100;
/// How many of the best by the first pass are scored again.
const SHORTLIST: usize = 1_000;

/// Asks what finds the most in the queries to come, not in the next alone.
///
/// Efficient nonmyopic search (ENS, Jiang et al. 2017): p(x) + E_y[the b − 1 highest p after y],
/// where p follows from neighbours: p(x) = (γ π(x) + Σ w y) / (γ + Σ w) over the labeled items
/// among x's nearest, w their cosine. To see what an answer would change, neighbours are taken to
/// be mutual: it moves p for the nearest of its item. π(x) is the choosing model's probability:
/// with the class's mere share in its place all items that no label touches would tie. Invariant:
/// sums are taken over neighbours nearest first and over the shortlist best first.
pub(in super::super) static ACTIVE_SEARCH: StrategySpec = StrategySpec {
    id: "active-search",
    title: "active search (ENS)",
    family: Family::RareClass,
    doc: "asks what finds the most of the class in the next 100 queries; measured: found \
          fewer than likely-positive did (88 of 101 in 500 queries, one run)",
    formula: "p(x) + E_y[Σ top (b − 1) p | y], p = (γ p₊ + Σ w y) / (γ + Σ w)",
    source: "Jiang et al. 2017",
    cost: "n (C + 20) + 1,000 (100 + 2 · 20)",
    prepare: prepare_active_search,
    explain: |input| {
        let sought = positive_name(input);
        format!(
            "of all this one leads to the most items that are {sought}, itself and its neighbours"
        )
    },
};

fn prepare_active_search<'a>(context: &'a RankingContext<'a>) -> Scorer<'a> {
    let class = positive_or_rarest(context);
    // By row: whether a labeled item was found to be of the class.
    let mut labels = vec![None; context.rows().len()];
    for (item, column) in context.committee.labeled() {
        labels[item.index()] = Some(Some(column) == class);
    }
    let labels = Arc::new(labels);
    let known = labels.clone();
    let first = move |batch: &ScoreBatch<'_>, out: &mut [f32]| {
        probability(class, batch, out);
        for (row, out) in (batch.block.start..).zip(out) {
            *out = near_labels(context, &known, row).probability(*out);
        }
    };
    Scorer::new(first).then(SHORTLIST, move |shortlist| {
        look_ahead(context, &labels, shortlist)
    })
}

/// What labels say of the items near them.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
struct NeighbourLabels {
    /// Σ w y.
    found: f32,
    /// Σ w.
    all: f32,
}

impl NeighbourLabels {
    /// One label more, from this near.
    fn and(self, near: f32, is_positive: bool) -> Self {
        Self {
            found: self.found + if is_positive { near } else { 0.0 },
            all: self.all + near,
        }
    }

    /// p, where the model says `prior`.
    fn probability(self, prior: f32) -> f32 {
        (PRIOR * prior + self.found) / (PRIOR + self.all)
    }
}

/// What the labels among an item's nearest say.
fn near_labels(
    context: &RankingContext<'_>,
    labels: &[Option<bool>],
    row: usize,
) -> NeighbourLabels {
    let nearest = context.rows().nearest.of(row);
    nearest.fold(
        NeighbourLabels::default(),
        |near_labels, (other, cosine)| match labels[other] {
            Some(is_positive) => near_labels.and(cosine.max(0.0), is_positive),
            None => near_labels,
        },
    )
}

fn look_ahead(
    context: &RankingContext<'_>,
    labels: &[Option<bool>],
    shortlist: &[Ranked],
) -> Vec<f32> {
    let rows = shortlist.iter().map(|ranked| ranked.item.index());
    let place: HashMap<usize, usize> = rows.zip(0..).collect();
    let p: Vec<f32> = shortlist.iter().map(|ranked| ranked.score).collect();
    (0..shortlist.len())
        .into_par_iter()
        .map(|asked| {
            let nearest = &context.rows().nearest;
            let near: Vec<(usize, f32)> = nearest
                .of(shortlist[asked].item.index())
                .filter_map(|(row, cosine)| Some((*place.get(&row)?, cosine.max(0.0))))
                .collect();
            let after = |is_positive: bool| {
                let moved = near.iter().map(|(other, cosine)| {
                    let row = shortlist[*other].item.index();
                    let known = near_labels(context, labels, row);
                    // p before gives the prior back, so the model is not asked again.
                    let prior = (p[*other] * (PRIOR + known.all) - known.found) / PRIOR;
                    (*other, known.and(*cosine, is_positive).probability(prior))
                });
                highest(&p, asked, &moved.collect::<Vec<_>>(), AHEAD - 1)
            };
            p[asked] + p[asked] * after(true) + (1.0 - p[asked]) * after(false)
        })
        .collect()
}

/// The sum of the `count` highest of `p` (falling) without one place, after some have moved.
fn highest(p: &[f32], without: usize, moved: &[(usize, f32)], count: usize) -> f32 {
    let stay = (0..p.len())
        .filter(|place| *place != without && moved.iter().all(|(other, _)| other != place))
        .take(count)
        .map(|place| p[place]);
    let mut among: Vec<f32> = stay.chain(moved.iter().map(|(_, p)| *p)).collect();
    among.sort_unstable_by(|a, b| b.total_cmp(a));
    among.iter().take(count).sum()
}

/// The labeled items that are put into the order at most: the newest.
const MOST_LABELS: usize = 1_000;

/// Asks in the middle of the shortest stretch between a found item and another.
///
/// Items in the order of their probability for the class; where two labeled items in a row differ,
/// the border lies between them. The shortest such stretch is halved until it is closed, then the
/// next; with all closed, what lies around the last border is asked (after GALAXY, Zhang,
/// Katz-Samuels & Nowak 2022, with one order for the class that is looked for). Invariant: items
/// of one probability have one utility.
pub(in super::super) static BISECTION: StrategySpec = StrategySpec {
    id: "bisection",
    title: "bisection (GALAXY)",
    family: Family::RareClass,
    doc: "asks in the middle of the shortest stretch between a found item and another",
    formula: "exp(−|ln odds(p₊) − ln odds(p₊ of the middle)|)",
    source: "Zhang, Katz-Samuels & Nowak 2022",
    cost: "n C + 2,000 C",
    prepare: prepare_bisection,
    explain: |input| {
        let sought = positive_name(input);
        format!("halfway on the shortest stretch between what is {sought} and what is not")
    },
};

fn prepare_bisection<'a>(context: &'a RankingContext<'a>) -> Scorer<'a> {
    let Some(class) = positive_or_rarest(context) else {
        return Scorer::by_row(vec![0.0; context.rows().len()]);
    };
    let first = move |batch: &ScoreBatch<'_>, out: &mut [f32]| {
        for (p, out) in batch.block.class(class).iter().zip(out) {
            *out = 1.0 - (2.0 * p - 1.0).abs();
        }
    };
    Scorer::new(first).then(SHORTLIST, move |shortlist| {
        let committee = context.committee;
        let odds = |item: PoolId| log_odds(committee.choosing(item)[class]);
        let mut labeled: Vec<(PoolId, usize)> = committee.labeled().collect();
        labeled.drain(..labeled.len().saturating_sub(MOST_LABELS));
        let known: Vec<(f32, bool)> = labeled
            .par_iter()
            .map(|(item, column)| (odds(*item), *column == class))
            .collect();
        let open: Vec<f32> = shortlist.par_iter().map(|each| odds(each.item)).collect();
        let middle = middle(known, &open);
        let open = open.iter();
        open.map(|odds| (-(odds - middle).abs()).exp()).collect()
    })
}

fn log_odds(p: f32) -> f32 {
    let p = p.clamp(1e-6, 1.0 - 1e-6);
    (p / (1.0 - p)).ln()
}

/// Where to ask: the middle one of the open places in the shortest stretch between two labeled
/// places that differ; where no stretch is open, halfway between the two that are closest; 0
/// without two that differ.
fn middle(mut known: Vec<(f32, bool)>, open: &[f32]) -> f32 {
    let mut open = open.to_vec();
    open.sort_unstable_by(f32::total_cmp);
    known.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    let mut shortest: Option<(usize, f32)> = None;
    let mut closest: Option<(f32, f32)> = None;
    for pair in known.windows(2).filter(|pair| pair[0].1 != pair[1].1) {
        let (low, high) = (pair[0].0, pair[1].0);
        if closest.is_none_or(|(width, _)| high - low < width) {
            closest = Some((high - low, f32::midpoint(low, high)));
        }
        let from = open.partition_point(|place| *place < low);
        let end = open.partition_point(|place| *place <= high);
        // Of equally short ones the last: nearest to what was found.
        if end > from && shortest.is_none_or(|(length, _)| end - from <= length) {
            shortest = Some((end - from, open[(from + end - 1) / 2]));
        }
    }
    match (shortest, closest) {
        (Some((_, middle)), _) | (None, Some((_, middle))) => middle,
        (None, None) => 0.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_labels_move_the_prior() {
        let near_labels = NeighbourLabels::default().and(0.5, true).and(0.25, false);
        assert_eq!(
            near_labels,
            NeighbourLabels {
                found: 0.5,
                all: 0.75
            }
        );
        // (1 · .25 + .5) / (1 + .75).
        assert!((near_labels.probability(0.25) - 0.75 / 1.75).abs() < 1e-6);
    }

    #[test]
    fn the_highest_after_a_move() {
        let p = [0.9, 0.8, 0.5, 0.1];
        // Without the first: .8 and .5.
        assert!((highest(&p, 0, &[], 2) - 1.3).abs() < 1e-6);
        // The second falls below the third and the last: .5 and .1.
        assert!((highest(&p, 0, &[(1, 0.05)], 2) - 0.6).abs() < 1e-6);
        assert!((highest(&p, 0, &[(3, 0.7)], 2) - 1.5).abs() < 1e-6);
        assert!((highest(&p, 0, &[(3, 0.7)], 9) - 2.0).abs() < 1e-6);
    }

    #[test]
    fn the_shortest_stretch_is_halved() {
        // In order: other −4, open −3 −2 −1, found 0, open 1, other 2, other 5.
        let known = vec![(2.0, false), (-4.0, false), (0.0, true), (5.0, false)];
        let open = [-3.0, 1.0, -1.0, -2.0, 3.0, 4.0];
        assert_eq!(middle(known.clone(), &open).to_bits(), 1.0_f32.to_bits());
        // That one closed, the other has the middle −2.
        let open = [-3.0, -1.0, -2.0, 3.0, 4.0];
        assert_eq!(middle(known.clone(), &open).to_bits(), (-2.0_f32).to_bits());
        // All closed: around the narrowest border, between 0 and 2.
        assert_eq!(middle(known, &[3.0, 4.0]).to_bits(), 1.0_f32.to_bits());
        assert_eq!(
            middle(vec![(1.0, true)], &[3.0]).to_bits(),
            0.0_f32.to_bits()
        );
    }

    #[test]
    fn log_odds_by_hand() {
        assert!((log_odds(0.75) - 3.0_f32.ln()).abs() < 1e-6);
        assert!(log_odds(0.0).is_finite() && log_odds(1.0).is_finite());
    }
}
