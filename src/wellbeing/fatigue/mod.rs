//! Detects whether answers still come as they usually do.
//!
//! Four one-sided control charts watch one person's response times against that person's own usual
//! ([`super::ResponseTimeBaseline`]): slower, faster, less regular, more long pauses. They stand at nothing at the
//! start and after each break, skip the warm-up, and are loud only when one has passed its
//! threshold and a second is half-way there: a single chart, and charts with the thresholds of
//! textbooks, sound alarms at people who are not tired. Undone answers, disagreement with oneself
//! and runs of one answer are shown beside them and decide nothing. Slowness is the weakest sign,
//! because practice hides it. Invariant: what is said speaks of pace and regularity, never of how
//! good the answers are; time away is never a sign.

mod charts;
mod detector;
mod settings;
mod signs;
#[cfg(test)]
mod tests;

pub use detector::Detector;
pub use settings::FatigueSettings;
pub(crate) use signs::{Channel, Sign};

/// Which detector judged: raised whenever the same answers would be judged otherwise.
pub(crate) const DETECTOR_VERSION: u32 = 1;
