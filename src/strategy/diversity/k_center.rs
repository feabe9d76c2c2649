//! Asks the item that is farthest from every labeled one.
//!
//! One step of farthest-first traversal, which covers the pool by balls around the labeled items
//! at most twice as wide as the best cover of that size has them. Distance is 1 − cosine in the
//! dense part; between unit vectors the Euclidean one orders the same.

use std::sync::Arc;

use super::super::acquisition::{Family, Glance, Info, Look, Seen, Strategy};
use super::super::coverage::Coverage;
use super::super::scene::Scene;

pub(in super::super) struct KCenter;

impl Strategy for KCenter {
    fn info(&self) -> &'static Info {
        &Info {
            id: "k-center",
            title: "k-center greedy (core-set)",
            family: Family::Diversity,
            doc: "asks the item that is farthest from every labeled one",
            formula: "min over labeled j of 1 − cos(x, x_j)",
            source: "Sener & Savarese 2018",
            cost: "n C + n d",
        }
    }

    fn look<'a>(&self, scene: &'a Scene<'a>) -> Box<dyn Look + 'a> {
        Box::new(Farthest(Coverage::of(scene)))
    }

    fn explain(&self, seen: &Seen<'_>) -> String {
        let cosine = (1.0 - seen.score).clamp(-1.0, 1.0);
        format!("the farthest from all that was answered: cosine {cosine:.2} to the nearest")
    }
}

struct Farthest(Arc<Coverage<1>>);

impl Look for Farthest {
    fn glance(&self, glance: &Glance<'_>, out: &mut [f32]) {
        for (row, out) in (glance.block.start..).zip(out) {
            *out = 1.0 - self.0.cosine(row);
        }
    }
}
