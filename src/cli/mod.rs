//! What does the command line do?
//!
//! One file a subcommand. Data goes to stdout, everything else to stderr, and foreign text in
//! either for people passes through [`crate::text::Shown`]. This room parses and runs; when the
//! outcome is a screen, it only says which, and `main` starts it.

mod annotator;
mod args;
mod output;
mod simulate;

use anyhow::Result;
use clap::Parser;

pub use args::Args;
pub use output::fail;

/// What is left to do after a command.
pub enum Outcome {
    /// Nothing.
    Done,
}

/// Parses the command line and runs it.
pub fn run() -> Result<Outcome> {
    let args = Args::parse();
    match args.command {
        args::Command::Simulate(simulate) => simulate::run(&simulate, args.seed),
    }?;
    Ok(Outcome::Done)
}
