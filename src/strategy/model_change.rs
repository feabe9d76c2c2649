//! Scores items by how far their label would move the model: expected gradient length.

use super::context::{RankingContext, ScoreBatch, Scorer};
use super::registry::{Family, StrategySpec};
use super::uncertainty::margin_and;
use crate::learner::BLOCK;

/// How many of the best by the first pass every logistic member scores.
const LONGEST: usize = 4_096;

/// Asks where the label would move the logistic members furthest, in expectation.
///
/// With label y, an item's loss has the gradient (p − e_y) ⊗ x; at the optimum it is all that
/// moves the weights. Its length is ‖p − e_y‖ ‖x‖, so nothing is written out:
/// ‖p − e_y‖² = Σ p² + 1 − 2 p_y. The best by the choosing model, lengths of x
/// apart, are scored again with every logistic member and the whole row.
pub(super) static GRADIENT_LENGTH: StrategySpec = StrategySpec {
    id: "gradient-length",
    title: "expected gradient length",
    family: Family::ModelChange,
    doc: "asks where the label would move the model furthest; measured: as good as margin on \
          spam, no better than random on questions",
    formula: "mean over members of Σ_y p_y ‖(p − e_y) ⊗ x‖, for the 4,096 longest",
    source: "Settles, Craven & Ray 2008",
    cost: "n C + 4,096 (E C + d)",
    prepare,
    explain: |input| margin_and(input, ", and either would teach the model much"),
};

/// Σ_y p_y ‖p − e_y‖ by the choosing model.
fn score_by_length(batch: &ScoreBatch<'_>, out: &mut [f32]) {
    let mut squares = [1.0_f32; BLOCK];
    for class in batch.block.each_class() {
        for (p, square) in class.iter().zip(&mut squares) {
            *square += p * p;
        }
    }
    out.fill(0.0);
    for class in batch.block.each_class() {
        for ((p, square), out) in class.iter().zip(&squares).zip(out.iter_mut()) {
            *out += p * (square - 2.0 * p).max(0.0).sqrt();
        }
    }
}

fn prepare<'a>(context: &'a RankingContext<'a>) -> Scorer<'a> {
    let committee = context.committee;
    // The logistic members are the first that vote.
    let members = committee.members();
    let logistic = members.first().map_or(0, |first| first.voters().len());
    Scorer::new(score_by_length).then_each(LONGEST, move |item| {
        let votes = committee.votes_on(item);
        let row = context.rows().row(item.index());
        let length = row.as_row().squared_norm().sqrt();
        mean_length(&votes[..logistic.min(votes.len())]) * length
    })
}

/// Σ_y p_y ‖p − e_y‖, the mean over members.
fn mean_length(members: &[Vec<f32>]) -> f32 {
    let total: f32 = members.iter().map(|p| expected_length(p)).sum();
    total / members.len().max(1) as f32
}

/// Σ_y p_y ‖p − e_y‖.
fn expected_length(p: &[f32]) -> f32 {
    let square = 1.0 + p.iter().map(|p| p * p).sum::<f32>();
    p.iter()
        .map(|p| p * (square - 2.0 * p).max(0.0).sqrt())
        .sum()
}

#[cfg(test)]
mod tests {
    use super::super::find;
    use super::super::tests::Stage;
    use super::*;
    use crate::learner::Block;

    #[test]
    fn lengths_by_hand() {
        // .5 √.42 + .4 √.62 + .1 √1.22.
        assert!((expected_length(&[0.5, 0.4, 0.1]) - 0.749_451).abs() < 1e-5);
        // Of two classes: 2 √2 p (1 − p).
        let expected = 2.0 * 2.0_f32.sqrt() * 0.3 * 0.7;
        assert!((expected_length(&[0.3, 0.7]) - expected).abs() < 1e-6);
        assert!(expected_length(&[1.0, 0.0]).abs() < 1e-6);
        let members = [vec![0.3, 0.7], vec![1.0, 0.0]];
        assert!((mean_length(&members) - expected / 2.0).abs() < 1e-6);
    }

    #[test]
    fn the_first_pass_is_the_length_of_one_member() {
        let mut p = vec![0.0; 3 * BLOCK];
        (p[0], p[BLOCK], p[2 * BLOCK]) = (0.5, 0.4, 0.1);
        let mut out = [0.0];
        let batch = ScoreBatch {
            block: Block::new(0, 1, &p),
            density: &[],
            ties: &[1],
        };
        score_by_length(&batch, &mut out);
        assert!((out[0] - 0.749_451).abs() < 1e-5);
    }

    #[test]
    fn a_longer_row_moves_the_model_further() {
        // Both stand on the border between the classes, one further out.
        let points = [[1.0, 0.0], [-1.0, 0.0], [0.0, 0.3], [0.0, 1.0]];
        let stage = Stage::new(&points, &[(0, 0), (1, 1)]);
        let ranking = stage.rank(find("gradient-length").unwrap(), 2);
        assert_eq!(ranking[0].item, stage.ids()[3]);
        // ‖x‖² = 1 + .3².
        let members = stage.committee().votes_on(stage.ids()[3]);
        let expected = mean_length(&members[..8]) * 1.09_f32.sqrt();
        assert!((ranking[0].score - expected).abs() < 1e-4);
    }
}
