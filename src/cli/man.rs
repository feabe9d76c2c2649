//! `querist man`: shows the manual page of querist, of one of its commands, or of the keys.
//!
//! On a terminal a pager shows it; into a pipe goes the page itself, for `man -l -` or a file.
//! Invariant: without `man` and without a pager the words still come.

use std::io::{self, IsTerminal};

use anyhow::Result;
use clap::CommandFactory;

use super::{Args, output, pager};
use crate::command::{DEFAULT_KEYMAP, Keymap, manual};
use crate::error::Error;
use crate::settings::UserSettings;

/// Show the manual page, of querist or of one of its commands.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// The command, or `keys`; without it, the page that lists all commands.
    command: Option<String>,
}

/// What stands in place of a command for the keys of the workstation.
const KEYS: &str = "keys";

pub(super) fn run(arguments: &Arguments) -> Result<()> {
    if arguments.command.as_deref() == Some(KEYS) {
        return pager::show(keys().as_bytes());
    }
    let mut querist = Args::command();
    querist.build();
    let page = match &arguments.command {
        None => querist,
        Some(name) => querist
            .find_subcommand(name)
            .ok_or_else(|| {
                Error::usage(
                    format!("there is no command {name:?}"),
                    "`querist --help` lists them; `querist man keys` lists the keys",
                )
            })?
            .clone()
            // Built as a part of querist it would be named with a space.
            .display_name(format!("querist-{name}")),
    };
    let help = page.clone().render_long_help().to_string();
    let mut text = Vec::new();
    clap_mangen::Man::new(page).render(&mut text)?;
    if !io::stdout().is_terminal() {
        return output::data(&text);
    }
    if pager::show_manual(&text) {
        return Ok(());
    }
    // Where nothing can set a manual page, the same words stand in the help.
    pager::show(help.as_bytes())
}

/// The keys of the workstation as the user's own keymap leaves them, and where that file belongs.
fn keys() -> String {
    let file = UserSettings::load().keymap();
    let (keymap, problems) = Keymap::load(file.as_deref());
    let mut text = manual(&keymap);
    match file {
        Some(file) => text.push_str(&format!(
            "Your own keys stand in {}; a line there is written as in the default keymap:\n\n",
            file.display()
        )),
        None => text.push_str("The default keymap; set QUERIST_CONFIG_DIR to have your own:\n\n"),
    }
    text.push_str(DEFAULT_KEYMAP);
    for problem in problems {
        text.push_str(&format!("\ncannot be followed: {problem}\n"));
    }
    text
}
