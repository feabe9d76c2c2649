//! Asks where the committee's mean is spread over the most labels.

use super::acquisition::{Info, ItemView, Names, Strategy};
use crate::learner::{Opinion, entropy};

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

    fn utility(&self, item: &ItemView<'_>) -> f32 {
        entropy(item.mean)
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
