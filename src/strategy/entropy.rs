//! Asks where the committee's mean is spread over the most labels.

use super::acquisition::{Glance, Info, Names, Strategy};
use crate::learner::Opinion;

pub(super) struct Entropy;

impl Strategy for Entropy {
    fn info(&self) -> &'static Info {
        &Info {
            id: "entropy",
            doc: "asks where the prediction is spread over the most labels",
            formula: "−Σ p ln p / ln C",
            source: "Shannon 1948; Dagan & Engelson 1995",
            cost: "n C",
        }
    }

    fn glance(&self, glance: &Glance<'_>, out: &mut [f32]) {
        out.fill(0.0);
        for class in glance.block.each_class() {
            for (p, out) in class.iter().zip(out.iter_mut()) {
                *out -= p * p.max(f32::MIN_POSITIVE).ln();
            }
        }
        let most = (glance.block.classes() as f32).ln();
        for out in out {
            *out /= most;
        }
    }

    fn explain(&self, opinion: &Opinion, names: Names<'_>) -> String {
        let open: Vec<String> = opinion
            .probabilities
            .iter()
            .filter(|(_, p)| *p >= 0.1)
            .map(|(label, _)| names(*label))
            .collect();
        match open.len() {
            0 | 1 => super::margin::torn(opinion, names),
            _ => format!("open between {}", open.join(", ")),
        }
    }
}
