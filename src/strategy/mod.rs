//! Which item next?
//!
//! A [`Strategy`] gives each candidate a utility; the highest is asked, ties broken by a seeded
//! order over item ids. Before the committee can be asked at all, [`ColdStart`] spreads the
//! first queries over the pool. Each family of strategies has a folder, each strategy a file.
//! Invariant: a strategy sees pool items and training labels alone, never a holdout item.

mod acquisition;
mod alternate;
mod auto;
mod change;
mod cold_start;
mod committee;
mod coverage;
mod diversity;
mod error_reduction;
mod guard;
mod leaders;
mod memo;
mod random;
mod ranking;
mod rare;
mod registry;
mod rotation;
mod sample;
mod scene;
mod serving;
#[cfg(test)]
mod tests;
mod uncertainty;

pub use acquisition::{ExplainInput, Family, Info, Names, ScoreBatch, Scorer, Strategy};
pub use cold_start::{COLD_START, ColdStart};
pub use coverage::{Coverage, Near};
pub use guard::{CandidateFilter, ExclusionReason, FilterSettings, Outcome};
pub use leaders::Ranked;
pub use memo::Cache;
pub use ranking::rank;
pub use registry::{DEFAULT, REGISTRY, find};
pub use rotation::{IncrementalTopK, MOST_AT_ONCE, parts, rank_in_turn};
pub use scene::{Candidates, RankingContext};
pub use serving::{Costs, GumbelTopK, Quota, QuotaDeficit, Reranked, Reranker, Variety};
