//! One binary for all integration tests: one link instead of a dozen.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "helpers of tests fail their test"
)]

mod architecture;
mod dependencies;
mod docs;
mod flows;
mod goldens;
mod laws;
mod person;
mod pictures;
#[cfg(unix)]
mod pty;
mod readme;
mod review;
mod screens;
mod stage;
mod support;

mod cli {
    mod agreement;
    mod config;
    mod doctor;
    mod export;
    mod given;
    mod headless;
    mod images;
    mod import;
    mod import_journals;
    mod import_project;
    mod import_refused;
    mod new;
    #[cfg(unix)]
    mod odd_files;
    #[cfg(unix)]
    mod oracle;
    #[cfg(unix)]
    mod oracle_faults;
    mod other;
    mod peoples_files;
    mod plain;
    mod predict;
    mod simulate;
    mod status;
    mod views;
}
