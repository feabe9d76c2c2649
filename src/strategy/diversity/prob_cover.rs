//! Asks the item whose surroundings hold the most that is not covered.
//!
//! A labeled item covers all within a radius of it; each query is the next pick of greedy maximum
//! coverage. The radius is the largest at which 95 of 100 balls hold one group alone, where groups
//! are by k-means: as many as classes are known, rounded up to a power of two, so that they are
//! found again only when that doubles. Balls are those of at most 10,000 items, a sample of the
//! pool: found in up to a second, 13 MB. What is not among them scores 0.

use super::super::acquisition::{ExplainInput, Family, Info, ScoreBatch, Scorer, Strategy};
use super::super::coverage::Coverage;
use super::super::scene::RankingContext;
use super::own_order::Shuffled;
use crate::features::{Balls, Groups};

/// Items that have a ball, and that count.
const SAMPLE: usize = 10_000;
/// The share of balls that must be pure.
const PURITY: f32 = 0.95;

pub(in super::super) struct ProbCover;

impl Strategy for ProbCover {
    fn info(&self) -> &'static Info {
        &Info {
            id: "probcover",
            title: "ProbCover",
            family: Family::Diversity,
            doc: "asks the item with the most items near it that no answered item is near to; far \
                  ahead of margin on short questions, behind random on spam",
            formula: "share of items x_j not covered with cos(x, x_j) above that of 95 % pure balls",
            source: "Yehuda, Dekel, Hacohen & Weinshall 2022",
            cost: "n C + n d + m² / 64, m at most 10,000; m² d once for each doubling of C",
        }
    }

    fn look<'a>(&self, scene: &'a RankingContext<'a>) -> Box<dyn Scorer + 'a> {
        let groups = scene.committee.classes().len().next_power_of_two();
        let rows = scene.rows().len();
        let cover = scene.memo.fitting(
            |known: &Cover| known.groups == groups && known.rows == rows,
            || Cover::find(scene, groups),
        );
        let balls = &cover.balls;
        let labeled: std::sync::Arc<Coverage<1>> = Coverage::of(scene);
        let uncovered: Vec<bool> = balls
            .items
            .iter()
            .map(|row| labeled.cosine(*row as usize) <= balls.cosine)
            .collect();
        let mut utilities = vec![0.0; rows];
        for (row, size) in balls.items.iter().zip(balls.sizes(&uncovered)) {
            utilities[*row as usize] = size as f32 / balls.items.len() as f32;
        }
        Box::new(Degrees(utilities))
    }

    fn explain(&self, seen: &ExplainInput<'_>) -> String {
        let share = 100.0 * seen.score;
        format!("{share:.1} % of the items are near it and near nothing that was answered")
    }
}

/// Balls, and what they followed from.
struct Cover {
    groups: usize,
    rows: usize,
    balls: Balls,
}

impl Cover {
    fn find(scene: &RankingContext<'_>, groups: usize) -> Self {
        let dense = &scene.rows().dense;
        let order = Shuffled::of(scene);
        let mut stream = scene.seed.stream("probcover", &groups.to_string());
        let found = Groups::find(dense, &order.0, groups, &mut stream);
        let sample = order.0[..order.0.len().min(SAMPLE)].to_vec();
        Self {
            groups,
            rows: dense.len(),
            balls: Balls::find(dense, sample, &found.group, PURITY),
        }
    }
}

struct Degrees(Vec<f32>);

impl Scorer for Degrees {
    fn glance(&self, glance: &ScoreBatch<'_>, out: &mut [f32]) {
        out.copy_from_slice(&self.0[glance.block.start..][..out.len()]);
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::tests::Stage;
    use super::*;

    #[test]
    fn the_largest_surroundings_without_an_answer_come_first() {
        // Two groups 70 degrees apart: balls end there, so each holds one group whole.
        let degrees: [f32; 9] = [0.0, 10.0, 20.0, 30.0, 100.0, 110.0, 120.0, 105.0, 25.0];
        let points = degrees.map(|d| [d.to_radians().cos(), d.to_radians().sin()]);
        let stage = Stage::new(&points, &[(0, 0), (2, 1)]);
        let ranking = stage.rank(&ProbCover, 9);
        let scores = |rows: &[usize]| -> Vec<f32> {
            let of = |row| ranking.iter().find(|r| r.item.index() == row);
            rows.iter().map(|row| of(*row).unwrap().score).collect()
        };
        assert_eq!(scores(&[4, 5, 6, 7]), [4.0 / 9.0; 4]);
        assert_eq!(scores(&[1, 3, 8]), [0.0; 3], "covered");
    }
}
