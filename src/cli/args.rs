//! Which words does the command line know?

use clap::{Parser, Subcommand};

use super::simulate;

/// A terminal workstation for labeling data, in which the model chooses what to ask next.
#[derive(Debug, Parser)]
#[command(name = "querist", version, max_term_width = 100)]
pub struct Args {
    /// What to do; without it, the home screen.
    #[command(subcommand)]
    pub command: Command,

    /// The seed of all chance in this command.
    #[arg(long, global = true, value_name = "N")]
    pub seed: Option<u64>,
}

/// The subcommands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Measure strategies on a labeled file.
    Simulate(simulate::Simulate),
}
