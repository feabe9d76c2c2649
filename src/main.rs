//! The `querist` binary: parses the command line, and starts the screen when there is one.

use std::process::ExitCode;

use querist::cli::{self, Outcome};

fn main() -> ExitCode {
    match cli::run() {
        Ok(Outcome::Done) => ExitCode::SUCCESS,
        Ok(Outcome::Label(request)) => cli::fail(
            &querist::error::Error::refused(
                format!(
                    "this build has no screen to label {} with",
                    request.layout.root().display()
                ),
                "use a build with the workstation",
            )
            .into(),
        ),
        Err(problem) => cli::fail(&problem),
    }
}
