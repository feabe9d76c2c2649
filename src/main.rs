//! The `querist` binary: parses the command line, and starts the screen when there is one.

use std::process::ExitCode;

use querist::cli::{self, LabelRequest, Outcome};
use querist::tui::{self, Ended, Opening};

/// Which screen is shown.
#[derive(Clone, Copy)]
enum Room {
    Label,
    Review,
}

fn main() -> ExitCode {
    let done = cli::run().and_then(|outcome| match outcome {
        Outcome::Done => Ok(ExitCode::SUCCESS),
        Outcome::Label(request) => show(request, Room::Label),
        Outcome::Review(request) => show(request, Room::Review),
    });
    done.unwrap_or_else(|problem| cli::fail(&problem))
}

/// Shows a project until the person quits, and tells them what was done.
fn show(request: LabelRequest, room: Room) -> anyhow::Result<ExitCode> {
    let layout = request.layout.clone();
    let opening = Opening {
        layout: request.layout,
        annotator: request.annotator,
        strategy: request.strategy,
        seed: request.seed,
        trace: request.trace,
    };
    let ended = match room {
        Room::Label => tui::run(opening),
        Room::Review => tui::run_review(opening),
    }?;
    Ok(match ended {
        Ended::Quit(closing) => {
            match room {
                Room::Label => cli::farewell(&layout, &closing),
                Room::Review => cli::farewell_from_review(&layout, &closing),
            }
            if closing.unconfirmed.is_some() {
                ExitCode::FAILURE
            } else {
                ExitCode::SUCCESS
            }
        }
        Ended::Terminated(code) => ExitCode::from(u8::try_from(code).unwrap_or(1)),
    })
}
