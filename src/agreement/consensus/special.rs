//! What are the digamma function and the logarithm of the gamma function?

/// Below this the recurrence is used, above it the asymptotic series.
const LARGE: f64 = 8.0;

/// ψ(x) for x > 0: ψ(x) = ψ(x + 1) − 1/x, then ln x − 1/2x − Σ B₂ₙ/(2n x²ⁿ) (Abramowitz and Stegun
/// 6.3.18).
pub(super) fn digamma(mut x: f64) -> f64 {
    let mut below = 0.0;
    while x < LARGE {
        below += 1.0 / x;
        x += 1.0;
    }
    let inverse = 1.0 / (x * x);
    let series = inverse
        * (1.0 / 12.0
            - inverse
                * (1.0 / 120.0
                    - inverse * (1.0 / 252.0 - inverse * (1.0 / 240.0 - inverse * (1.0 / 132.0)))));
    x.ln() - 0.5 / x - series - below
}

/// ln Γ(x) for x > 0: ln Γ(x) = ln Γ(x + 1) − ln x, then Stirling's series (Abramowitz and Stegun
/// 6.1.41).
pub(super) fn ln_gamma(mut x: f64) -> f64 {
    let mut product = 1.0;
    while x < LARGE {
        product *= x;
        x += 1.0;
    }
    let inverse = 1.0 / (x * x);
    let series = (1.0 / 12.0
        - inverse * (1.0 / 360.0 - inverse * (1.0 / 1_260.0 - inverse * (1.0 / 1_680.0))))
        / x;
    (x - 0.5) * x.ln() - x + 0.5 * std::f64::consts::TAU.ln() + series - product.ln()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_those_of_the_tables() {
        // ψ(1) = −γ; ψ(½) = −γ − 2 ln 2; ψ(n + 1) = ψ(n) + 1/n.
        let euler = 0.577_215_664_901_532_9;
        assert!((digamma(1.0) + euler).abs() < 1e-11);
        assert!((digamma(0.5) + euler + 2.0 * 2.0_f64.ln()).abs() < 1e-11);
        assert!((digamma(4.0) - (1.0 + 0.5 + 1.0 / 3.0 - euler)).abs() < 1e-11);
        assert!((digamma(100.0) - 4.600_161_852_738_087).abs() < 1e-11);
        // Γ(1) = Γ(2) = 1; Γ(½) = √π; Γ(6) = 120; Γ(20) = 19!.
        for (x, gamma) in [
            (1.0, 1.0),
            (2.0, 1.0),
            (0.5, std::f64::consts::PI.sqrt()),
            (6.0, 120.0),
            (20.0, 121_645_100_408_832_000.0_f64),
        ] {
            assert!((ln_gamma(x) - gamma.ln()).abs() < 1e-10, "{x}");
        }
    }
}
