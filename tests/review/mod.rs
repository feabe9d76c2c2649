//! The review of disagreement: key scripts, screens, and what the journals say afterwards.

mod flows;
mod queue;
mod sample;
mod screens;
mod stage;
pub(crate) mod voices;
