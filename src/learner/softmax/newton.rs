//! Computes how far one visit to one labeled item moves the model.
//!
//! For a labeled item with scores z = W x, target t and strength A₀ = C c, each member's dual
//! vector a wants to become A₀ (t − softmax(z)). The step d solves the Newton system
//! (I + A (diag p − p pᵀ)) d = r with A = A₀ ‖x‖² and r = A₀ (t − p) − a, in O(classes) by the
//! Sherman–Morrison identity, and is shortened by a line search on the slope of the dual
//! objective. All members are computed side by side, one a lane.

#![expect(
    clippy::inline_always,
    reason = "compiled for wider vectors with the caller that dispatches"
)]

use super::super::math::exp;

/// Residuals below this share of A₀ count as settled.
pub(super) const SETTLED: f32 = 5e-3;
/// Line search steps: each costs one exponential a class.
const SEARCHES: usize = 3;

/// Buffers of one visit, one entry a class.
pub(super) struct Step<const M: usize> {
    /// On entry the scores z; kept.
    pub(super) scores: Vec<[f32; M]>,
    /// On return the step to add to the dual vectors.
    pub(super) step: Vec<[f32; M]>,
    p: Vec<[f32; M]>,
    residual: Vec<[f32; M]>,
}

/// What a visit needs to know of its item.
pub(super) struct Example<'a, const M: usize> {
    /// Shares of the classes.
    pub(super) target: &'a [f32],
    /// The dual vectors, one entry a class.
    pub(super) duals: &'a [[f32; M]],
    /// C times the weight of the item, for each member.
    pub(super) strength: [f32; M],
    /// ‖x‖².
    pub(super) squared_norm: f32,
}

impl<const M: usize> Step<M> {
    pub(super) fn new(classes: usize) -> Self {
        Self {
            scores: vec![[0.0; M]; classes],
            step: vec![[0.0; M]; classes],
            p: vec![[0.0; M]; classes],
            residual: vec![[0.0; M]; classes],
        }
    }

    /// Computes the step; whether any member needs one, given how near counts as settled.
    #[inline(always)]
    pub(super) fn solve(&mut self, item: &Example<'_, M>, settled: f32) -> bool {
        softmax(&self.scores, &mut self.p);
        let mut worst = [0.0_f32; M];
        for (k, residual) in self.residual.iter_mut().enumerate() {
            for m in 0..M {
                let r = item.strength[m] * (item.target[k] - self.p[k][m]) - item.duals[k][m];
                residual[m] = r;
                worst[m] = worst[m].max(r.abs());
            }
        }
        let mut moves = [0.0_f32; M];
        let mut any = false;
        for m in 0..M {
            if worst[m] > settled * item.strength[m] {
                moves[m] = 1.0;
                any = true;
            }
        }
        if !any {
            return false;
        }
        let slope = self.direction(item);
        let length = self.length(item, slope);
        for step in &mut self.step {
            for m in 0..M {
                step[m] *= length[m] * moves[m];
            }
        }
        true
    }

    /// The Newton direction; returns its inner product with the residual.
    #[inline(always)]
    fn direction(&mut self, item: &Example<'_, M>) -> [f32; M] {
        let mut along = [0.0_f32; M];
        let mut shrink = [1.0_f32; M];
        for (p, r) in self.p.iter().zip(&self.residual) {
            for m in 0..M {
                let curvature = item.strength[m] * item.squared_norm;
                let w = 1.0 / (1.0 + curvature * p[m]);
                along[m] += p[m] * w * r[m];
                shrink[m] -= curvature * p[m] * w * p[m];
            }
        }
        let mut slope = [0.0_f32; M];
        for ((step, p), r) in self.step.iter_mut().zip(&self.p).zip(&self.residual) {
            for m in 0..M {
                let curvature = item.strength[m] * item.squared_norm;
                let w = 1.0 / (1.0 + curvature * p[m]);
                let d = w * (r[m] + curvature * p[m] * along[m] / shrink[m].max(1e-6));
                step[m] = d;
                slope[m] += d * r[m];
            }
        }
        slope
    }

    /// How far to go: until the slope
    /// g(t) = ⟨d, A₀ (target − softmax(z + t q d)) − a − t d⟩ has not turned well below zero.
    #[inline(always)]
    fn length(&mut self, item: &Example<'_, M>, first: [f32; M]) -> [f32; M] {
        let mut length = [1.0_f32; M];
        for _ in 0..SEARCHES {
            let reached = self.slope(item, length);
            let mut done = true;
            for m in 0..M {
                if reached[m] < -0.3 * first[m] {
                    length[m] *= (first[m] / (first[m] - reached[m])).max(0.1);
                    done = false;
                }
            }
            if done {
                break;
            }
        }
        length
    }

    #[inline(always)]
    fn slope(&mut self, item: &Example<'_, M>, length: [f32; M]) -> [f32; M] {
        for ((p, z), d) in self.p.iter_mut().zip(&self.scores).zip(&self.step) {
            for m in 0..M {
                p[m] = z[m] + length[m] * item.squared_norm * d[m];
            }
        }
        softmax_in_place(&mut self.p);
        let mut slope = [0.0_f32; M];
        for (k, (p, d)) in self.p.iter().zip(&self.step).enumerate() {
            for m in 0..M {
                let r = item.strength[m] * (item.target[k] - p[m]) - item.duals[k][m];
                slope[m] += d[m] * (r - length[m] * d[m]);
            }
        }
        slope
    }
}

#[inline(always)]
fn softmax<const M: usize>(scores: &[[f32; M]], out: &mut [[f32; M]]) {
    out.copy_from_slice(scores);
    softmax_in_place(out);
}

/// Softmax over the classes, for each member.
#[inline(always)]
fn softmax_in_place<const M: usize>(scores: &mut [[f32; M]]) {
    let mut highest = [f32::NEG_INFINITY; M];
    for score in scores.iter() {
        for m in 0..M {
            highest[m] = if score[m] > highest[m] {
                score[m]
            } else {
                highest[m]
            };
        }
    }
    let mut total = [0.0_f32; M];
    for score in scores.iter_mut() {
        for m in 0..M {
            score[m] = exp(score[m] - highest[m]);
            total[m] += score[m];
        }
    }
    for score in scores {
        for m in 0..M {
            score[m] /= total[m];
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_direction_solves_its_system() {
        let (target, duals) = ([1.0, 0.0, 0.0], [[0.3], [-0.1], [-0.2]]);
        let item = Example {
            target: &target,
            duals: &duals,
            strength: [2.0],
            squared_norm: 3.0,
        };
        let mut step = Step::<1>::new(3);
        step.scores = vec![[0.4], [-0.2], [0.1]];
        softmax(&step.scores.clone(), &mut step.p);
        for k in 0..3 {
            step.residual[k][0] = 2.0 * (target[k] - step.p[k][0]) - duals[k][0];
        }
        step.direction(&item);
        // (I + A (diag p − p pᵀ)) d = r with A = 6.
        let mean: f32 = (0..3).map(|k| step.p[k][0] * step.step[k][0]).sum();
        for k in 0..3 {
            let (p, d) = (step.p[k][0], step.step[k][0]);
            let left = d + 6.0 * (p * d - p * mean);
            assert!((left - step.residual[k][0]).abs() < 1e-5);
        }
    }
}
