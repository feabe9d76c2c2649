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

pub use candidate_filter::{CandidateFilter, ExclusionReason, FilterSettings, Outcome};
pub use cold_start::{COLD_START, ColdStart};
pub use context::{Cache, Candidates, RankingContext};
pub use ranking::{IncrementalTopK, Ranked, chunk_count, rank, rank_chunked};
pub use registry::{DEFAULT, ExplainInput, Family, Names, REGISTRY, StrategySpec, find};
pub use reranking::{Costs, GumbelTopK, Quota, QuotaDeficit, Reranked, Reranker, Variety};
