//! How sure is the model of its weights?
//!
//! Around its optimum the softmax regression has, for each class, the posterior covariance
//! Σ = (Σᵢ sᵢ xᵢ xᵢᵀ + λI)⁻¹ over the labeled items (Laplace's approximation, one covariance for
//! all classes). sᵢ is the mean of the C − 1 curvatures that are not 0 of the item's loss, the
//! eigenvalues of diag(p) − ppᵀ: sᵢ = (1 − Σ p²) / (C − 1), which is exact for two classes. Σ is
//! never written out: with the Cholesky factor of its inverse, Σ⁻¹ = RᵀR, the covariance
//! k(x, u) = xᵀΣu is the inner product of R⁻ᵀx and R⁻ᵀu.

use rayon::prelude::*;

/// The factor R of the inverse covariance.
pub(super) struct Posterior {
    width: usize,
    /// By rows; what stands left of the diagonal means nothing.
    factor: Vec<f64>,
}

impl Posterior {
    /// From labeled rows of `width` numbers, each with its curvature, and the penalty λ > 0.
    pub(super) fn new(width: usize, labeled: &[(Vec<f64>, f64)], penalty: f64) -> Self {
        let mut factor = vec![0.0; width * width];
        factor
            .par_chunks_mut(width.max(1))
            .enumerate()
            .for_each(|(place, row)| {
                row[place] = penalty;
                for (x, curvature) in labeled {
                    add(&mut row[place..], curvature * x[place], &x[place..]);
                }
            });
        for place in 0..width {
            let (above, below) = factor.split_at_mut((place + 1) * width);
            let row = &mut above[place * width..];
            // In exact arithmetic the square of a pivot is at least the penalty.
            let pivot = row[place].max(penalty).sqrt();
            for value in &mut row[place..] {
                *value /= pivot;
            }
            for (later, under) in (place + 1..width).zip(below.chunks_exact_mut(width)) {
                add(&mut under[later..], -row[later], &row[later..]);
            }
        }
        Self { width, factor }
    }

    /// R⁻ᵀx: inner products of such vectors are covariances.
    pub(super) fn whitened(&self, mut x: Vec<f64>) -> Vec<f32> {
        for place in 0..self.width {
            let row = &self.factor[place * self.width..][place..self.width];
            let (done, rest) = x.split_at_mut(place + 1);
            done[place] /= row[0];
            add(rest, -done[place], &row[1..]);
        }
        x.into_iter().map(|value| value as f32).collect()
    }
}

/// The mean curvature of a loss at these probabilities.
pub(super) fn curvature(p: &[f32]) -> f64 {
    let square: f64 = p.iter().map(|p| f64::from(*p) * f64::from(*p)).sum();
    (1.0 - square).max(0.0) / (p.len() as f64 - 1.0).max(1.0)
}

fn add(sum: &mut [f64], factor: f64, values: &[f64]) {
    for (sum, value) in sum.iter_mut().zip(values) {
        *sum += factor * value;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn inner(a: &[f32], b: &[f32]) -> f64 {
        a.iter()
            .zip(b)
            .map(|(a, b)| f64::from(*a) * f64::from(*b))
            .sum()
    }

    #[test]
    fn covariances_by_hand() {
        // ½ (1, 1)(1, 1)ᵀ + ¼ (2, 0)(2, 0)ᵀ + ½ I = (2 .5; .5 1), of inverse (1 −.5; −.5 2) / 1.75.
        let labeled = [(vec![1.0, 1.0], 0.5), (vec![2.0, 0.0], 0.25)];
        let posterior = Posterior::new(2, &labeled, 0.5);
        let first = posterior.whitened(vec![1.0, 0.0]);
        let second = posterior.whitened(vec![0.0, 1.0]);
        assert!((inner(&first, &first) - 1.0 / 1.75).abs() < 1e-6);
        assert!((inner(&first, &second) + 0.5 / 1.75).abs() < 1e-6);
        assert!((inner(&second, &second) - 2.0 / 1.75).abs() < 1e-6);
    }

    #[test]
    fn without_labels_the_penalty_is_all() {
        let posterior = Posterior::new(3, &[], 0.25);
        let x = posterior.whitened(vec![1.0, -2.0, 0.5]);
        assert!((inner(&x, &x) - 5.25 / 0.25).abs() < 1e-5);
    }

    #[test]
    fn curvature_is_the_mean_of_the_eigenvalues_that_are_not_nothing() {
        // diag(p) − ppᵀ of two classes has the eigenvalues 0 and 2 p (1 − p).
        assert!((curvature(&[0.3, 0.7]) - 0.42).abs() < 1e-6);
        // Of three equal ones 0, ⅓, ⅓.
        assert!((curvature(&[1.0 / 3.0; 3]) - 1.0 / 3.0).abs() < 1e-6);
        assert!(curvature(&[1.0, 0.0, 0.0]).abs() < 1e-9);
    }
}
