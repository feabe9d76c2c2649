//! Checks that the journal keeps what it was given, and nothing else.

mod batch;
mod damage;
mod events;
mod faults;
mod files;
mod opening;

use std::path::{Path, PathBuf};

use jiff::Timestamp;
use tempfile::TempDir;

use super::event::{Entry, Event};
use super::read::{Contents, scan};
use super::{Journal, Opened};
use crate::error::Result;
use crate::journal::chain::{GENESIS, seal};

/// A moment, so many seconds into the tests.
fn at(second: i64) -> Timestamp {
    Timestamp::new(1_800_000_000 + second, 123_456_789).unwrap()
}

fn entries(events: Vec<Event>) -> Vec<Entry> {
    (0..)
        .zip(events)
        .map(|(second, event)| Entry {
            at: at(second),
            event,
        })
        .collect()
}

/// The lines of a journal with these entries, each with its newline.
fn lines(entries: &[Entry]) -> Vec<Vec<u8>> {
    let mut prev = GENESIS;
    (1..)
        .zip(entries)
        .map(|(seq, entry)| {
            let sealed = seal(seq, &prev, entry).unwrap();
            prev = sealed.hash;
            sealed.line
        })
        .collect()
}

fn scanned(bytes: &[u8]) -> Contents {
    scan(Path::new("ada.jsonl"), bytes)
}

/// A project folder with a journal of these entries.
struct Fixture {
    folder: TempDir,
}

impl Fixture {
    fn with(entries: &[Entry]) -> Self {
        let fixture = Self {
            folder: tempfile::tempdir().unwrap(),
        };
        Journal::create(&fixture.path(), &entries[0])
            .unwrap()
            .append_all(&entries[1..])
            .unwrap();
        fixture
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("ada.jsonl")
    }

    fn quarantine(&self) -> PathBuf {
        self.folder.path().join("quarantine")
    }

    fn reserve(&self) -> PathBuf {
        self.folder.path().join("reserve")
    }

    fn bytes(&self) -> Vec<u8> {
        std::fs::read(self.path()).unwrap()
    }

    fn write(&self, bytes: &[u8]) {
        std::fs::write(self.path(), bytes).unwrap();
    }

    fn open(&self) -> Result<Opened> {
        Journal::open(&self.path(), &self.quarantine(), &self.reserve(), at(1000))
    }

    /// What was put into quarantine, by name.
    fn quarantined(&self) -> Vec<(String, Vec<u8>)> {
        let Ok(folder) = std::fs::read_dir(self.quarantine()) else {
            return Vec::new();
        };
        let mut kept: Vec<_> = folder
            .map(|file| {
                let file = file.unwrap();
                let name = file.file_name().into_string().unwrap();
                (name, std::fs::read(file.path()).unwrap())
            })
            .collect();
        kept.sort();
        kept
    }
}
