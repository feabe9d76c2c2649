//! Asks items in a seeded random order.

use super::acquisition::{Glance, Info, Names, Strategy};
use crate::learner::Opinion;

pub(super) struct Random;

impl Strategy for Random {
    fn info(&self) -> &'static Info {
        &Info {
            id: "random",
            doc: "asks items in random order: the yardstick of all the others",
            formula: "uniform",
            source: "—",
            cost: "n",
        }
    }

    fn glance(&self, glance: &Glance<'_>, out: &mut [f32]) {
        for (tie, out) in glance.ties.iter().zip(out) {
            // The top 24 bits are what an f32 holds exactly; the tie order settles the rest.
            *out = 1.0 - (tie >> 40) as f32 / (1_u32 << 24) as f32;
        }
    }

    fn explain(&self, _opinion: &Opinion, _names: Names<'_>) -> String {
        "a random draw".into()
    }
}
