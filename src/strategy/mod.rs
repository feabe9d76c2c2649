//! Ranks the candidates: which item is asked next.
//!
//! A strategy ([`StrategySpec`]) gives each candidate a score; the highest is asked, ties broken by
//! a seeded order over item ids. Before the committee can be asked at all, [`ColdStart`] spreads the
//! first queries over the pool. Each family of strategies has a file, each strategy a row of
//! [`REGISTRY`]. Invariant: a strategy sees pool items and training labels alone, never a holdout
//! item.

mod candidate_filter;
mod cold_start;
mod committee;
mod context;
mod coverage;
mod diversity;
mod error_reduction;
mod mixed;
mod model_change;
mod ranking;
mod rare;
mod registry;
mod reranking;
mod sampling;
#[cfg(test)]
mod tests;
mod uncertainty;

pub(crate) use candidate_filter::{CandidateFilter, ExclusionReason, FilterSettings, Outcome};
pub(crate) use cold_start::{COLD_START, ColdStart};
pub use context::{Cache, Candidates, RankingContext};
pub(crate) use ranking::{IncrementalTopK, chunk_count, rank_chunked};
pub use ranking::{Ranked, rank};
pub(crate) use registry::ExplainInput;
pub use registry::{DEFAULT, REGISTRY, StrategySpec, find};
pub(crate) use reranking::{Costs, GumbelTopK, Quota, QuotaDeficit, Reranked, Reranker};
