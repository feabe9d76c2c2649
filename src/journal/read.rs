//! Reads and verifies a journal.
//!
//! Reading walks the chain from its first record and changes nothing. What follows the last
//! record that verifies is the tail. Invariant: a tail is called torn only if an append that was
//! cut short can have left it; everything else that does not verify is damage, and no program
//! touches damage.

use std::fs::OpenOptions;
use std::io::Read;
use std::path::Path;

use super::chain::{GENESIS, Head, Record, VerifyError};
use super::event::Event;
use super::recovery::is_torn;
use super::{FORMAT, chain, files};
use crate::error::{Error, Place, Result};

/// A journal as it was found.
#[derive(Debug)]
pub struct Contents {
    /// The records that verify, in order; record `n` stands at index `n - 1`.
    pub records: Vec<Record>,
    /// The byte at which they end.
    pub good_end: u64,
    /// What follows them.
    pub tail: Tail,
    /// Whether lines end in CRLF, which no append writes.
    pub(crate) has_crlf: bool,
}

/// What follows the last record that verifies.
#[derive(Debug)]
pub enum Tail {
    /// Nothing.
    Clean,
    /// Nothing, but the last record (which is whole, and among the records) lacks its newline.
    MissingNewline,
    /// The beginning of a record whose append was cut short.
    Torn {
        /// Where it begins.
        offset: u64,
        /// What is there.
        bytes: Vec<u8>,
    },
    /// Something that no interrupted append leaves: always an [`Error::Damaged`].
    Damaged(Error),
}

impl Contents {
    /// How far the journal got, to be kept as a receipt.
    pub fn head(&self) -> Head {
        Head::of(&self.records)
    }

    /// What is wrong with a journal that holds nothing, not even the event that each begins with.
    pub(crate) fn emptied(&self, path: &Path) -> Option<String> {
        let lost = "holds no event: a journal begins with one, so its events were lost";
        let empty = self.records.is_empty();
        empty.then(|| format!("{} {lost}", path.display()))
    }

    /// Whether this journal still holds all that `receipt` saw, unchanged. It is the one way to
    /// find a cut at the end of a record, or a chain that was rebuilt.
    pub(crate) fn extends(&self, receipt: &Head) -> bool {
        let before = usize::try_from(receipt.events)
            .ok()
            .and_then(|events| self.records.get(..events));
        before.is_some_and(|before| Head::of(before) == *receipt)
    }

    /// Why nothing may be written after it, if so.
    pub(super) fn refusal(&self, path: &Path) -> Option<Error> {
        match &self.tail {
            Tail::Damaged(Error::Damaged { place, byte, what }) => Some(Error::Damaged {
                place: place.clone(),
                byte: *byte,
                what: what.clone(),
            }),
            Tail::Damaged(other) => Some(Error::ReadOnly {
                why: other.to_string(),
            }),
            _ => self.newer().map(|record| Error::ReadOnly {
                why: format!(
                    "{}:{} was written by a newer querist",
                    path.display(),
                    record.seq
                ),
            }),
        }
    }

    /// The first record that only a newer querist understands: with one, write nothing.
    pub fn newer(&self) -> Option<&Record> {
        self.records
            .iter()
            .find(|record| match &record.entry.event {
                Event::Unknown => true,
                Event::Created(created) => created.format > FORMAT,
                _ => false,
            })
    }
}

/// Reads and verifies a journal, and changes nothing.
///
/// # Errors
/// If the file cannot be read, or is a link, pipe or device. Damage is no error here: it is a
/// [`Tail`], and the records before it are good.
pub fn read(path: &Path) -> Result<Contents> {
    read_with_bytes(path).map(|(contents, _)| contents)
}

/// As [`read()`], with the very bytes that were verified, for whoever copies them.
///
/// # Errors
/// As for [`read()`].
pub(crate) fn read_with_bytes(path: &Path) -> Result<(Contents, Vec<u8>)> {
    let mut file = files::open(path, OpenOptions::new().read(true))?;
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes)
        .map_err(Error::io(path, "read"))?;
    Ok((scan(path, &bytes), bytes))
}

#[cfg(test)]
thread_local! {
    /// The journals that were read and verified in this thread, for tests that count them.
    pub(crate) static SCANNED: std::cell::RefCell<Vec<std::path::PathBuf>> =
        const { std::cell::RefCell::new(Vec::new()) };
}

/// Verifies the bytes of a journal; `path` is for messages.
pub(super) fn scan(path: &Path, bytes: &[u8]) -> Contents {
    #[cfg(test)]
    SCANNED.with_borrow_mut(|paths| paths.push(path.to_path_buf()));
    let mut records: Vec<Record> = Vec::new();
    let mut start = 0;
    let mut prev = GENESIS;
    let mut flaw = None;
    let mut has_crlf = false;
    while let Some(length) = bytes[start..].iter().position(|&byte| byte == b'\n') {
        // A seal ends in a brace: a carriage return after it was put there by another program.
        let line = &bytes[start..start + length];
        let content = line.strip_suffix(b"\r").unwrap_or(line);
        match chain::check(content, next(&records), &prev) {
            Ok(record) => {
                prev = record.hash;
                records.push(record);
                has_crlf |= content.len() < line.len();
                start += length + 1;
            }
            Err(found) => {
                flaw = Some(found);
                break;
            }
        }
    }
    let rest = &bytes[start..];
    let seq = next(&records);
    let mut good_end = start as u64;
    let tail = if rest.is_empty() {
        Tail::Clean
    } else {
        let content = rest.strip_suffix(b"\r").unwrap_or(rest);
        match flaw.map_or_else(|| chain::check(content, seq, &prev), Err) {
            Ok(record) => {
                records.push(record);
                good_end = bytes.len() as u64;
                Tail::MissingNewline
            }
            Err(_) if is_torn(&records, rest, good_end, seq, &prev) => Tail::Torn {
                offset: good_end,
                bytes: rest.to_vec(),
            },
            Err(flaw) => Tail::Damaged(damage(path, seq, good_end, &flaw)),
        }
    };
    Contents {
        records,
        good_end,
        tail,
        has_crlf,
    }
}

fn next(records: &[Record]) -> u64 {
    records.len() as u64 + 1
}

fn damage(path: &Path, line: u64, byte: u64, flaw: &VerifyError) -> Error {
    Error::Damaged {
        place: Place::line(path, line),
        byte,
        what: flaw.to_string(),
    }
}
