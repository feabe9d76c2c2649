//! Writes and checks the records of the hash chain, and names how far it got.
//!
//! A record is `{"seq":N,"prev":"<hash>",<fields of the entry>,"h":"<hash>"}`. The seal `"h"` is
//! the BLAKE3 of the exact bytes before `,"h":`, never of a re-serialised value, and `"prev"` is
//! the seal of the line above. Invariant: a line that [`seal`] returns reads back as the same
//! entry, and no other bytes pass [`check`] in its place.
//!
//! A [`Head`] is the number of events and the last seal, which together name every byte before
//! them. Written down elsewhere (a session's end, a report, a commit) it becomes a receipt: it
//! shows later that the journal only grew. Invariant: its text reads back as the same head.

use std::fmt;
use std::str::FromStr;

use blake3::Hash;

use super::event::{Entry, Event};
use crate::error::{Error, Result};

/// What the first record names as the one before it.
pub(crate) const GENESIS: Hash = Hash::from_bytes([0; 32]);

const SEAL_OPENING: &[u8] = b",\"h\":\"";
const SEAL_CLOSING: &[u8] = b"\"}";
const HEX_LENGTH: usize = 64;
/// Bytes of `,"h":"<hash>"}`.
pub(super) const SEAL_LENGTH: usize = SEAL_OPENING.len() + HEX_LENGTH + SEAL_CLOSING.len();

/// A verified line of a journal.
#[derive(Debug, Clone, PartialEq)]
pub struct Record {
    /// Counted from 1; also the number of its line.
    pub seq: u64,
    /// What it says.
    pub entry: Entry,
    /// Its seal.
    pub hash: Hash,
}

/// A line ready to be appended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Sealed {
    /// Its bytes, newline included.
    pub line: Vec<u8>,
    /// Its seal, which the next line names.
    pub hash: Hash,
}

/// Why a line is not the record expected there.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum VerifyError {
    /// It does not end in a seal.
    #[error("the line does not end in a seal")]
    Unsealed,
    /// Its bytes are not the ones that were sealed.
    #[error("the record does not match its seal")]
    SealBroken,
    /// It is whole, but another record belongs there.
    #[error("the record is not number {0} of this chain: a line was lost, doubled or moved")]
    OutOfPlace(u64),
    /// It is sealed and in place, but says nothing that querist understands.
    #[error("the record cannot be understood: {0}")]
    Unreadable(String),
}

/// The bytes that record `seq` after `prev` begins with.
pub(super) fn opening(seq: u64, prev: &Hash) -> String {
    format!("{{\"seq\":{seq},\"prev\":\"{prev}\",")
}

/// Writes one record.
///
/// # Errors
/// [`Error::Refused`] if the entry would not read back as itself: a number that JSON cannot
/// write, or [`Event::Unknown`], whose content this version never saw.
pub(crate) fn seal(seq: u64, prev: &Hash, entry: &Entry) -> Result<Sealed> {
    let unwritable = |why: &str| {
        Error::refused(
            format!("the record was not written: {why}"),
            "this is a fault in querist; please report it",
        )
    };
    if entry.event == Event::Unknown {
        return Err(unwritable("its event is of a newer version"));
    }
    let body = serde_json::to_vec(entry).map_err(|error| unwritable(&error.to_string()))?;
    let mut line = opening(seq, prev).into_bytes();
    // The entry's own braces give way to the line's.
    line.extend_from_slice(&body[1..body.len() - 1]);
    let hash = blake3::hash(&line);
    line.extend_from_slice(SEAL_OPENING);
    line.extend_from_slice(hash.to_hex().as_bytes());
    line.extend_from_slice(SEAL_CLOSING);
    // JSON writes what it cannot express (NaN, infinity) as null: found now, it is one refused
    // record; found at the next start, it would be a journal that no longer opens.
    match check(&line, seq, prev) {
        Ok(record) if record.entry == *entry => {}
        Ok(_) => return Err(unwritable("it would not read back the same")),
        Err(flaw) => return Err(unwritable(&flaw.to_string())),
    }
    line.push(b'\n');
    Ok(Sealed { line, hash })
}

/// Checks a line (without its newline) to be record `expected_seq` after `expected_prev`.
///
/// # Errors
/// What does not hold.
pub(crate) fn check(
    line: &[u8],
    expected_seq: u64,
    expected_prev: &Hash,
) -> std::result::Result<Record, VerifyError> {
    let (sealed, seal) = line
        .len()
        .checked_sub(SEAL_LENGTH)
        .map(|at| line.split_at(at))
        .filter(|(_, seal)| is_seal(seal))
        .ok_or(VerifyError::Unsealed)?;
    let hash = blake3::hash(sealed);
    if seal[SEAL_OPENING.len()..][..HEX_LENGTH] != *hash.to_hex().as_bytes() {
        return Err(VerifyError::SealBroken);
    }
    let fields = sealed
        .strip_prefix(opening(expected_seq, expected_prev).as_bytes())
        .ok_or(VerifyError::OutOfPlace(expected_seq))?;
    let mut body = Vec::with_capacity(fields.len() + 2);
    body.push(b'{');
    body.extend_from_slice(fields);
    body.push(b'}');
    let entry = serde_json::from_slice(&body)
        .map_err(|error| VerifyError::Unreadable(error.to_string()))?;
    Ok(Record {
        seq: expected_seq,
        entry,
        hash,
    })
}

/// Checks a line to be some record, wherever in a chain: its own numbers are taken at their word.
pub(super) fn check_alone(line: &[u8]) -> Option<Record> {
    #[derive(serde::Deserialize)]
    struct Place<'a> {
        seq: u64,
        prev: &'a str,
    }
    let place: Place<'_> = serde_json::from_slice(line).ok()?;
    let prev = Hash::from_hex(place.prev).ok()?;
    check(line, place.seq, &prev).ok()
}

/// Whether these bytes have the form `,"h":"<hash>"}`. Capital hex digits are refused: they
/// would be a second spelling of the same seal, and a flipped bit away from it.
pub(super) fn is_seal(bytes: &[u8]) -> bool {
    bytes
        .strip_prefix(SEAL_OPENING)
        .and_then(|rest| rest.strip_suffix(SEAL_CLOSING))
        .is_some_and(|hex| {
            hex.len() == HEX_LENGTH && hex.iter().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
        })
}

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
