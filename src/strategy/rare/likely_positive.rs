//! Asks what is the likeliest to be of the class to be found.

use super::super::acquisition::{Family, Glance, Info, Look, Seen, Strategy};
use super::super::scene::Scene;
use super::sought::sought;

pub(in super::super) struct LikelyPositive;

impl Strategy for LikelyPositive {
    fn info(&self) -> &'static Info {
        &Info {
            id: "likely-positive",
            title: "likely positive",
            family: Family::RareClass,
            doc: "asks what is the likeliest to be of the class to be found, or of the rarest",
            formula: "p₊",
            source: "Lewis & Gale 1994; Cormack & Grossman 2014 (CAL)",
            cost: "n C",
        }
    }

    fn look<'a>(&self, scene: &'a Scene<'a>) -> Box<dyn Look + 'a> {
        Box::new(Probability(sought(scene)))
    }

    fn explain(&self, seen: &Seen<'_>) -> String {
        "the likeliest of all to be it".into()
    }
}

/// The probability of a class.
struct Probability(Option<usize>);

impl Look for Probability {
    fn glance(&self, glance: &Glance<'_>, out: &mut [f32]) {
        out.fill(0.0);
        if let Some(class) = self.0 {
            out.copy_from_slice(glance.block.class(class));
        }
    }
}
