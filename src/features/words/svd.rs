//! Finds the few directions that hold most of a large matrix.
//!
//! Randomised subspace iteration (Halko, Martinsson & Tropp 2011, algorithms 4.4 and 5.1) on the
//! right side: Y ← orth(AᵀA Y) three times from a random start (with two, labels bought measurably
//! less), then the eigenvectors of the small (A Y)ᵀ(A Y) turn Y into singular vectors. The first
//! iterations only have to come near: a part of the rows will do for them. Bases are made orthonormal through the eigenvectors
//! of their Gram matrix, summed in f64, which drops null directions and is done twice for accuracy;
//! that is several times faster than Householder QR on tall matrices. The start is random signs
//! from a seeded stream. Sums are over fixed parts in a fixed order: the result is the same at any
//! number of threads.

use linfa_linalg::eigh::{EigSort, EighInto};
use ndarray::{Array2, ArrayView2};
use rayon::prelude::*;

use crate::rng::Stream;

/// Directions found beyond the ones asked for: they make the leading ones accurate.
const OVERSAMPLE: usize = 8;
/// Iterations, the last of which sees the whole matrix.
pub(super) const ITERATIONS: usize = 3;
/// Products with a matrix or its transpose.
const PRODUCTS: usize = 2 * ITERATIONS + 1;
/// A direction whose squared length is below this share of the largest is rounding noise.
const NULL: f64 = 1e-11;
/// Rows of a tall matrix that one thread handles at a time.
const PART: usize = 2048;

/// What the iteration needs of a matrix. Dense matrices are by rows, `lanes` wide.
pub(super) trait Matrix {
    /// How many columns.
    fn columns(&self) -> usize;
    /// How many rows.
    fn rows(&self) -> usize;
    /// A (n × m) times a dense m × `lanes`.
    fn times(&self, dense: &[f32], lanes: usize) -> Vec<f32>;
    /// Aᵀ (m × n) times a dense n × `lanes`.
    fn transposed_times(&self, dense: &[f32], lanes: usize) -> Vec<f32>;
}

/// Leading singular directions on the right side.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Directions {
    /// m × r by rows: the columns are right singular vectors, falling in singular value.
    pub vectors: Vec<f32>,
    /// n × r by rows: the matrix times the vectors.
    pub images: Vec<f32>,
    /// The r singular values.
    pub values: Vec<f32>,
}

/// At most `rank` leading directions of the last matrix; fewer when it has fewer, none when it is
/// too small. The others, one an iteration, are that matrix too or some of its rows. `go_on` is
/// told the share done between products; `None` when it says to stop.
pub(super) fn right_directions<M: Matrix>(
    matrices: [&M; ITERATIONS],
    rank: usize,
    stream: &mut Stream,
    mut go_on: impl FnMut(usize, usize) -> Option<()>,
) -> Option<Directions> {
    let matrix = matrices[ITERATIONS - 1];
    let mut lanes = (rank + OVERSAMPLE).min(matrix.rows()).min(matrix.columns());
    if lanes < 2 {
        return Some(Directions::default());
    }
    let mut basis = random_signs(matrix.columns() * lanes, stream);
    for (power, matrix) in matrices.into_iter().enumerate() {
        go_on(2 * power, PRODUCTS)?;
        let image = matrix.times(&basis, lanes);
        go_on(2 * power + 1, PRODUCTS)?;
        basis = matrix.transposed_times(&image, lanes);
        (basis, lanes) = orthonormal(basis, lanes);
        if lanes == 0 {
            return Some(Directions::default());
        }
    }
    go_on(PRODUCTS - 1, PRODUCTS)?;
    let image = matrix.times(&basis, lanes);
    let (values, vectors) = eigen(gram(&image, lanes));
    let kept = above_noise(&values).min(rank);
    let strongest = values.iter().take(kept);
    Some(Directions {
        vectors: times_small(&basis, lanes, &vectors, kept, |_| 1.0),
        images: times_small(&image, lanes, &vectors, kept, |_| 1.0),
        values: strongest.map(|value| value.sqrt() as f32).collect(),
    })
}

fn random_signs(count: usize, stream: &mut Stream) -> Vec<f32> {
    let mut signs = Vec::with_capacity(count.next_multiple_of(64));
    while signs.len() < count {
        let bits = stream.next_u64();
        signs.extend((0..64).map(|bit| if bits >> bit & 1 == 0 { 1.0 } else { -1.0 }));
    }
    signs.truncate(count);
    signs
}

/// An orthonormal basis of the columns of a tall matrix, and how many there are.
fn orthonormal(mut basis: Vec<f32>, mut lanes: usize) -> (Vec<f32>, usize) {
    for _ in 0..2 {
        let (values, vectors) = eigen(gram(&basis, lanes));
        let kept = above_noise(&values);
        basis = times_small(&basis, lanes, &vectors, kept, |at| 1.0 / values[at].sqrt());
        lanes = kept;
    }
    (basis, lanes)
}

/// How many of falling eigenvalues are more than rounding noise.
fn above_noise(values: &[f64]) -> usize {
    let largest = values.first().copied().unwrap_or(0.0);
    let is_above = |value: &&f64| **value > 0.0 && **value > largest * NULL;
    values.iter().take_while(is_above).count()
}

/// YᵀY of a tall matrix.
fn gram(tall: &[f32], lanes: usize) -> Array2<f64> {
    let mut sum = Array2::zeros((lanes, lanes));
    if lanes == 0 {
        return sum;
    }
    let parts: Vec<Array2<f64>> = tall
        .par_chunks(PART * lanes)
        .filter_map(|part| {
            let part = view(part, lanes)?.mapv(f64::from);
            Some(part.t().dot(&part))
        })
        .collect();
    for part in parts {
        sum += &part;
    }
    sum
}

