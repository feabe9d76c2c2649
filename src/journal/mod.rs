//! What happened, provably?
//!
//! One append-only, hash-chained file per writer. A record is one line of JSON; its last member
//! `"h"` seals every byte before it, and `"prev"` ties it to the line above, so that any edited,
//! lost or doubled line is found (tamper-evident, not tamper-proof: whoever can write the file
//! can rebuild the chain, which is why receipts are handed out). Invariant: [`Journal::append`]
//! returns only after the bytes are on the disk.
//!
//! | file | question |
//! |---|---|
//! | `event` | what can happen? |
//! | `chain` | how is one record written and checked? |
//! | `read` | what does a file hold, and what is its tail? |
//! | `torn` | can an interrupted append have left this? |
//! | `head` | which state of the journal was that? |
//! | `append` | how does a record get onto the disk? |
//! | `storage` | what does the writer need of a file? |
//! | `repair` | where do the bytes of a torn tail go? |
//! | `reserve` | what is left to write with on a full disk? |
//! | `lock` | who else is at work here? |
//! | `files` | is this really a file? |

mod append;
mod chain;
pub mod event;
mod files;
mod head;
mod lock;
mod read;
mod repair;
mod reserve;
mod storage;
mod torn;

#[cfg(test)]
mod tests;

pub use append::{Journal, Opened, Opening};
pub use chain::{GENESIS, Record, Sealed, VerifyError, check, seal};
pub use event::{Entry, Event};
pub use head::Head;
pub use lock::ProjectLock;
#[cfg(test)]
pub(crate) use read::SCANNED;
pub use read::{Contents, Tail, read, read_with_bytes};
pub use reserve::{create_reserve, release_reserve};

pub use blake3::Hash;

/// The version of the journal format that this querist writes, for [`event::Created`].
pub const FORMAT: u32 = 1;
