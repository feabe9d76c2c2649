//! How much was met?

use serde::Serialize;

use super::category::Severity;

/// What was revealed and read in some stretch of time.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize)]
pub struct ExposureTotals {
    /// Sensitive items that were revealed, in part or whole.
    pub reveals: u32,
    /// Seconds for which sensitive text was in sight.
    pub revealed_seconds: f64,
    /// Σ severity · ln(1 + seconds), over reveals.
    pub dose: f64,
}

/// severity · ln(1 + seconds): the first seconds weigh most. It has no unit and no threshold; it
/// lets a person compare their own days.
pub fn dose(severity: Severity, revealed_seconds: f64) -> f64 {
    f64::from(severity.level()) * revealed_seconds.max(0.0).ln_1p()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_dose_is_severity_times_the_logarithm() {
        assert!((dose(Severity::SEVERE, 9.0) - 3.0 * 10.0_f64.ln()).abs() < 1e-12);
        assert!(dose(Severity::MILD, 0.0).abs() < 1e-12);
        assert!(dose(Severity::NONE, 100.0).abs() < 1e-12);
    }
}
