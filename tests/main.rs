//! One binary for all integration tests: one link instead of a dozen.

mod flows;
#[cfg(unix)]
mod pty;
mod readme;
mod screens;
mod stage;
mod support;

mod cli {
    mod doctor;
    mod export;
    mod new;
    mod other;
    mod simulate;
    mod status;
}
