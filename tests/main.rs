//! One binary for all integration tests: one link instead of a dozen.

mod flows;
mod screens;
mod stage;
