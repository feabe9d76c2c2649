//! Tells how sure the model is of its weights, and how one more label would move it.
//!
//! Around its optimum the softmax regression has, for each class, the posterior covariance
//! Σ = (Σᵢ sᵢ xᵢ xᵢᵀ + λI)⁻¹ over the labeled items (Laplace's approximation, one covariance for
//! all classes). sᵢ is the mean of the C − 1 curvatures that are not 0 of the item's loss, the
//! eigenvalues of diag(p) − ppᵀ: sᵢ = (1 − Σ p²) / (C − 1), which is exact for two classes. Σ is
//! never written out: with the Cholesky factor of its inverse, Σ⁻¹ = RᵀR, the covariance
//! k(x, u) = xᵀΣu is the inner product of R⁻ᵀx and R⁻ᵀu.
//!
//! Item x with label y moves the scores of any item u by k(x, u) · δ with
//! δ = (I + k(x, x) H)⁻¹ (e_y − p), H = diag(p) − ppᵀ: one Newton step from the present optimum
//! under the posterior covariance k. By the Sherman–Morrison formula that costs C, not C³: with
//! g = p / (1 + k p), class by class, δ = e_y / (1 + k p_y) − g + k g (g_y − g·p) / Σg. The
//! covariance of the scores falls by k(x, u)² A with A = H (I + k H)⁻¹ = diag(g) − ggᵀ / Σg. For
//! two classes the score difference moves as in binary logistic regression:
//! (y − p) k₂ / (1 + p (1 − p) k₂) with k₂ = 2 k.

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

/// What a label would do, for one item.
pub(super) struct Step {
    /// k(x, x).
    variance: f32,
    /// p / (1 + k p).
    damped: Vec<f32>,
    /// Σg, above 0.
    total: f32,
    /// g·p.
    product: f32,
}

impl Step {
    /// For an item with these probabilities and this variance of its scores.
    pub(super) fn new(p: &[f32], variance: f32) -> Self {
        let damped: Vec<f32> = p.iter().map(|p| p / (1.0 + variance * p)).collect();
        Self {
            variance,
            total: damped.iter().sum::<f32>().max(f32::MIN_POSITIVE),
            product: damped.iter().zip(p).map(|(g, p)| g * p).sum(),
            damped,
        }
    }

    /// δ: by how much each class's score moves with this label, a unit of covariance.
    pub(super) fn shift(&self, label: usize) -> Vec<f32> {
        let own = self.damped[label];
        let shared = self.variance * (own - self.product) / self.total;
        let mut shift: Vec<f32> = self.damped.iter().map(|g| g * (shared - 1.0)).collect();
        // 1 / (1 + k p) = 1 − k g.
        shift[label] += 1.0 - self.variance * own;
        shift
    }

    /// tr(J A J) with J = diag(q) − qqᵀ: how much the variance of an item's probabilities q falls,
    /// summed over classes, a unit of squared covariance.
    pub(super) fn fall(&self, q: &[f32]) -> f32 {
        let square: f32 = q.iter().map(|q| q * q).sum();
        let inner: f32 = self.damped.iter().zip(q).map(|(g, q)| g * q).sum();
        let (mut whole, mut shared) = (0.0, 0.0);
        for (g, q) in self.damped.iter().zip(q) {
            // ‖J e_c‖² = q_c² (1 − 2 q_c + Σq²), (J g)_c = q_c (g_c − g·q).
            whole += g * q * q * (1.0 - 2.0 * q + square);
            shared += (q * (g - inner)).powi(2);
        }
        (whole - shared / self.total).max(0.0)
    }
}

#[cfg(test)]
mod tests {
    use ndarray::Array2;

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

    const P: [f32; 3] = [0.5, 0.3, 0.2];
    const VARIANCE: f32 = 2.5;

    fn hessian(p: &[f32]) -> Array2<f32> {
        Array2::from_shape_fn((p.len(), p.len()), |(a, b)| {
            f32::from(u8::from(a == b)) * p[a] - p[a] * p[b]
        })
    }

    /// I + k H.
    fn stretched() -> Array2<f32> {
        Array2::eye(3) + VARIANCE * hessian(&P)
    }

    #[test]
    fn two_classes_move_as_in_binary_logistic_regression() {
        let (p, k) = (0.3_f32, 1.7_f32);
        let binary = 2.0 * k;
        let v = p * (1.0 - p);
        let step = Step::new(&[p, 1.0 - p], k);
        for (label, y) in [(0, 1.0), (1, 0.0)] {
            let shift = step.shift(label);
            let expected = (y - p) / (1.0 + v * binary);
            // A unit of k is two units of the binary covariance.
            assert!((shift[0] - shift[1] - 2.0 * expected).abs() < 1e-6);
        }
        // Both classes' variances: twice (q (1 − q))² k₂² v / (1 + v k₂) for k₂ = 2.
        let q = 0.4_f32;
        let expected = 2.0 * (q * (1.0 - q)).powi(2) * 4.0 * v / (1.0 + v * binary);
        assert!((step.fall(&[q, 1.0 - q]) - expected).abs() < 1e-6);
    }

    #[test]
    fn the_shift_solves_the_newton_equation() {
        let step = Step::new(&P, VARIANCE);
        for label in 0..3 {
            let shift = step.shift(label);
            assert!(shift.iter().sum::<f32>().abs() < 1e-6);
            let back = stretched().dot(&ndarray::arr1(&shift));
            for class in 0..3 {
                let expected = f32::from(u8::from(class == label)) - P[class];
                assert!((back[class] - expected).abs() < 1e-6, "{back}");
            }
        }
    }

    #[test]
    fn the_fall_is_that_of_the_matrices_written_out() {
        let step = Step::new(&P, VARIANCE);
        let g = ndarray::arr1(&step.damped);
        let outer = Array2::from_shape_fn((3, 3), |(a, b)| g[a] * g[b]);
        let fall = Array2::from_diag(&g) - outer / step.total;
        // A (I + k H) = H.
        let back = fall.dot(&stretched()) - hessian(&P);
        assert!(back.iter().all(|value| value.abs() < 1e-6), "{back}");
        let q = [0.1_f32, 0.2, 0.7];
        let slope = hessian(&q);
        let whole = slope.dot(&fall).dot(&slope);
        assert!((step.fall(&q) - whole.diag().sum()).abs() < 1e-6);
    }

    #[test]
    fn without_covariance_the_residual_is_the_shift() {
        let shift = Step::new(&P, 0.0).shift(1);
        for (shift, expected) in shift.iter().zip([-0.5, 0.7, -0.2]) {
            assert!((shift - expected).abs() < 1e-6);
        }
        assert!(Step::new(&[1.0, 0.0], 9.0).shift(0)[0].abs() < 1e-6);
    }
}
