//! Checks what happens when the disk fails, or another program meddles.

use std::{fs, io};

use super::events::{every_event, few_events};
use super::{Fixture, entries};
use crate::error::Error;
use crate::journal::files::Storage;
use crate::journal::{Journal, Tail, create_reserve, read};

/// A disk that fails once it was asked for something the `n`-th time.
#[derive(Debug)]
struct Failing {
    inner: Box<dyn Storage>,
    /// Calls that still succeed.
    writes: usize,
    syncs: usize,
    /// How many bytes of the failing write get through.
    partial: usize,
    kind: io::ErrorKind,
}

impl Storage for Failing {
    fn length(&self) -> io::Result<u64> {
        self.inner.length()
    }

    fn is_in_place(&self) -> io::Result<bool> {
        self.inner.is_in_place()
    }

    fn append(&mut self, bytes: &[u8]) -> io::Result<()> {
        if self.writes == 0 {
            self.inner.append(&bytes[..self.partial.min(bytes.len())])?;
            return Err(self.kind.into());
        }
        self.writes -= 1;
        self.inner.append(bytes)
    }

    fn sync(&mut self) -> io::Result<()> {
        if self.syncs == 0 {
            return Err(self.kind.into());
        }
        self.syncs -= 1;
        self.inner.sync()
    }
}

#[derive(Debug)]
struct Gone;

impl Storage for Gone {
    fn length(&self) -> io::Result<u64> {
        unreachable!("a dead handle was used")
    }

    fn is_in_place(&self) -> io::Result<bool> {
        unreachable!("a dead handle was used")
    }

    fn append(&mut self, _: &[u8]) -> io::Result<()> {
        unreachable!("a dead handle was used")
    }

    fn sync(&mut self) -> io::Result<()> {
        unreachable!("a dead handle was used")
    }
}

fn failing(journal: &mut Journal, writes: usize, syncs: usize, partial: usize) {
    let inner = std::mem::replace(&mut journal.storage, Box::new(Gone));
    journal.storage = Box::new(Failing {
        inner,
        writes,
        syncs,
        partial,
        kind: io::ErrorKind::StorageFull,
    });
}

/// Appends until the disk fails: the failure is told, the handle dies, and a fresh start finds
/// whole records only, among them every one that was acknowledged.
fn appends_until(writes: usize, syncs: usize, partial: usize) {
    let written = entries(every_event());
    let fixture = Fixture::with(&written[..1]);
    let mut journal = fixture.open().unwrap().journal;
    failing(&mut journal, writes, syncs, partial);
    let mut acknowledged = 1;
    let failure = loop {
        match journal.append(&written[acknowledged]) {
            Ok(seq) => {
                acknowledged += 1;
                assert_eq!(seq, acknowledged as u64);
            }
            Err(error) => break error,
        }
    };
    assert_eq!(acknowledged - 1, writes.min(syncs));
    assert!(matches!(failure, Error::NotConfirmed { .. }), "{failure}");
    assert!(!journal.is_writable());
    assert_eq!(journal.head().events, acknowledged as u64);
    let left = fixture.bytes();
    journal.storage = Box::new(Gone);
    for _ in 0..2 {
        let error = journal.append(&written[acknowledged]).unwrap_err();
        assert!(matches!(error, Error::ReadOnly { .. }), "{error}");
    }
    assert_eq!(fixture.bytes(), left);

    let opened = fixture.open().unwrap();
    let whole = opened.contents.records.len() - usize::from(opened.repaired.is_some());
    assert!(whole == acknowledged || whole == acknowledged + 1);
    for (record, entry) in opened.contents.records[..whole].iter().zip(&written) {
        assert_eq!(record.entry, *entry);
    }
    assert!(matches!(read(&fixture.path()).unwrap().tail, Tail::Clean));
}

#[test]
fn the_nth_write_fails() {
    for writes in 0..6 {
        for partial in [0, 1, 60, 200, usize::MAX] {
            appends_until(writes, usize::MAX, partial);
        }
    }
}

#[test]
fn the_nth_sync_fails() {
    for syncs in 0..6 {
        appends_until(usize::MAX, syncs, 0);
    }
}

#[test]
fn a_failed_batch_acknowledges_none_of_it() {
    let written = entries(every_event());
    let fixture = Fixture::with(&written[..1]);
    let mut journal = fixture.open().unwrap().journal;
    failing(&mut journal, 0, 0, 1500);
    let error = journal.append_all(&written[1..]).unwrap_err();
    assert!(matches!(error, Error::NotConfirmed { .. }), "{error}");
    assert_eq!(journal.head().events, 1);
    assert!(fixture.open().unwrap().repaired.is_some());
}

#[test]
fn a_full_disk_costs_the_reserve_and_is_told_all_the_same() {
    let written = entries(few_events());
    let fixture = Fixture::with(&written);
    create_reserve(&fixture.reserve()).unwrap();
    let mut journal = fixture.open().unwrap().journal;
    assert!(fixture.reserve().exists());
    failing(&mut journal, 0, 0, 10);
    let error = journal.append(&written[2]).unwrap_err();
    assert!(error.to_string().starts_with("NOT CONFIRMED"), "{error}");
    assert!(!fixture.reserve().exists());
}

#[test]
fn an_unwritable_entry_is_refused_and_the_journal_lives_on() {
    let written = entries(few_events());
    let fixture = Fixture::with(&written);
    let mut journal = fixture.open().unwrap().journal;
    let before = fixture.bytes();
    let mut unknown = written[1].clone();
    unknown.event = crate::journal::Event::Unknown;
    let batch = [written[1].clone(), unknown];
    assert!(matches!(
        journal.append_all(&batch),
        Err(Error::Refused { .. })
    ));
    assert_eq!(fixture.bytes(), before);
    assert_eq!(journal.append(&written[1]).unwrap(), 5);
}

/// Each way of meddling is found before the next record, and after it nothing is written.
fn meddled(meddle: impl Fn(&Fixture)) {
    let written = entries(few_events());
    let fixture = Fixture::with(&written);
    let mut journal = fixture.open().unwrap().journal;
    meddle(&fixture);
    let left = fs::read(fixture.path()).ok();
    for _ in 0..2 {
        let error = journal.append(&written[1]).unwrap_err();
        assert!(matches!(error, Error::ReadOnly { .. }), "{error}");
        let told = error.to_string();
        assert!(told.contains("changed by another program"), "{told}");
    }
    assert_eq!(fs::read(fixture.path()).ok(), left);
}

#[test]
fn a_journal_that_another_program_changed_is_left_alone() {
    meddled(|fixture| fixture.write(&[fixture.bytes(), b"x".to_vec()].concat()));
    meddled(|fixture| fixture.write(&fixture.bytes()[1..]));
    meddled(|fixture| fs::remove_file(fixture.path()).unwrap());
}

#[cfg(unix)]
#[test]
fn a_journal_that_was_replaced_is_left_alone() {
    meddled(|fixture| {
        let copy = fixture.folder.path().join("copy");
        fs::copy(fixture.path(), &copy).unwrap();
        fs::rename(copy, fixture.path()).unwrap();
    });
    meddled(|fixture| {
        let elsewhere = fixture.folder.path().join("elsewhere");
        fs::rename(fixture.path(), &elsewhere).unwrap();
        std::os::unix::fs::symlink(elsewhere, fixture.path()).unwrap();
    });
}
