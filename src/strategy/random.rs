//! Asks items in a seeded random order.

use super::acquisition::{ExplainInput, Family, Info, PointwiseScorer, Scorer, Strategy};
use super::scene::RankingContext;

pub(super) struct Random;

impl Strategy for Random {
    fn info(&self) -> &'static Info {
        &Info {
            id: "random",
            title: "random",
            family: Family::Chance,
            doc: "asks items in random order: the yardstick of all the others",
            formula: "uniform",
            source: "—",
            cost: "n",
        }
    }

    fn look<'a>(&self, _scene: &'a RankingContext<'a>) -> Box<dyn Scorer + 'a> {
        Box::new(PointwiseScorer(|glance, out| {
            for (tie, out) in glance.ties.iter().zip(out) {
                // The top 24 bits are what an f32 holds exactly; the tie order settles the rest.
                *out = 1.0 - (tie >> 40) as f32 / (1_u32 << 24) as f32;
            }
        }))
    }

    fn explain(&self, _seen: &ExplainInput<'_>) -> String {
        "a random draw".into()
    }
}
