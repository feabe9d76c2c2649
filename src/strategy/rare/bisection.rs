//! Asks in the middle of the shortest stretch between a found item and another.
//!
//! Items in the order of their probability for the class; where two labeled items in a row differ,
//! the border lies between them. The shortest such stretch is halved until it is closed, then the
//! next; with all closed, what lies around the last border is asked (after GALAXY, Zhang,
//! Katz-Samuels & Nowak 2022, with one order for the class that is looked for). Invariant: items
//! of one probability have one utility.

use rayon::prelude::*;

use super::super::acquisition::{ExplainInput, Family, Info, ScoreBatch, Scorer, Strategy};
use super::super::leaders::Ranked;
use super::super::scene::RankingContext;
use super::sought::{named, sought};
use crate::features::PoolId;

/// How many leaders are looked at again.
const LEADERS: usize = 1_000;
/// The labeled items that are put into the order at most: the newest.
const MOST_LABELS: usize = 1_000;

pub(in super::super) struct Bisection;

impl Strategy for Bisection {
    fn info(&self) -> &'static Info {
        &Info {
            id: "bisection",
            title: "bisection (GALAXY)",
            family: Family::RareClass,
            doc: "asks in the middle of the shortest stretch between a found item and another",
            formula: "exp(−|ln odds(p₊) − ln odds(p₊ of the middle)|)",
            source: "Zhang, Katz-Samuels & Nowak 2022",
            cost: "n C + 2,000 C",
        }
    }

    fn look<'a>(&self, scene: &'a RankingContext<'a>) -> Box<dyn Scorer + 'a> {
        Box::new(Border {
            scene,
            class: sought(scene),
        })
    }

    fn shortlist(&self) -> usize {
        LEADERS
    }

    fn explain(&self, seen: &ExplainInput<'_>) -> String {
        format!(
            "halfway on the shortest stretch between what is {} and what is not",
            named(seen)
        )
    }
}

struct Border<'a> {
    scene: &'a RankingContext<'a>,
    class: Option<usize>,
}

impl Scorer for Border<'_> {
    fn glance(&self, glance: &ScoreBatch<'_>, out: &mut [f32]) {
        out.fill(0.0);
        if let Some(class) = self.class {
            for (p, out) in glance.block.class(class).iter().zip(out) {
                *out = 1.0 - (2.0 * p - 1.0).abs();
            }
        }
    }

    fn weigh(&self, shortlist: &[Ranked]) -> Vec<f32> {
        let Some(class) = self.class else {
            return vec![0.0; shortlist.len()];
        };
        let committee = self.scene.committee;
        let odds = |item: PoolId| log_odds(committee.choosing(item)[class]);
        let mut labeled: Vec<(PoolId, usize)> = committee.labeled().collect();
        labeled.drain(..labeled.len().saturating_sub(MOST_LABELS));
        let known: Vec<(f32, bool)> = labeled
            .par_iter()
            .map(|(item, column)| (odds(*item), *column == class))
            .collect();
        let open: Vec<f32> = shortlist.par_iter().map(|each| odds(each.item)).collect();
        let middle = middle(known, &open);
        open.iter()
            .map(|odds| (-(odds - middle).abs()).exp())
            .collect()
    }
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
