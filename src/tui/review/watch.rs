//! How long was an item on the screen, and how long was somebody at work on it?

use std::time::Duration;

use crate::session::ResponseTiming;
use crate::wellbeing::active_seconds;

/// The clock of one item.
#[derive(Debug, Clone, Copy)]
pub(super) struct Watch {
    /// When its first frame was on the terminal.
    pub(super) painted_at: Option<Duration>,
    /// The person's last act, from which active time is counted on.
    last_act: Duration,
    active_seconds: f64,
}

impl Watch {
    /// A clock that starts with the first frame.
    pub(super) fn new(now: Duration) -> Self {
        Self {
            painted_at: None,
            last_act: now,
            active_seconds: 0.0,
        }
    }

    /// The first frame is on the terminal.
    pub(super) fn painted(&mut self, at: Duration) {
        if self.painted_at.is_none() {
            self.painted_at = Some(at);
            self.last_act = at;
        }
    }

    /// Counts the time since the last act, gaps removed.
    pub(super) fn act(&mut self, now: Duration) {
        self.active_seconds += active_seconds(now.saturating_sub(self.last_act));
        self.last_act = now;
    }

    /// Seconds since the last act.
    pub(super) fn idle(&self, now: Duration) -> f64 {
        now.saturating_sub(self.last_act).as_secs_f64()
    }

    /// The time since the last act was spent on something else.
    pub(super) fn forget(&mut self, now: Duration) {
        self.last_act = now;
    }

    /// How long it has been on the screen.
    pub(super) fn time(&self, now: Duration) -> ResponseTiming {
        let since = self.painted_at.unwrap_or(now);
        ResponseTiming {
            seconds: now.saturating_sub(since).as_secs_f64(),
            active_seconds: self.active_seconds,
            ..ResponseTiming::default()
        }
    }
}
