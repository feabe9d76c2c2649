//! Asks where the two likeliest labels are closest among items that stand for many.

use super::super::acquisition::{
    ExplainInput, Family, Info, PointwiseScorer, ScoreBatch, Scorer, Strategy, margin_uncertainty,
};
use super::super::scene::RankingContext;
use super::super::uncertainty::torn;

pub(in super::super) struct InformationDensity;

impl Strategy for InformationDensity {
    fn info(&self) -> &'static Info {
        &Info {
            id: "information-density",
            title: "information density",
            family: Family::Diversity,
            doc: "asks where the two likeliest labels are closest, among items with many like them",
            formula: "(1 − (p₁ − p₂)) · mean cosine to the 20 nearest",
            source: "Settles & Craven 2008",
            cost: "n C, neighbours once",
        }
    }

    fn look<'a>(&self, _scene: &'a RankingContext<'a>) -> Box<dyn Scorer + 'a> {
        Box::new(PointwiseScorer(|glance, out| {
            margin_uncertainty(glance, out);
            weigh_by_density(glance, out);
        }))
    }

    fn explain(&self, seen: &ExplainInput<'_>) -> String {
        format!("{}, and has many like it", torn(seen))
    }
}

/// Multiplies utilities by the items' densities, where those are known.
pub(in super::super) fn weigh_by_density(glance: &ScoreBatch<'_>, out: &mut [f32]) {
    for (out, density) in out.iter_mut().zip(glance.density) {
        *out *= density;
    }
}
