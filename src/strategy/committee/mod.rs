//! How far do the members differ?
//!
//! The leaders of a glance by margin are looked at again with every voter: the full committee on
//! 4,096 items, not on all.

mod by_votes;
mod consensus_entropy;
mod disagreement;
mod variation_ratio;
mod vote_entropy;

pub(super) use consensus_entropy::ConsensusEntropy;
pub(super) use disagreement::Disagreement;
pub(super) use variation_ratio::VariationRatio;
pub(super) use vote_entropy::VoteEntropy;
