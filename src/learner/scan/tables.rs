//! Rounds a model to integer tables that a scan can add up.
//!
//! Weights are rounded to 16-bit integers with one common unit each for the sparse and the dense
//! part, so that a row's score is a sum of integers: the same in any order, at any thread count,
//! with any vector width. The rounding moves a score by at most half a unit per entry; the unit
//! is the largest weight over 32,767.

use rayon::prelude::*;

use super::super::active::Inner;
use super::super::softmax::Softmax;
use super::kernel::{CHUNK, Weights};
use crate::features::{CELLS, DenseRows, simd_dispatch};

/// The largest rounded weight.
const LARGEST: f32 = 32_767.0;

/// One entry per cell.
type CellTable<const L: usize> = Box<[[i16; L]; CELLS]>;

/// A model as tables, for classes in groups of `L`.
pub(super) struct Tables<const L: usize> {
    /// One per group of classes.
    pub(super) groups: Vec<Group<L>>,
    /// What a unit of a sparse sum is worth, before the row's inverse length.
    pub(super) sparse_unit: f32,
    /// What a unit of a dense sum is worth.
    pub(super) dense_unit: f32,
}

/// The weights of up to `L` classes.
pub(super) struct Group<const L: usize> {
    pub(super) classes: usize,
    /// By cell; a cell number is always in range.
    pub(super) cells: CellTable<L>,
    /// By rare kind.
    pub(super) rare: Vec<[i16; L]>,
    /// By class.
    pub(super) dense: Vec<Weights>,
    /// Score of the constant feature.
    pub(super) offsets: [f32; L],
}

impl<const L: usize> Tables<L> {
    pub(super) fn new(model: &Softmax, classes: usize, active: &Inner, dense: &DenseRows) -> Self {
        let weights = slot_weights(model, classes, active);
        let largest: Vec<f32> = weights
            .chunks_exact(classes.max(1))
            .map(|of_slot| of_slot.iter().fold(0.0_f32, |most, w| most.max(w.abs())))
            .collect();
        let reach = |slot: u32, factor: f32| largest[slot as usize] * factor;
        let of_cells = active
            .cells
            .iter()
            .map(|cell| reach(cell.slot, cell.factor));
        let of_rare = active
            .rare
            .kinds
            .iter()
            .map(|kind| reach(kind.slot, kind.factor));
        let sparse_unit = of_cells.chain(of_rare).fold(1e-12, f32::max) / LARGEST;

        // A dense sum must fit 32 bits: the more columns, the coarser the weights.
        let room = LARGEST.min(2e9 / (127.0 * dense.width().max(1) as f32));
        let dense_weights: Vec<Vec<f32>> = (0..classes)
            .map(|class| {
                model
                    .dense_weights_of(class)
                    .zip(dense.scales())
                    .map(|(weight, scale)| weight * scale)
                    .collect()
            })
            .collect();
        let dense_unit = dense_weights
            .iter()
            .flatten()
            .fold(1e-12_f32, |most, weight| most.max(weight.abs()))
            / room;

        let firsts: Vec<usize> = (0..classes).step_by(L).collect();
        let groups = firsts
            .into_par_iter()
            .map(|first| {
                let here = L.min(classes - first);
                let rounding = Rounding {
                    weights: &weights,
                    classes,
                    lanes: first..first + here,
                    unit: sparse_unit,
                };
                let (cells, rare) = rounding.tables(active);
                let mut offsets = [0.0; L];
                for (class, offset) in offsets.iter_mut().enumerate().take(here) {
                    *offset = model.offset_of(first + class);
                }
                Group {
                    classes: here,
                    cells,
                    rare,
                    dense: dense_weights[first..first + here]
                        .iter()
                        .map(|weights| dense_chunks(weights, dense_unit))
                        .collect(),
                    offsets,
                }
            })
            .collect();
        Self {
            groups,
            sparse_unit,
            dense_unit,
        }
    }
}

/// Rounds the weights of a group of classes.
struct Rounding<'a> {
    /// By slot, then class.
    weights: &'a [f32],
    classes: usize,
    lanes: std::ops::Range<usize>,
    unit: f32,
}

impl Rounding<'_> {
    /// The tables of all cells and of all rare kinds.
    fn tables<const L: usize>(&self, active: &Inner) -> (CellTable<L>, Vec<[i16; L]>) {
        let mut cells = zeroed::<L>();
        let mut rare = vec![[0; L]; active.rare.kinds.len()];
        simd_dispatch(
            #[inline(always)]
            || {
                for cell in &active.cells {
                    self.round(cell.slot, cell.factor, &mut cells[usize::from(cell.cell)]);
                }
                for (kind, out) in active.rare.kinds.iter().zip(&mut rare) {
                    self.round(kind.slot, kind.factor, out);
                }
            },
        );
        (cells, rare)
    }

    #[inline(always)]
    fn round<const L: usize>(&self, slot: u32, factor: f32, out: &mut [i16; L]) {
        // Adding 1.5·2²³ rounds to an integer, which then stands in the low bits.
        const ROUND: f32 = 12_582_912.0;
        let scale = factor / self.unit;
        let from = slot as usize * self.classes;
        let weights = &self.weights[from + self.lanes.start..from + self.lanes.end];
        for (out, weight) in out.iter_mut().zip(weights) {
            let bits = (weight * scale + ROUND).to_bits();
            *out = (bits.wrapping_sub(ROUND.to_bits()) as u16).cast_signed();
        }
    }
}

/// A class's dense weights, rounded, in chunks.
fn dense_chunks(weights: &[f32], unit: f32) -> Weights {
    let mut chunks = vec![[0; CHUNK]; weights.len().div_ceil(CHUNK)];
    for (to, weight) in chunks.as_flattened_mut().iter_mut().zip(weights) {
        *to = (weight / unit).round() as i16;
    }
    chunks
}

/// The choosing model's weights by slot, then class; zeros for slots it has none for.
fn slot_weights(model: &Softmax, classes: usize, active: &Inner) -> Vec<f32> {
    let mut weights = vec![0.0; active.slots() * classes];
    for (slot, lanes) in weights.chunks_exact_mut(classes.max(1)).enumerate() {
        for (lane, weight) in lanes.iter_mut().zip(model.weights_of(slot as u32)) {
            *lane = weight;
        }
    }
    weights
}

/// A table of zeros, made on the heap.
#[expect(
    clippy::unnecessary_box_returns,
    reason = "a table is too large for a stack"
)]
fn zeroed<const L: usize>() -> CellTable<L> {
    let table: Box<[[i16; L]]> = vec![[0; L]; CELLS].into_boxed_slice();
    match table.try_into() {
        Ok(table) => table,
        Err(_) => unreachable!("the slice was made with that length"),
    }
}
