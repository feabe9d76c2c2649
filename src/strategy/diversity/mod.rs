//! Scores items by how well the labeled items would then represent the pool: information density,
//! k-center, ProbCover, contrastive active learning; by groups in `clusters`, by gradients in
//! `badge`.
//!
//! Strategies that were published for batches keep the picks of a batch apart. Here one item is
//! asked at a time and the model learns each answer at once, so a batch is ten answers in a row:
//! the items answered since the last full ten are its picks so far.

mod badge;
mod clusters;
mod linkage;

use std::sync::Arc;

use rayon::prelude::*;

use super::context::{RankingContext, ScoreBatch, Scorer};
use super::coverage::Coverage;
use super::registry::{Family, StrategySpec};
use super::sampling::Shuffled;
use super::uncertainty::{margin_and, score_by_margin};
use crate::features::{Balls, Groups, PoolId};
pub(super) use badge::BADGE;
pub(super) use clusters::{CLUSTER_MARGIN, TYPICLUST};

/// Answers that make a batch.
pub(super) const BATCH: usize = 10;

/// The labeled items of the present batch, in the order in which they came.
pub(super) fn chosen(context: &RankingContext<'_>) -> Vec<PoolId> {
    let labeled: Vec<PoolId> = context.committee.labeled().map(|(item, _)| item).collect();
    labeled[labeled.len() - labeled.len() % BATCH..].to_vec()
}

/// Asks where the two likeliest labels are closest among items that stand for many.
pub(super) static INFORMATION_DENSITY: StrategySpec = StrategySpec {
    id: "information-density",
    title: "information density",
    family: Family::Diversity,
    doc: "asks where the two likeliest labels are closest, among items with many like them",
    formula: "(1 − (p₁ − p₂)) · mean cosine to the 20 nearest",
    source: "Settles & Craven 2008",
    cost: "n C, neighbours once",
    prepare: |_| Scorer::new(score_by_margin_and_density),
    explain: |input| margin_and(input, ", and has many like it"),
};

/// Writes the margins, times the items' densities where those are known.
pub(super) fn score_by_margin_and_density(batch: &ScoreBatch<'_>, out: &mut [f32]) {
    score_by_margin(batch, out);
    for (out, density) in out.iter_mut().zip(batch.density) {
        *out *= density;
    }
}

/// Asks the item that is farthest from every labeled one.
///
/// One step of farthest-first traversal, which covers the pool by balls around the labeled items
/// at most twice as wide as the best cover of that size has them. Distance is 1 − cosine in the
/// dense part; between unit vectors the Euclidean one orders the same.
pub(super) static K_CENTER: StrategySpec = StrategySpec {
    id: "k-center",
    title: "k-center greedy (core-set)",
    family: Family::Diversity,
    doc: "asks the item that is farthest from every labeled one; on text no better than random",
    formula: "min over labeled j of 1 − cos(x, x_j)",
    source: "Sener & Savarese 2018",
    cost: "n C + n d",
    prepare: |context| {
        let coverage: Arc<Coverage<1>> = Coverage::of(context);
        Scorer::new(move |batch, out| {
            for (row, out) in (batch.block.start..).zip(out) {
                *out = 1.0 - coverage.cosine(row);
            }
        })
    },
    explain: |input| {
        let cosine = (1.0 - input.score).clamp(-1.0, 1.0);
        format!("the farthest from all that was answered: cosine {cosine:.2} to the nearest")
    },
};

/// Items that have a ball, and that count.
const SAMPLE: usize = 10_000;
/// The share of balls that must be pure.
const PURITY: f32 = 0.95;

/// Asks the item whose surroundings hold the most that is not covered.
///
/// A labeled item covers all within a radius of it; each query is the next pick of greedy maximum
/// coverage. The radius is the largest at which 95 of 100 balls hold one group alone, where groups
/// are by k-means: as many as classes are known, rounded up to a power of two, so that they are
/// found again only when that doubles. Balls are those of at most 10,000 items, a sample of the
/// pool: found in up to a second, 13 MB. What is not among them scores 0.
pub(super) static PROBCOVER: StrategySpec = StrategySpec {
    id: "probcover",
    title: "ProbCover",
    family: Family::Diversity,
    doc: "asks the item with the most items near it that no answered item is near to; far \
          ahead of margin on short questions, behind random on spam",
    formula: "share of items x_j not covered with cos(x, x_j) above that of 95 % pure balls",
    source: "Yehuda, Dekel, Hacohen & Weinshall 2022",
    cost: "n C + n d + m² / 64, m at most 10,000; m² d once for each doubling of C",
    prepare: prepare_probcover,
    explain: |input| {
        let share = 100.0 * input.score;
        format!("{share:.1} % of the items are near it and near nothing that was answered")
    },
};

