//! How good is it, honestly?
//!
//! Figures of quality come from items the learner did not choose, and each has an interval and
//! its n. Invariant: held-out answers are read here and nowhere else.

mod held_out;
mod interval;
mod metrics;

pub use held_out::held_out_accuracy;
pub use interval::{Proportion, wilson};
pub use metrics::{Confusion, accuracy, macro_f1};
