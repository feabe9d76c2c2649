//! Appends records to a journal.
//!
//! A record is one write and one sync, after a look whether the file is still the one that was
//! verified. After any failure the handle is dead: what the disk holds is then unknown, a second
//! sync could report success for bytes the kernel already dropped, and only a fresh start tells.
//! Invariant: [`Journal::append`] returns a sequence number only for a record that is on the disk.

use std::io;
use std::io::Write;
use std::path::{Path, PathBuf};

use jiff::Timestamp;

use super::chain::{GENESIS, Head, Record};
use super::event::{Entry, Event, Repaired};
use super::files::{FileStorage, Storage};
use super::read::{Contents, Tail};
use super::recovery::{release_reserve, with_room};
use super::{chain, files, read, recovery};
use crate::error::{Error, Result};

/// The one writer of a journal. Whoever makes one holds the [`super::ProjectLock`].
#[derive(Debug)]
pub struct Journal {
    pub(super) storage: Box<dyn Storage>,
    path: PathBuf,
    reserve: Option<PathBuf>,
    end: u64,
    /// How far it got; what it prints is a receipt.
    head: Head,
    /// Why nothing more may be written.
    poison: Option<String>,
}

/// A journal that was just opened.
#[derive(Debug)]
pub struct Opened {
    /// The writer.
    pub journal: Journal,
    /// What it holds, with the record of the repair if there was one.
    pub contents: Contents,
    /// What was cut off and kept, to be told to the person.
    pub repaired: Option<Repaired>,
}

/// What came of opening a journal to write to it; either way it was read and verified once.
#[derive(Debug)]
pub(crate) enum Opening {
    /// It can be written to.
    Writable(Opened),
    /// It cannot: it is damaged, or a newer querist or another program wrote to it.
    ReadOnly(Contents, Error),
}

impl Journal {
    /// Starts a journal with its first record. It appears under its name whole or not at all.
    ///
    /// # Errors
    /// [`Error::Refused`] if there is something at `path` already.
    pub fn create(path: &Path, entry: &Entry) -> Result<Self> {
        let first = chain::seal(1, &GENESIS, entry)?;
        let failed = Error::io(path, "create");
        let mut fresh = tempfile::Builder::new()
            .prefix(".new-")
            .tempfile_in(files::folder_of(path))
            .map_err(failed)?;
        fresh.write_all(&first.line).map_err(failed)?;
        fresh.as_file().sync_all().map_err(failed)?;
        fresh.persist_noclobber(path).map_err(|refused| {
            if refused.error.kind() == io::ErrorKind::AlreadyExists {
                Error::refused(
                    format!("{} exists already", path.display()),
                    "open it, or move it away first",
                )
            } else {
                failed(refused.error)
            }
        })?;
        files::sync_folder_of(path)?;
        Ok(Self {
            storage: Box::new(FileStorage::open(path)?),
            path: path.to_path_buf(),
            reserve: None,
            end: first.line.len() as u64,
            head: Head {
                events: 1,
                hash: first.hash,
            },
            poison: None,
        })
    }

    /// Names the reserve that is given back when the disk is full; [`Journal::open`] does so too.
    #[must_use]
    pub(crate) fn with_reserve(mut self, reserve: &Path) -> Self {
        self.reserve = Some(reserve.to_path_buf());
        self
    }

    /// Reads and verifies a journal, repairs a torn tail and makes it ready for more.
    ///
    /// A full disk costs the reserve and one more try, so that a project opens even then.
    ///
    /// # Errors
    /// [`Error::Damaged`] or, for a journal that a newer querist wrote to, [`Error::ReadOnly`];
    /// in both cases nothing was changed and [`super::read()`] shows what is there.
    pub fn open(path: &Path, quarantine: &Path, reserve: &Path, now: Timestamp) -> Result<Opened> {
        match Self::open_or_read(path, quarantine, reserve, now)? {
            Opening::Writable(opened) => Ok(opened),
            Opening::ReadOnly(_, why) => Err(why),
        }
    }

    /// The same, with what was read where nothing can be written.
    ///
    /// # Errors
    /// When it cannot be read, or a torn tail cannot be repaired.
    pub(crate) fn open_or_read(
        path: &Path,
        quarantine: &Path,
        reserve: &Path,
        now: Timestamp,
    ) -> Result<Opening> {
        let opening = with_room(reserve, || Self::open_once(path, quarantine, now))?;
        Ok(match opening {
            Opening::Writable(opened) => Opening::Writable(Opened {
                journal: opened.journal.with_reserve(reserve),
                ..opened
            }),
            read_only @ Opening::ReadOnly(..) => read_only,
        })
    }