fn prepare_probcover<'a>(context: &'a RankingContext<'a>) -> Scorer<'a> {
    let groups = context.committee.classes().len().next_power_of_two();
    let rows = context.rows().len();
    let cover = context.cache.valid_or_insert(
        |known: &Cover| known.groups == groups && known.rows == rows,
        || Cover::find(context, groups),
    );
    let balls = &cover.balls;
    let labeled: Arc<Coverage<1>> = Coverage::of(context);
    let uncovered: Vec<bool> = balls
        .items
        .iter()
        .map(|row| labeled.cosine(*row as usize) <= balls.cosine)
        .collect();
    let mut utilities = vec![0.0; rows];
    for (row, size) in balls.items.iter().zip(balls.sizes(&uncovered)) {
        utilities[*row as usize] = size as f32 / balls.items.len() as f32;
    }
    Scorer::by_row(utilities)
}

/// Balls, and what they followed from.
struct Cover {
    groups: usize,
    rows: usize,
    balls: Balls,
}

impl Cover {
    fn find(context: &RankingContext<'_>, groups: usize) -> Self {
        let dense = &context.rows().dense;
        let order = Shuffled::of(context);
        let mut stream = context.seed.stream("probcover", &groups.to_string());
        let found = Groups::find(dense, &order.0, groups, &mut stream);
        let sample = order.0[..order.0.len().min(SAMPLE)].to_vec();
        Self {
            groups,
            rows: dense.len(),
            balls: Balls::find(dense, sample, &found.group, PURITY),
        }
    }
}

/// How many labeled neighbours are asked.
const NEAREST: usize = 10;
/// A probability below this counts as this.
const LEAST: f32 = 1e-9;

/// Asks where the model judges otherwise than of the answered items nearby.
///
/// The mean Kullback–Leibler divergence of an item's prediction from the predictions for its 10
/// nearest labeled items (fewer while there are fewer), as published: neighbours are labeled items,
/// and all the pool is looked through. Nearness is the cosine in the dense part.
pub(super) static CONTRASTIVE: StrategySpec = StrategySpec {
    id: "contrastive",
    title: "contrastive active learning (CAL)",
    family: Family::Diversity,
    doc: "asks where the model judges otherwise than of the answered items nearby; on text worse \
          than random",
    formula: "mean over the 10 nearest labeled j of Σ p_j ln (p_j / p)",
    source: "Margatina, Vernikos, Barrault & Aletras 2021",
    cost: "11 n C + n d",
    prepare: prepare_contrastive,
    explain: |_| "the model judges it otherwise than the answered items most like it".into(),
};

fn prepare_contrastive<'a>(context: &'a RankingContext<'a>) -> Scorer<'a> {
    let coverage: Arc<Coverage<NEAREST>> = Coverage::of(context);
    let ids = context.candidates.ids;
    // The choosing model's probabilities for the labeled items, and where each row stands there.
    let predicted: Vec<Vec<f32>> = coverage
        .labeled()
        .par_iter()
        .map(|row| context.committee.choosing(ids[*row as usize]))
        .collect();
    let mut place = vec![0; ids.len()];
    for (at, row) in coverage.labeled().iter().enumerate() {
        place[*row as usize] = at as u32;
    }
    let information: Vec<f32> = predicted.iter().map(|p| information(p)).collect();
    Scorer::new(move |batch, out| {
        let block = &batch.block;
        let mut sum = vec![0.0_f32; block.classes()];
        for (at, out) in out.iter_mut().enumerate() {
            let nearest = coverage.nearest(block.start + at);
            sum.fill(0.0);
            let mut total = 0.0;
            for near in nearest {
                let place = place[near.row as usize] as usize;
                total += information[place];
                for (sum, p) in sum.iter_mut().zip(&predicted[place]) {
                    *sum += p;
                }
            }
            for (sum, p) in sum.iter().zip(block.each_class()) {
                total -= sum * p[at].max(LEAST).ln();
            }
            // Rounding may leave a little less than nothing.
            *out = (total / nearest.len().max(1) as f32).max(0.0);
        }
    })
}

