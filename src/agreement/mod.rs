//! Who disagrees, and what is likely?
//!
//! [`Votes`] holds who said what. From it come the figures of agreement ([`Agreement`], pairs,
//! annotators, time, oneself), what is probably right and who is to be relied on
//! ([`consensus`]), which label is worth a second look ([`suspects`]), which item to relabel
//! ([`relabel`]), and the views of an item ([`views`]). Pure computation: no clock, no files, and
//! chance only for intervals, from a seed. Invariant: nothing here changes or hides a label.

pub mod coefficients;
pub mod consensus;
mod figure;
mod from_state;
pub mod relabel;
mod resample;
pub mod suspects;
#[cfg(test)]
mod tests;
pub mod views;
mod votes;

pub use coefficients::{Agreement, Pair, Scale};
pub use consensus::{Consensus, Method, Probabilities};
pub use figure::{Figure, Measured, Undefined};
pub use from_state::Voices;
pub use resample::Resampling;
pub use votes::{Annotation, AnnotatorId, Vote, Votes};
