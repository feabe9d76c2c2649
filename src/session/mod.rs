//! How is the person?
//!
//! How long they have worked, gaps removed, at what pace, and how long they take for an item.
//! What is measured here is the person's own and is shown to nobody else.

pub mod exposure;
mod pace;
mod time_cost;
pub mod wellbeing;

pub use pace::{GAP, Pace, active_seconds};
pub use time_cost::{ENOUGH as TIMED_ANSWERS, TimeCost};
