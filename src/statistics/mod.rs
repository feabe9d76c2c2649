//! What does a sample say of the whole?
//!
//! Intervals that several rooms show: of a proportion, and of the difference of two. Pure
//! arithmetic; a figure that cannot be had is `None`, never a made-up one.

mod interval;

pub use interval::{Difference, Proportion, newcombe, wilson, wilson_share};
