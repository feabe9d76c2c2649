//! How good is it, honestly?
//!
//! Figures of quality come from items the learner did not choose, and each has an interval and
//! its n. Invariant: held-out answers are read here and nowhere else.

mod curve;
mod declined;
mod held_out;
mod metrics;
mod seeds;

pub use curve::{Point, first_crossing, labels_to, normalised_area};
pub use declined::AccuracyBounds;
pub use held_out::held_out_accuracy;
pub use metrics::{Confusion, accuracy, macro_f1};
pub use seeds::{CONFIDENCE, SeedMean, stand_together};
