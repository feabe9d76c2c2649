//! Parses the command line and runs its commands.
//!
//! One file a subcommand. Data goes to stdout, everything else to stderr, and foreign text in
//! either for people passes through [`crate::text::Shown`]. This module parses and runs; when the
//! outcome is a screen, it only says which, and `main` starts it.

mod agreement;
mod answer;
mod args;
mod complete;
mod config;
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
mod pager;
mod predict;
mod resolve;
mod review;
mod run;
mod session_summary;
mod sessions;
mod simulate;
mod status;
mod verify;

use std::path::Path;

use anyhow::Result;
use clap::Parser;

use crate::command::Screen;
use crate::project::Layout;
use crate::session::SessionRequest;

pub(crate) use args::{Args, Command};
pub use output::fail;
pub use session_summary::print_summary;

/// What is left to do after a command.
pub enum Outcome {
    /// Nothing.
    Done,
    /// That screen is to be opened.
    Screen(Screen, SessionRequest),
}

/// Parses the command line and runs it.
pub fn run() -> Result<Outcome> {
    complete::answer();
    let args = Args::parse();
    if let Some(path) = &args.log {
        output::log_to(path)?;
    }
    let seed = args.seed;
    let label = |request| Outcome::Screen(Screen::Label, SessionRequest { seed, ..request });
    let review = |request| Outcome::Screen(Screen::Review, SessionRequest { seed, ..request });
    let Some(command) = args.command else {
        return begin();
    };
    match command {
        Command::Label(arguments) => return label::run(arguments).map(label),
        Command::Demo(arguments) => return demo::run(arguments).map(label),
        Command::Review(arguments) => return review::run(arguments).map(review),
        Command::New(arguments) => new::run(&arguments, seed),
        Command::Next(arguments) => next::run(&arguments),
        Command::Answer(arguments) => answer::run(&arguments),
        Command::Run(arguments) => run::run(&arguments),
        Command::Predict(arguments) => predict::run(&arguments),
        Command::Status(arguments) => status::run(&arguments),
        Command::Agreement(arguments) => agreement::run(&arguments, seed),
        Command::Export(arguments) => export::run(&arguments),
        Command::Import(arguments) => import::run(&arguments),
        Command::Simulate(arguments) => simulate::run(&arguments, seed),
        Command::Strategies => listings::strategies(),
        Command::Verify(arguments) => verify::run(&arguments),
        Command::Doctor(arguments) => doctor::run(&arguments),
        Command::Config(arguments) => config::run(&arguments),
        Command::Completions(arguments) => listings::completions(&arguments),
        Command::Man(arguments) => man::run(&arguments),
    }?;
    Ok(Outcome::Done)
}

/// Without a command: the project the person stands in, or else how to get one.
fn begin() -> Result<Outcome> {
    if let Ok(layout) = Layout::find(Path::new(".")) {
        return label::here(layout).map(|request| Outcome::Screen(Screen::Label, request));
    }
    output::say_all([
        "querist: one expert, one key a label, and a model that chooses what to ask next.",
        "",
        "  querist new FILE     make a project from a CSV, TSV, JSONL file or a folder of texts",
        "  querist label DIR    go on in a project",
        "  querist review DIR   see what several people labeled differently",
        "  querist demo         try it on a sample, at once",
        "",
        "`querist --help` lists all commands.",
    ])?;
    Ok(Outcome::Done)
}
