//! `querist completions`: what does a shell need to complete querist's words?

use anyhow::Result;
use clap::CommandFactory;

use super::{Args, output};

/// Print a completion script for a shell.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// The shell.
    #[arg(value_enum)]
    shell: clap_complete::Shell,
}

pub(super) fn run(arguments: &Arguments) -> Result<()> {
    let mut script = Vec::new();
    clap_complete::generate(
        arguments.shell,
        &mut Args::command(),
        "querist",
        &mut script,
    );
    output::data(&script)
}
