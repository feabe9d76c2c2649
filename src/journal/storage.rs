//! What does the writer need of a file?
//!
//! Four things, behind a trait so that tests can let the disk fail at a chosen moment.
//! Invariant of [`FileStorage`]: it holds one open file for its life and never another.

use std::fmt::Debug;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use super::files;
use crate::error::{Error, Result};

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
        let file = files::open(path, OpenOptions::new().read(true).append(true))?;
        let names = file
            .metadata()
            .map(|metadata| files::names(&metadata))
            .map_err(|source| Error::io(path, "open", source))?;
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
            .map_err(|source| Error::io(&self.path, "read", source))?;
        Ok(bytes)
    }
}

impl Storage for FileStorage {
    fn length(&self) -> io::Result<u64> {
        Ok(self.file.metadata()?.len())
    }

    fn is_in_place(&self) -> io::Result<bool> {
        match fs::symlink_metadata(&self.path) {
            Ok(found) => Ok(files::identity(&found) == files::identity(&self.file.metadata()?)),
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
