//! Asks what is the likeliest to be of the class to be found.
//!
//! The leaders by the choosing model are looked at again by a [`Separator`], which trusts the few
//! that were found and reads words.

use super::super::acquisition::{Family, Glance, Info, Look, Seen, Strategy};
use super::super::leaders::Ranked;
use super::super::scene::Scene;
use super::separator::Separator;
use super::sought::{named, sought};
use crate::features::PoolId;

/// How many leaders are looked at again.
const LEADERS: usize = 2_000;

pub(in super::super) struct LikelyPositive;

impl Strategy for LikelyPositive {
    fn info(&self) -> &'static Info {
        &Info {
            id: "likely-positive",
            title: "likely positive",
            family: Family::RareClass,
            doc: "asks what is the likeliest to be of the class to be found, or of the rarest",
            formula: "p₊ of a logistic regression on words where the found weigh 9.8 : 1",
            source: "Lewis & Gale 1994; Cormack & Grossman 2014 (CAL)",
            cost: "n C + a fit to at most 1,500 labels + 2,000 items",
        }
    }

    fn look<'a>(&self, scene: &'a Scene<'a>) -> Box<dyn Look + 'a> {
        let class = sought(scene);
        Box::new(Likeliest {
            scene,
            class,
            separator: class.map(|class| Separator::of(scene, class)),
        })
    }

    fn shortlist(&self) -> usize {
        LEADERS
    }

    fn explain(&self, seen: &Seen<'_>) -> String {
        format!(
            "the likeliest to be {}: {:.0} % by the words of those found",
            named(seen),
            100.0 * seen.score
        )
    }
}

struct Likeliest<'a> {
    scene: &'a Scene<'a>,
    class: Option<usize>,
    separator: Option<Separator>,
}

impl Look for Likeliest<'_> {
    fn glance(&self, glance: &Glance<'_>, out: &mut [f32]) {
        probability(self.class, glance, out);
    }

    fn weigh(&self, shortlist: &[Ranked]) -> Vec<f32> {
        let items: Vec<PoolId> = shortlist.iter().map(|leader| leader.item).collect();
        match &self.separator {
            Some(separator) => separator.probabilities(self.scene, &items),
            None => shortlist.iter().map(|leader| leader.score).collect(),
        }
    }
}

/// Writes the choosing model's probability of a class.
pub(super) fn probability(class: Option<usize>, glance: &Glance<'_>, out: &mut [f32]) {
    match class {
        Some(class) => out.copy_from_slice(glance.block.class(class)),
        None => out.fill(0.0),
    }
}
