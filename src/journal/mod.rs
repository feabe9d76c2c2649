//! What happened, provably?
//!
//! One append-only, hash-chained file per writer. A record is one line of JSON; its last member
//! `"h"` seals every byte before it, and `"prev"` ties it to the line above, so that any edited,
//! lost or doubled line is found (tamper-evident, not tamper-proof: whoever can write the file
//! can rebuild the chain, which is why receipts are handed out). Invariant: [`Journal::append`]
//! returns only after the bytes are on the disk.

pub mod event;

pub use event::{Entry, Event};
