//! Answers from labels that are known already.

use crate::pool::{Items, PoolId};

/// The known labels of a pool, by name.
#[derive(Debug, Clone)]
pub struct Replay {
    labels: Vec<String>,
}

impl Replay {
    /// From one label an item, in import order; the items must all be in the pool.
    pub fn new(items: &Items, labels: Vec<String>) -> Option<Self> {
        (items.pool_len() == labels.len()).then_some(Self { labels })
    }

    /// The label of a pool item.
    pub fn answer(&self, item: PoolId) -> &str {
        &self.labels[item.index()]
    }
}
