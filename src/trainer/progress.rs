//! How far the building of features is, as a person reads it.

use std::time::Duration;

use crate::features;

/// How far the building of features is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PreparationProgress {
    /// What is being done.
    pub stage: &'static str,
    /// The share of all that is done, 0 to 1.
    pub done: f32,
    /// Seconds that are left, once there is something to tell from.
    pub seconds_left: Option<f32>,
}

impl PreparationProgress {
    /// After a report and the time since the beginning.
    pub(crate) fn after(progress: features::Progress, elapsed: Duration) -> Self {
        let done = progress.of_all();
        let elapsed = elapsed.as_secs_f32();
        Self {
            stage: progress.stage.name(),
            done,
            seconds_left: (done > 0.1 && elapsed > 1.0).then(|| elapsed * (1.0 - done) / done),
        }
    }
}
