//! Which journals of this project's copies are new here?
//!
//! A journal only grows, so of two copies of one the longer counts, if the shorter is how it
//! begins; else somebody wrote to both, and a person has to look. Invariant: a journal here is
//! replaced only by one that begins with its every byte.

use std::path::{Path, PathBuf};

use jiff::Timestamp;

use crate::error::{Error, Result};
use crate::journal::event::Created;
use crate::journal::{Contents, Event, Head, ProjectLock, Tail, read_with_bytes};
use crate::pool::Items;
use crate::project::{Layout, write_atomically, write_new};
use crate::schema::Annotator;

/// What a copied journal is to this project.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MergeCheck {
    /// There is none of that writer.
    New,
    /// It goes on where the one here ends.
    Longer {
        /// How far the one here got.
        from: Head,
    },
    /// The one here holds all of it.
    Known,
}

/// A sound journal of this project, found elsewhere.
#[derive(Debug)]
pub struct Copy {
    /// Whose it is.
    pub writer: Annotator,
    /// How far it got.
    pub head: Head,
    /// What it is to this project.
    pub arrival: MergeCheck,
    /// Answers in it that speak of items this project does not have.
    pub unmatched: usize,
    bytes: Vec<u8>,
}

/// Reads a journal that comes from elsewhere: whole, verified, and of this version.
///
/// # Errors
/// When anything in it does not verify, or a newer querist wrote it.
pub fn sound_journal(path: &Path) -> Result<(Created, Contents, Vec<u8>)> {
    let (contents, mut bytes) = read_with_bytes(path)?;
    match contents.tail {
        Tail::Clean => {}
        Tail::MissingNewline => bytes.push(b'\n'),
        Tail::Torn { .. } => {
            return Err(Error::refused(
                format!("{} ends in a record that is cut short", path.display()),
                "copy it again, or open its project once with `querist label`, which repairs it",
            ));
        }
        Tail::Damaged(damage) => return Err(damage),
    }
    if let Some(newer) = contents.newer() {
        return Err(Error::refused(
            format!(
                "{}:{} was written by a newer querist",
                path.display(),
                newer.seq
            ),
            "update querist and import it again",
        ));
    }
    match contents.records.first().map(|record| &record.entry.event) {
        Some(Event::Created(created)) => Ok((created.clone(), contents, bytes)),
        _ => Err(Error::refused(
            format!("{} does not begin as a journal does", path.display()),
            "copy it again from its project's journal/ folder",
        )),
    }
}

/// Looks at journals of this project that lie elsewhere; changes nothing.
///
/// # Errors
/// When one does not verify, is of another project, or went another way than the one here.
pub fn look_at_copies(
    layout: &Layout,
    project: &str,
    items: &Items,
    paths: &[PathBuf],
) -> Result<Vec<Copy>> {
    let look = |path: &PathBuf| look_at(layout, project, items, path);
    let copies = paths.iter().map(look).collect::<Result<Vec<Copy>>>()?;
    for (place, copy) in copies.iter().enumerate() {
        if copies[..place]
            .iter()
            .any(|other| other.writer == copy.writer)
        {
            return Err(Error::usage(
                format!("two of these are journals of {}", copy.writer),
                "import them one after the other",
            ));
        }
    }
    Ok(copies)
}

/// Takes what is new, under the project's lock; what was taken.
///
/// # Errors
/// As for [`look_at_copies`], and when somebody is at work here or a file cannot be written.
pub fn take_copies(
    layout: &Layout,
    project: &str,
    items: &Items,
    paths: &[PathBuf],
    now: Timestamp,
) -> Result<Vec<Copy>> {
    let _lock = ProjectLock::acquire(&layout.lock(), now)?;
    // Looked at anew: before the lock, the journals here may have grown.
    let copies = look_at_copies(layout, project, items, paths)?;
    let folder = layout.journals();
    std::fs::create_dir_all(&folder).map_err(|source| Error::io(&folder, "create", source))?;
    for copy in &copies {
        let path = layout.journal(&copy.writer);
        match copy.arrival {
            MergeCheck::New => write_new(&path, &copy.bytes)?,
            MergeCheck::Longer { .. } => write_atomically(&path, &copy.bytes)?,
            MergeCheck::Known => {}
        }
    }
    Ok(copies)
}

fn look_at(layout: &Layout, project: &str, items: &Items, path: &Path) -> Result<Copy> {
    let (created, contents, bytes) = sound_journal(path)?;
    if created.project != project {
        return Err(Error::refused(
            format!(
                "{} belongs to another project ({})",
                path.display(),
                created.project
            ),
            "import the journals of each project by themselves",
        ));
    }
    let here = layout.journal(&created.writer);
    let arrival = if std::fs::symlink_metadata(&here).is_err() {
        MergeCheck::New
    } else {
        let (known, ours) = read_with_bytes(&here)?;
        if ours.starts_with(&bytes) {
            MergeCheck::Known
        } else if bytes.starts_with(&ours) {
            MergeCheck::Longer { from: known.head() }
        } else {
            return Err(forked(&created.writer, path, &contents, &here, &known));
        }
    };
    let unmatched = contents.records.iter().filter(|record| {
        matches!(&record.entry.event, Event::Answered(answered)
            if items.find(&answered.item).is_none())
    });
    Ok(Copy {
        unmatched: unmatched.count(),
        writer: created.writer,
        head: contents.head(),
        arrival,
        bytes,
    })
}

fn forked(
    writer: &Annotator,
    path: &Path,
    theirs: &Contents,
    here: &Path,
    ours: &Contents,
) -> Error {
    let pairs = theirs.records.iter().zip(&ours.records);
    let shared = pairs
        .take_while(|(one, other)| one.hash == other.hash)
        .count();
    Error::refused(
        format!(
            "the journal of {writer} was written to in two places since event {shared}: {} got to \
             {}, {} to {}",
            path.display(),
            theirs.head(),
            here.display(),
            ours.head()
        ),
        format!(
            "nothing was changed; {writer} has to say which one to keep: the other's labels can be \
             exported there and imported as a label file"
        ),
    )
}
