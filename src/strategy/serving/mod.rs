//! What stands between a strategy's ranking and the query?
//!
//! In this order: whose turn it is (a floor for each group of items, [`Quota`]), what an item
//! costs ([`Costs`]), chance where draws are to be reweighted later ([`Lottery`]), and variety, so
//! that neighbours in the order are neither near-copies nor all of one predicted class
//! ([`Variety`]). Each is off unless it was chosen. Invariant: what is served follows from the
//! scene and the policy; where chance decided, the chance of each draw is told.

mod cost;
mod lottery;
mod quota;
mod variety;

use super::leaders::Ranked;
use super::scene::Scene;

pub use cost::Costs;
pub use lottery::Lottery;
pub use quota::{Owed, Quota};
pub use variety::Variety;

/// What was chosen to stand between ranking and query.
#[derive(Debug, Clone, Default)]
pub struct Serving {
    /// Floors for groups of items.
    pub quotas: Vec<Quota>,
    /// What each item is expected to cost.
    pub costs: Option<Costs>,
    /// Whether chance decides among the leaders.
    pub lottery: Option<Lottery>,
    /// Whether neighbours in the order are to differ.
    pub variety: Option<Variety>,
}

/// The order in which the leaders are served.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Served {
    /// The items, first first, each with the strategy's utility.
    pub ranking: Vec<Ranked>,
    /// Where chance decided: of each, the chance of being drawn once those before it were;
    /// empty otherwise.
    pub draws: Vec<f64>,
}

impl Serving {
    /// How many leaders it wants to choose among, at least `keep`.
    pub fn wants(&self, keep: usize) -> usize {
        let costs = self.costs.as_ref().map_or(0, |_| Costs::LEADERS);
        let lottery = self.lottery.as_ref().map_or(0, |_| Lottery::LEADERS);
        keep.max(costs).max(lottery)
    }

    /// The group whose turn it is, if a floor is not kept; `is_open` says who may be asked.
    pub fn owed(&self, is_open: &[bool]) -> Option<Owed<'_>> {
        self.quotas.iter().find_map(|quota| quota.owed(is_open))
    }

    /// Puts a strategy's leaders, best first, into the order in which they are served.
    pub fn serve(&self, scene: &Scene<'_>, mut leaders: Vec<Ranked>, keep: usize) -> Served {
        if let Some(costs) = &self.costs {
            costs.weigh(&mut leaders);
        }
        if let Some(lottery) = &self.lottery {
            // Variety would change the chances that were drawn by.
            let mut served = lottery.draw(scene, &leaders);
            served.ranking.truncate(keep);
            served.draws.truncate(keep);
            return served;
        }
        leaders.truncate(keep);
        if let Some(variety) = &self.variety {
            variety.arrange(scene, &mut leaders);
        }
        Served {
            ranking: leaders,
            draws: Vec::new(),
        }
    }
}
