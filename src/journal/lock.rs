//! Locks a project against a second writer.
//!
//! A lock of the operating system on a file of its own, which lasts as long as the process, so
//! that there is no stale lock to clear. Invariant: the file is never deleted or renamed, because
//! two processes could then hold locks on two files of one name.

use std::fs;
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Write};
use std::path::Path;

use jiff::Timestamp;

use super::files;
use crate::error::{Error, Result};

/// More of the holder's own words is not worth showing.
const HOLDER_LIMIT: u64 = 300;

/// The right to write to a project, until dropped.
#[derive(Debug)]
pub(crate) struct ProjectLock {
    /// Holds the lock by being open.
    _file: File,
    honoured: bool,
}

impl ProjectLock {
    /// Takes the lock at `path`, and writes into it who holds it since `now`.
    ///
    /// # Errors
    /// [`Error::Locked`] with the holder's words if another handle has it.
    pub(crate) fn acquire(path: &Path, now: Timestamp) -> Result<Self> {
        let mut file = open(path)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                return Err(Error::Locked {
                    path: files::folder_of(path).to_path_buf(),
                    holder: holder(&mut file),
                });
            }
            Err(TryLockError::Error(source)) => return Err(Error::io(path, "lock")(source)),
        }
        let honoured = matches!(open(path)?.try_lock(), Err(TryLockError::WouldBlock));
        let words = format!(
            "process {} on {} since {now:.0}\n",
            std::process::id(),
            host()
        );
        // The words are a courtesy: a full disk must not keep the person out.
        drop(
            file.set_len(0)
                .and_then(|()| file.write_all(words.as_bytes())),
        );
        Ok(Self {
            _file: file,
            honoured,
        })
    }

    /// Whether a second handle was really kept out: some network file systems grant every lock,
    /// and then nothing but the journal's own checks stands between two writers.
    pub(crate) fn is_honoured(&self) -> bool {
        self.honoured
    }
}

fn open(path: &Path) -> Result<File> {
    let options = &mut OpenOptions::new();
    files::open(
        path,
        options.read(true).write(true).create(true).truncate(false),
    )
}

/// What the holder wrote, if it got that far and may be read.
fn holder(file: &mut File) -> String {
    let mut bytes = Vec::new();
    drop(file.take(HOLDER_LIMIT).read_to_end(&mut bytes));
    let words = String::from_utf8_lossy(&bytes);
    match words.lines().next().map(str::trim) {
        Some(words) if !words.is_empty() => words.to_owned(),
        _ => "another process".to_owned(),
    }
}

/// This machine's name, for people: a shared folder may be locked from elsewhere.
fn host() -> String {
    let asked = fs::read_to_string("/proc/sys/kernel/hostname").ok();
    let told = || std::env::var("HOSTNAME").or_else(|_| std::env::var("COMPUTERNAME"));
    asked
        .or_else(|| told().ok())
        .map(|name| name.trim().to_owned())
        .filter(|name| !name.is_empty())
        .unwrap_or_else(|| "an unknown host".to_owned())
}
