//! The `querist` binary: parses the command line, and starts the screen when there is one.

use std::process::ExitCode;

use querist::cli::{self, Outcome};
use querist::tui::{self, Ended, Screen, SessionRequest};

fn main() -> ExitCode {
    let done = cli::run().and_then(|outcome| match outcome {
        Outcome::Done => Ok(ExitCode::SUCCESS),
        Outcome::Screen(screen, request) => show(request, screen),
    });
    done.unwrap_or_else(|problem| cli::fail(&problem))
}

/// Shows a project until the person quits, and tells them what was done.
fn show(request: SessionRequest, screen: Screen) -> anyhow::Result<ExitCode> {
    let layout = request.layout.clone();
    let ended = tui::run(request, screen)?;
    Ok(match ended {
        Ended::Quit(closing) => {
            cli::print_summary(screen, &layout, &closing);
            if closing.unconfirmed.is_some() {
                ExitCode::FAILURE
            } else {
                ExitCode::SUCCESS
            }
        }
        Ended::Terminated(code) => ExitCode::from(u8::try_from(code).unwrap_or(1)),
    })
}
