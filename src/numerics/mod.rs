//! What does a sample say of the whole?
//!
//! Intervals that several rooms show: of a proportion, and of the difference of two; and the beta
//! distribution, in which what is known of a share is said. Pure
//! arithmetic; a figure that cannot be had is `None`, never a made-up one.

mod beta;
mod interval;

pub use beta::{beta_below, beta_quantile, ln_gamma};
pub use interval::{Difference, Proportion, newcombe, wilson, wilson_share};
