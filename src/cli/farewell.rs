//! What is said when a session at the screen is over?

use crate::engine::Closing;
use crate::project::Layout;

use super::{output, unheard};

/// Tells, on stderr, what was done and how to prove it later.
pub fn farewell(layout: &Layout, closing: &Closing) {
    let minutes = (closing.active_seconds / 60.0).round();
    let answers = match closing.answers {
        1 => "1 answer".to_owned(),
        count => format!("{count} answers"),
    };
    output::remark(&format!(
        "{answers} in {minutes:.0} min, in {}",
        layout.root().display()
    ));
    if let Some(why) = &closing.unconfirmed {
        output::remark(&format!("the last answer may be lost: {why}"));
        output::remark("  next: free some space, then `querist label` shows what is there");
    }
    if let Some(receipt) = &closing.receipt {
        output::remark(&format!("receipt: {receipt}"));
    }
    if let Some(command) = unheard::import_command(layout) {
        output::remark(&format!(
            "  next: {command} brings in what others said; then querist agreement {}",
            layout.root().display()
        ));
    }
    output::remark(&format!(
        "  next: querist status {0} · querist export {0} -o labels.jsonl",
        layout.root().display()
    ));
}
