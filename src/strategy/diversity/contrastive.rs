//! Asks where the model judges otherwise than of the answered items nearby.
//!
//! The mean Kullback–Leibler divergence of an item's prediction from the predictions for its 10
//! nearest labeled items (fewer while there are fewer), as published: neighbours are labeled items,
//! and all the pool is looked through. Nearness is the cosine in the dense part.

use std::sync::Arc;

use rayon::prelude::*;

use super::super::acquisition::{Family, Glance, Info, Look, Seen, Strategy};
use super::super::coverage::Coverage;
use super::super::scene::Scene;

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
            doc: "asks where the model judges otherwise than of the answered items nearby",
            formula: "mean over the 10 nearest labeled j of Σ p_j ln (p_j / p)",
            source: "Margatina, Vernikos, Barrault & Aletras 2021",
            cost: "11 n C + n d",
        }
    }

    fn look<'a>(&self, scene: &'a Scene<'a>) -> Box<dyn Look + 'a> {
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

    fn explain(&self, _seen: &Seen<'_>) -> String {
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

impl Look for Contrast {
    fn glance(&self, glance: &Glance<'_>, out: &mut [f32]) {
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
