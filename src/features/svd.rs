//! Which few directions hold most of a sparse matrix?
//!
//! Randomised subspace iteration (Halko, Martinsson & Tropp 2011, algorithms 4.4 and 5.1): two
//! power iterations with orthonormalisation on both sides, then the eigenvectors of the small
//! Gram matrix. The start is a seeded normal matrix, so equal pools give equal directions.

use linfa_linalg::eigh::{EigSort, EighInto};
use linfa_linalg::qr::QRInto;
use ndarray::Array2;

use super::SparseRows;
use crate::rng::Seed;

/// Directions found beyond the ones asked for: they make the leading ones accurate.
const OVERSAMPLE: usize = 8;
const POWER_ITERATIONS: usize = 2;

/// The `rank` leading right singular vectors of `matrix` (n × m), as the columns of an m × r
/// matrix, r ≤ rank; fewer when the matrix has fewer directions, none when it is too small.
pub(super) fn right_singular_vectors(matrix: &SparseRows, rank: usize, seed: Seed) -> Array2<f32> {
    let width = matrix.width();
    let lanes = (rank + OVERSAMPLE).min(matrix.len()).min(width);
    let nothing = || Array2::zeros((width, 0));
    if lanes < 2 {
        return nothing();
    }
    let transposed = matrix.transposed();
    let mut stream = seed.stream("svd", "");
    let start: Vec<f32> = (0..width * lanes)
        .map(|_| stream.next_normal() as f32)
        .collect();
    let mut basis = matrix.times(&start, lanes);
    for _ in 0..POWER_ITERATIONS {
        let Some(rows) = orthonormal(basis, lanes) else {
            return nothing();
        };
        let Some(columns) = orthonormal(transposed.times(&rows, lanes), lanes) else {
            return nothing();
        };
        basis = matrix.times(&columns, lanes);
    }
    let Some(rows) = orthonormal(basis, lanes) else {
        return nothing();
    };
    // B = Qᵀ A is lanes × m; hold Bᵀ (m × lanes) and decompose the small B Bᵀ.
    let Ok(small) = Array2::from_shape_vec((width, lanes), transposed.times(&rows, lanes)) else {
        return nothing();
    };
    let gram = small.t().dot(&small).mapv(f64::from);
    let Ok(decomposed) = gram.eigh_into() else {
        return nothing();
    };
    let (values, vectors) = decomposed.sort_eig_desc();
    let largest = values.first().copied().unwrap_or(0.0);
    let kept = values
        .iter()
        .take(rank)
        .filter(|value| **value > largest * 1e-10)
        .count();
    let mut directions = Array2::zeros((width, kept));
    for (at, value) in values.iter().take(kept).enumerate() {
        let direction = small.dot(&vectors.column(at).mapv(|x| x as f32));
        directions
            .column_mut(at)
            .assign(&(direction / value.sqrt() as f32));
    }
    directions
}

/// An orthonormal basis of the columns of a dense matrix (by rows, `lanes` wide).
fn orthonormal(values: Vec<f32>, lanes: usize) -> Option<Vec<f32>> {
    let matrix = Array2::from_shape_vec((values.len() / lanes, lanes), values).ok()?;
    let basis = matrix.mapv(f64::from).qr_into().ok()?.generate_q();
    Some(basis.mapv(|x| x as f32).into_raw_vec_and_offset().0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_matrix_of_rank_two_is_found_whole() {
        // Rows are mixes of two orthogonal directions of 6 columns.
        let a = [1.0, 1.0, 1.0, 0.0, 0.0, 0.0_f32].map(|x| x / 3_f32.sqrt());
        let b = [0.0, 0.0, 0.0, 1.0, -1.0, 0.0_f32].map(|x| x / 2_f32.sqrt());
        let rows = (0..20).map(|row| {
            let (p, q) = (3.0 + row as f32, 1.0 - row as f32 * 0.1);
            (0..6_u32)
                .map(|column| (column, p * a[column as usize] + q * b[column as usize]))
                .collect()
        });
        let matrix = SparseRows::new(rows, 6);
        let directions = right_singular_vectors(&matrix, 4, Seed(1));
        assert_eq!(directions.ncols(), 2);
        // The span is that of a and b: projecting a onto it loses nothing.
        for known in [a, b] {
            let kept: f32 = (0..2)
                .map(|at| {
                    directions
                        .column(at)
                        .iter()
                        .zip(known)
                        .map(|(x, y)| x * y)
                        .sum::<f32>()
                        .powi(2)
                })
                .sum();
            assert!((kept - 1.0).abs() < 1e-4, "{kept}");
        }
    }

    #[test]
    fn a_matrix_too_small_for_a_direction_gives_none() {
        let matrix = SparseRows::new([vec![(0, 1.0)]], 1);
        assert_eq!(right_singular_vectors(&matrix, 4, Seed(1)).ncols(), 0);
        let matrix = SparseRows::new([vec![], vec![]], 3);
        assert_eq!(right_singular_vectors(&matrix, 4, Seed(1)).ncols(), 0);
    }
}
