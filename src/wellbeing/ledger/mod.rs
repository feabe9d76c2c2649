//! Keeps the person's own ledger.
//!
//! One folder in the *user's* data, never in a project: what was met of sensitive items, breaks,
//! check-ins, categories left out, and how long was worked, over all projects. It is append-only,
//! readable by its owner alone, names no item and no project, and is deleted by deleting it.
//! Nothing here is exported, and no figure is shown to anybody but the person. Invariant: whatever
//! happens to the ledger, labeling goes on; what could not be written is told.

mod file;
mod pseudonym;
mod record;

pub use file::Ledger;
pub(crate) use pseudonym::ItemHash;
pub(crate) use record::{Entry, SessionRecord, Stamp};

use jiff::Timestamp;

use crate::schema::Annotator;

/// The ledger's name of a session in a project's journal; number 0 is the time before it began.
pub(crate) fn session_name(
    ledger: &Ledger,
    project: &str,
    annotator: &Annotator,
    number: u32,
) -> String {
    let journal = format!("{project} {annotator}");
    ledger
        .pseudonyms()
        .session(&journal, number, Timestamp::UNIX_EPOCH)
}
