//! What is left to write with on a full disk?
//!
//! A mebibyte that was set aside while there was room. It is given back when the disk is full, so
//! that a torn tail can be repaired and the last label written. Invariant: the reserve holds real
//! bytes that no file system can shrink away.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::Path;

use super::files;
use crate::error::{Error, Result};

const SIZE: usize = 1 << 20;

/// Sets the reserve aside, unless it is there already.
pub fn create_reserve(path: &Path) -> Result<()> {
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
        return Err(Error::io(path, "write", source));
    }
    files::sync_folder_of(path)
}

/// Gives the reserve's room back; says whether there was one.
pub fn release_reserve(path: &Path) -> Result<bool> {
    match fs::remove_file(path) {
        Ok(()) => {
            files::sync_folder_of(path)?;
            Ok(true)
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(source) => Err(Error::io(path, "remove", source)),
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
