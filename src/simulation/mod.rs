//! Replays labeled data under any strategy, to tell what would have happened.
//!
//! [`simulate()`] is the loop with a file as the oracle. Invariant: test items are transformed,
//! never fitted, and a run with the same seed asks the same questions.

mod labeled_pool;
mod replay;

pub use labeled_pool::{LabeledItems, LabeledPool};
pub(crate) use replay::{Outcome, Simulation, Start, Step, simulate};
