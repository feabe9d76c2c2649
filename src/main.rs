//! The `querist` binary: parses the command line, and starts the screen when there is one.

use std::process::ExitCode;
use std::sync::Arc;

use querist::cli::{self, LabelRequest, Outcome};
use querist::clock::{Clock, SystemClock};
use querist::project::OpenProject;
use querist::tui::{self, Ended};

fn main() -> ExitCode {
    let done = cli::run().and_then(|outcome| match outcome {
        Outcome::Done => Ok(ExitCode::SUCCESS),
        Outcome::Label(request) => label(request),
    });
    done.unwrap_or_else(|problem| cli::fail(&problem))
}

/// Opens the project and shows it until the person quits.
fn label(request: LabelRequest) -> anyhow::Result<ExitCode> {
    let clock = Arc::new(SystemClock);
    let mut project = OpenProject::open(request.layout, request.annotator, clock.now())?;
    if let Some(strategy) = request.strategy {
        project.config.query.strategy = strategy;
    }
    let layout = project.layout.clone();
    Ok(match tui::run(project, clock, request.trace.as_deref())? {
        Ended::Quit(closing) => {
            cli::farewell(&layout, &closing);
            ExitCode::SUCCESS
        }
        Ended::Terminated(code) => ExitCode::from(u8::try_from(code).unwrap_or(1)),
    })
}
