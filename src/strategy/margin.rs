//! Asks where the two likeliest labels are closest.

use super::acquisition::{Glance, Info, Names, Strategy, margin_uncertainty};
use crate::learner::Opinion;

pub(super) struct Margin;

impl Strategy for Margin {
    fn info(&self) -> &'static Info {
        &Info {
            id: "margin",
            doc: "asks where the two likeliest labels are closest",
            formula: "1 − (p₁ − p₂)",
            source: "Scheffer, Decomain & Wrobel 2001",
            cost: "n C",
        }
    }

    fn glance(&self, glance: &Glance<'_>, out: &mut [f32]) {
        margin_uncertainty(glance.block, out);
    }

    fn explain(&self, opinion: &Opinion, names: Names<'_>) -> String {
        torn(opinion, names)
    }
}

/// The sentence for an item between two labels.
pub(super) fn torn(opinion: &Opinion, names: Names<'_>) -> String {
    match (opinion.likeliest(), opinion.runner_up()) {
        (Some((first, _)), Some((second, _))) => {
            format!("torn between {} and {}", names(first), names(second))
        }
        _ => "the model has no second guess".into(),
    }
}