/// Σ p ln p.
fn information(p: &[f32]) -> f32 {
    p.iter().map(|p| p * p.max(LEAST).ln()).sum()
}

#[cfg(test)]
mod tests {
    use super::super::tests::Stage;
    use super::*;
    use crate::learner::{BLOCK, Block};

    #[test]
    fn the_farthest_comes_first_by_hand() {
        let degrees: [f32; 5] = [0.0, 30.0, 90.0, 180.0, 60.0];
        let points = degrees.map(|d| [d.to_radians().cos(), d.to_radians().sin()]);
        let stage = Stage::new(&points, &[(0, 0), (2, 1)]);
        let ranking = stage.rank(&K_CENTER, 3);
        assert_eq!(ranking[0].item.index(), 3);
        assert!((ranking[0].score - 1.0).abs() < 0.01, "90 degrees");
        for other in &ranking[1..] {
            let expected = 1.0 - 30.0_f32.to_radians().cos();
            assert!((other.score - expected).abs() < 0.01);
        }
    }

    #[test]
    fn the_largest_surroundings_without_an_answer_come_first() {
        // Two groups 70 degrees apart: balls end there, so each holds one group whole.
        let degrees: [f32; 9] = [0.0, 10.0, 20.0, 30.0, 100.0, 110.0, 120.0, 105.0, 25.0];
        let points = degrees.map(|d| [d.to_radians().cos(), d.to_radians().sin()]);
        let stage = Stage::new(&points, &[(0, 0), (2, 1)]);
        let ranking = stage.rank(&PROBCOVER, 9);
        let scores = |rows: &[usize]| -> Vec<f32> {
            let of = |row| ranking.iter().find(|r| r.item.index() == row);
            rows.iter().map(|row| of(*row).unwrap().score).collect()
        };
        assert_eq!(scores(&[4, 5, 6, 7]), [4.0 / 9.0; 4]);
        assert_eq!(scores(&[1, 3, 8]), [0.0; 3], "covered");
    }

    #[test]
    fn an_item_is_held_against_the_nearest_labeled_ones() {
        // Twelve labeled in a fan, at 0 to 55 degrees; the last item stands at 70.
        let points: Vec<[f32; 2]> = (0..12)
            .map(|n| 5.0 * n as f32)
            .chain([70.0])
            .map(|degrees| [degrees.to_radians().cos(), degrees.to_radians().sin()])
            .collect();
        let labels: Vec<(usize, u16)> = (0..12).map(|n| (n, u16::from(n > 5))).collect();
        let stage = Stage::new(&points, &labels);
        let context = stage.context();
        let p = [0.25, 0.75];
        let mut probabilities = vec![0.0; 2 * BLOCK];
        (probabilities[0], probabilities[BLOCK]) = (p[0], p[1]);
        let batch = ScoreBatch {
            block: Block::new(12, 1, &probabilities),
            density: &[0.5],
            ties: &[7],
        };
        let mut out = [0.0];
        ((CONTRASTIVE.prepare)(&context).first)(&batch, &mut out);
        // The two farthest, 0 and 1, are not among the ten.
        let divergences = (2..12).map(|row| {
            let predicted = stage.committee().choosing(stage.ids()[row]);
            let terms = predicted.iter().zip(p).map(|(q, p)| q * (q / p).ln());
            terms.sum::<f32>()
        });
        let expected = divergences.sum::<f32>() / 10.0;
        assert!((out[0] - expected).abs() < 1e-5, "{} {expected}", out[0]);
        assert!(expected > 1e-3);
    }

    #[test]
    fn information_by_hand() {
        // .5 ln .5 + .25 ln .25 twice = −1.5 ln 2.
        let found = information(&[0.5, 0.25, 0.25, 0.0]);
        assert!((found + 1.5 * std::f32::consts::LN_2).abs() < 1e-6);
    }
}
