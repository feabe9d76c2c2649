//! Looks after the person at the keys.
//!
//! How long they have worked, gaps removed, at what pace; whether their answers still come as they
//! usually do, and when a break would be kind; how long they take for an item; and how often they
//! agree with themselves. What is measured here is the person's own and is shown to nobody else.
//! Nothing here locks anybody out, discards a label, or speaks of how good an answer is. Everything
//! is pure: times come in as seconds, chance as a seed.

mod breaks;
mod fatigue;
pub mod ledger;
mod pace;
mod repeats;
mod response_time;
mod robust_line;
mod time_cost;
mod tired_labels;

pub use crate::schema::FatigueState;

pub(crate) use breaks::{BreakAdvice, BreakSettings, EarlierWork, Suggestion};
pub(crate) use fatigue::{Channel, Sign};
pub use fatigue::{Detector, FatigueSettings};
pub use pace::longest_stretch;
pub(crate) use pace::{GAP, Pace, reading_seconds};
pub use repeats::{Consistency, RepeatPolicy, Repeatable};
pub use response_time::{Difficulty, ResponseObservation, ResponseTimeBaseline};
pub(crate) use time_cost::ENOUGH as TIMED_ANSWERS;
pub use time_cost::TimeCost;
pub(crate) use tired_labels::{RepeatCandidate, TiredGap, TiredLabels};
