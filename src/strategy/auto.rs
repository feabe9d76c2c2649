//! Asks what each stage of a project needs: the default.
//!
//! After the cold start (typical items of every part of the pool), while there are fewer than ten
//! labels a class, it asks for close calls among items that stand for many; then for those and for
//! the closest calls of all, in turn. The random arm goes on beside it. Where a class is to be
//! found and is rare, finding it comes first.

use super::acquisition::{AtAGlance, Family, Info, Look, Seen, Strategy, margin_uncertainty};
use super::diversity::weigh_by_density;
use super::scene::Scene;
use super::uncertainty::torn;

pub(super) struct Auto;

/// Labels a class up to which every query is one of many like it.
const EXPLORED: usize = 10;

impl Strategy for Auto {
    fn info(&self) -> &'static Info {
        &Info {
            id: "auto",
            title: "auto",
            family: Family::Mixed,
            doc: "typical items first, then close calls among items with many like them, then \
                  also the closest calls of all; finds a rare class first where one is sought",
            formula: "(1 − (p₁ − p₂)) · mean cosine to the 20 nearest up to 10 labels a class, \
                      then in turn with 1 − (p₁ − p₂)",
            source: "Hacohen, Dekel & Weinshall 2022 (start); Settles & Craven 2008",
            cost: "n C, neighbours once",
        }
    }

    fn look<'a>(&self, scene: &'a Scene<'a>) -> Box<dyn Look + 'a> {
        if asks_the_typical(scene.labels(), scene.committee.classes().len()) {
            return Box::new(AtAGlance(|glance, out| {
                margin_uncertainty(glance, out);
                weigh_by_density(glance, out);
            }));
        }
        Box::new(AtAGlance(margin_uncertainty))
    }

    fn explain(&self, seen: &Seen<'_>) -> String {
        if asks_the_typical(seen.labels, seen.opinion.probabilities.len()) {
            return format!("{}, and stands for many like it", torn(seen));
        }
        format!("{}: one of the closest calls", torn(seen))
    }
}

/// Whether it is the turn of items that stand for many.
fn asks_the_typical(labels: usize, classes: usize) -> bool {
    labels < EXPLORED * classes || labels % 2 == 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn typical_items_first_and_then_in_turn() {
        assert!((0..30).all(|labels| asks_the_typical(labels, 3)));
        assert!(!asks_the_typical(30, 3));
        assert!(asks_the_typical(31, 3));
        assert!(!asks_the_typical(500, 3));
    }
}
