//! Asks where the two likeliest labels are closest.

use super::super::acquisition::{
    ExplainInput, Family, Info, PointwiseScorer, Scorer, Strategy, margin_uncertainty,
};
use super::super::scene::RankingContext;

pub(in super::super) struct Margin;

impl Strategy for Margin {
    fn info(&self) -> &'static Info {
        &Info {
            id: "margin",
            title: "margin",
            family: Family::Uncertainty,
            doc: "asks where the two likeliest labels are closest",
            formula: "1 − (p₁ − p₂)",
            source: "Scheffer, Decomain & Wrobel 2001",
            cost: "n C",
        }
    }

    fn look<'a>(&self, _scene: &'a RankingContext<'a>) -> Box<dyn Scorer + 'a> {
        Box::new(PointwiseScorer(margin_uncertainty))
    }

    fn explain(&self, seen: &ExplainInput<'_>) -> String {
        torn(seen)
    }
}

/// From this lead on nobody would call it torn.
const SURE: f32 = 0.4;

/// The sentence for an item between two labels.
pub(in super::super) fn torn(seen: &ExplainInput<'_>) -> String {
    match (seen.opinion.likeliest(), seen.opinion.runner_up()) {
        (Some((first, p)), Some((second, q))) => {
            let (first, second) = ((seen.names)(first), (seen.names)(second));
            if p - q > SURE {
                format!("rather {first} than {second}")
            } else {
                format!("torn between {first} and {second}")
            }
        }
        _ => "the model has no second guess".into(),
    }
}
