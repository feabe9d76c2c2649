//! The clock of the item on the screen, and whether a key was meant for that item.
//!
//! Invariant: an answering key counts only for the item that was painted when it was pressed, and
//! a key that is held or bounces answers once.

use std::time::Duration;

use crate::schema::Key;
use crate::session::ResponseTiming;

/// The same key this soon after a new item's paint, or after itself, is no new answer.
const DEBOUNCE: Duration = Duration::from_millis(120);

/// How long an item has been on the screen, and how the keys fell.
#[derive(Debug, Clone)]
pub(super) struct ItemClock {
    /// When its first frame was on the terminal.
    pub(super) painted_at: Option<Duration>,
    /// The person's last act, from which active time is counted on.
    pub(super) last_act: Duration,
    /// Seconds between two acts from which on somebody was away.
    pub(super) away_after: f64,
    /// What has been measured so far; the moments are those of the acts.
    pub(super) time: ResponseTiming,
}

impl ItemClock {
    /// A clock that starts with the first frame.
    pub(super) fn new(now: Duration, away_after: f64) -> Self {
        Self {
            painted_at: None,
            last_act: now,
            away_after,
            time: ResponseTiming::default(),
        }
    }

    /// The first frame is on the terminal.
    pub(super) fn painted(&mut self, at: Duration) {
        if self.painted_at.is_none() {
            self.painted_at = Some(at);
            self.last_act = at;
        }
    }

    /// Counts the time since the last act: as work, or as absence. `is_read`: sensitive text is
    /// in sight.
    pub(super) fn act(&mut self, now: Duration, is_read: bool) {
        let between = self.idle(now);
        if between > self.away_after {
            self.time.away_seconds += between;
        } else {
            self.time.active_seconds += between;
            self.time.longest_pause = self.time.longest_pause.max(between);
            if is_read {
                self.time.read_seconds += between;
            }
        }
        self.last_act = now;
        if self.time.first_key_after.is_none() && self.painted_at.is_some() {
            self.time.first_key_after = Some(self.since_paint(now));
        }
    }

    /// Something else took the screen: that time is neither work on the item nor absence, and
    /// the item's own is no reading any more.
    pub(super) fn forget(&mut self, now: Duration) {
        self.last_act = now;
        self.time.interrupted = true;
    }

    /// Seconds since the last act.
    pub(super) fn idle(&self, now: Duration) -> f64 {
        now.saturating_sub(self.last_act).as_secs_f64()
    }

    /// Seconds since its first frame.
    pub(super) fn since_paint(&self, now: Duration) -> f64 {
        let since = self.painted_at.unwrap_or(now);
        now.saturating_sub(since).as_secs_f64()
    }

    /// What has been measured up to now.
    pub(super) fn time(&self, now: Duration) -> ResponseTiming {
        ResponseTiming {
            seconds: self.since_paint(now),
            ..self.time
        }
    }
}

/// Whether a key is the one before it, still held. `before` is the last key, and when it came.
pub(super) fn is_held(before: Option<(Key, Duration)>, key: Key, at: Duration) -> bool {
    before.is_some_and(|(last, when)| last == key && at.saturating_sub(when) < DEBOUNCE)
}

/// Why a key is no answer to the item that was painted then, if so.
pub(super) fn untimely(
    before: Option<(Key, Duration)>,
    key: Key,
    at: Duration,
    painted_at: Duration,
) -> Option<&'static str> {
    let repeated = before.is_some_and(|(last, _)| last == key);
    if at < painted_at {
        return Some("that key came before the item was on the screen: it did not count");
    }
    let again = repeated && at.saturating_sub(painted_at) < DEBOUNCE;
    (again || is_held(before, key, at))
        .then_some("the same key again, faster than a new item can be read: it did not count")
}
