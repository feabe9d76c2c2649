//! Combines strategies: the default, which follows the stage of a project, and margin in turn with
//! density.

use rayon::prelude::*;

use super::context::{RankingContext, Scorer};
use super::diversity::score_by_margin_and_density;
use super::rare::{LIKELY_POSITIVE, SHORTLIST};
use super::registry::{ExplainInput, Family, StrategySpec};
use super::sampling::drawn;
use super::uncertainty::{margin_and, margin_text, score_by_margin};

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

/// Asks what each stage of a project needs: the default.
///
/// After the cold start (typical items of every part of the pool), while there are fewer than ten
/// labels a class and a hundred in all, it asks for close calls among items that stand for many; then for those and for
/// the closest calls of all, in turn. The random arm goes on beside it. Where a class is to be
/// found, and the model expects it in at most a fifth of the pool, it asks for the likeliest of
/// that class instead: finding it is then what labels are for, and what it finds teaches the model
/// most of what it lacks. Every change of mode is told.
pub(super) static AUTO: StrategySpec = StrategySpec {
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
    prepare: prepare_auto,
    explain: explain_auto,
};

fn prepare_auto<'a>(context: &'a RankingContext<'a>) -> Scorer<'a> {
    if is_to_be_found(context) {
        return Scorer {
            mode: Some(FINDING),
            ..(LIKELY_POSITIVE.prepare)(context)
        };
    }
    let (labels, classes) = (context.labels(), context.committee.classes().len());
    let explored = is_explored(labels, classes);
    Scorer {
        mode: Some(if explored { CLOSEST } else { TYPICAL }),
        // As many in every mode.
        shortlist: SHORTLIST,
        ..close_calls(asks_typical(labels, classes))
    }
}

/// By margin, or by margin × density.
fn close_calls(among_typical: bool) -> Scorer<'static> {
    if among_typical {
        return Scorer::new(score_by_margin_and_density);
    }
    Scorer::new(score_by_margin)
}

fn explain_auto(input: &ExplainInput<'_>) -> String {
    if input.mode == Some(FINDING) {
        return (LIKELY_POSITIVE.explain)(input);
    }
    if asks_typical(input.labels, input.prediction.probabilities.len()) {
        return margin_and(input, ", and stands for many like it");
    }
    margin_and(input, ": one of the closest calls")
}

/// Whether a class is sought and the pool's mean probability says that it is rare.
pub(super) fn is_to_be_found(context: &RankingContext<'_>) -> bool {
    let Some(column) = context.positive_column() else {
        return false;
    };
    let items = drawn(context, "prevalence", ESTIMATED_ON);
    let shares: Vec<f32> = items
        .par_iter()
        .map(|item| context.committee.choosing(*item)[column])
        .collect();
    shares.iter().sum::<f32>() <= RARE * shares.len() as f32
}

fn is_explored(labels: usize, classes: usize) -> bool {
    labels >= (EXPLORED * classes).min(EXPLORED_AT_MOST)
}

/// Whether it is the turn of items that stand for many.
fn asks_typical(labels: usize, classes: usize) -> bool {
    !is_explored(labels, classes) || labels % 2 == 1
}

/// Asks by margin and by margin × density in turn.
///
/// Margin alone finds the border between classes and its odd items; density keeps to where most
/// of the pool is. In turn they were better than either on twelve data sets (macro-F1).
pub(super) static ALTERNATE: StrategySpec = StrategySpec {
    id: "alternate",
    title: "margin and density in turn",
    family: Family::Mixed,
    doc: "asks where the two likeliest labels are closest; every other time among items \
          with many like them",
    formula: "1 − (p₁ − p₂), every other time · mean cosine to the 20 nearest",
    source: "Scheffer, Decomain & Wrobel 2001; Settles & Craven 2008",
    cost: "n C, neighbours once",
    prepare: |context| close_calls(!context.labels().is_multiple_of(2)),
    explain: margin_text,
};

#[cfg(test)]
mod tests {
    use super::super::tests::Stage;
    use super::*;
    use crate::schema::LabelId;

    #[test]
    fn typical_items_first_and_then_in_turn() {
        assert!((0..30).all(|labels| asks_typical(labels, 3)));
        assert!(!asks_typical(30, 3));
        assert!(asks_typical(31, 3));
        assert!(!asks_typical(500, 3));
        assert!(asks_typical(98, 77) && !asks_typical(100, 77));
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
        let mode = |stage: &Stage| (AUTO.prepare)(&stage.context()).mode;
        assert_eq!(mode(&stage), Some(TYPICAL));
        stage.positive = Some(LabelId(1));
        assert_eq!(mode(&stage), Some(FINDING));
        let first = stage.rank(&AUTO, 2);
        assert_eq!(
            [20, 30].map(|row| first.iter().any(|r| r.item == stage.ids()[row])),
            [true; 2]
        );
        // The other class is common: nothing to be found first.
        stage.positive = Some(LabelId(0));
        assert_eq!(mode(&stage), Some(TYPICAL));
    }
}
