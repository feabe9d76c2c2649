//! What is a figure of agreement?
//!
//! A value with a 95 % interval and the number of units it rests on, or the reason why there is
//! none. Invariant: a figure is a finite number; what cannot be computed is said in words.

use serde::Serialize;

/// A value with its 95 % interval.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Figure {
    /// The value on all units.
    pub value: f64,
    /// Lower end of the interval.
    pub low: f64,
    /// Upper end of the interval.
    pub high: f64,
    /// How many units it rests on: items with two labels or more, unless said otherwise.
    pub n: usize,
}

/// A figure, or why there is none.
pub type Measured = Result<Figure, Undefined>;

/// Why a figure cannot be had.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Undefined {
    /// Nobody can agree with nobody.
    #[error("no item has labels of two annotators")]
    NoOverlap,
    /// A single unit says nothing of others.
    #[error("only one item has labels of two annotators; an interval needs two")]
    OneUnit,
    /// Without variety chance explains everything.
    #[error("all labels are of one class, so agreement by chance is certain")]
    OneCategory,
    /// The class is not in the sample.
    #[error("nobody gave this label where two annotators met")]
    ClassNotGiven,
    /// Distances between classes need numbers.
    #[error("these classes have no order or numbers to measure distances by")]
    NoScale,
    /// Nobody labeled anything twice.
    #[error("nobody labeled the same item twice under the same guidelines")]
    NoRepeats,
    /// There are no times.
    #[error("no label says when it was given")]
    NoTimes,
}
