//! Declares the words of the command line.

use std::path::PathBuf;
use std::str::FromStr;

use clap::{Parser, Subcommand};

use super::{
    agreement, answer, config, demo, doctor, export, import, label, listings, man, new, next,
    predict, review, run, simulate, status, verify,
};

/// A terminal workstation for labeling data, in which the model chooses what to ask next.
#[derive(Debug, Parser)]
#[command(
    name = "querist",
    version,
    max_term_width = 100,
    args_conflicts_with_subcommands = true
)]
pub(crate) struct Args {
    /// What to do; without it, go on in the project you stand in, or choose one.
    #[command(subcommand)]
    pub command: Option<Command>,

    /// A project to open, by its folder or its name, or a file to make one of.
    #[arg(value_name = "FILE|DIR")]
    pub path: Option<PathBuf>,

    /// The seed of all chance in this command.
    #[arg(long, global = true, value_name = "N")]
    pub seed: Option<u64>,

    /// Note what querist does at the end of a file.
    #[arg(long, global = true, value_name = "FILE")]
    pub log: Option<PathBuf>,
}

/// The subcommands.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Make a project from a file.
    New(new::Arguments),
    /// Label: the model chooses an item, you answer with one key.
    Label(label::Arguments),
    /// Review what several people labeled differently.
    Review(review::Arguments),
    /// Open a copy of a sample project.
    Demo(demo::Arguments),
    /// Tell which item would be asked now, and why.
    Next(next::Arguments),
    /// Record one answer.
    Answer(answer::Arguments),
    /// Let a program answer.
    Run(run::Arguments),
    /// Write the model's labels for what nobody labeled, or for a new file.
    Predict(predict::Arguments),
    /// Tell how far a project is.
    Status(status::Arguments),
    /// Tell how well the annotators agree.
    Agreement(agreement::Arguments),
    /// Write the labels to a file.
    Export(export::Arguments),
    /// Take in labels of other people: label files, journals, other copies of the project.
    Import(import::Arguments),
    /// Measure strategies on a labeled file.
    Simulate(simulate::Simulate),
    /// List what can choose the next item.
    Strategies,
    /// Verify the journals and print their receipts.
    Verify(verify::Arguments),
    /// Look for problems in a project; changes nothing.
    Doctor(doctor::Arguments),
    /// Show settings and where each comes from, or set one of yours.
    Config(config::Arguments),
    /// Print a completion script for a shell.
    Completions(listings::CompletionArguments),
    /// Print the manual page.
    Man(man::Arguments),
}

/// Reads a number that has to fit; else what to write.
pub(super) fn number<N: FromStr>(
    text: &str,
    fits: impl Fn(&N) -> bool,
    otherwise: &str,
) -> Result<N, String> {
    let number = text.parse().ok().filter(fits);
    number.ok_or_else(|| otherwise.to_owned())
}
