//! Reads and changes all members' weights at once.
//!
//! Each feature has one number per lane, a lane being a class of a member, side by side. Lanes
//! are taken in blocks of up to four vectors of the machine, so that a block's sums stay in registers
//! while all features of an item pass by.

#![expect(
    clippy::inline_always,
    reason = "compiled for wider vectors with the caller that dispatches"
)]

use pulp::Simd;

use super::super::active::Encoded;
use crate::features::BIAS;

/// Weights by feature, then lane.
pub(super) struct Weights<'a> {
    pub(super) sparse: &'a [f32],
    pub(super) dense: &'a [f32],
    pub(super) bias: &'a [f32],
}

/// Writes W x, one score a lane. Features without a weight yet count for nothing.
#[inline(always)]
pub(super) fn scores<S: Simd>(simd: S, weights: &Weights<'_>, item: &Encoded, out: &mut [f32]) {
    let lanes = out.len();
    let mut start = 0;
    while start < lanes {
        let vectors = (lanes - start) / S::F32_LANES;
        start += match vectors {
            0 => rest_of_scores(weights, item, start, out),
            1 => block_of_scores::<1, S>(simd, weights, item, start, out),
            2 | 3 => block_of_scores::<2, S>(simd, weights, item, start, out),
            _ => block_of_scores::<4, S>(simd, weights, item, start, out),
        };
    }
}

/// The scores of the lanes of `N` vectors; how many lanes those are.
#[inline(always)]
fn block_of_scores<const N: usize, S: Simd>(
    simd: S,
    weights: &Weights<'_>,
    item: &Encoded,
    start: usize,
    out: &mut [f32],
) -> usize {
    let (lanes, size) = (out.len(), N * S::F32_LANES);
    let mut sums = [simd.splat_f32s(0.0); N];
    let mut add = |value: f32, all: &[f32], from: usize| {
        // A slot given after the last example has no weight yet.
        let Some(block) = all.get(from..from + size) else {
            return;
        };
        let (vectors, _) = S::as_simd_f32s(block);
        let Ok(vectors) = <&[S::f32s; N]>::try_from(vectors) else {
            return;
        };
        let value = simd.splat_f32s(value);
        for n in 0..N {
            sums[n] = simd.mul_add_f32s(value, vectors[n], sums[n]);
        }
    };
    add(BIAS, weights.bias, start);
    for (slot, value) in &item.features {
        add(*value, weights.sparse, *slot as usize * lanes + start);
    }
    for (row, value) in item.dense.iter().enumerate() {
        add(*value, weights.dense, row * lanes + start);
    }
    let (vectors, _) = S::as_mut_simd_f32s(&mut out[start..start + size]);
    for (out, sum) in vectors.iter_mut().zip(sums) {
        *out = sum;
    }
    size
}

/// The scores of the lanes that fill no vector; how many they are.
#[inline(always)]
fn rest_of_scores(weights: &Weights<'_>, item: &Encoded, start: usize, out: &mut [f32]) -> usize {
    let lanes = out.len();
    let size = lanes - start;
    let out = &mut out[start..];
    for (score, bias) in out.iter_mut().zip(&weights.bias[start..]) {
        *score = BIAS * bias;
    }
    let sparse = item
        .features
        .iter()
        .map(|(slot, value)| (weights.sparse, *slot as usize, *value));
    let dense = item
        .dense
        .iter()
        .enumerate()
        .map(|(row, value)| (weights.dense, row, *value));
    for (all, row, value) in sparse.chain(dense) {
        let from = row * lanes + start;
        for (score, weight) in out
            .iter_mut()
            .zip(all.get(from..from + size).unwrap_or(&[]))
        {
            *score += value * weight;
        }
    }
    size
}

/// W += step · xᵀ, one step a lane.
#[inline(always)]
pub(super) fn add<S: Simd>(
    simd: S,
    sparse: &mut [f32],
    dense: &mut [f32],
    bias: &mut [f32],
    item: &Encoded,
    step: &[f32],
) {
    let lanes = step.len();
    let (steps, tail) = S::as_simd_f32s(step);
    let row = |weights: &mut [f32], value: f32| {
        let wide = simd.splat_f32s(value);
        let (vectors, rest) = S::as_mut_simd_f32s(weights);
        for (weight, change) in vectors.iter_mut().zip(steps) {
            *weight = simd.mul_add_f32s(wide, *change, *weight);
        }
        for (weight, change) in rest.iter_mut().zip(tail) {
            *weight += value * change;
        }
    };
    for (slot, value) in &item.features {
        row(&mut sparse[*slot as usize * lanes..][..lanes], *value);
    }
    for (weights, value) in dense.chunks_exact_mut(lanes.max(1)).zip(&item.dense) {
        row(weights, *value);
    }
    row(bias, BIAS);
}
