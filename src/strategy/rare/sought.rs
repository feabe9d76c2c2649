//! Which class is to be found?
//!
//! The declared one, once it has a label. Without one, the class that the choosing model expects
//! least often among [`SAMPLE`] items of the pool: their share is estimated where nothing was
//! chosen, while the labels are a selection that a search for a class itself makes richer in it.
//! Invariant: neither the order of the pool nor the ids of the classes matter.

use super::super::acquisition::ExplainInput;
use super::super::sample::drawn;
use super::super::scene::RankingContext;

/// Items that estimate how frequent the classes are.
const SAMPLE: usize = 500;

/// The column of the class to be found; `None` before there are two classes.
pub(super) fn sought(scene: &RankingContext<'_>) -> Option<usize> {
    scene.positive_column().or_else(|| rarest(scene))
}

/// The class with the smallest mean probability in the pool.
fn rarest(scene: &RankingContext<'_>) -> Option<usize> {
    let sample = drawn(scene, "rarest", SAMPLE);
    let mut totals = vec![0.0_f64; scene.committee.classes().len()];
    for item in &sample {
        for (total, p) in totals.iter_mut().zip(scene.committee.choosing(*item)) {
            *total += f64::from(p);
        }
    }
    (0..totals.len()).min_by(|a, b| totals[*a].total_cmp(&totals[*b]))
}

/// What is looked for, in a sentence.
pub(super) fn named(seen: &ExplainInput<'_>) -> String {
    match seen.positive {
        Some(label) => (seen.names)(label),
        None => "of the rarest class".into(),
    }
}
