//! Recovers from an interrupted append and from a full disk.
//!
//! **Torn tails.** A single record is one line, so its torn tail is one. The labels of an import
//! are many lines in one write, between a start and an end that were each synced alone: inside such
//! a frame, and only there, whole lines may stand behind a hole. Invariant: a tail is called torn
//! only if nothing in it was ever acknowledged, as far as the bytes can tell.
//!
//! **Quarantine.** The bytes of a torn tail go into a file of their own under `quarantine/`; only
//! when that file is on the disk is the journal cut. Invariant: at every moment the bytes are in
//! the journal, in quarantine, or in both, and nothing but the torn tail is ever cut. A repair that
//! was itself cut short is simply done again.
//!
//! **Reserve.** A mebibyte that was set aside while there was room. It is given back when the disk
//! is full, so that a torn tail can be repaired and the last label written. Invariant: the reserve
//! holds real bytes that no file system can shrink away.

use std::ffi::OsString;
use std::fs::{DirBuilder, OpenOptions};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::{fs, io};

use blake3::Hash;
use jiff::Timestamp;

use super::chain::Record;
use super::event::{Event, Repaired};
use super::{chain, files};
use crate::error::{Error, Result};

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
        let whole = whole.strip_suffix(b"\r").unwrap_or(whole);
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

/// Keeps `tail` in `quarantine`, then cuts it off `journal`, where it begins at `offset`.
pub(super) fn cut_torn_tail(
    journal: &Path,
    offset: u64,
    tail: &[u8],
    quarantine: &Path,
    now: Timestamp,
) -> Result<Repaired> {
    make_folder(quarantine)?;
    let mut name = OsString::from("torn-");
    name.push(journal.file_stem().unwrap_or_default());
    name.push(format!("-{offset}-{}", now.as_second()));
    keep(&quarantine.join(name), tail)?;
    // A handle of its own: on Windows one that appends cannot cut.
    let file = files::open(journal, OpenOptions::new().write(true))?;
    file.set_len(offset)
        .and_then(|()| file.sync_all())
        .map_err(Error::io(journal, "cut"))?;
    Ok(Repaired {
        offset,
        length: tail.len() as u64,
        blake3: blake3::hash(tail).to_string(),
    })
}

/// Writes a new file under `path`, or under `path-2`, `path-3`… if that name holds other bytes,
/// as it does when a repair within the same second was killed.
fn keep(path: &Path, bytes: &[u8]) -> Result<()> {
    let mut candidate = path.to_path_buf();
    for number in 2_u32.. {
        let options = &mut OpenOptions::new();
        match files::open(&candidate, options.write(true).create_new(true)) {
            Ok(mut file) => {
                let written = file.write_all(bytes).and_then(|()| file.sync_all());
                if let Err(source) = written {
                    // The journal still has these bytes; half a copy only takes room.
                    drop(fs::remove_file(&candidate));
                    return Err(Error::io(&candidate, "write")(source));
                }
                break;
            }
            Err(_) if holds(&candidate, bytes) => break,
            Err(error) if fs::symlink_metadata(&candidate).is_err() => return Err(error),
            Err(_) => candidate = numbered(path, number),
        }
    }
    files::sync_folder_of(&candidate)
}

/// Whether exactly these bytes are there, and on the disk.
fn holds(path: &Path, bytes: &[u8]) -> bool {
    let mut found = Vec::new();
    files::open(path, OpenOptions::new().read(true).write(true))
        .and_then(|mut file| {
            file.read_to_end(&mut found)
                .and_then(|_| file.sync_all())
                .map_err(Error::io(path, "read"))
        })
        .is_ok_and(|()| found == bytes)
}

fn numbered(path: &Path, number: u32) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(format!("-{number}"));
    PathBuf::from(name)
}

fn make_folder(path: &Path) -> Result<()> {
    match fs::symlink_metadata(path) {
        Ok(found) if found.is_dir() => Ok(()),
        Ok(_) => Err(Error::refused(
            format!("{} is not a folder", path.display()),
            "make it one: the bytes of an unfinished record are to be kept there",
        )),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            private(&mut DirBuilder::new())
                .create(path)
                .map_err(Error::io(path, "create"))?;
            files::sync_folder_of(path)
        }
        Err(source) => Err(Error::io(path, "open")(source)),
    }
}

#[cfg(unix)]
fn private(builder: &mut DirBuilder) -> &mut DirBuilder {
    use std::os::unix::fs::DirBuilderExt;
    builder.mode(0o700)
}

#[cfg(not(unix))]
fn private(builder: &mut DirBuilder) -> &mut DirBuilder {
    builder
}

const SIZE: usize = 1 << 20;

/// Sets the reserve aside, unless it is there already.
pub(crate) fn create_reserve(path: &Path) -> Result<()> {
    let options = &mut OpenOptions::new();
    let mut file = files::open(path, options.write(true).create(true).truncate(false))?;
    if file
        .metadata()
        .is_ok_and(|found| found.len() >= SIZE as u64)
    {
        return Ok(());
    }
    // Zeros would cost nothing on a file system that compresses.
    let mut bytes = vec![0; SIZE];
    blake3::Hasher::new().finalize_xof().fill(&mut bytes);
    let written = file.write_all(&bytes).and_then(|()| file.sync_all());
    if let Err(source) = written {
        // A half reserve on a full disk only takes room; that it stays is no further harm.
        drop(fs::remove_file(path));
        return Err(Error::io(path, "write")(source));
    }
    files::sync_folder_of(path)
}

/// Gives the reserve's room back; says whether there was one.
pub(crate) fn release_reserve(path: &Path) -> Result<bool> {
    match fs::remove_file(path) {
        Ok(()) => {
            files::sync_folder_of(path)?;
            Ok(true)
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(source) => Err(Error::io(path, "remove")(source)),
    }
}

/// Tries once more with the reserve's room if the first attempt finds the disk full.
pub(super) fn with_room<T>(reserve: &Path, mut attempt: impl FnMut() -> Result<T>) -> Result<T> {
    match attempt() {
        Err(Error::Io { source, .. } | Error::NotConfirmed { source, .. })
            if files::is_full(&source) && release_reserve(reserve)? =>
        {
            attempt()
        }
        other => other,
    }
}
