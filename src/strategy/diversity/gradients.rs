//! How far apart are the gradients that two items would give?
//!
//! An item whose label were the likeliest ŷ would move the logistic member along
//! g = (p − e_ŷ) ⊗ x. Such products are never written out: their inner product is
//! ⟨g_i, g_j⟩ = (a_i · a_j)(x_i · x_j) with a = p − e_ŷ and x the whole row (sparse, dense,
//! constant), and ‖g_i − g_j‖² follows from it.

use rayon::prelude::*;

use super::super::scene::RankingContext;
use crate::features::{BIAS, PoolId, RowBuf, dot};
use crate::learner::argmax;

/// Differences smaller than this share of the two lengths are rounding.
const ROUNDING: f32 = 1e-5;
/// Sums of dense products run in this many lanes.
const LANES: usize = 16;

/// The gradients of some items, in factors.
pub(super) struct Gradients {
    each: Vec<Gradient>,
    /// Width of the sparse part.
    columns: usize,
}

struct Gradient {
    /// p − e_ŷ.
    residual: Vec<f32>,
    row: RowBuf,
    /// ‖g‖².
    square: f32,
}

impl Gradients {
    /// Of these items, by the choosing model.
    pub(super) fn of(scene: &RankingContext<'_>, items: &[PoolId]) -> Self {
        let gradient = |item: &PoolId| {
            let p = scene.committee.choosing(*item);
            Gradient::new(p, scene.rows().row(item.index()))
        };
        Self {
            each: items.par_iter().map(gradient).collect(),
            columns: scene.rows().text.width(),
        }
    }

    /// ‖g‖² of each.
    pub(super) fn squares(&self) -> impl Iterator<Item = f32> + '_ {
        self.each.iter().map(|gradient| gradient.square)
    }

    /// ‖g − g_c‖² of each and the gradient of number `center`; 0 where rounding leaves hardly
    /// anything, as between copies.
    pub(super) fn squared_distances(&self, center: usize) -> Vec<f32> {
        let center = &self.each[center];
        let mut sparse = vec![0.0; self.columns];
        for (column, value) in center.row.columns.iter().zip(&center.row.values) {
            sparse[*column as usize] = *value;
        }
        self.each
            .par_iter()
            .map(|gradient| {
                let whole = gradient.square + center.square;
                let distance = whole - 2.0 * gradient.inner(center, &sparse);
                if distance > ROUNDING * whole {
                    distance
                } else {
                    0.0
                }
            })
            .collect()
    }
}

impl Gradient {
    fn new(p: Vec<f32>, row: RowBuf) -> Self {
        let mut residual = p;
        let likeliest = argmax(&residual);
        residual[likeliest] -= 1.0;
        Self {
            square: dot::<LANES>(&residual, &residual) * row.as_row().squared_norm(),
            residual,
            row,
        }
    }

    /// ⟨g, g_c⟩; `sparse` is the center's sparse part written out.
    fn inner(&self, center: &Self, sparse: &[f32]) -> f32 {
        let row = &self.row;
        let words: f32 = row
            .columns
            .iter()
            .zip(&row.values)
            .map(|(column, value)| sparse[*column as usize] * value)
            .sum();
        let rows = words + dot::<LANES>(&row.dense, &center.row.dense) + BIAS * BIAS;
        dot::<LANES>(&self.residual, &center.residual) * rows
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gradients() -> Gradients {
        let row = |columns: &[u32], values: &[f32], dense: &[f32]| RowBuf {
            columns: columns.to_vec(),
            values: values.to_vec(),
            dense: dense.to_vec(),
        };
        let gradient = |p: &[f32], row| Gradient::new(p.to_vec(), row);
        Gradients {
            each: vec![
                gradient(&[0.5, 0.3, 0.2], row(&[0, 4], &[0.6, 0.8], &[1.0, 0.0])),
                gradient(&[0.1, 0.7, 0.2], row(&[4, 5], &[0.8, 0.6], &[0.5, -1.0])),
                gradient(&[0.5, 0.3, 0.2], row(&[0, 4], &[0.6, 0.8], &[1.0, 0.0])),
            ],
            columns: 6,
        }
    }

    #[test]
    fn lengths_and_distances_by_hand() {
        let gradients = gradients();
        let squares: Vec<f32> = gradients.squares().collect();
        // a = (−.5, .3, .2), |a|² = .38, |x|² = 1 + 1 + .09.
        assert!((squares[0] - 0.38 * 2.09).abs() < 1e-5);
        // a = (.1, −.3, .2), |a|² = .14, |x|² = 1 + 1.25 + .09.
        assert!((squares[1] - 0.14 * 2.34).abs() < 1e-5);
        let distances = gradients.squared_distances(0);
        // a · a' = −.05 − .09 + .04 = −.1; x · x' = .64 + .5 + .09 = 1.23.
        let expected = 0.38 * 2.09 + 0.14 * 2.34 + 2.0 * 0.1 * 1.23;
        assert!((distances[1] - expected).abs() < 1e-5);
        assert_eq!((distances[0], distances[2]), (0.0, 0.0));
    }

    #[test]
    fn distances_are_those_of_products_written_out() {
        let gradients = gradients();
        let whole = |gradient: &Gradient| -> Vec<f32> {
            let mut x = [0.0; 9];
            for (column, value) in gradient.row.columns.iter().zip(&gradient.row.values) {
                x[*column as usize] = *value;
            }
            x[6..8].copy_from_slice(&gradient.row.dense);
            x[8] = BIAS;
            let residual = &gradient.residual;
            residual
                .iter()
                .flat_map(|a| x.iter().map(move |x| a * x))
                .collect()
        };
        let (a, b) = (whole(&gradients.each[0]), whole(&gradients.each[1]));
        let distance: f32 = a.iter().zip(&b).map(|(a, b)| (a - b) * (a - b)).sum();
        assert!((gradients.squared_distances(1)[0] - distance).abs() < 1e-5);
    }
}
