//! Asks what finds the most in the queries to come, not in the next alone.
//!
//! Efficient nonmyopic search (ENS, Jiang et al. 2017): p(x) + E_y[the b − 1 highest p after y],
//! where p follows from neighbours: p(x) = (γ π(x) + Σ w y) / (γ + Σ w) over the labeled items
//! among x's nearest, w their cosine. To see what an answer would change, neighbours are taken to
//! be mutual: it moves p for the nearest of its item. π(x) is the choosing model's probability:
//! with the class's mere share in its place all items that no label touches would tie. Invariant:
//! sums are taken over neighbours nearest first and over leaders best first.

use std::collections::HashMap;

use rayon::prelude::*;

use super::super::acquisition::{ExplainInput, Family, Info, ScoreBatch, Scorer, Strategy};
use super::super::leaders::Ranked;
use super::super::scene::RankingContext;
use super::likely_positive::probability;
use super::sought::{named, sought};

/// How many labels π(x) is worth.
const PRIOR: f32 = 1.0;
/// How many queries are looked ahead at most: b.
const AHEAD: usize = 100;
/// How many leaders are looked at again.
const LEADERS: usize = 1_000;

pub(in super::super) struct ActiveSearch;

impl Strategy for ActiveSearch {
    fn info(&self) -> &'static Info {
        &Info {
            id: "active-search",
            title: "active search (ENS)",
            family: Family::RareClass,
            doc: "asks what finds the most of the class in the next 100 queries; measured: found \
                  fewer than likely-positive did (88 of 101 in 500 queries, one run)",
            formula: "p(x) + E_y[Σ top (b − 1) p | y], p = (γ p₊ + Σ w y) / (γ + Σ w)",
            source: "Jiang et al. 2017",
            cost: "n (C + 20) + 1,000 (100 + 2 · 20)",
        }
    }

    fn look<'a>(&self, scene: &'a RankingContext<'a>) -> Box<dyn Scorer + 'a> {
        let class = sought(scene);
        let mut taught = vec![None; scene.rows().len()];
        for (item, column) in scene.committee.labeled() {
            taught[item.index()] = Some(Some(column) == class);
        }
        Box::new(Search {
            scene,
            class,
            taught,
        })
    }

    fn seeks(&self, _scene: &RankingContext<'_>) -> bool {
        true
    }

    fn shortlist(&self) -> usize {
        LEADERS
    }

    fn explain(&self, seen: &ExplainInput<'_>) -> String {
        format!(
            "of all this one leads to the most items that are {}, itself and its neighbours",
            named(seen)
        )
    }
}

/// What labels say of the items near them.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
struct Heard {
    /// Σ w y.
    found: f32,
    /// Σ w.
    all: f32,
}

impl Heard {
    /// One label more, from this near.
    fn and(self, near: f32, is_found: bool) -> Self {
        Self {
            found: self.found + if is_found { near } else { 0.0 },
            all: self.all + near,
        }
    }

    /// p, where the model says `prior`.
    fn probability(self, prior: f32) -> f32 {
        (PRIOR * prior + self.found) / (PRIOR + self.all)
    }
}

struct Search<'a> {
    scene: &'a RankingContext<'a>,
    class: Option<usize>,
    /// By row: whether a labeled item was found to be of the class.
    taught: Vec<Option<bool>>,
}

impl Search<'_> {
    /// What the labels among an item's nearest say.
    fn heard(&self, row: usize) -> Heard {
        let nearest = self.scene.rows().nearest.of(row);
        nearest.fold(Heard::default(), |heard, (other, cosine)| {
            match self.taught[other] {
                Some(is_found) => heard.and(cosine.max(0.0), is_found),
                None => heard,
            }
        })
    }
}

impl Scorer for Search<'_> {
    fn glance(&self, glance: &ScoreBatch<'_>, out: &mut [f32]) {
        probability(self.class, glance, out);
        for (row, out) in (glance.block.start..).zip(out) {
            *out = self.heard(row).probability(*out);
        }
    }

    fn weigh(&self, shortlist: &[Ranked]) -> Vec<f32> {
        let place: HashMap<usize, usize> = shortlist
            .iter()
            .enumerate()
            .map(|(place, leader)| (leader.item.index(), place))
            .collect();
        let p: Vec<f32> = shortlist.iter().map(|leader| leader.score).collect();
        (0..shortlist.len())
            .into_par_iter()
            .map(|asked| {
                let near: Vec<(usize, f32)> = self
                    .scene
                    .rows()
                    .nearest
                    .of(shortlist[asked].item.index())
                    .filter_map(|(row, cosine)| Some((*place.get(&row)?, cosine.max(0.0))))
                    .collect();
                let after = |is_found: bool| {
                    let moved: Vec<(usize, f32)> = near
                        .iter()
                        .map(|(other, cosine)| {
                            let row = shortlist[*other].item.index();
                            let heard = self.heard(row);
                            // p before gives the prior back, so the model is not asked again.
                            let prior = (p[*other] * (PRIOR + heard.all) - heard.found) / PRIOR;
                            (*other, heard.and(*cosine, is_found).probability(prior))
                        })
                        .collect();
                    highest(&p, asked, &moved, AHEAD - 1)
                };
                p[asked] + p[asked] * after(true) + (1.0 - p[asked]) * after(false)
            })
            .collect()
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_labels_move_the_prior() {
        let heard = Heard::default().and(0.5, true).and(0.25, false);
        assert_eq!(
            heard,
            Heard {
                found: 0.5,
                all: 0.75
            }
        );
        // (1 · .25 + .5) / (1 + .75).
        assert!((heard.probability(0.25) - 0.75 / 1.75).abs() < 1e-6);
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
}
