//! Intervals of a proportion, and of the difference of two.

use serde::Serialize;

/// A proportion with its 95 % interval.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Proportion {
    /// Successes over n.
    pub value: f64,
    /// Lower end of the interval.
    pub low: f64,
    /// Upper end of the interval.
    pub high: f64,
    /// How many were looked at.
    pub n: usize,
}

/// The Wilson score interval at 95 %; `None` when nothing was looked at.
///
/// centre (p + z²/2n) / (1 + z²/n), half-width z √(p(1−p)/n + z²/4n²) / (1 + z²/n) (Wilson 1927).
pub fn wilson(successes: usize, n: usize) -> Option<Proportion> {
    let count = n as f64;
    wilson_share(successes as f64 / count, count)
}

/// The Wilson score interval of a share of `count` things, which may be fractions of things: sums
/// of probabilities. `None` when there are none; the `n` of the answer is rounded.
fn wilson_share(p: f64, count: f64) -> Option<Proportion> {
    const Z: f64 = 1.959_963_984_540_054;
    if !(count > 0.0 && p.is_finite()) {
        return None;
    }
    let scale = 1.0 + Z * Z / count;
    let centre = (p + Z * Z / (2.0 * count)) / scale;
    let half = Z * (p * (1.0 - p) / count + Z * Z / (4.0 * count * count)).sqrt() / scale;
    Some(Proportion {
        value: p,
        low: (centre - half).max(0.0),
        high: (centre + half).min(1.0),
        n: count.round() as usize,
    })
}

/// The difference of two independent proportions with its 95 % interval.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Difference {
    /// The first minus the second.
    pub value: f64,
    /// Lower end of the interval.
    pub low: f64,
    /// Upper end of the interval.
    pub high: f64,
}

/// Newcombe's hybrid score interval of p₁ − p₂ (Newcombe 1998, method 10):
/// d − √((p₁−l₁)² + (u₂−p₂)²) to d + √((u₁−p₁)² + (p₂−l₂)²), l and u the Wilson limits.
pub fn newcombe(first: Proportion, second: Proportion) -> Difference {
    let value = first.value - second.value;
    let below = (first.value - first.low).hypot(second.high - second.value);
    let above = (first.high - first.value).hypot(second.value - second.low);
    Difference {
        value,
        low: value - below,
        high: value + above,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_difference_of_two_proportions_is_that_of_the_literature() {
        // Newcombe (1998), table II: 56/70 - 48/80 gives [.0524, .3339].
        let (Some(first), Some(second)) = (wilson(56, 70), wilson(48, 80)) else {
            panic!("both were looked at");
        };
        let difference = newcombe(first, second);
        assert!((difference.value - 0.2).abs() < 1e-9);
        assert!((difference.low - 0.0524).abs() < 1e-4, "{difference:?}");
        assert!((difference.high - 0.3339).abs() < 1e-4, "{difference:?}");
    }

    #[test]
    fn intervals_are_those_of_the_literature() {
        // 90 of 100: [.826, .945]; 45 of 50: [.786, .957]; 8 of 10: [.490, .943].
        for (successes, n, low, high) in [
            (90, 100, 0.826, 0.945),
            (45, 50, 0.786, 0.957),
            (8, 10, 0.490, 0.943),
        ] {
            let interval = wilson(successes, n).unwrap();
            assert!((interval.low - low).abs() < 6e-4, "{interval:?}");
            assert!((interval.high - high).abs() < 6e-4, "{interval:?}");
        }
    }

    #[test]
    fn nothing_seen_has_no_proportion() {
        assert_eq!(wilson(0, 0), None);
        assert_eq!(wilson(3, 3).unwrap().high.to_bits(), 1.0_f64.to_bits());
    }
}