    fn open_once(path: &Path, quarantine: &Path, now: Timestamp) -> Result<Opening> {
        let mut storage = FileStorage::open(path)?;
        let bytes = storage.read_all()?;
        let mut contents = read::scan(path, &bytes);
        if let Some(why) = contents.refusal(path) {
            return Ok(Opening::ReadOnly(contents, why));
        }
        let journal = Self {
            storage: Box::new(storage),
            path: path.to_path_buf(),
            reserve: None,
            end: bytes.len() as u64,
            head: contents.head(),
            poison: None,
        };
        match journal.made_ready(&mut contents, quarantine, now) {
            Ok((journal, repaired)) => Ok(Opening::Writable(Opened {
                journal,
                contents,
                repaired,
            })),
            Err(why @ Error::ReadOnly { .. }) => Ok(Opening::ReadOnly(contents, why)),
            Err(other) => Err(other),
        }
    }

    /// Repairs the tail of a journal that was just read, and sees to it that all of it is on the
    /// disk.
    fn made_ready(
        mut self,
        contents: &mut Contents,
        quarantine: &Path,
        now: Timestamp,
    ) -> Result<(Self, Option<Repaired>)> {
        self.check_unchanged()?;
        let repaired = match &contents.tail {
            Tail::Torn { offset, bytes } => {
                self.end = *offset;
                let cut = recovery::cut_torn_tail(&self.path, *offset, bytes, quarantine, now)?;
                Some(cut)
            }
            Tail::MissingNewline => {
                self.write(b"\n")?;
                None
            }
            Tail::Clean | Tail::Damaged(_) => None,
        };
        // A killed process may have left whole records that never reached the disk. From here on
        // they count as saved, so they have to be.
        self.storage.sync().map_err(Error::io(&self.path, "sync"))?;
        if let Some(repaired) = &repaired {
            let entry = Entry {
                at: now,
                event: Event::Repaired(repaired.clone()),
            };
            let seq = self.append(&entry)?;
            let hash = self.head.hash;
            contents.records.push(Record { seq, entry, hash });
        }
        contents.tail = Tail::Clean;
        contents.good_end = self.end;
        Ok((self, repaired))
    }

    /// Appends one record and returns its sequence number once it is on the disk.
    ///
    /// # Errors
    /// [`Error::NotConfirmed`] if the disk failed, [`Error::ReadOnly`] ever after or if another
    /// program changed the file, [`Error::Refused`] if the entry cannot be written as JSON.
    pub fn append(&mut self, entry: &Entry) -> Result<u64> {
        self.append_all(std::slice::from_ref(entry))?;
        Ok(self.head.events)
    }

    /// Appends many records with one write and one sync. After a failure any of them may be on
    /// the disk: what a power cut leaves of the labels of an import is known for a torn tail when
    /// the import's start was appended alone before them, and its end alone after them.
    ///
    /// # Errors
    /// As for [`Journal::append`].
    pub fn append_all(&mut self, entries: &[Entry]) -> Result<Vec<u64>> {
        self.check_unchanged()?;
        let mut lines = Vec::new();
        let mut sequence = Vec::with_capacity(entries.len());
        let mut head = self.head;
        for entry in entries {
            let sealed = chain::seal(head.events + 1, &head.hash, entry)?;
            lines.extend_from_slice(&sealed.line);
            head.events += 1;
            head.hash = sealed.hash;
            sequence.push(head.events);
        }
        if !lines.is_empty() {
            self.write(&lines)?;
        }
        self.head = head;
        Ok(sequence)
    }

    /// How far the journal got; what [`Head`] prints is a receipt.
    pub fn head(&self) -> Head {
        self.head
    }

    /// Where it lies.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Whether more may still be written, as far as is known.
    pub(crate) fn is_writable(&self) -> bool {
        self.poison.is_none()
    }

    fn write(&mut self, bytes: &[u8]) -> Result<()> {
        let written = self.storage.append(bytes);
        let written = written.and_then(|()| self.storage.sync());
        let Err(source) = written else {
            self.end += bytes.len() as u64;
            return Ok(());
        };
        self.poison = Some(format!(
            "writing to {} failed earlier ({source})",
            self.path.display()
        ));
        if let Some(reserve) = self.reserve.as_ref().filter(|_| files::is_full(&source)) {
            // The room is for the next start; that the disk is full is told either way.
            drop(release_reserve(reserve));
        }
        Err(Error::NotConfirmed {
            path: self.path.clone(),
            source,
        })
    }

    /// Refuses to go on if the handle is dead or the file is not as this writer left it.
    fn check_unchanged(&mut self) -> Result<()> {
        if self.poison.is_none() {
            let path = self.path.display();
            self.poison = match (self.storage.is_in_place(), self.storage.length()) {
                (Ok(true), Ok(length)) if length == self.end => None,
                (Ok(true), Ok(length)) => Some(format!(
                    "{path} was changed by another program (it has {length} bytes instead of {})",
                    self.end
                )),
                (Ok(false), _) => Some(format!(
                    "{path} was changed by another program (moved, deleted or replaced)"
                )),
                (Err(error), _) | (_, Err(error)) => {
                    Some(format!("{path} cannot be looked at ({error})"))
                }
            };
        }
        match &self.poison {
            None => Ok(()),
            Some(why) => Err(Error::ReadOnly { why: why.clone() }),
        }
    }
}
