//! `querist man`: prints the manual page of querist, of one of its commands, or of the keys.

use anyhow::Result;
use clap::CommandFactory;

use super::{Args, output};
use crate::error::Error;

/// Print the manual page, of querist or of one of its commands.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// The command; without it, the page that lists them all.
    command: Option<String>,
}

pub(super) fn run(arguments: &Arguments) -> Result<()> {
    let mut querist = Args::command();
    querist.build();
    let page = match &arguments.command {
        None => querist,
        Some(name) => querist
            .find_subcommand(name)
            .ok_or_else(|| {
                Error::usage(
                    format!("there is no command {name:?}"),
                    "`querist --help` lists them",
                )
            })?
            .clone()
            // Built as a part of querist it would be named with a space.
            .display_name(format!("querist-{name}")),
    };
    let mut text = Vec::new();
    clap_mangen::Man::new(page).render(&mut text)?;
    output::data(&text)
}
