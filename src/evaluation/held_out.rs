//! How often is the model right on items it could not choose?

use crate::features::HoldoutId;
use crate::numerics::{Proportion, wilson};
use crate::schema::LabelId;
use crate::state::HeldOutAnswers;

/// Accuracy on answered held-out items, with its Wilson interval; `None` while there are none or
/// the model cannot be asked. An item of a class the model never met counts as wrong.
pub fn held_out_accuracy(
    answers: &HeldOutAnswers,
    predict: impl Fn(HoldoutId) -> Option<LabelId>,
) -> Option<Proportion> {
    let predictions: Vec<(LabelId, Option<LabelId>)> = answers
        .iter()
        .map(|(item, label)| (label, predict(item)))
        .collect();
    if predictions.iter().all(|(_, predicted)| predicted.is_none()) {
        return None;
    }
    let right = predictions
        .iter()
        .filter(|(label, predicted)| *predicted == Some(*label))
        .count();
    wilson(right, predictions.len())
}
