//! `querist strategies` and `querist completions`: prints what can choose the next item, and the
//! completion script of a shell.

use anyhow::Result;
use clap::CommandFactory;

use super::{Args, output};
use crate::strategy::{DEFAULT, REGISTRY};

/// Print a completion script for a shell.
#[derive(Debug, clap::Args)]
pub(crate) struct CompletionArguments {
    /// The shell.
    #[arg(value_enum)]
    shell: clap_complete::Shell,
}

pub(super) fn completions(arguments: &CompletionArguments) -> Result<()> {
    let mut script = Vec::new();
    clap_complete::generate(
        arguments.shell,
        &mut Args::command(),
        "querist",
        &mut script,
    );
    output::data(&script)
}

pub(super) fn strategies() -> Result<()> {
    let mut family = None;
    for strategy in REGISTRY {
        if family.replace(strategy.family) != Some(strategy.family) {
            output::say("")?;
            output::say(&strategy.family.title().to_uppercase())?;
        }
        let mark = if strategy.id == DEFAULT {
            " (default)"
        } else {
            ""
        };
        output::say(&format!("{}{mark}", strategy.id))?;
        output::say(&format!("    {}", strategy.doc))?;
        output::say(&format!("    formula  {}", strategy.formula))?;
        output::say(&format!("    source   {}", strategy.source))?;
        output::say(&format!("    cost     {}", strategy.cost))?;
    }
    output::say("")?;
    output::say(
        "Set one with `strategy = \"ID\"` under [query] in querist.toml, with Ctrl-S on the \
         screen, or for one session with `querist label --strategy ID`; measure them on labeled \
         data of your own with `querist simulate FILE --label COL --strategy all`.",
    )
}
