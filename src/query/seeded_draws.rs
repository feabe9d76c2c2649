//! Draws items and arms by seeded chance.
//!
//! Invariant: every draw is keyed by item ids and the annotator's name, never by position.

use crate::pool::Items;
use crate::rng::Seed;
use crate::schema::{Annotator, ItemIndex};

/// The seeded random order of one annotator over the project's items.
///
/// Two annotators of one project draw in different orders, so that they do not ask the same.
#[derive(Debug, Clone)]
pub struct SeededDraws {
    seed: Seed,
    annotator: String,
    /// The place of each item, in import order.
    ranks: Vec<u64>,
}

impl SeededDraws {
    /// The order of one annotator.
    pub fn new(items: &Items, seed: Seed, annotator: &Annotator) -> Self {
        let rank = |id: &str| seed.rank("draw", &format!("{annotator} {id}"));
        Self {
            seed,
            annotator: annotator.to_string(),
            ranks: items.iter().map(|(_, item)| rank(&item.id)).collect(),
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

    /// The place of an item.
    pub(super) fn of(&self, item: ItemIndex) -> u64 {
        self.ranks[item.index()]
    }
}
