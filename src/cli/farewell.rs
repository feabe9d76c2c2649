//! What is said when a session at the screen is over?

use crate::engine::Closing;
use crate::project::Layout;

use super::output;

/// Tells, on stderr, what was done and how to prove it later.
pub fn farewell(layout: &Layout, closing: &Closing) {
    let minutes = (closing.active_seconds / 60.0).round();
    let answers = match closing.answers {
        1 => "1 answer".to_owned(),
        count => format!("{count} answers"),
    };
    let mut also = String::new();
    match closing.breaks {
        0 => {}
        1 => also.push_str(", 1 break"),
        breaks => also.push_str(&format!(", {breaks} breaks")),
    }
    if closing.revealed > 0 {
        also.push_str(&format!(", {} sensitive items revealed", closing.revealed));
    }
    output::remark(&format!(
        "{answers} in {minutes:.0} min{also}, in {}",
        layout.root().display()
    ));
    if let Some(why) = &closing.unconfirmed {
        output::remark(&format!("the last answer may be lost: {why}"));
        output::remark("  next: free some space, then `querist label` shows what is there");
    }
    if let Some(receipt) = &closing.receipt {
        output::remark(&format!("receipt: {receipt}"));
    }
    output::remark(&format!(
        "  next: querist status {0} · querist export {0} -o labels.jsonl",
        layout.root().display()
    ));
}
