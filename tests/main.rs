//! One binary for all integration tests: one link instead of a dozen.

mod flows;
#[cfg(unix)]
mod pty;
mod readme;
mod screens;
mod stage;
