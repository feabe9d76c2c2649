//! `querist strategies`: what can choose the next item?

use anyhow::Result;

use super::output;
use crate::strategy::{DEFAULT, REGISTRY};

pub(super) fn run() -> Result<()> {
    for strategy in REGISTRY {
        let info = strategy.info();
        let mark = if info.id == DEFAULT { " (default)" } else { "" };
        output::say(&format!("{}{mark}", info.id))?;
        output::say(&format!("    {}", info.doc))?;
        output::say(&format!("    formula  {}", info.formula))?;
        output::say(&format!("    source   {}", info.source))?;
        output::say(&format!("    cost     {}", info.cost))?;
    }
    output::say("Set one with `strategy = \"ID\"` under [query] in querist.toml.")
}
