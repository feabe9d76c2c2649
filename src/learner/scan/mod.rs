//! Scores every pool item by the committee's choosing model, block by block.
//!
//! The model is rounded into integer tables (`tables`), rows are scored block by block on all
//! threads (`kernel`), and each block's probabilities go to whoever ranks them, never into
//! memory as a whole. Work: one table look-up per cell of a row, one per rare entry that has a
//! weight, one product per dense byte and class. Invariant: a row's probabilities are the same
//! bits whatever else is scanned, at any thread count.

#![expect(
    clippy::inline_always,
    reason = "compiled for wider vectors with the caller that dispatches"
)]

mod kernel;
mod tables;

use std::ops::Range;
use std::sync::atomic::{AtomicBool, Ordering};

use rayon::prelude::*;

use super::active::Inner;
use super::committee::Committee;
use crate::features::Rows;
pub(crate) use kernel::BLOCK;
use kernel::{Dot, Plain, score_block, softmax_block};
use tables::Tables;

/// Blocks that one task takes: enough work to be worth a thread, little enough to be stopped.
const BLOCKS_A_TASK: usize = 32;

/// Tells a scan that nobody waits for it any more.
#[derive(Debug, Default)]
pub struct Cancel(AtomicBool);

impl Cancel {
    /// Asks for the scan to stop.
    pub(crate) fn cancel(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// Takes the wish back, for the next scan.
    pub fn reset(&self) {
        self.0.store(false, Ordering::Relaxed);
    }

    /// Whether it is to stop.
    pub(crate) fn is_cancelled(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// The probabilities of a block of rows.
#[derive(Debug, Clone, Copy)]
pub struct Block<'a> {
    /// The first row's number.
    pub start: usize,
    /// How many rows.
    pub len: usize,
    probabilities: &'a [f32],
}

impl<'a> Block<'a> {
    /// A block of `len` rows; `probabilities` has [`BLOCK`] places a class.
    pub fn new(start: usize, len: usize, probabilities: &'a [f32]) -> Self {
        Self {
            start,
            len,
            probabilities,
        }
    }

    /// The probabilities of one class, a row each.
    pub fn class(&self, class: usize) -> &'a [f32] {
        &self.probabilities[class * BLOCK..][..self.len]
    }

    /// How many classes.
    pub fn classes(&self) -> usize {
        self.probabilities.len() / BLOCK
    }

    /// The probabilities of all classes, a row each, class by class.
    pub(crate) fn each_class(&self) -> impl Iterator<Item = &'a [f32]> {
        let len = self.len;
        self.probabilities
            .chunks_exact(BLOCK)
            .map(move |class| &class[..len])
    }
}

impl Committee {
    /// Scores the rows of a range and hands each block to `see`, which folds what it makes of
    /// them into one value a task; the tasks' values come in row order. `None` when cancelled
    /// or before the committee is ready.
    pub fn scan<T: Send>(
        &self,
        range: Range<usize>,
        cancel: &Cancel,
        begin: impl Fn() -> T + Sync,
        see: impl Fn(&mut T, Block<'_>) + Sync,
    ) -> Option<Vec<T>> {
        if !self.is_ready() {
            return None;
        }
        let seen = Scan {
            committee: self,
            range,
            cancel,
        };
        // Few classes share one look-up; many are taken in groups.
        match self.classes().len() {
            0..=4 => seen.scan::<4, T>(&begin, &see),
            5..=8 => seen.scan::<8, T>(&begin, &see),
            _ => seen.scan::<16, T>(&begin, &see),
        }
    }
}

struct Scan<'a> {
    committee: &'a Committee,
    range: Range<usize>,
    cancel: &'a Cancel,
}

impl Scan<'_> {
    fn scan<const L: usize, T: Send>(
        &self,
        begin: &(impl Fn() -> T + Sync),
        see: &(impl Fn(&mut T, Block<'_>) + Sync),
    ) -> Option<Vec<T>> {
        let classes = self.committee.classes().len();
        let rows = self.committee.rows();
        let active = self.committee.shared.active.read();
        let tables = Tables::<L>::new(&self.committee.logistic, classes, &active, &rows.dense);
        let step = BLOCK * BLOCKS_A_TASK;
        let starts: Vec<usize> = self.range.clone().step_by(step).collect();
        starts
            .into_par_iter()
            .map(|start| {
                if self.cancel.is_cancelled() {
                    return None;
                }
                let task = start..self.range.end.min(start + step);
                let mut value = begin();
                let work = Work {
                    tables: &tables,
                    rows,
                    active: &active,
                    task,
                };
                work.run(&mut value, see);
                Some(value)
            })
            .collect()
    }
}

/// One task's share of a scan.
struct Work<'a, const L: usize> {
    tables: &'a Tables<L>,
    rows: &'a Rows,
    active: &'a Inner,
    task: Range<usize>,
}

impl<const L: usize> Work<'_, L> {
    /// Compiled for the widest vectors that this machine has.
    fn run<T>(self, value: &mut T, see: &impl Fn(&mut T, Block<'_>)) {
        #[cfg(target_arch = "x86_64")]
        if let Some(simd) = pulp::x86::V3::try_new() {
            simd.vectorize(
                #[inline(always)]
                || self.blocks(simd, value, see),
            );
            return;
        }
        pulp::Arch::new().dispatch(
            #[inline(always)]
            || self.blocks(Plain, value, see),
        );
    }

    #[inline(always)]
    fn blocks<T>(self, dot: impl Dot, value: &mut T, see: &impl Fn(&mut T, Block<'_>)) {
        let Self {
            tables,
            rows,
            active,
            task,
        } = self;
        let classes: usize = tables.groups.iter().map(|group| group.classes).sum();
        let mut scores = vec![0.0_f32; classes * BLOCK];
        for start in task.clone().step_by(BLOCK) {
            let end = task.end.min(start + BLOCK);
            let rare = active.rare.between(start, end);
            for (group, out) in tables.groups.iter().zip(scores.chunks_mut(L * BLOCK)) {
                let units = (tables.sparse_unit, tables.dense_unit);
                score_block(dot, group, units, rows, start..end, rare, out);
            }
            softmax_block(&mut scores);
            see(value, Block::new(start, end - start, &scores));
        }
    }
}

#[cfg(test)]
mod tests;
