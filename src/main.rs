//! The `querist` binary: parses the command line, and starts the screen when there is one.

use std::process::ExitCode;

fn main() -> ExitCode {
    match querist::cli::run() {
        Ok(querist::cli::Outcome::Done) => ExitCode::SUCCESS,
        Err(problem) => querist::cli::fail(&problem),
    }
}
