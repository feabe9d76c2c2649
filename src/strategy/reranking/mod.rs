//! Puts a strategy's ranking into the order in which its items are asked.
//!
//! In this order: whose turn it is (a floor for each group of items, [`Quota`]), what an item
//! costs ([`Costs`]), chance where draws are to be reweighted later ([`GumbelTopK`]), and variety, so
//! that neighbours in the order are neither near-copies nor all of one predicted class
//! ([`vary`]). Each is off unless it was chosen. Invariant: the order follows from the context
//! and the policy; where chance decided, the probability of each draw is known.

mod costs;
mod quota;

use super::context::RankingContext;
use super::ranking::Ranked;
use crate::learner::argmax;
use crate::rng::{mixed, split_mix};
pub(crate) use costs::Costs;
pub(crate) use quota::{Quota, QuotaDeficit};

/// How a ranking is reordered before its items are asked.
#[derive(Debug, Clone, Default)]
pub struct Reranker {
    /// Floors for groups of items.
    pub quotas: Vec<Quota>,
    /// What each item is expected to cost.
    pub costs: Option<Costs>,
    /// Whether chance decides among the best.
    pub gumbel: Option<GumbelTopK>,
    /// Whether neighbours in the order are to differ.
    pub vary: bool,
}

/// The order in which the best are asked.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Reranked {
    /// The items, first first, each with the strategy's utility.
    pub ranking: Vec<Ranked>,
    /// Where chance decided: what each was drawn in proportion to; empty otherwise.
    pub weights: Vec<f64>,
    /// The weight of those that were drawn after the last of these.
    pub weight_below: f64,
    /// Where chance decided: the place of each in the strategy's own order, from 1.
    pub places: Vec<u32>,
}

impl Reranker {
    /// How many of the best it chooses among, at least `keep`.
    pub(crate) fn shortlist(&self, keep: usize) -> usize {
        let costs = self.costs.as_ref().map_or(0, |_| Costs::SHORTLIST);
        let gumbel = self.gumbel.as_ref().map_or(0, |_| GumbelTopK::SHORTLIST);
        keep.max(costs).max(gumbel)
    }

    /// Puts a strategy's ranking, best first, into the order in which its items are asked. When it
    /// seeks one class, alike ones may follow each other.
    pub(crate) fn rerank(
        &self,
        context: &RankingContext<'_>,
        mut ranking: Vec<Ranked>,
        keep: usize,
        seeks: bool,
    ) -> Reranked {
        if let Some(costs) = &self.costs {
            costs.rerank(&mut ranking);
        }
        if let Some(gumbel) = &self.gumbel {
            // Variety would change the chances that were drawn by.
            return gumbel.draw(context, &ranking).cut(keep);
        }
        ranking.truncate(keep);
        if self.vary && !seeks {
            vary(context, &mut ranking);
        }
        Reranked {
            ranking,
            ..Reranked::default()
        }
    }
}

impl Reranked {
    /// The first `keep` of them.
    fn cut(mut self, keep: usize) -> Self {
        let kept = keep.min(self.ranking.len());
        self.weight_below += self.weights.drain(kept..).sum::<f64>();
        self.ranking.truncate(keep);
        self.places.truncate(keep);
        self
    }

    /// The chance with which the one at `place` was drawn from those that are open and not drawn
    /// before it; `None` where chance decided nothing.
    pub(crate) fn chance(
        weights: &[f64],
        below: f64,
        place: usize,
        is_open: impl Fn(usize) -> bool,
    ) -> Option<f64> {
        let own = weights.get(place)?;
        let open = (place..weights.len()).filter(|at| is_open(*at));
        let all: f64 = below + open.map(|at| weights[at]).sum::<f64>();
        Some(own / all)
    }
}

/// A draw among the best instead of the first (Gumbel top-k; Kool, van Hoof & Welling 2019).
///
/// The k-th of M has the logit β·(1 − k/M), and Gumbel noise decides, which draws without
/// replacement in the proportion of exp(logit), so that labels can be reweighted later. Beyond the
/// best the random arm reaches every item. The noise belongs to the item and to the number of
/// labels, so that undoing an answer undoes its luck. Invariant: the probabilities told are those
/// drawn by.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct GumbelTopK {
    /// β: 0 draws evenly among the best; at 10 the first tenth has two thirds of the chance.
    pub sharpness: f64,
}

impl GumbelTopK {
    /// How many of the best take part.
    pub(crate) const SHORTLIST: usize = 1_024;

    /// Draws an order of a ranking, best first.
    pub(super) fn draw(self, context: &RankingContext<'_>, ranking: &[Ranked]) -> Reranked {
        let count = ranking.len() as f64;
        let mut drawn: Vec<(f64, f64, usize)> = ranking
            .iter()
            .enumerate()
            .map(|(place, ranked)| {
                let logit = -self.sharpness * place as f64 / count;
                let tie = context.candidates.ties[ranked.item.index()];
                (logit + gumbel(tie, context.labels() as u64), logit, place)
            })
            .collect();
        drawn.sort_by(|a, b| b.0.total_cmp(&a.0));
        Reranked {
            ranking: drawn.iter().map(|(_, _, place)| ranking[*place]).collect(),
            weights: drawn.iter().map(|(_, logit, _)| logit.exp()).collect(),
            weight_below: 0.0,
            places: drawn
                .iter()
                .map(|(_, _, place)| *place as u32 + 1)
                .collect(),
        }
    }
}

