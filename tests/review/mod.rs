//! The review of disagreement: key scripts, screens, and what the journals say afterwards.

pub(crate) mod annotations;
mod asked;
mod flows;
mod hidden;
mod notes;
mod queue;
mod sample;
mod screens;
pub(crate) mod stage;
mod undoing;
