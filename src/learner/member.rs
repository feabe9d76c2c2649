//! What must every member of the committee be able to do?

use crate::features::Row;

/// One predictor among several.
pub trait Member: Send + Sync {
    /// The word for it on the screen and in the journal.
    fn id(&self) -> &'static str;

    /// The probability of each class for an item, written to `out` (one entry a class).
    fn probabilities(&self, row: Row<'_>, out: &mut [f32]);
}

/// Turns scores into probabilities in place, by softmax.
pub(super) fn softmax_in_place(scores: &mut [f32]) {
    let highest = scores.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let mut total = 0.0;
    for score in scores.iter_mut() {
        *score = (*score - highest).exp();
        total += *score;
    }
    for score in scores {
        *score /= total;
    }
}
