//! Opens regular files only, and gives the writer what it needs of one.
//!
//! A project may come from anywhere, so a link, pipe or device may stand where a journal should.
//! Files are opened without following a link and without waiting for a pipe's other end, and
//! looked at through the open handle. Invariant: [`open`] returns regular files only.
//!
//! The writer's file stands behind a trait so that tests can let the disk fail at a chosen moment.
//! Invariant of [`FileStorage`]: it holds one open file for its life and never another.

use std::fmt::Debug;
use std::fs::{File, FileType, Metadata, OpenOptions};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::{fs, io};

use crate::error::{Error, Result};
use crate::regular_file::name_of;

/// Opens a regular file; new ones are for the owner's eyes only.
pub(super) fn open(path: &Path, options: &mut OpenOptions) -> Result<File> {
    harden(options);
    let file = options.open(path).map_err(|source| {
        // Only to name the culprit: the refusal itself came from the system.
        match fs::symlink_metadata(path) {
            Ok(found) if !found.is_file() => no_file(path, found.file_type()),
            _ => Error::io(path, "open")(source),
        }
    })?;
    let found = file.metadata().map_err(Error::io(path, "open"))?;
    let kind = found.file_type();
    if kind.is_file() {
        Ok(file)
    } else {
        Err(no_file(path, kind))
    }
}

/// Makes the creation, removal or renaming of `path` itself last.
pub(super) fn sync_folder_of(path: &Path) -> Result<()> {
    let folder = folder_of(path);
    // Elsewhere a folder cannot be opened as a file, and its entries are the system's business.
    if cfg!(unix) {
        let synced = File::open(folder).and_then(|opened| opened.sync_all());
        synced.map_err(Error::io(folder, "sync"))?;
    }
    Ok(())
}

/// The folder that holds `path`.
pub(crate) fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if parent != Path::new("") => parent,
        _ => Path::new("."),
    }
}

/// Whether the system ran out of room, in itself or for this user.
pub(super) fn is_full(source: &io::Error) -> bool {
    matches!(
        source.kind(),
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded
    )
}

fn no_file(path: &Path, kind: FileType) -> Error {
    Error::refused(
        format!(
            "{} is {}, not a regular file",
            path.display(),
            name_of(kind)
        ),
        "put the file itself in its place: querist never follows links there",
    )
}

#[cfg(unix)]
fn harden(options: &mut OpenOptions) {
    use rustix::fs::OFlags;
    use std::os::unix::fs::OpenOptionsExt;
    options
        .mode(0o600)
        .custom_flags((OFlags::NOFOLLOW | OFlags::NONBLOCK).bits().cast_signed());
}

#[cfg(not(unix))]
fn harden(_: &mut OpenOptions) {}

/// Device and inode: what a file is, whatever its name.
#[cfg(unix)]
pub(super) fn identity(of: &Metadata) -> (u64, u64) {
    use std::os::unix::fs::MetadataExt;
    (of.dev(), of.ino())
}

/// Elsewhere the standard library tells no two files apart; their lengths have to do.
#[cfg(not(unix))]
pub(super) fn identity(_: &Metadata) -> (u64, u64) {
    (0, 0)
}

/// How many names a file has.
#[cfg(unix)]
pub(super) fn names(of: &Metadata) -> u64 {
    use std::os::unix::fs::MetadataExt;
    of.nlink()
}

#[cfg(not(unix))]
pub(super) fn names(_: &Metadata) -> u64 {
    1
}

/// A file that only grows.
pub(super) trait Storage: Debug + Send {
    /// How long it is now.
    fn length(&self) -> io::Result<u64>;
    /// Whether its path still leads to it.
    fn is_in_place(&self) -> io::Result<bool>;
    /// Writes all bytes at the end.
    fn append(&mut self, bytes: &[u8]) -> io::Result<()>;
    /// Returns when all that was written is on the disk.
    fn sync(&mut self) -> io::Result<()>;
}

/// A file on the disk.
#[derive(Debug)]
pub(super) struct FileStorage {
    file: File,
    path: PathBuf,
}

impl FileStorage {
    /// Opens an existing file that has this one name only: with a second one, a backup made of
    /// hard links would change along with it.
    pub(super) fn open(path: &Path) -> Result<Self> {
        let file = open(path, OpenOptions::new().read(true).append(true))?;
        let names = names(&file.metadata().map_err(Error::io(path, "open"))?);
        if names > 1 {
            return Err(Error::refused(
                format!("{} has {names} names (hard links)", path.display()),
                "replace it by a copy of its own, so that nothing else changes with it",
            ));
        }
        Ok(Self {
            file,
            path: path.to_path_buf(),
        })
    }

    /// Everything in the file.
    pub(super) fn read_all(&mut self) -> Result<Vec<u8>> {
        let mut bytes = Vec::new();
        self.file
            .read_to_end(&mut bytes)
            .map_err(Error::io(&self.path, "read"))?;
        Ok(bytes)
    }
}

impl Storage for FileStorage {
    fn length(&self) -> io::Result<u64> {
        Ok(self.file.metadata()?.len())
    }

    fn is_in_place(&self) -> io::Result<bool> {
        match fs::symlink_metadata(&self.path) {
            Ok(found) => Ok(identity(&found) == identity(&self.file.metadata()?)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
            Err(error) => Err(error),
        }
    }

    fn append(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.file.write_all(bytes)
    }

    fn sync(&mut self) -> io::Result<()> {
        self.file.sync_data()
    }
}
