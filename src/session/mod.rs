//! How is the person?
//!
//! For now: how long they have worked, gaps removed, and at what pace. What is measured here is
//! the person's own and is shown to nobody else.

mod pace;

pub use pace::{GAP, Pace, active_seconds};