/// Eigenvalues, falling, and eigenvectors as columns; none if they cannot be found.
fn eigen(symmetric: Array2<f64>) -> (Vec<f64>, Array2<f64>) {
    if symmetric.is_empty() {
        return (Vec::new(), symmetric);
    }
    match symmetric.eigh_into() {
        Ok(found) => {
            let (values, vectors) = found.sort_eig_desc();
            (values.to_vec(), vectors)
        }
        Err(_) => (Vec::new(), Array2::zeros((0, 0))),
    }
}

/// A tall matrix times the first `kept` columns of a small one, each scaled.
fn times_small(
    tall: &[f32],
    lanes: usize,
    small: &Array2<f64>,
    kept: usize,
    scale: impl Fn(usize) -> f64,
) -> Vec<f32> {
    let rows = tall.len() / lanes.max(1);
    let mut product = vec![0.0; rows * kept];
    if kept == 0 {
        return product;
    }
    let small = Array2::from_shape_fn((lanes, kept), |(row, at)| {
        (small[(row, at)] * scale(at)) as f32
    });
    let parts = tall.par_chunks(PART * lanes);
    let parts = product.par_chunks_mut(PART * kept).zip(parts);
    parts.for_each(|(out, part)| {
        if let Some(part) = view(part, lanes) {
            out.copy_from_slice(&part.dot(&small).into_raw_vec_and_offset().0);
        }
    });
    product
}

fn view(values: &[f32], lanes: usize) -> Option<ArrayView2<'_, f32>> {
    ArrayView2::from_shape((values.len() / lanes, lanes), values).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::Seed;

    struct Dense(Array2<f32>);

    impl Matrix for Dense {
        fn columns(&self) -> usize {
            self.0.ncols()
        }
        fn rows(&self) -> usize {
            self.0.nrows()
        }
        fn times(&self, dense: &[f32], lanes: usize) -> Vec<f32> {
            let product = self.0.dot(&view(dense, lanes).unwrap());
            product.as_standard_layout().iter().copied().collect()
        }
        fn transposed_times(&self, dense: &[f32], lanes: usize) -> Vec<f32> {
            let product = self.0.t().dot(&view(dense, lanes).unwrap());
            product.as_standard_layout().iter().copied().collect()
        }
    }

    fn directions(matrix: Array2<f32>, rank: usize) -> Directions {
        let mut stream = Seed(1).stream("svd", "");
        right_directions([&Dense(matrix); ITERATIONS], rank, &mut stream, |_, _| {
            Some(())
        })
        .unwrap()
    }

    #[test]
    fn a_matrix_of_rank_two_is_found_whole() {
        // Rows are mixes of two orthogonal directions of 6 columns.
        let a = [1.0, 1.0, 1.0, 0.0, 0.0, 0.0_f32].map(|x| x / 3_f32.sqrt());
        let b = [0.0, 0.0, 0.0, 1.0, -1.0, 0.0_f32].map(|x| x / 2_f32.sqrt());
        let matrix = Array2::from_shape_fn((20, 6), |(row, column)| {
            let (p, q) = (3.0 + row as f32, 1.0 - row as f32 * 0.1);
            p * a[column] + q * b[column]
        });
        let found = directions(matrix, 4);
        assert_eq!(found.values.len(), 2);
        // The span is that of a and b: projecting a onto it loses nothing.
        for known in [a, b] {
            let kept: f32 = (0..2)
                .map(|at| {
                    let along: f32 = (0..6)
                        .map(|row| found.vectors[row * 2 + at] * known[row])
                        .sum();
                    along * along
                })
                .sum();
            assert!((kept - 1.0).abs() < 1e-4, "{kept}");
        }
    }

    #[test]
    fn singular_values_of_a_known_spectrum_are_found() {
        // Rows and columns are scaled rotations of a diagonal of 40, 39, …, through Householder
        // reflections, so the singular values are known.
        let size = 60;
        let reflect = |size: usize, step: usize| {
            let v: Vec<f32> = (0..size).map(|n| 1.0 + ((n * step) % 7) as f32).collect();
            let square: f32 = v.iter().map(|x| x * x).sum();
            Array2::from_shape_fn((size, size), |(i, j)| {
                f32::from(u8::from(i == j)) - 2.0 * v[i] * v[j] / square
            })
        };
        let diagonal = Array2::from_shape_fn((size, size), |(i, j)| {
            if i == j {
                40.0 * 0.8_f32.powf(i as f32)
            } else {
                0.0
            }
        });
        let matrix = reflect(size, 3).dot(&diagonal).dot(&reflect(size, 5));
        let found = directions(matrix, 5);
        for (at, value) in found.values.iter().enumerate() {
            let expected = 40.0 * 0.8_f32.powf(at as f32);
            assert!(
                (value - expected).abs() < 1e-3 * expected,
                "{value} {expected}"
            );
        }
        for one in 0..5 {
            for other in 0..5 {
                let dot: f32 = (0..size)
                    .map(|row| found.vectors[row * 5 + one] * found.vectors[row * 5 + other])
                    .sum();
                assert!((dot - f32::from(u8::from(one == other))).abs() < 1e-4);
            }
        }
    }

    #[test]
    fn a_matrix_too_small_for_a_direction_gives_none() {
        assert!(directions(Array2::ones((1, 1)), 4).values.is_empty());
        assert!(directions(Array2::zeros((2, 3)), 4).values.is_empty());
    }

    #[test]
    fn it_stops_when_told() {
        let mut stream = Seed(1).stream("svd", "");
        let matrix = Dense(Array2::ones((5, 5)));
        assert!(
            right_directions([&matrix; ITERATIONS], 2, &mut stream, |done, _| (done < 2)
                .then_some(()))
            .is_none()
        );
    }
}
