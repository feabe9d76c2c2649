//! Who answers?
//!
//! A person at the screen, or something that stands in for one. Here: a replay of known labels,
//! which is how strategies are measured.

mod replay;

pub use replay::Replay;
