//! Asks where the prediction is spread over the most labels.

use super::super::acquisition::{
    ExplainInput, Family, Info, PointwiseScorer, ScoreBatch, Scorer, Strategy,
};
use super::super::scene::RankingContext;
use super::torn;

pub(in super::super) struct Entropy;

impl Strategy for Entropy {
    fn info(&self) -> &'static Info {
        &Info {
            id: "entropy",
            title: "entropy",
            family: Family::Uncertainty,
            doc: "asks where the prediction is spread over the most labels",
            formula: "−Σ p ln p / ln C",
            source: "Shannon 1948; Dagan & Engelson 1995",
            cost: "n C",
        }
    }

    fn look<'a>(&self, _scene: &'a RankingContext<'a>) -> Box<dyn Scorer + 'a> {
        Box::new(PointwiseScorer(spread))
    }

    fn explain(&self, seen: &ExplainInput<'_>) -> String {
        let open: Vec<String> = seen
            .opinion
            .probabilities
            .iter()
            .filter(|(_, p)| *p >= 0.1)
            .map(|(label, _)| (seen.names)(*label))
            .collect();
        match open.len() {
            0 | 1 => torn(seen),
            _ => format!("open between {}", open.join(", ")),
        }
    }
}

fn spread(glance: &ScoreBatch<'_>, out: &mut [f32]) {
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
