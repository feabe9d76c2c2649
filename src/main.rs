//! The `querist` binary: parses the command line, and starts the screen when there is one.

use std::process::ExitCode;

use querist::cli::{self, LabelRequest, Outcome, Work};
use querist::tui::{self, Ended, Opening};

fn main() -> ExitCode {
    let done = cli::run().and_then(|outcome| match outcome {
        Outcome::Done => Ok(ExitCode::SUCCESS),
        Outcome::Label(request) => show(request, tui::run, Work::Labels),
        Outcome::Review(request) => show(request, tui::run_review, Work::Decisions),
    });
    done.unwrap_or_else(|problem| cli::fail(&problem))
}

/// Shows a project until the person quits, and tells them what was done.
fn show(
    request: LabelRequest,
    screen: impl FnOnce(Opening) -> querist::error::Result<Ended>,
    work: Work,
) -> anyhow::Result<ExitCode> {
    let layout = request.layout.clone();
    let ended = screen(Opening {
        layout: request.layout,
        annotator: request.annotator,
        strategy: request.strategy,
        seed: request.seed,
        trace: request.trace,
        user_data: request.user_data,
    })?;
    Ok(match ended {
        Ended::Quit(closing) => {
            cli::farewell(work, &layout, &closing);
            if closing.unconfirmed.is_some() {
                ExitCode::FAILURE
            } else {
                ExitCode::SUCCESS
            }
        }
        Ended::Terminated(code) => ExitCode::from(u8::try_from(code).unwrap_or(1)),
    })
}
