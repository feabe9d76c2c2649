//! How are all members' weights read and changed at once?
//!
//! Each feature has one number per lane, a lane being a class of a member, side by side. Lanes
//! are taken in blocks of a fixed size, so that a block's sums stay in registers while all
//! features of an item pass by.

use super::super::encoded::Encoded;
use crate::features::BIAS;

/// Weights by feature, then lane.
pub(super) struct Weights<'a> {
    pub(super) sparse: &'a [f32],
    pub(super) dense: &'a [f32],
    pub(super) bias: &'a [f32],
}

/// Writes W x, one score a lane. Features without a weight yet count for nothing.
#[expect(
    clippy::inline_always,
    reason = "compiled for wider vectors with its caller"
)]
#[inline(always)]
pub(super) fn scores(weights: &Weights<'_>, item: &Encoded, out: &mut [f32]) {
    let lanes = out.len();
    let mut start = 0;
    while start + 32 <= lanes {
        block_of_scores::<32>(weights, item, start, out);
        start += 32;
    }
    while start + 8 <= lanes {
        block_of_scores::<8>(weights, item, start, out);
        start += 8;
    }
    while start + 4 <= lanes {
        block_of_scores::<4>(weights, item, start, out);
        start += 4;
    }
}

#[expect(
    clippy::inline_always,
    reason = "compiled for wider vectors with its caller"
)]
#[inline(always)]
fn block_of_scores<const B: usize>(
    weights: &Weights<'_>,
    item: &Encoded,
    start: usize,
    out: &mut [f32],
) {
    let lanes = out.len();
    let mut sums = [0.0_f32; B];
    for (sum, bias) in sums.iter_mut().zip(&weights.bias[start..]) {
        *sum = BIAS * bias;
    }
    for (slot, value) in &item.features {
        // A slot given after the last lesson has no weight yet.
        if let Some(block) = block::<B>(weights.sparse, *slot as usize * lanes + start) {
            for lane in 0..B {
                sums[lane] += value * block[lane];
            }
        }
    }
    for (row, value) in item.dense.iter().enumerate() {
        if let Some(block) = block::<B>(weights.dense, row * lanes + start) {
            for lane in 0..B {
                sums[lane] += value * block[lane];
            }
        }
    }
    out[start..start + B].copy_from_slice(&sums);
}

/// W += step · xᵀ, one step a lane.
#[expect(
    clippy::inline_always,
    reason = "compiled for wider vectors with its caller"
)]
#[inline(always)]
pub(super) fn add(
    sparse: &mut [f32],
    dense: &mut [f32],
    bias: &mut [f32],
    item: &Encoded,
    step: &[f32],
) {
    let lanes = step.len();
    let mut start = 0;
    while start + 32 <= lanes {
        add_block::<32>(sparse, dense, item, step, start);
        start += 32;
    }
    while start + 8 <= lanes {
        add_block::<8>(sparse, dense, item, step, start);
        start += 8;
    }
    while start + 4 <= lanes {
        add_block::<4>(sparse, dense, item, step, start);
        start += 4;
    }
    for (weight, change) in bias.iter_mut().zip(step) {
        *weight += BIAS * change;
    }
}

#[expect(
    clippy::inline_always,
    reason = "compiled for wider vectors with its caller"
)]
#[inline(always)]
fn add_block<const B: usize>(
    sparse: &mut [f32],
    dense: &mut [f32],
    item: &Encoded,
    step: &[f32],
    start: usize,
) {
    let lanes = step.len();
    let mut change = [0.0_f32; B];
    change.copy_from_slice(&step[start..start + B]);
    let slots = item
        .features
        .iter()
        .map(|(slot, value)| (*slot as usize, *value));
    for (slot, value) in slots {
        if let Some(block) = block_mut::<B>(sparse, slot * lanes + start) {
            for lane in 0..B {
                block[lane] += value * change[lane];
            }
        }
    }
    for (row, value) in item.dense.iter().enumerate() {
        if let Some(block) = block_mut::<B>(dense, row * lanes + start) {
            for lane in 0..B {
                block[lane] += value * change[lane];
            }
        }
    }
}

#[expect(
    clippy::inline_always,
    reason = "compiled for wider vectors with its caller"
)]
#[inline(always)]
fn block<const B: usize>(all: &[f32], from: usize) -> Option<&[f32; B]> {
    all.get(from..from + B)?.try_into().ok()
}

#[expect(
    clippy::inline_always,
    reason = "compiled for wider vectors with its caller"
)]
#[inline(always)]
fn block_mut<const B: usize>(all: &mut [f32], from: usize) -> Option<&mut [f32; B]> {
    all.get_mut(from..from + B)?.try_into().ok()
}
