//! Which item next?
//!
//! A [`Strategy`] gives each candidate a utility; the highest is asked, ties broken by a seeded
//! order over item ids. Before the committee can be asked at all, [`ColdStart`] spreads the
//! first queries over the pool. Invariant: a strategy sees pool items and the committee's
//! probabilities, never a label and never a holdout item.

mod acquisition;
mod alternate;
mod cold_start;
mod consensus;
mod entropy;
mod leaders;
mod least_confidence;
mod margin;
mod margin_density;
mod random;
mod ranking;
mod registry;
mod rotation;
mod vote_entropy;

pub use acquisition::{Glance, Info, ItemView, Names, Strategy};
pub use cold_start::{COLD_START, ColdStart};
pub use leaders::Ranked;
pub use ranking::{Candidates, rank};
pub use registry::{DEFAULT, REGISTRY, find};
pub use rotation::{MOST_AT_ONCE, Standing, parts, rank_in_turn};
