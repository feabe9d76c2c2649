//! How would one more label move the model?
//!
//! Item x with label y moves the scores of any item u by k(x, u) · δ with
//! δ = (I + k(x, x) H)⁻¹ (e_y − p), H = diag(p) − ppᵀ: one Newton step from the present optimum
//! under the posterior covariance k. By the Sherman–Morrison formula that costs C, not C³: with
//! g = p / (1 + k p), class by class, δ = e_y / (1 + k p_y) − g + k g (g_y − g·p) / Σg. The
//! covariance of the scores falls by k(x, u)² A with A = H (I + k H)⁻¹ = diag(g) − ggᵀ / Σg. For
//! two classes the score difference moves as in binary logistic regression:
//! (y − p) k₂ / (1 + p (1 − p) k₂) with k₂ = 2 k.

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
        let pull = self.variance * (own - self.product) / self.total;
        let mut shift: Vec<f32> = self.damped.iter().map(|g| g * (pull - 1.0)).collect();
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
    use super::*;
    use ndarray::Array2;

    const P: [f32; 3] = [0.5, 0.3, 0.2];
    const VARIANCE: f32 = 2.5;

    fn curvature(p: &[f32]) -> Array2<f32> {
        Array2::from_shape_fn((p.len(), p.len()), |(a, b)| {
            f32::from(u8::from(a == b)) * p[a] - p[a] * p[b]
        })
    }

    /// I + k H.
    fn stretched() -> Array2<f32> {
        Array2::eye(3) + VARIANCE * curvature(&P)
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
        let back = fall.dot(&stretched()) - curvature(&P);
        assert!(back.iter().all(|value| value.abs() < 1e-6), "{back}");
        let q = [0.1_f32, 0.2, 0.7];
        let slope = curvature(&q);
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
