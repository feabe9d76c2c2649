//! Asks items in a seeded random order.

use super::acquisition::{AtAGlance, Family, Info, Look, Seen, Strategy};
use super::scene::Scene;

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

    fn look<'a>(&self, _scene: &'a Scene<'a>) -> Box<dyn Look + 'a> {
        Box::new(AtAGlance(|glance, out| {
            for (tie, out) in glance.ties.iter().zip(out) {
                // The top 24 bits are what an f32 holds exactly; the tie order settles the rest.
                *out = 1.0 - (tie >> 40) as f32 / (1_u32 << 24) as f32;
            }
        }))
    }

    fn explain(&self, _seen: &Seen<'_>) -> String {
        "a random draw".into()
    }
}
