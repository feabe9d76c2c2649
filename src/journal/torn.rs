//! Can an interrupted append have left this?
//!
//! A single record is one line, so its torn tail is one. The labels of an import are many lines
//! in one write, between a start and an end that were each synced alone: inside such a frame, and
//! only there, whole lines may stand behind a hole. Invariant: a tail is called torn only if
//! nothing in it was ever acknowledged, as far as the bytes can tell.

use blake3::Hash;

use super::chain::{self, Record};
use super::event::Event;

/// What a disk writes as a whole or not at all.
const SECTOR: u64 = 512;

/// Whether an append after `records` that was cut short can have left `tail` at `offset`; the
/// next record would have been `seq` after `prev`.
pub(super) fn is_torn(records: &[Record], tail: &[u8], offset: u64, seq: u64, prev: &Hash) -> bool {
    let single = match tail.iter().position(|&byte| byte == b'\n') {
        None => has_empty_sector(tail, offset) || is_strict_prefix(tail, seq, prev),
        Some(at) => at + 1 == tail.len() && has_empty_sector(tail, offset),
    };
    single || (is_in_import(records) && is_torn_batch(tail, offset, seq))
}

/// Whether the records end between the start of an import and its end.
fn is_in_import(records: &[Record]) -> bool {
    let mut back = records.iter().rev().map(|record| &record.entry.event);
    let before = back.find(|event| !is_of_batch(event));
    matches!(before, Some(Event::ImportStarted(_)))
}

/// What stands between the start of an import and its end. The end itself is written only when
/// all this is on the disk: where it can be read, nothing before it was torn.
fn is_of_batch(event: &Event) -> bool {
    matches!(
        event,
        Event::ImportedLabel(_) | Event::LabelMapped(_) | Event::ClassAdded(_)
    )
}

/// Whether each line has a hole or is a whole record of an import, and the first has a hole.
fn is_torn_batch(tail: &[u8], offset: u64, seq: u64) -> bool {
    let mut at = offset;
    let mut latest = seq;
    let mut first = true;
    for line in tail.split_inclusive(|&byte| byte == b'\n') {
        let begins = at;
        at += line.len() as u64;
        if has_empty_sector(line, begins) {
            first = false;
            continue;
        }
        if first {
            return false;
        }
        let Some(whole) = line.strip_suffix(b"\n") else {
            return begins_a_record(line);
        };
        match chain::check_alone(whole) {
            Some(record) if record.seq > latest && is_of_batch(&record.entry.event) => {
                latest = record.seq;
            }
            _ => return false,
        }
    }
    true
}

/// After a power cut the file may have its new length while some sectors were never written:
/// they read as zeros, which JSON never contains.
fn has_empty_sector(tail: &[u8], offset: u64) -> bool {
    let first = ((SECTOR - offset % SECTOR) as usize).min(tail.len());
    let (partial, whole) = tail.split_at(first);
    let empty = |share: &[u8]| !share.is_empty() && share.iter().all(|&byte| byte == 0);
    empty(partial) || whole.chunks(SECTOR as usize).any(empty)
}

/// Whether a longer line could begin like this. A tail that holds a seal is never a prefix, so
/// that a flipped bit in the last record's newline is not mistaken for an interrupted append.
fn is_strict_prefix(tail: &[u8], seq: u64, prev: &Hash) -> bool {
    let opening = chain::opening(seq, prev);
    let opening = opening.as_bytes();
    if tail.len() <= opening.len() {
        return opening.starts_with(tail);
    }
    tail.starts_with(opening) && is_cut_off(tail)
}

/// Whether some record could begin like this: behind a hole its number is not known.
fn begins_a_record(line: &[u8]) -> bool {
    let start = b"{\"seq\":";
    if line.len() <= start.len() {
        return start.starts_with(line);
    }
    // A whole record that lacks its newline is one, too.
    line.starts_with(start) && (is_cut_off(line) || chain::check_alone(line).is_some())
}

fn is_cut_off(line: &[u8]) -> bool {
    !line.windows(chain::SEAL_LENGTH).any(chain::is_seal)
        && serde_json::from_slice::<serde_json::Value>(line).is_err_and(|error| error.is_eof())
}
