//! What is told of an item that is veiled?
//!
//! Its length, kind, weight and who says so; never a byte of its text. The words come from
//! [`crate::content_safety::Veil`].

use super::model::Model;
use crate::text::Shown;

/// Kinds that a person can name when marking an item; the first names none.
pub(super) const KINDS: &[&str] = &[
    "sensitive",
    "violence",
    "self-harm",
    "sexual",
    "hate",
    "abuse",
    "illness",
    "loss",
];

/// What stands in place of the text.
pub(super) fn words(model: &Model) -> Shown {
    let veil = model
        .asked
        .as_ref()
        .and_then(|asked| asked.face.veil.as_ref());
    let Some(veil) = veil else {
        return Shown::default();
    };
    Shown::line(&format!(
        "Veiled: {}. Enter shows it, . a sentence of it, _ with its worst words hidden; Space \
         skips it, ; puts it off or declines it, \\ leaves its category out.",
        veil.in_words()
    ))
}
