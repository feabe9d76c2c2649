//! Asks where even the likeliest label is unlikely.

use super::acquisition::{Glance, Info, Names, Strategy};
use crate::learner::Opinion;

pub(super) struct LeastConfidence;

impl Strategy for LeastConfidence {
    fn info(&self) -> &'static Info {
        &Info {
            id: "least-confidence",
            doc: "asks where even the likeliest label is unlikely",
            formula: "1 − p₁",
            source: "Lewis & Gale 1994; Culotta & McCallum 2005",
            cost: "n C",
        }
    }

    fn glance(&self, glance: &Glance<'_>, out: &mut [f32]) {
        out.fill(1.0);
        for class in glance.block.each_class() {
            for (p, out) in class.iter().zip(out.iter_mut()) {
                *out = out.min(1.0 - p);
            }
        }
    }

    fn explain(&self, opinion: &Opinion, names: Names<'_>) -> String {
        opinion.likeliest().map_or_else(
            || "the model has no guess".into(),
            |(label, p)| format!("even {} is at only {:.0}%", names(label), 100.0 * p),
        )
    }
}
