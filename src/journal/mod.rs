//! Keeps what happened, provably.
//!
//! One append-only, hash-chained file per writer. A record is one line of JSON; its last member
//! `"h"` seals every byte before it, and `"prev"` ties it to the line above, so that any edited,
//! lost or doubled line is found (tamper-evident, not tamper-proof: whoever can write the file
//! can rebuild the chain, which is why receipts are handed out). Invariant: [`Journal::append`]
//! returns only after the bytes are on the disk.
//!
//! | file | holds |
//! |---|---|
//! | `event` | what can happen |
//! | `chain` | one record, its seal, and the head that names a state of the journal |
//! | `read` | what a file holds, and its tail |
//! | `append` | how a record gets onto the disk |
//! | `files` | regular files, and what the writer needs of one |
//! | `recovery` | torn tails, quarantine, and the reserve for a full disk |
//! | `lock` | who else is at work here |

mod append;
mod chain;
pub mod event;
mod files;
mod lock;
mod read;
mod recovery;

#[cfg(test)]
mod tests;

pub use append::Journal;
pub(crate) use append::{Opened, Opening};
pub(crate) use chain::Head;
pub use event::{Entry, Event};
pub(crate) use files::folder_of;
pub(crate) use lock::ProjectLock;
#[cfg(test)]
pub(crate) use read::SCANNED;
pub(crate) use read::{Contents, read_with_bytes};
pub use read::{Tail, read};
pub(crate) use recovery::create_reserve;

/// The version of the journal format that this querist writes, for [`event::Created`].
pub const FORMAT: u32 = 1;