/// Standard Gumbel noise of an item's number and a turn.
fn gumbel(tie: u64, turn: u64) -> f64 {
    let bits = mixed(tie ^ split_mix(turn));
    // In the open interval, so that both logarithms exist.
    let unit = ((bits >> 11) as f64 + 0.5) / (1_u64 << 53) as f64;
    -(-unit.ln()).ln()
}

/// How many of one class in a row are a run.
const RUN: usize = 2;
/// Among how many another class is looked for.
const REACH: usize = 8;
/// How many places are arranged: more are not reranked before the next ranking.
const PLACES: usize = 16;

/// Arranges the first places so that neighbours differ. The labels given last count as what stands
/// before them.
///
/// A run of items that the model takes for the same class teaches the hand to press one key
/// (methods: sequence effects). So among the first few, one of another predicted class is taken when
/// the last two were alike. The best stays the best: an item moves back by at most [`REACH`]
/// places.
fn vary(context: &RankingContext<'_>, ranking: &mut [Ranked]) {
    let committee = context.committee;
    let mut before: Vec<usize> = committee.labeled().map(|(_, column)| column).collect();
    let arranged = ranking.len().min(PLACES + REACH);
    let mut classes: Vec<usize> = ranking[..arranged]
        .iter()
        .map(|ranked| argmax(&committee.choosing(ranked.item)))
        .collect();
    for place in 0..arranged.min(PLACES) {
        let last = before.last_chunk::<RUN>();
        let run = last.filter(|last| last.iter().all(|class| *class == last[0]));
        if let Some([class, ..]) = run
            && let Some(other) =
                (place..arranged.min(place + REACH)).find(|other| classes[*other] != *class)
        {
            ranking[place..=other].rotate_right(1);
            classes[place..=other].rotate_right(1);
        }
        before.push(classes[place]);
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::Stage;
    use super::*;
    use crate::rng::Seed;

    fn ranking(stage: &Stage) -> Vec<Ranked> {
        let ids = stage.ids().iter();
        ids.map(|item| Ranked {
            item: *item,
            score: 1.0,
        })
        .collect()
    }

    #[test]
    fn the_chances_told_are_those_drawn_by() {
        let mut stage = Stage::new(&[[1.0_f32, 0.0]; 5], &[]);
        let gumbel = GumbelTopK { sharpness: 2.0 };
        let (mut first, mut second) = ([0_u32; 5], 0_u32);
        let mut told = [0.0; 5];
        let mut told_second = 0.0;
        let rounds = 20_000;
        for round in 0..rounds {
            // Other numbers, as another seed would give.
            stage.renumber_with(|row| Seed(round).rank("tie", &row.to_string()));
            let reranked = gumbel.draw(&stage.context(), &ranking(&stage));
            let row = reranked.ranking[0].item.index();
            first[row] += 1;
            told[row] = Reranked::chance(&reranked.weights, 0.0, 0, |_| true).unwrap();
            if reranked.ranking[1].item.index() == 0 {
                second += 1;
            }
            // The chance that item 0 is second is the mean of its chance given the first.
            if row != 0 {
                let weights: Vec<f64> = (0..5)
                    .map(|k| (2.0 * (1.0 - f64::from(k) / 5.0)).exp())
                    .collect();
                let left: f64 = weights.iter().sum::<f64>() - weights[row];
                told_second += weights[0] / left;
            }
        }
        let rounds = rounds as f64;
        assert!((told.iter().sum::<f64>() - 1.0).abs() < 1e-9);
        for (count, told) in first.iter().zip(told) {
            let error = (f64::from(*count) / rounds - told) / (told * (1.0 - told) / rounds).sqrt();
            assert!(error.abs() < 4.0, "{count} drawn, {told} told");
        }
        assert!((f64::from(second) - told_second).abs() / rounds < 0.015);
    }

    #[test]
    fn the_same_labels_draw_the_same() {
        let stage = Stage::new(&[[1.0_f32, 0.0]; 5], &[]);
        let gumbel = GumbelTopK { sharpness: 5.0 };
        let all = ranking(&stage);
        assert_eq!(
            gumbel.draw(&stage.context(), &all),
            gumbel.draw(&stage.context(), &all)
        );
        let reranked = gumbel.draw(&stage.context(), &all);
        let chance = |place, open: &dyn Fn(usize) -> bool| {
            Reranked::chance(&reranked.weights, reranked.weight_below, place, open).unwrap()
        };
        // Whoever is left has all the chance, also when those below were answered meanwhile.
        assert!((chance(4, &|_| true) - 1.0).abs() < 1e-12);
        assert!((chance(2, &|place| place == 2) - 1.0).abs() < 1e-12);
        let cut = reranked.clone().cut(2);
        let before = chance(1, &|_| true);
        let after = Reranked::chance(&cut.weights, cut.weight_below, 1, |_| true).unwrap();
        assert!((before - after).abs() < 1e-12);
    }

    #[test]
    fn two_of_a_class_are_followed_by_another() {
        // Six items around (1, 0) and two around (0, 1).
        let mut points = vec![[1.0_f32, 0.0]; 8];
        points[6] = [0.0, 1.0];
        points[7] = [0.0, 1.0];
        let stage = Stage::new(&points, &[(7, 1), (0, 0), (1, 0)]);
        let ranked = |row: usize| Ranked {
            item: stage.ids()[row],
            score: 1.0 - row as f32 / 10.0,
        };
        let mut ranking: Vec<Ranked> = [2, 3, 4, 5, 6].map(ranked).into();
        vary(&stage.context(), &mut ranking);
        let order: Vec<usize> = ranking.iter().map(|r| r.item.index()).collect();
        // The last two labels were alike; after it nothing else is at hand.
        assert_eq!(order, [6, 2, 3, 4, 5]);
    }
}
