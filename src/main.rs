//! The `querist` binary: parses the command line, and starts the screen when there is one.

use std::process::ExitCode;

use querist::cli::{self, LabelRequest, Outcome, Work};
use querist::tui::{self, Ended, Opening, Screen};

fn main() -> ExitCode {
    let done = cli::run().and_then(|outcome| match outcome {
        Outcome::Done => Ok(ExitCode::SUCCESS),
        Outcome::Label(request) => show(request, Screen::Label, Work::Labels),
        Outcome::Review(request) => show(request, Screen::Review, Work::Decisions),
    });
    done.unwrap_or_else(|problem| cli::fail(&problem))
}

/// Shows a project until the person quits, and tells them what was done.
fn show(request: LabelRequest, start: Screen, work: Work) -> anyhow::Result<ExitCode> {
    let layout = request.layout.clone();
    let opening = Opening {
        layout: request.layout,
        annotator: request.annotator,
        strategy: request.strategy,
        seed: request.seed,
        trace: request.trace,
        user_data: request.user_data,
        keymap: request.keymap,
    };
    let ended = tui::run(opening, start)?;
    Ok(match ended {
        Ended::Quit(closing) => {
            cli::print_summary(work, &layout, &closing);
            if closing.unconfirmed.is_some() {
                ExitCode::FAILURE
            } else {
                ExitCode::SUCCESS
            }
        }
        Ended::Terminated(code) => ExitCode::from(u8::try_from(code).unwrap_or(1)),
    })
}
