//! Draws items and arms by seeded chance.
//!
//! Invariant: every draw is keyed by item ids and the annotator's name, never by position.

use crate::pool::{HoldoutId, Items, PoolId};
use crate::rng::Seed;
use crate::schema::Annotator;

/// The seeded random order of one annotator over the project's items.
///
/// Two annotators of one project draw in different orders, so that they do not ask the same.
#[derive(Debug, Clone)]
pub struct SeededDraws {
    seed: Seed,
    annotator: String,
    pool: Vec<u64>,
    holdout: Vec<u64>,
}

impl SeededDraws {
    /// The order of one annotator.
    pub fn new(items: &Items, seed: Seed, annotator: &Annotator) -> Self {
        let rank = |id: &str| seed.rank("draw", &format!("{annotator} {id}"));
        Self {
            seed,
            annotator: annotator.to_string(),
            pool: items
                .pool()
                .map(|id| rank(&items.pool_item(id).id))
                .collect(),
            holdout: items
                .holdout()
                .map(|id| rank(&items.holdout_item(id).id))
                .collect(),
        }
    }

    /// A number of an item drawn for one turn alone.
    pub(super) fn afresh(&self, turn: &str, item: &str) -> u64 {
        let key = self.key(&format!("{turn} {item}"));
        self.seed.rank("afresh", &key)
    }

    /// The seed, for coins that are tossed elsewhere by [`SeededDraws::key`].
    pub(super) fn seed(&self) -> Seed {
        self.seed
    }

    /// The key of this annotator's coins of a turn.
    pub(super) fn key(&self, after: &str) -> String {
        format!("{} {after}", self.annotator)
    }

    /// A coin of this annotator, keyed by the item handled before.
    pub(crate) fn coin(&self, purpose: &str, after: &str, probability: f64) -> bool {
        self.seed.coin(purpose, &self.key(after), probability)
    }

    pub(super) fn of_pool(&self, id: PoolId) -> u64 {
        self.pool[id.index()]
    }

    pub(super) fn of_holdout(&self, id: HoldoutId) -> u64 {
        self.holdout[id.index()]
    }
}
