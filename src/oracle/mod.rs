//! Answers queries in a person's place.
//!
//! A person at the screen answers, or something that stands in for one: a replay of known labels,
//! which is how strategies are measured, or a program. Invariant: an answer belongs to the question
//! that was put, names a class on offer, or is no answer.

mod answer;
mod command;
mod process;
mod streams;

use crate::pool::{Items, PoolId};

pub(crate) use answer::{Answer, Fault, Question, Verdict};
pub(crate) use command::{CommandOracle, Outcome};
pub(crate) use process::CommandLine;

/// Answers from the known labels of a pool, by name.
#[derive(Debug, Clone)]
pub struct Replay {
    labels: Vec<String>,
}

impl Replay {
    /// From one label an item, in import order; the items must all be in the pool.
    pub(crate) fn new(items: &Items, labels: Vec<String>) -> Option<Self> {
        (items.pool_len() == labels.len()).then_some(Self { labels })
    }

    /// The label of a pool item.
    pub(crate) fn answer(&self, item: PoolId) -> &str {
        &self.labels[item.index()]
    }
}
