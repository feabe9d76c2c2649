//! What is said when a session at the screen is over?

use crate::project::Layout;
use crate::session::SessionSummary;

use super::{output, unheard};

/// What a session at the screen was about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Work {
    /// Items were labeled.
    Labels,
    /// Disagreements were decided on.
    Decisions,
}

/// Tells, on stderr, what was done and how to prove it later.
pub fn farewell(work: Work, layout: &Layout, closing: &SessionSummary) {
    let (what, command) = match work {
        Work::Labels => ("answer", "label"),
        Work::Decisions => ("decision", "review"),
    };
    let minutes = (closing.active_seconds / 60.0).round();
    let mut also = String::new();
    match closing.breaks {
        0 => {}
        1 => also.push_str(", 1 break"),
        breaks => also.push_str(&format!(", {breaks} breaks")),
    }
    if closing.revealed > 0 {
        also.push_str(&format!(", {} sensitive items revealed", closing.revealed));
    }
    let plural = if closing.answers == 1 { "" } else { "s" };
    output::remark(&format!(
        "{} {what}{plural} in {minutes:.0} min{also}, in {}",
        closing.answers,
        layout.root().display()
    ));
    if let Some(why) = &closing.unconfirmed {
        output::remark(&format!("the last {what} may be lost: {why}"));
        output::remark(&format!(
            "  next: free some space, then `querist {command}` shows what is there"
        ));
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
