//! Asks what each stage of a project needs: the default.
//!
//! After the cold start (typical items of every part of the pool), while there are fewer than ten
//! labels a class and a hundred in all, it asks for close calls among items that stand for many; then for those and for
//! the closest calls of all, in turn. The random arm goes on beside it. Where a class is to be
//! found, and the model expects it in at most a fifth of the pool, it asks for the likeliest of
//! that class instead: finding it is then what labels are for, and what it finds teaches the model
//! most of what it lacks. Every change of aim is told.

use rayon::prelude::*;

use super::acquisition::{
    ExplainInput, Family, Info, ScoreBatch, Scorer, Strategy, margin_uncertainty,
};
use super::diversity::weigh_by_density;
use super::leaders::Ranked;
use super::rare::LikelyPositive;
use super::sample::drawn;
use super::scene::RankingContext;
use super::uncertainty::torn;

pub(super) struct Auto;

/// Labels a class up to which every query is one of many like it, and in all: with 77 classes
/// more of them cost accuracy.
const EXPLORED: usize = 10;
const EXPLORED_AT_MOST: usize = 100;
/// The expected share of the pool up to which a class that is to be found is rare.
const RARE: f32 = 0.2;
/// Items from which the share is expected.
const ESTIMATED_ON: usize = 256;

const TYPICAL: &str = "close calls among items with many like them";
const CLOSEST: &str =
    "close calls among items with many like them, and the closest of all, in turn";
const FINDING: &str = "finding the class that is sought, which is rare";

impl Strategy for Auto {
    fn info(&self) -> &'static Info {
        &Info {
            id: "auto",
            title: "auto",
            family: Family::Mixed,
            doc: "typical items first, then close calls among items with many like them, then \
                  also the closest calls of all; finds a rare class first where one is sought",
            formula: "(1 − (p₁ − p₂)) · mean cosine to the 20 nearest up to 10 labels a class and 100 in all, \
                      then in turn with 1 − (p₁ − p₂); likely-positive for a sought class that \
                      the pool's mean p₊ puts at 20 % or less",
            source: "Hacohen, Dekel & Weinshall 2022 (start); Settles & Craven 2008; Cormack & \
                     Grossman 2014",
            cost: "n C, neighbours once; with a sought class that of likely-positive",
        }
    }

    fn look<'a>(&self, scene: &'a RankingContext<'a>) -> Box<dyn Scorer + 'a> {
        if is_to_be_found(scene) {
            return Box::new(Finding(LikelyPositive.look(scene)));
        }
        let classes = scene.committee.classes().len();
        Box::new(CloseCalls {
            explored: is_explored(scene.labels(), classes),
            typical: asks_the_typical(scene.labels(), classes),
        })
    }

    fn seeks(&self, scene: &RankingContext<'_>) -> bool {
        is_to_be_found(scene)
    }

    fn shortlist(&self) -> usize {
        LikelyPositive.shortlist()
    }

    fn explain(&self, seen: &ExplainInput<'_>) -> String {
        if seen.aim == Some(FINDING) {
            return LikelyPositive.explain(seen);
        }
        if asks_the_typical(seen.labels, seen.opinion.probabilities.len()) {
            return format!("{}, and stands for many like it", torn(seen));
        }
        format!("{}: one of the closest calls", torn(seen))
    }
}

/// Whether a class is sought and the pool's mean probability says that it is rare.
fn is_to_be_found(scene: &RankingContext<'_>) -> bool {
    let Some(column) = scene.positive_column() else {
        return false;
    };
    let items = drawn(scene, "prevalence", ESTIMATED_ON);
    let shares: Vec<f32> = items
        .par_iter()
        .map(|item| scene.committee.choosing(*item)[column])
        .collect();
    shares.iter().sum::<f32>() <= RARE * shares.len() as f32
}

fn is_explored(labels: usize, classes: usize) -> bool {
    labels >= (EXPLORED * classes).min(EXPLORED_AT_MOST)
}

/// Whether it is the turn of items that stand for many.
fn asks_the_typical(labels: usize, classes: usize) -> bool {
    !is_explored(labels, classes) || labels % 2 == 1
}

struct CloseCalls {
    explored: bool,
    typical: bool,
}

impl Scorer for CloseCalls {
    fn glance(&self, glance: &ScoreBatch<'_>, out: &mut [f32]) {
        margin_uncertainty(glance, out);
        if self.typical {
            weigh_by_density(glance, out);
        }
    }

    fn aim(&self) -> Option<String> {
        let aim = if self.explored { CLOSEST } else { TYPICAL };
        Some(aim.to_owned())
    }
}

struct Finding<'a>(Box<dyn Scorer + 'a>);

impl Scorer for Finding<'_> {
    fn glance(&self, glance: &ScoreBatch<'_>, out: &mut [f32]) {
        self.0.glance(glance, out);
    }

    fn aim(&self) -> Option<String> {
        Some(FINDING.to_owned())
    }

    fn weigh(&self, shortlist: &[Ranked]) -> Vec<f32> {
        self.0.weigh(shortlist)
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::Stage;
    use super::*;
    use crate::schema::LabelId;

    #[test]
    fn typical_items_first_and_then_in_turn() {
        assert!((0..30).all(|labels| asks_the_typical(labels, 3)));
        assert!(!asks_the_typical(30, 3));
        assert!(asks_the_typical(31, 3));
        assert!(!asks_the_typical(500, 3));
        assert!(asks_the_typical(98, 77) && !asks_the_typical(100, 77));
    }

    #[test]
    fn a_sought_class_is_found_first_while_it_is_rare() {
        // Three of forty stand apart; one of them is labeled.
        let mut points = vec![[1.0_f32, 0.02]; 40];
        for row in [0, 20, 30] {
            points[row] = [0.02, 1.0];
        }
        let mut labels = vec![(0, 1)];
        labels.extend((1..12).map(|row| (row, 0)));
        let mut stage = Stage::new(&points, &labels);
        let aim = |stage: &Stage| Auto.look(&stage.scene()).aim();
        assert_eq!(aim(&stage).as_deref(), Some(TYPICAL));
        stage.positive = Some(LabelId(1));
        assert_eq!(aim(&stage).as_deref(), Some(FINDING));
        let first = stage.rank(&Auto, 2);
        assert_eq!(
            [20, 30].map(|row| first.iter().any(|r| r.item == stage.ids()[row])),
            [true; 2]
        );
        // The other class is common: nothing to be found first.
        stage.positive = Some(LabelId(0));
        assert_eq!(aim(&stage).as_deref(), Some(TYPICAL));
    }
}
