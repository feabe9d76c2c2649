//! Measures how closely each item is surrounded, and by which others.
//!
//! The density of an item is its mean cosine to its 20 nearest neighbours in the dense part. Up
//! to [`EXACT`] items every pair is compared; above, an inverted-file index answers: the pool is
//! cut into cells of some 250 items (`cells`), each item is compared with the 16 cells nearest to
//! it, then with its neighbours' neighbours (`search`). Comparisons are of bytes (`unit_rows`,
//! `lanes`); the best are compared again by the dense part itself, so that a density errs only by
//! neighbours that were missed (under 1 in 10 at 25,000 items, and .005 of a density, in the tests).
//! The neighbours themselves are kept, too (`nearest`).
//! Memory for n items of d columns: at most n · 100 bytes for the lists; n · (d + 112) more while
//! they are built.
//! Invariant: the same rows and seed give the same bits at any thread count.

mod balls;
mod cells;
mod directions;
mod groups;
mod lanes;
mod nearest;
mod search;
#[cfg(test)]
mod tests;
mod unit_rows;

use std::sync::atomic::AtomicBool;

use super::DenseRows;
use crate::rng::Seed;
use cells::Cells;
use search::Watch;

pub(crate) use balls::Balls;
pub(crate) use directions::Directions;
pub(super) use groups::FITTED_ON;
pub(crate) use groups::Groups;
pub(crate) use nearest::NearestLists;

/// How many neighbours make a density.
pub(crate) const NEIGHBOURS: usize = 20;
/// Up to how many items every pair is compared.
const EXACT: usize = 20_000;
/// How many cells each item is compared with.
const ASKED: usize = 16;

/// The pool by nearness.
#[derive(Debug, Clone, Default)]
pub struct Neighbourhood {
    /// Mean cosine of each item to its 20 nearest neighbours, 0 to 1 (negative means are 0; 0
    /// where there is no other item); empty when the dense part has no columns.
    pub density: Vec<f32>,
    /// These neighbours, of each item the 20 nearest (10 in the largest pools).
    pub lists: NearestLists,
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
        let (cells, asked) = if dense.len() <= exact {
            (Cells::as_it_lies(dense), usize::MAX)
        } else {
            (Cells::cut(dense, seed, &watch)?, ASKED)
        };
        let lists = search::lists(&cells, asked, &watch)?;
        search::neighbours(dense, &cells, &lists, &watch)
    }
}
