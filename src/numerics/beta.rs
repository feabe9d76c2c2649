//! Where does a beta distribution reach a share of its mass?

/// The quantile of Beta(a, b), by bisection on the regularised incomplete beta function.
///
/// `share` in 0..1, `a` and `b` above 0. Exact to about 1e-12.
pub fn beta_quantile(share: f64, a: f64, b: f64) -> f64 {
    let (mut low, mut high) = (0.0, 1.0);
    for _ in 0..60 {
        let middle = f64::midpoint(low, high);
        if beta_below(middle, a, b) < share {
            low = middle;
        } else {
            high = middle;
        }
    }
    f64::midpoint(low, high)
}

/// The mass of Beta(a, b) below x: the regularised incomplete beta function I_x(a, b), by its
/// continued fraction (DLMF 8.17.22) on the side where that converges fast.
pub fn beta_below(x: f64, a: f64, b: f64) -> f64 {
    if x <= 0.0 {
        return 0.0;
    }
    if x >= 1.0 {
        return 1.0;
    }
    if x > (a + 1.0) / (a + b + 2.0) {
        return 1.0 - beta_below(1.0 - x, b, a);
    }
    let front = ln_gamma(a + b) - ln_gamma(a) - ln_gamma(b) + a * x.ln() + b * (-x).ln_1p();
    front.exp() / a / fraction(x, a, b)
}

/// 1 + d₁/(1 + d₂/(1 + …)), evaluated forward (modified Lentz).
fn fraction(x: f64, a: f64, b: f64) -> f64 {
    const TINY: f64 = 1e-300;
    let safe = |value: f64| if value.abs() < TINY { TINY } else { value };
    let (mut value, mut c, mut d) = (1.0, 1.0, 0.0);
    for step in 1..=500 {
        let m = f64::from(step / 2);
        let term = if step % 2 == 0 {
            m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m))
        } else {
            -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0))
        };
        d = 1.0 / safe(1.0 + term * d);
        c = safe(1.0 + term / c);
        let change = c * d;
        value *= change;
        if (change - 1.0).abs() < 1e-15 {
            break;
        }
    }
    value
}

/// ln Γ(x) for x > 0: Stirling's series (DLMF 5.11.1), carried up to where it is exact to 1e-14.
pub fn ln_gamma(x: f64) -> f64 {
    let mut x = x;
    let mut shifted = 0.0;
    while x < 15.0 {
        shifted -= x.ln();
        x += 1.0;
    }
    let square = x * x;
    let series = (1.0 / 12.0
        - (1.0 / 360.0 - (1.0 / 1260.0 - (1.0 / 1680.0) / square) / square) / square)
        / x;
    shifted + (x - 0.5) * x.ln() - x + 0.5 * std::f64::consts::TAU.ln() + series
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mass_below_is_that_of_closed_forms() {
        // Beta(1, b): 1 − (1−x)^b; Beta(a, 1): x^a; Beta(2, 2): 3x² − 2x³.
        for x in [0.01_f64, 0.2, 0.5, 0.9, 0.999] {
            assert!((beta_below(x, 1.0, 40.0) - (1.0 - (1.0 - x).powi(40))).abs() < 1e-12);
            assert!((beta_below(x, 7.0, 1.0) - x.powi(7)).abs() < 1e-12);
            assert!((beta_below(x, 2.0, 2.0) - (3.0 * x * x - 2.0 * x.powi(3))).abs() < 1e-12);
        }
        assert!(beta_below(0.0, 2.0, 3.0).abs() < 1e-15);
        assert!((beta_below(1.0, 2.0, 3.0) - 1.0).abs() < 1e-15);
    }

    #[test]
    fn a_quantile_has_its_share_below_it() {
        for (share, a, b) in [(0.8, 1.0, 340.0), (0.8, 6.0, 335.0), (0.05, 300.0, 12.0)] {
            let quantile = beta_quantile(share, a, b);
            assert!((beta_below(quantile, a, b) - share).abs() < 1e-9);
        }
        // Beta(1, 340): 1 − .2^(1/340).
        let exact = 1.0 - 0.2_f64.powf(1.0 / 340.0);
        assert!((beta_quantile(0.8, 1.0, 340.0) - exact).abs() < 1e-12);
    }

    #[test]
    fn the_logarithm_of_gamma_is_that_of_factorials_and_halves() {
        assert!((ln_gamma(6.0) - 120.0_f64.ln()).abs() < 1e-12);
        assert!((ln_gamma(0.5) - std::f64::consts::PI.sqrt().ln()).abs() < 1e-12);
        assert!((ln_gamma(1.0)).abs() < 1e-12);
    }
}
