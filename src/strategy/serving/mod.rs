//! What stands between a strategy's ranking and the query?
//!
//! In this order: whose turn it is (a floor for each group of items, [`Quota`]), what an item
//! costs ([`Costs`]), chance where draws are to be reweighted later ([`GumbelTopK`]), and variety, so
//! that neighbours in the order are neither near-copies nor all of one predicted class
//! ([`Variety`]). Each is off unless it was chosen. Invariant: what is served follows from the
//! scene and the policy; where chance decided, the chance of each draw is told.

mod cost;
mod lottery;
mod quota;
mod variety;

use super::leaders::Ranked;
use super::scene::RankingContext;

pub use cost::Costs;
pub use lottery::GumbelTopK;
pub use quota::{Quota, QuotaDeficit};
pub use variety::Variety;

/// What was chosen to stand between ranking and query.
#[derive(Debug, Clone, Default)]
pub struct Reranker {
    /// Floors for groups of items.
    pub quotas: Vec<Quota>,
    /// What each item is expected to cost.
    pub costs: Option<Costs>,
    /// Whether chance decides among the leaders.
    pub lottery: Option<GumbelTopK>,
    /// Whether neighbours in the order are to differ.
    pub variety: Option<Variety>,
}

/// The order in which the leaders are served.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Reranked {
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
    /// How many leaders it wants to choose among, at least `keep`.
    pub fn wants(&self, keep: usize) -> usize {
        let costs = self.costs.as_ref().map_or(0, |_| Costs::LEADERS);
        let lottery = self.lottery.as_ref().map_or(0, |_| GumbelTopK::LEADERS);
        keep.max(costs).max(lottery)
    }

    /// The group whose turn it is, if a floor is not kept: `is_left` says which items were not
    /// asked yet, `is_open` which of these may be now.
    pub fn owed(&self, is_left: &[bool], is_open: &[bool]) -> Option<QuotaDeficit<'_>> {
        self.quotas
            .iter()
            .find_map(|quota| quota.owed(is_left, is_open))
    }

    /// Puts a strategy's leaders, best first, into the order in which they are served. When it
    /// seeks one class, alike ones may follow each other.
    pub fn serve(
        &self,
        scene: &RankingContext<'_>,
        mut leaders: Vec<Ranked>,
        keep: usize,
        seeks: bool,
    ) -> Reranked {
        if let Some(costs) = &self.costs {
            costs.weigh(&mut leaders);
        }
        if let Some(lottery) = &self.lottery {
            // Variety would change the chances that were drawn by.
            return lottery.draw(scene, &leaders).cut(keep);
        }
        leaders.truncate(keep);
        if let Some(variety) = self.variety.as_ref().filter(|_| !seeks) {
            variety.arrange(scene, &mut leaders);
        }
        Reranked {
            ranking: leaders,
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
    pub fn chance(
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
