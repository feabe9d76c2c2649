//! Tells work from absence, and measures the pace of a session.

use std::time::Duration;

/// A pause between two key presses that counts as absence, not as work.
pub(crate) const GAP: Duration = Duration::from_secs(60);

/// Seconds to read a text of so many words, while nothing is known of the reader: 2 to see it, and
/// 240 words a minute.
pub(crate) fn reading_seconds(words: usize) -> f64 {
    2.0 + 0.25 * words as f64
}

/// The longest stretch that is still work, in seconds, when the item is expected to take so many:
/// five times that, and no less than [`GAP`]. A long text may be read for longer without a key.
pub fn longest_stretch(expected_seconds: Option<f64>) -> f64 {
    let expected = expected_seconds.filter(|seconds| seconds.is_finite());
    GAP.as_secs_f64().max(5.0 * expected.unwrap_or(0.0))
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
    /// Breaks taken.
    pub breaks: u32,
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
        self.breaks += 1;
    }

    /// Answers per active minute; `None` before the first.
    pub(crate) fn per_minute(&self) -> Option<f64> {
        (self.answers > 0 && self.active_seconds > 0.0)
            .then(|| f64::from(self.answers) * 60.0 / self.active_seconds)
    }
}

/// Minutes of rest that fit so many seconds of work: 5 up to 25 minutes, 8 up to 50, then 10.
pub(super) fn rest_minutes(since_break: f64) -> u32 {
    match since_break / 60.0 {
        minutes if minutes < 25.0 => 5,
        minutes if minutes < 50.0 => 8,
        _ => 10,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gap_is_not_work() {
        let longest = longest_stretch(None);
        assert!((12.0..600.0).contains(&longest));
    }

    #[test]
    fn a_long_text_may_be_read_for_longer_and_no_time_known_leaves_a_minute() {
        for short in [None, Some(3.0)] {
            assert!((longest_stretch(short) - 60.0).abs() < 1e-9);
        }
        let longest = longest_stretch(Some(30.0));
        assert!((120.0..600.0).contains(&longest));
        for unknown in [f64::NAN, f64::INFINITY, -5.0] {
            assert!((longest_stretch(Some(unknown)) - 60.0).abs() < 1e-9);
        }
    }

    #[test]
    fn a_rest_begins_the_count_toward_the_next_break_anew() {
        let mut pace = Pace::default();
        assert_eq!(pace.per_minute(), None);
        for _ in 0..300 {
            pace.answered(10.0);
        }
        assert!((pace.since_break - 3_000.0).abs() < 1e-9);
        assert_eq!(pace.per_minute().map(f64::round), Some(6.0));
        assert_eq!(rest_minutes(pace.since_break), 10);
        pace.rested();
        assert!(pace.since_break.abs() < 1e-9);
        assert_eq!((pace.answers, pace.breaks), (300, 1));
    }
}
