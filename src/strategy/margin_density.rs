//! Asks where the two likeliest labels are closest among items that stand for many.

use super::acquisition::{Glance, Info, Names, Strategy, margin_uncertainty};
use super::margin::torn;
use crate::learner::Opinion;

pub(super) struct MarginDensity;

impl Strategy for MarginDensity {
    fn info(&self) -> &'static Info {
        &Info {
            id: "margin-density",
            doc: "asks where the two likeliest labels are closest, among items with many like them",
            formula: "(1 − (p₁ − p₂)) · mean cosine to the 20 nearest",
            source: "Settles & Craven 2008 (information density)",
            cost: "n C, neighbours once",
        }
    }

    fn glance(&self, glance: &Glance<'_>, out: &mut [f32]) {
        margin_uncertainty(glance.block, out);
        weigh_by_density(glance, out);
    }

    fn explain(&self, opinion: &Opinion, names: Names<'_>) -> String {
        format!("{}, and has many like it", torn(opinion, names))
    }
}

/// Multiplies utilities by the items' densities, where those are known.
pub(super) fn weigh_by_density(glance: &Glance<'_>, out: &mut [f32]) {
    for (out, density) in out.iter_mut().zip(glance.density) {
        *out *= density;
    }
}
