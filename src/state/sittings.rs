//! When did people sit down, and for how long did they work?

use jiff::Timestamp;

use crate::schema::Annotator;

/// One session of one person.
#[derive(Debug, Clone, PartialEq)]
pub struct Sitting {
    /// Whose journal it stands in.
    pub(super) writer: usize,
    /// Counted from 1 within that journal.
    pub number: u32,
    /// Who.
    pub annotator: Annotator,
    /// When it began.
    pub started_at: Timestamp,
    /// When it ended; `None` when querist was killed.
    pub ended_at: Option<Timestamp>,
    /// Seconds at work, gaps removed: the sum over its answers.
    pub active_seconds: f64,
    /// Answers given and not taken back, skips not counted.
    pub answers: u32,
    /// Breaks taken.
    pub breaks: u32,
    /// Decisions made in review.
    pub adjudications: u32,
}

impl Sitting {
    /// Answers per active minute; `None` before there is anything to divide.
    pub fn answers_per_minute(&self) -> Option<f64> {
        (self.active_seconds > 0.0 && self.answers > 0)
            .then(|| f64::from(self.answers) * 60.0 / self.active_seconds)
    }
}
