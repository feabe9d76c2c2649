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
mod reading;
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

use crate::error::Error;
use crate::project::Layout;
use crate::session::{SessionRequest, Start};
use crate::settings::nearest;
use crate::setup::refuse_unreadable;

pub(crate) use args::{Args, Command};
use label::SessionOptions;
pub use output::fail;
pub use session_summary::print_summary;

/// What is left to do after a command.
pub enum Outcome {
    /// Nothing.
    Done,
    /// The workstation is to be opened.
    Workstation(Box<SessionRequest>),
}

/// Parses the command line and runs it.
pub fn run() -> Result<Outcome> {
    complete::answer();
    let args = match Args::try_parse() {
        Ok(args) => args,
        Err(problem) => match mistyped(&problem) {
            Some(refused) => return Err(refused.into()),
            None => problem.exit(),
        },
    };
    if let Some(path) = &args.log {
        output::log_to(path)?;
    }
    let seed = args.seed;
    let open = |request| Outcome::Workstation(Box::new(SessionRequest { seed, ..request }));
    let Some(command) = args.command else {
        return begin(args.path.as_deref());
    };
    match command {
        Command::Label(arguments) => return label::run(arguments).map(open),
        Command::Demo(arguments) => return demo::run(arguments).map(open),
        Command::Review(arguments) => return review::run(arguments).map(open),
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

/// Without a command: what was named, the project the person stands in, or all their projects.
fn begin(path: Option<&Path>) -> Result<Outcome> {
    let start = match path {
        Some(path) => named(path)?,
        None => match Layout::look_for(Path::new("."))? {
            Some(layout) => Start::Label(layout),
            None if resolve::terminal().is_ok() => Start::Home,
            None => {
                how_to_begin()?;
                return Ok(Outcome::Done);
            }
        },
    };
    SessionOptions::default()
        .at(start)
        .map(|request| Outcome::Workstation(Box::new(request)))
}

/// A project to open, or a file to make one of, by what it is.
fn named(path: &Path) -> Result<Start> {
    let layout = Layout::at(path);
    if layout.is_project()? {
        return Ok(Start::Label(layout));
    }
    if path.exists() {
        refuse_unreadable(path)?;
        if resolve::terminal().is_err() {
            anyhow::bail!(Error::refused(
                format!(
                    "{} is no project yet, and there is no terminal to make one",
                    path.display()
                ),
                format!(
                    "run `querist new {}`",
                    output::shell_word(&path.display().to_string())
                ),
            ));
        }
        return Ok(Start::File(path.to_path_buf()));
    }
    if let Some(layout) = resolve::known_by_name(path)? {
        return Ok(Start::Label(layout));
    }
    let word = path.display().to_string();
    let next = meant(&word)
        .or_else(|| resolve::meant(path))
        .unwrap_or_else(|| {
            "`querist --help` lists the commands; a file or folder is named with its path".into()
        });
    anyhow::bail!(no_such(&word, next))
}

fn no_such(word: &str, next: String) -> Error {
    Error::usage(
        format!("there is no command, file or project {word:?}"),
        next,
    )
}

/// The command that a word is nearest to, as a question.
fn meant(word: &str) -> Option<String> {
    let commands = command_names();
    let meant = nearest(word, commands.iter().map(String::as_str))?;
    Some(format!("did you mean `querist {meant}`?"))
}

fn command_names() -> Vec<String> {
    let commands = <Args as clap::CommandFactory>::command();
    let names = commands.get_subcommands().map(clap::Command::get_name);
    names.map(str::to_owned).collect()
}

/// A command with a slip in its name is taken for a path, and what follows it for one too many.
fn mistyped(problem: &clap::Error) -> Option<Error> {
    use clap::error::ErrorKind::{ArgumentConflict, UnknownArgument};
    if !matches!(problem.kind(), ArgumentConflict | UnknownArgument) {
        return None;
    }
    let word = std::env::args_os().nth(1)?.into_string().ok()?;
    if command_names().contains(&word) || Path::new(&word).exists() {
        return None;
    }
    meant(&word).map(|next| no_such(&word, next))
}

fn how_to_begin() -> Result<()> {
    output::say_all([
        "querist: one expert, one key a label, and a model that chooses what to ask next.",
        "",
        "  querist new FILE     make a project from a table, JSON, a spreadsheet or a folder of texts",
        "  querist label DIR    go on in a project",
        "  querist review DIR   see what several people labeled differently",
        "  querist demo         try it on a sample, at once",
        "",
        "`querist --help` lists all commands.",
    ])
}
