//! The `querist` binary: parses the command line, and starts the screen when there is one.

use std::process::ExitCode;

use querist::cli::{self, Outcome};
use querist::tui::{self, Ended, SessionRequest};

fn main() -> ExitCode {
    let done = cli::run().and_then(|outcome| match outcome {
        Outcome::Done => Ok(ExitCode::SUCCESS),
        Outcome::Workstation(request) => show(*request),
    });
    done.unwrap_or_else(|problem| cli::fail(&problem))
}

/// Shows projects until the person quits, and tells them what was done.
fn show(request: SessionRequest) -> anyhow::Result<ExitCode> {
    let ended = if request.plain {
        tui::run_plain(request)?
    } else {
        tui::run(request)?
    };
    Ok(match ended {
        Ended::Quit(sessions) => {
            for ended in &sessions {
                cli::print_summary(ended.screen, &ended.layout, &ended.summary);
            }
            if sessions
                .iter()
                .any(|ended| ended.summary.unconfirmed.is_some())
            {
                ExitCode::FAILURE
            } else {
                ExitCode::SUCCESS
            }
        }
        Ended::Terminated(code) => ExitCode::from(u8::try_from(code).unwrap_or(1)),
    })
}
