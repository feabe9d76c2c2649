//! Holds runs and comparisons that tests speak of.

use super::comparison::{Comparison, Criterion, RANDOM};
use super::runs::{Checkpoint, Measure, Run};

pub(super) const DEFAULT: &str = "auto";
pub(super) const RANDOM_RUNS: (&str, [f64; 3]) = (RANDOM, [0.5, 0.6, 0.7]);

/// A run with a straight macro-F1 of this height.
pub(crate) fn level(strategy: &str, seed: u64, height: f64) -> Run {
    let at = |labels| Checkpoint {
        labels,
        accuracy: 0.5,
        macro_f1: height,
        steps: None,
        seconds: Some(labels as f64 * 6.0),
        found: None,
        labels_to_95: None,
    };
    Run {
        strategy: strategy.into(),
        seed,
        checkpoints: vec![at(10), at(20), at(50)],
    }
}

/// Three seeds of each strategy.
pub(crate) fn levels(heights: &[(&str, [f64; 3])]) -> Vec<Run> {
    let mut runs = Vec::new();
    for (strategy, heights) in heights {
        for (seed, height) in heights.iter().enumerate() {
            runs.push(level(strategy, seed as u64, *height));
        }
    }
    runs
}

/// Three seeds of each strategy.
pub(crate) fn compared(heights: &[(&str, [f64; 3])]) -> Comparison {
    let criterion = Criterion::Area(Measure::MacroF1, 10, 50);
    Comparison::of(&levels(heights), criterion, DEFAULT)
}

/// Two seeds of two strategies, of which random order once found too few.
pub(crate) fn labels_to_95() -> Comparison {
    let with = |strategy: &str, seed: u64, found: Option<usize>| {
        let mut run = level(strategy, seed, 0.5);
        run.checkpoints[2].labels_to_95 = found;
        run
    };
    let runs = [
        with("random", 0, Some(48)),
        with("random", 1, None),
        with("margin", 0, Some(20)),
        with("margin", 1, Some(24)),
    ];
    Comparison::of(&runs, Criterion::LabelsTo95, DEFAULT)
}

/// A run that ends at this accuracy.
pub(crate) fn rising(strategy: &str, seed: u64, end: f64) -> Run {
    let mut run = level(strategy, seed, 0.5);
    // 60, 120 and 300 seconds.
    for (at, accuracy) in run.checkpoints.iter_mut().zip([0.5, 0.6, end]) {
        at.accuracy = accuracy;
    }
    run
}
