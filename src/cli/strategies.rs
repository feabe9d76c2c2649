//! `querist strategies`: what can choose the next item?

use anyhow::Result;

use super::output;
use crate::strategy::{DEFAULT, REGISTRY};

pub(super) fn run() -> Result<()> {
    let mut family = None;
    for strategy in REGISTRY {
        let info = strategy.info();
        if family.replace(info.family) != Some(info.family) {
            output::say("")?;
            output::say(&info.family.title().to_uppercase())?;
        }
        let mark = if info.id == DEFAULT { " (default)" } else { "" };
        output::say(&format!("{}{mark}", info.id))?;
        output::say(&format!("    {}", info.doc))?;
        output::say(&format!("    formula  {}", info.formula))?;
        output::say(&format!("    source   {}", info.source))?;
        output::say(&format!("    cost     {}", info.cost))?;
    }
    output::say("")?;
    output::say(
        "Set one with `strategy = \"ID\"` under [query] in querist.toml, with Ctrl-S on the \
         screen, or for one session with `querist label --strategy ID`; measure them on labeled \
         data of your own with `querist simulate FILE --label COL --strategy all`.",
    )
}
