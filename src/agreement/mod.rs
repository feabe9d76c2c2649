//! Measures who disagrees, and estimates what is likely.
//!
//! [`Votes`] holds who said what. From it come the figures of agreement ([`Agreement`], pairs,
//! annotators, time, oneself), what is probably right and who is to be relied on
//! ([`consensus`]), which labels are probably wrong ([`label_errors`]), which item to relabel, and
//! the views of an item ([`views`]). Pure computation: no clock, no files, and chance only for
//! intervals, from a seed. Invariant: nothing here changes or hides a label.

pub mod coefficients;
pub mod consensus;
mod from_state;
pub(crate) mod label_errors;
mod measured;
#[cfg(test)]
mod tests;
pub(crate) mod views;
mod votes;

pub use coefficients::Agreement;
pub(crate) use coefficients::{Pair, Scale};
pub use consensus::{Consensus, Probabilities};
pub(crate) use from_state::VoteSource;
pub(crate) use measured::Undefined;
pub use measured::{Measured, Resampling};
pub use votes::{Annotation, AnnotatorId, Votes};
pub(crate) use votes::{Vote, tally};
