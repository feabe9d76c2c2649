//! How long has the person worked, and how fast?

use std::time::Duration;

/// A pause between two key presses that counts as absence, not as work.
pub const GAP: Duration = Duration::from_secs(60);

/// Seconds at work in a stretch between two acts of the person: all of it, unless it is a gap.
pub fn active_seconds(stretch: Duration) -> f64 {
    if stretch > GAP {
        0.0
    } else {
        stretch.as_secs_f64()
    }
}

/// The work of one session so far.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Pace {
    /// Seconds at work since the session began.
    pub active_seconds: f64,
    /// Seconds at work since the last break.
    pub since_break: f64,
    /// Answers given.
    pub answers: u32,
}

impl Pace {
    /// One answer more.
    pub fn answered(&mut self, active_seconds: f64) {
        self.worked(active_seconds);
        self.answers += 1;
    }

    /// Work without an answer: an item that was put off.
    pub fn worked(&mut self, active_seconds: f64) {
        self.active_seconds += active_seconds;
        self.since_break += active_seconds;
    }

    /// A rest begins the count toward the next break anew.
    pub fn rested(&mut self) {
        self.since_break = 0.0;
    }

    /// Answers per active minute; `None` before the first.
    pub fn per_minute(&self) -> Option<f64> {
        (self.answers > 0 && self.active_seconds > 0.0)
            .then(|| f64::from(self.answers) * 60.0 / self.active_seconds)
    }

    /// Whether a break is due after that many active minutes; never when 0.
    pub fn break_is_due(&self, after_minutes: f64) -> bool {
        after_minutes > 0.0 && self.since_break >= 60.0 * after_minutes
    }

    /// Minutes of rest to suggest for the work since the last break: 5, 8 or 10.
    pub fn suggested_break_minutes(&self) -> u32 {
        match self.since_break / 60.0 {
            minutes if minutes < 25.0 => 5,
            minutes if minutes < 50.0 => 8,
            _ => 10,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gap_is_not_work() {
        assert!((active_seconds(Duration::from_secs(12)) - 12.0).abs() < 1e-9);
        assert!(active_seconds(Duration::from_secs(600)).abs() < 1e-9);
    }

    #[test]
    fn a_break_is_due_after_the_active_minutes_and_not_after_a_rest() {
        let mut pace = Pace::default();
        assert_eq!(pace.per_minute(), None);
        for _ in 0..300 {
            pace.answered(10.0);
        }
        assert!(pace.break_is_due(50.0));
        assert!(!pace.break_is_due(0.0));
        assert_eq!(pace.per_minute().map(f64::round), Some(6.0));
        assert_eq!(pace.suggested_break_minutes(), 10);
        pace.rested();
        assert!(!pace.break_is_due(50.0));
        assert_eq!(pace.answers, 300);
    }
}
