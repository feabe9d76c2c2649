//! `querist strategies` and `querist completions`: prints what can choose the next item, and the
//! completion script of a shell.

use anyhow::Result;

use super::{complete, output};
use crate::strategy::{DEFAULT, REGISTRY};

/// Print a completion script for a shell.
#[derive(Debug, clap::Args)]
pub(crate) struct CompletionArguments {
    /// The shell: bash, elvish, fish, powershell or zsh.
    shell: String,
}

pub(super) fn completions(arguments: &CompletionArguments) -> Result<()> {
    output::data(&complete::script(&arguments.shell)?)
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
        "Set one with `strategy = \"ID\"` under [query] in querist.toml, with Space s on the \
         screen, or for one session with `querist label --strategy ID`; measure them on labeled \
         data of your own with `querist simulate FILE --label COL --strategy all`.",
    )
}
