//! Measures how good the model is, and which strategy gets there with the fewest labels.
//!
//! Figures of quality come from items the learner did not choose, and each has an interval and
//! its n. Strategies are compared seed by seed. Invariant: held-out answers are read here and
//! nowhere else.

mod accuracy;
mod check_curve;
mod comparison;
mod curve;
mod runs;
mod seeds;
mod target;
#[cfg(test)]
pub(crate) mod tests;

pub(crate) use accuracy::{AccuracyBounds, Confusion, accuracy, held_out_accuracy, macro_f1};
pub use check_curve::CheckPoint;
pub(crate) use check_curve::{FEWEST, check_curve};
pub(crate) use comparison::{
    Comparison, Criterion, MeanCurve, RANDOM, Recommendation, StrategyResult,
};
pub use curve::{Point, normalised_area};
pub(crate) use runs::{
    Checkpoint, MeanPoint, Measure, Run, StepTimes, by_strategy, mean_checkpoints,
};
pub use seeds::SeedMean;
pub(crate) use target::{Effort, effort_to_target};
