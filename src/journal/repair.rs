//! Where do the bytes of a torn tail go?
//!
//! Into a file of their own under `quarantine/`; only when that file is on the disk is the journal
//! cut. Invariant: at every moment the bytes are in the journal, in quarantine, or in both, and
//! nothing but the torn tail is ever cut. A repair that was itself cut short is simply done again.

use std::ffi::OsString;
use std::fs::{self, DirBuilder, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use jiff::Timestamp;

use super::event::Repaired;
use super::files;
use crate::error::{Error, Result};

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
        .map_err(|source| Error::io(journal, "cut", source))?;
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
                    return Err(Error::io(&candidate, "write", source));
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
                .map_err(|source| Error::io(path, "read", source))
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
                .map_err(|source| Error::io(path, "create", source))?;
            files::sync_folder_of(path)
        }
        Err(source) => Err(Error::io(path, "open", source)),
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
