//! Which state of the journal was that?
//!
//! The number of events and the last seal, which together name every byte before them. Written
//! down elsewhere (a session's end, a report, a commit) a head becomes a receipt: it shows later
//! that the journal only grew. Invariant: its text reads back as the same head.

use std::fmt;
use std::str::FromStr;

use blake3::Hash;

use super::chain::{GENESIS, Record};
use crate::error::{Error, Result};

/// How far a journal got.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Head {
    /// How many records.
    pub events: u64,
    /// The seal of the last one; zeros if there is none.
    pub hash: Hash,
}

impl Head {
    pub(super) fn of(records: &[Record]) -> Self {
        Self {
            events: records.len() as u64,
            hash: records.last().map_or(GENESIS, |record| record.hash),
        }
    }
}

impl fmt::Display for Head {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}:{}", self.events, self.hash)
    }
}

impl FromStr for Head {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        text.trim()
            .split_once(':')
            .and_then(|(events, hash)| {
                Some(Self {
                    events: events.parse().ok()?,
                    hash: Hash::from_hex(hash).ok()?,
                })
            })
            .ok_or_else(|| {
                Error::usage(
                    format!("{text:?} is not a receipt"),
                    "give it as querist printed it: the number of events, a colon, 64 hex digits",
                )
            })
    }
}
