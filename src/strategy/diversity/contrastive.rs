//! Asks where the model judges otherwise than of the answered items nearby.
//!
//! The mean Kullback–Leibler divergence of an item's prediction from the predictions for its 10
//! nearest labeled items (fewer while there are fewer), as published: neighbours are labeled items,
//! and all the pool is looked through. Nearness is the cosine in the dense part.

use std::sync::Arc;

use rayon::prelude::*;

use super::super::acquisition::{ExplainInput, Family, Info, ScoreBatch, Scorer, Strategy};
use super::super::coverage::Coverage;
use super::super::scene::RankingContext;

/// How many labeled neighbours are asked.
const NEAREST: usize = 10;
/// A probability below this counts as this.
const LEAST: f32 = 1e-9;

pub(in super::super) struct Contrastive;

impl Strategy for Contrastive {
    fn info(&self) -> &'static Info {
        &Info {
            id: "contrastive",
            title: "contrastive active learning (CAL)",
            family: Family::Diversity,
            doc: "asks where the model judges otherwise than of the answered items nearby; on text worse \
                  than random",
            formula: "mean over the 10 nearest labeled j of Σ p_j ln (p_j / p)",
            source: "Margatina, Vernikos, Barrault & Aletras 2021",
            cost: "11 n C + n d",
        }
    }

    fn look<'a>(&self, scene: &'a RankingContext<'a>) -> Box<dyn Scorer + 'a> {
        let coverage: Arc<Coverage<NEAREST>> = Coverage::of(scene);
        let ids = scene.candidates.ids;
        let said: Vec<Vec<f32>> = coverage
            .labeled()
            .par_iter()
            .map(|row| scene.committee.choosing(ids[*row as usize]))
            .collect();
        let mut place = vec![0; ids.len()];
        for (at, row) in coverage.labeled().iter().enumerate() {
            place[*row as usize] = at as u32;
        }
        Box::new(Contrast {
            information: said.iter().map(|p| information(p)).collect(),
            coverage,
            place,
            said,
        })
    }

    fn explain(&self, _seen: &ExplainInput<'_>) -> String {
        "the model judges it otherwise than the answered items most like it".into()
    }
}

struct Contrast {
    coverage: Arc<Coverage<NEAREST>>,
    /// Where each labeled row stands in the two lists below.
    place: Vec<u32>,
    /// The choosing model's probabilities for the labeled items.
    said: Vec<Vec<f32>>,
    /// Σ p ln p of each.
    information: Vec<f32>,
}

impl Scorer for Contrast {
    fn glance(&self, glance: &ScoreBatch<'_>, out: &mut [f32]) {
        let block = &glance.block;
        let mut sum = vec![0.0_f32; block.classes()];
        for (at, out) in out.iter_mut().enumerate() {
            let nearest = self.coverage.nearest(block.start + at);
            sum.fill(0.0);
            let mut total = 0.0;
            for near in nearest {
                let place = self.place[near.row as usize] as usize;
                total += self.information[place];
                for (sum, p) in sum.iter_mut().zip(&self.said[place]) {
                    *sum += p;
                }
            }
            for (sum, p) in sum.iter().zip(block.each_class()) {
                total -= sum * p[at].max(LEAST).ln();
            }
            // Rounding may leave a little less than nothing.
            *out = (total / nearest.len().max(1) as f32).max(0.0);
        }
    }
}

/// Σ p ln p.
fn information(p: &[f32]) -> f32 {
    p.iter().map(|p| p * p.max(LEAST).ln()).sum()
}

#[cfg(test)]
mod tests {
    use super::super::super::tests::Stage;
    use super::*;
    use crate::learner::{BLOCK, Block};

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
        let scene = stage.scene();
        let p = [0.25, 0.75];
        let mut probabilities = vec![0.0; 2 * BLOCK];
        (probabilities[0], probabilities[BLOCK]) = (p[0], p[1]);
        let glance = ScoreBatch {
            block: Block::new(12, 1, &probabilities),
            density: &[0.5],
            ties: &[7],
        };
        let mut out = [0.0];
        Contrastive.look(&scene).glance(&glance, &mut out);
        // The two farthest, 0 and 1, are not among the ten.
        let divergences = (2..12).map(|row| {
            let said = stage.committee().choosing(stage.ids()[row]);
            let terms = said.iter().zip(p).map(|(q, p)| q * (q / p).ln());
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
