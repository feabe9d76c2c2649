//! Asks where even the likeliest label is unlikely.

use super::super::acquisition::{
    ExplainInput, Family, Info, PointwiseScorer, ScoreBatch, Scorer, Strategy,
};
use super::super::scene::RankingContext;

pub(in super::super) struct LeastConfidence;

impl Strategy for LeastConfidence {
    fn info(&self) -> &'static Info {
        &Info {
            id: "least-confidence",
            title: "least confidence",
            family: Family::Uncertainty,
            doc: "asks where even the likeliest label is unlikely",
            formula: "1 − p₁",
            source: "Lewis & Gale 1994; Culotta & McCallum 2005",
            cost: "n C",
        }
    }

    fn look<'a>(&self, _scene: &'a RankingContext<'a>) -> Box<dyn Scorer + 'a> {
        Box::new(PointwiseScorer(unlikely))
    }

    fn explain(&self, seen: &ExplainInput<'_>) -> String {
        seen.opinion.likeliest().map_or_else(
            || "the model has no guess".into(),
            |(label, p)| format!("even {} is at only {:.0}%", (seen.names)(label), 100.0 * p),
        )
    }
}

fn unlikely(glance: &ScoreBatch<'_>, out: &mut [f32]) {
    out.fill(1.0);
    for class in glance.block.each_class() {
        for (p, out) in class.iter().zip(out.iter_mut()) {
            *out = out.min(1.0 - p);
        }
    }
}
