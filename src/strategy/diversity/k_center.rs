//! Asks the item that is farthest from every labeled one.
//!
//! One step of farthest-first traversal, which covers the pool by balls around the labeled items
//! at most twice as wide as the best cover of that size has them. Distance is 1 − cosine in the
//! dense part; between unit vectors the Euclidean one orders the same.

use std::sync::Arc;

use super::super::acquisition::{ExplainInput, Family, Info, ScoreBatch, Scorer, Strategy};
use super::super::coverage::Coverage;
use super::super::scene::RankingContext;

pub(in super::super) struct KCenter;

impl Strategy for KCenter {
    fn info(&self) -> &'static Info {
        &Info {
            id: "k-center",
            title: "k-center greedy (core-set)",
            family: Family::Diversity,
            doc: "asks the item that is farthest from every labeled one; on text no better than random",
            formula: "min over labeled j of 1 − cos(x, x_j)",
            source: "Sener & Savarese 2018",
            cost: "n C + n d",
        }
    }

    fn look<'a>(&self, scene: &'a RankingContext<'a>) -> Box<dyn Scorer + 'a> {
        Box::new(Farthest(Coverage::of(scene)))
    }

    fn explain(&self, seen: &ExplainInput<'_>) -> String {
        let cosine = (1.0 - seen.score).clamp(-1.0, 1.0);
        format!("the farthest from all that was answered: cosine {cosine:.2} to the nearest")
    }
}

struct Farthest(Arc<Coverage<1>>);

impl Scorer for Farthest {
    fn glance(&self, glance: &ScoreBatch<'_>, out: &mut [f32]) {
        for (row, out) in (glance.block.start..).zip(out) {
            *out = 1.0 - self.0.cosine(row);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::tests::Stage;
    use super::*;

    #[test]
    fn the_farthest_comes_first_by_hand() {
        let degrees: [f32; 5] = [0.0, 30.0, 90.0, 180.0, 60.0];
        let points = degrees.map(|d| [d.to_radians().cos(), d.to_radians().sin()]);
        let stage = Stage::new(&points, &[(0, 0), (2, 1)]);
        let ranking = stage.rank(&KCenter, 3);
        assert_eq!(ranking[0].item.index(), 3);
        assert!((ranking[0].score - 1.0).abs() < 0.01, "90 degrees");
        for other in &ranking[1..] {
            let expected = 1.0 - 30.0_f32.to_radians().cos();
            assert!((other.score - expected).abs() < 0.01);
        }
    }
}
