//! How closely is each item surrounded, and by which?
//!
//! The density of an item is its mean cosine to its 20 nearest neighbours in the dense part. Up
//! to [`EXACT`] items every pair is compared; above, an inverted-file index answers: the pool is
//! cut into cells of some 250 items (`cells`), each item is compared with the 16 cells nearest to
//! it, then with its neighbours' neighbours (`search`), and what that missed is measured on a
//! sample (`recall`). Comparisons are of bytes (`unit_rows`, `lanes`); the best are compared again
//! by the dense part itself, so that a density errs only by neighbours that were missed.
//! The neighbours themselves are kept, too (`nearest`).
//! Memory for n items of d columns: n · (d + 12) bytes stay and at most n · 100 for the lists,
//! n · 100 more while it is built.
//! Invariant: the same rows and seed give the same bits at any thread count.

mod best;
mod cells;
mod kmeans;
mod lanes;
mod nearest;
mod recall;
mod search;
#[cfg(test)]
mod tests;
mod unit_rows;

use std::sync::atomic::AtomicBool;

use super::{DenseRows, widest};
use crate::rng::Seed;
use best::Best;
use cells::Cells;
use search::Watch;
use unit_rows::Query;

pub(super) use kmeans::{assign, centres};
pub use nearest::NearestLists;
pub use recall::Recall;
pub(super) use unit_rows::UnitRows;

/// How many neighbours make a density.
pub const NEIGHBOURS: usize = 20;
/// Up to how many items every pair is compared.
pub const EXACT: usize = 20_000;
/// How many cells each item is compared with.
const ASKED: usize = 16;
/// How many items one question is compared with.
const COMPARED: usize = 16_000;

/// The pool by nearness.
#[derive(Debug, Clone, Default)]
pub struct Neighbourhood {
    /// Mean cosine of each item to its 20 nearest neighbours, 0 to 1 (negative means are 0; 0
    /// where there is no other item); empty when the dense part has no columns.
    pub density: Vec<f32>,
    /// These neighbours, of each item the 20 nearest (10 in the largest pools).
    pub lists: NearestLists,
    /// What approximation cost; `None` where every pair was compared.
    pub recall: Option<Recall>,
    cells: Cells,
}

impl Neighbourhood {
    /// Finds the neighbours of every item.
    ///
    /// `progress` is told the share that is done, from any thread, and answers whether to go on;
    /// `None` when it said no.
    pub fn build(
        dense: &DenseRows,
        seed: Seed,
        progress: &(dyn Fn(f32) -> bool + Sync),
    ) -> Option<Self> {
        Self::build_with(dense, seed, EXACT, progress)
    }

    fn build_with(
        dense: &DenseRows,
        seed: Seed,
        exact: usize,
        progress: &(dyn Fn(f32) -> bool + Sync),
    ) -> Option<Self> {
        if dense.width() == 0 || dense.is_empty() {
            return Some(Self::default());
        }
        let watch = Watch {
            progress,
            stopped: AtomicBool::new(false),
        };
        let all_pairs = dense.len() <= exact;
        let (cells, asked, sampled) = if all_pairs {
            (Cells::as_it_lies(dense), usize::MAX, Vec::new())
        } else {
            let cells = Cells::cut(dense, seed, &watch)?;
            (cells, ASKED, recall::sample(dense.len(), seed))
        };
        let lists = search::lists(&cells, asked, &watch)?;
        let found = search::neighbours(dense, &cells, &lists, &sampled, &watch)?;
        drop(lists);
        let recall = (!all_pairs).then(|| recall::measure(dense, &cells, &sampled, &found.sampled));
        Some(Self {
            density: found.density,
            lists: found.nearest,
            recall,
            cells,
        })
    }

    /// The `k` items nearest to a pool item, itself left out, and their cosines, nearest first.
    ///
    /// `dense` is what the neighbourhood was built from.
    pub fn nearest(&self, dense: &DenseRows, item: usize, k: usize) -> Vec<(u32, f32)> {
        self.search(dense, &dense.values(item), k, Some(item as u32))
    }

    /// The `k` items nearest to any vector in the dense part's units, nearest first.
    pub fn nearest_to(&self, dense: &DenseRows, vector: &[f32], k: usize) -> Vec<(u32, f32)> {
        self.search(dense, vector, k, None)
    }

    fn search(
        &self,
        dense: &DenseRows,
        vector: &[f32],
        k: usize,
        without: Option<u32>,
    ) -> Vec<(u32, f32)> {
        if k == 0 || self.cells.len() == 0 || vector.len() != dense.width() {
            return Vec::new();
        }
        let asked = UnitRows::from_values(vector, dense.width());
        let wanted = match self.recall {
            Some(_) => COMPARED.max(4 * k),
            None => self.cells.order.len(),
        };
        // Bytes order only nearly right: twice as many are compared again.
        let mut best = Best::new(2 * k + 16);
        let near = self.cells.nearest(&asked, 0, wanted);
        widest(
            #[inline(always)]
            || {
                for cell in near {
                    for place in self.cells.places(cell as usize) {
                        let cosine = asked.cosine(0, &self.cells.rows, place);
                        if cosine > best.threshold() && Some(self.cells.order[place]) != without {
                            best.push(cosine, place as u32);
                        }
                    }
                }
            },
        );
        let mut query = Query::new(vector);
        let items = best
            .items()
            .iter()
            .map(|place| self.cells.order[*place as usize]);
        let mut nearest: Vec<(u32, f32)> = items
            .map(|item| (item, query.cosine(dense, item)))
            .collect();
        nearest.sort_unstable_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        nearest.truncate(k);
        nearest
    }
}
