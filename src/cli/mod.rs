//! Parses the command line and runs its commands.
//!
//! One file a subcommand. Data goes to stdout, everything else to stderr, and foreign text in
//! either for people passes through [`crate::text::Shown`]. This module parses and runs; when the
//! outcome is a screen, it only says which, and `main` starts it.

mod agreement;
mod answer;
mod args;
mod confirm;
mod dataset;
mod demo;
mod destination;
mod doctor;
mod export;
mod import;
mod label;
mod listings;
mod man;
mod new;
mod next;
mod output;
mod predict;
mod preview;
mod resolve;
mod review;
mod run;
mod session_summary;
mod sessions;
mod simulate;
mod status;
mod verify;

use std::path::{Path, PathBuf};

use anyhow::Result;
use clap::Parser;

use crate::project::Layout;
use crate::schema::Annotator;

pub(crate) use args::{Args, Command};
pub use output::fail;
pub use session_summary::{Work, print_summary};

/// What is left to do after a command.
pub enum Outcome {
    /// Nothing.
    Done,
    /// The workstation is to be started.
    Label(LabelRequest),
    /// The review is to be started.
    Review(LabelRequest),
}

/// Who wants to label or review where.
#[derive(Debug)]
pub struct LabelRequest {
    /// The project.
    pub layout: Layout,
    /// Who answers.
    pub annotator: Annotator,
    /// Where to write the timing of frames and keys, if at all.
    pub trace: Option<PathBuf>,
    /// The strategy to take in this session; its id is a known one.
    pub strategy: Option<String>,
    /// The seed of chance in this session.
    pub seed: Option<u64>,
    /// Where the user's own data lies, if there is such a place.
    pub user_data: Option<PathBuf>,
    /// The user's own keymap, whether or not the file is there.
    pub keymap: Option<PathBuf>,
}

/// Parses the command line and runs it.
pub fn run() -> Result<Outcome> {
    let args = Args::parse();
    if let Some(path) = &args.log {
        output::log_to(path)?;
    }
    let seeded = |request: LabelRequest| LabelRequest {
        seed: args.seed,
        ..request
    };
    let labeled = |request| Outcome::Label(seeded(request));
    let Some(command) = args.command else {
        return begin();
    };
    match command {
        Command::Label(arguments) => return label::run(arguments).map(labeled),
        Command::Demo(arguments) => return demo::run(arguments).map(labeled),
        Command::Review(arguments) => {
            return review::run(arguments).map(|request| Outcome::Review(seeded(request)));
        }
        Command::New(arguments) => new::run(&arguments, args.seed),
        Command::Next(arguments) => next::run(&arguments),
        Command::Answer(arguments) => answer::run(&arguments),
        Command::Run(arguments) => run::run(&arguments),
        Command::Predict(arguments) => predict::run(&arguments),
        Command::Status(arguments) => status::run(&arguments),
        Command::Agreement(arguments) => agreement::run(&arguments, args.seed),
        Command::Export(arguments) => export::run(&arguments),
        Command::Import(arguments) => import::run(&arguments),
        Command::Simulate(arguments) => simulate::run(&arguments, args.seed),
        Command::Strategies => listings::strategies(),
        Command::Verify(arguments) => verify::run(&arguments),
        Command::Doctor(arguments) => doctor::run(&arguments),
        Command::Completions(arguments) => listings::completions(&arguments),
        Command::Man(arguments) => man::run(&arguments),
    }?;
    Ok(Outcome::Done)
}

/// Without a command: the project the person stands in, or else how to get one.
fn begin() -> Result<Outcome> {
    if let Ok(layout) = Layout::find(Path::new(".")) {
        return label::here(layout).map(Outcome::Label);
    }
    for line in [
        "querist: one expert, one key a label, and a model that chooses what to ask next.",
        "",
        "  querist new FILE     make a project from a CSV, TSV, JSONL file or a folder of texts",
        "  querist label DIR    go on in a project",
        "  querist review DIR   see what several people labeled differently",
        "  querist demo         try it on a sample, at once",
        "",
        "`querist --help` lists all commands.",
    ] {
        output::say(line)?;
    }
    Ok(Outcome::Done)
}
