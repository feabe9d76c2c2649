//! How does a given vector become features?
//!
//! As the text's own dense blocks: minus the pool's mean, to unit length, times √2. An item
//! without a vector (all zero), or at the mean, stays zero. Invariant: fitted on the pool alone,
//! and equal at any number of threads.

use rayon::prelude::*;

/// A vector's length among the features.
const LENGTH: f64 = std::f64::consts::SQRT_2;
/// Rows summed by one task: sums of sums in a fixed order.
const SUMMED_TOGETHER: usize = 4_096;
/// A centred vector shorter than this share of the mean's length is rounding.
const LEAST_LENGTH: f64 = 1e-6;

/// What turns a given vector into features.
#[derive(Debug, Clone, PartialEq)]
pub struct VectorBlock {
    mean: Vec<f64>,
    /// Centred vectors must be longer than this.
    least: f64,
}

impl VectorBlock {
    /// Fits on the pool's vectors of `width` numbers: `row` gives one by its place.
    pub fn fit<'a>(width: usize, count: usize, row: impl Fn(usize) -> &'a [f32] + Sync) -> Self {
        let chunks = count.div_ceil(SUMMED_TOGETHER);
        let sums: Vec<(Vec<f64>, usize)> = (0..chunks)
            .into_par_iter()
            .map(|chunk| {
                let from = chunk * SUMMED_TOGETHER;
                let mut sum = vec![0.0; width];
                let mut present = 0;
                for index in from..(from + SUMMED_TOGETHER).min(count) {
                    let vector = row(index);
                    present += usize::from(vector.iter().any(|value| *value != 0.0));
                    for (sum, value) in sum.iter_mut().zip(vector) {
                        *sum += f64::from(*value);
                    }
                }
                (sum, present)
            })
            .collect();
        let mut mean = vec![0.0; width];
        let mut present = 0;
        for (sum, some) in &sums {
            present += some;
            for (mean, sum) in mean.iter_mut().zip(sum) {
                *mean += sum;
            }
        }
        for value in &mut mean {
            *value /= present.max(1) as f64;
        }
        let least = LEAST_LENGTH * mean.iter().map(|value| value * value).sum::<f64>().sqrt();
        Self { mean, least }
    }

    /// How many numbers a vector has, before and after.
    pub fn width(&self) -> usize {
        self.mean.len()
    }

    /// Writes a vector's features; one of another width counts as none.
    pub fn write(&self, vector: &[f32], out: &mut [f32]) {
        let is_given = vector.len() == self.mean.len() && vector.iter().any(|x| *x != 0.0);
        let centred = || {
            let pairs = vector.iter().zip(&self.mean);
            pairs.map(|(value, mean)| f64::from(*value) - mean)
        };
        let length = centred().map(|value| value * value).sum::<f64>().sqrt();
        if !is_given || length <= self.least {
            out.fill(0.0);
            return;
        }
        for (out, value) in out.iter_mut().zip(centred()) {
            *out = (value * LENGTH / length) as f32;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn block(rows: &[Vec<f32>]) -> VectorBlock {
        VectorBlock::fit(rows.first().map_or(0, Vec::len), rows.len(), |row| {
            &rows[row]
        })
    }

    fn features(block: &VectorBlock, vector: &[f32]) -> Vec<f32> {
        let mut out = vec![9.0; block.width()];
        block.write(vector, &mut out);
        out
    }

    #[test]
    fn vectors_are_centred_and_have_the_length_of_the_texts() {
        // The row of zeros has no vector: the mean of the others is (1, 1).
        let block = block(&[vec![4.0, 1.0], vec![0.0, 0.0], vec![-2.0, 1.0]]);
        let root = 2_f32.sqrt();
        assert_eq!(features(&block, &[4.0, 1.0]), [root, 0.0]);
        assert_eq!(features(&block, &[-2.0, 1.0]), [-root, 0.0]);
        assert_eq!(features(&block, &[2.0, 2.0]), [1.0, 1.0]);
        for nothing in [&[0.0, 0.0][..], &[1.0, 1.0], &[1.0], &[]] {
            assert_eq!(features(&block, nothing), [0.0, 0.0], "{nothing:?}");
        }
    }

    #[test]
    fn extremes_are_no_trouble() {
        let large = block(&[vec![f32::MAX, 0.0], vec![0.0, f32::MAX]]);
        for value in features(&large, &[f32::MAX, 0.0]) {
            assert!((value.abs() - 1.0).abs() < 1e-6, "{value}");
        }
        let equal = block(&vec![vec![0.1, 0.7, 0.3]; 9_000]);
        assert_eq!(features(&equal, &[0.1, 0.7, 0.3]), [0.0; 3]);
        assert_eq!(block(&[]).width(), 0);
        let none = VectorBlock::fit(2, 1, |_| &[0.0, 0.0]);
        assert_eq!(features(&none, &[0.0, 3.0]), [0.0, 2_f32.sqrt()]);
    }

    #[test]
    fn the_mean_is_the_same_at_any_number_of_threads() {
        let rows: Vec<Vec<f32>> = (0..10_000)
            .map(|n| vec![(n as f32).sin(), 1e6 * (n as f32).cos()])
            .collect();
        let with = |threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads);
            pool.build().unwrap().install(|| block(&rows))
        };
        assert_eq!(with(1), with(3));
    }
}
