//! Is there a terminal that a screen can be shown on?

use std::io::{self, IsTerminal};

use anyhow::Result;

use crate::error::Error;

/// Refuses where a screen cannot work.
pub(super) fn check() -> Result<()> {
    if std::env::var_os("TERM").is_some_and(|term| term == "dumb") {
        return Err(Error::refused(
            "this terminal says that it can only print (TERM=dumb)",
            "use a terminal that can move its cursor, or set TERM to what it really is",
        )
        .into());
    }
    if io::stdin().is_terminal() && io::stdout().is_terminal() {
        return Ok(());
    }
    Err(Error::refused(
        "the workstation needs a terminal for its input and output",
        "run it in a terminal, without a pipe; `querist status` needs none",
    )
    .into())
}
