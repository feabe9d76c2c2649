//! Reads labels from the journals of other projects, and merges the journals of this project's
//! copies.
//!
//! The labels of another project come under their annotators' names, as rows like those of a
//! label file: undone ones left out, renamed classes under their last names. What is no plain
//! label of a person (unsure, repeats, decisions of reviewers, a program's answers) is counted
//! and not taken.
//!
//! A journal only grows, so of two copies of one the longer counts, if the shorter is how it
//! begins; else somebody wrote to both, and a person has to look. Invariant: a journal here is
//! replaced only by one that begins with its every byte.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use jiff::Timestamp;

use crate::error::{Error, Result};
use crate::journal::event::{Answered, Created, ImportedLabel};
use crate::journal::{Contents, Entry, Event, Head, ProjectLock, Tail, read_with_bytes};
use crate::line_ends;
use crate::pool::{Item, Items, LabelCell, LabelFile, LabelRow};
use crate::project::{Layout, Project, write_atomically, write_new};
use crate::schema::{Annotator, LabelSet};
use crate::state::{Judgement, State, Verdict, fold};

/// The labels of each journal of another project, matched by the texts of its own items, too.
pub(crate) fn labels_of_project(project: &Project) -> Vec<LabelFile> {
    let state = project.state();
    let journals = project.journals.iter().enumerate();
    journals
        .map(|(writer, journal)| {
            labels_of(
                &state,
                &project.items,
                writer,
                &journal.writer,
                journal.head,
            )
        })
        .collect()
}

/// The labels of one journal whose items are not there.
pub(crate) fn labels_of_journal(writer: &Annotator, contents: &Contents) -> LabelFile {
    let records = contents.records.iter();
    let entries: Vec<(u64, Entry)> = records
        .map(|record| (record.seq, record.entry.clone()))
        .collect();
    let items = named_items(&entries);
    let state = fold(LabelSet::new(), &items, &[&entries]);
    let mut file = labels_of(&state, &items, 0, writer, contents.head());
    for row in &mut file.rows {
        row.text = None;
    }
    file.notes.push(
        "it is of another project whose items are not here: its rows are matched by id alone"
            .into(),
    );
    file
}

/// The items that a journal names, without their texts.
fn named_items(entries: &[(u64, Entry)]) -> Items {
    let mut seen = HashSet::new();
    let named = entries.iter().filter_map(|(_, entry)| match &entry.event {
        Event::Answered(Answered { item, .. })
        | Event::ImportedLabel(ImportedLabel { item, .. }) => Some(item),
        _ => None,
    });
    let items = named.filter(|item| seen.insert(*item)).map(|id| Item {
        id: id.clone(),
        text: String::new(),
        fields: Vec::new(),
    });
    Items::new(items.collect(), |_| false)
}

/// What is not taken.
#[derive(Default)]
struct NotTaken {
    unsure: usize,
    repeats: usize,
    programs: usize,
}

impl NotTaken {
    /// The label of a judgement that is taken.
    fn label<'a>(&mut self, state: &'a State, judgement: &Judgement) -> Option<&'a str> {
        let counter = match judgement.verdict {
            _ if judgement.oracle.is_some() => &mut self.programs,
            _ if judgement.is_repeat() => &mut self.repeats,
            Verdict::Unsure => &mut self.unsure,
            Verdict::Label(label) => return Some(state.labels().name(label)),
        };
        *counter += 1;
        None
    }

    fn told(&self) -> Option<String> {
        let counts = [
            (self.unsure, "unsure"),
            (self.repeats, "asked once more to measure the annotator"),
            (self.programs, "by programs"),
        ];
        let told: Vec<String> = counts
            .iter()
            .filter(|(count, _)| *count > 0)
            .map(|(count, what)| format!("{count} {what}"))
            .collect();
        (!told.is_empty()).then(|| format!("judgements that are not taken: {}", told.join(", ")))
    }
}

fn labels_of(
    state: &State,
    items: &Items,
    writer: usize,
    name: &Annotator,
    head: Head,
) -> LabelFile {
    let mut not_taken = NotTaken::default();
    let mut rows = Vec::new();
    let mut decided = 0_usize;
    for (index, item) in items.iter() {
        let said = state.item(index);
        decided += usize::from(said.adjudication().is_some());
        for judgement in said.all_judgements() {
            let (journal, seq) = judgement.place;
            if journal != writer {
                continue;
            }
            if let Some(label) = not_taken.label(state, judgement) {
                rows.push(LabelRow {
                    line: seq,
                    item: item.id.clone(),
                    text: Some(item.text.clone()),
                    labels: vec![LabelCell {
                        annotator: judgement.annotator.clone(),
                        label: label.to_owned(),
                    }],
                    given_at: Some(judgement.given_at),
                    note: judgement.note.clone(),
                });
            }
        }
    }
    rows.sort_by_key(|row| row.line);
    let mut notes: Vec<String> = not_taken.told().into_iter().collect();
    if decided > 0 {
        notes.push(format!(
            "{decided} items were decided on in review there: decisions are not taken"
        ));
    }
    LabelFile {
        name: format!("{name}.jsonl"),
        hash: head.hash.to_hex().to_string(),
        reading: "journal".into(),
        read: rows.len() as u64,
        rows,
        rejects: Vec::new(),
        blank: 0,
        kept_out: 0,
        is_foreign: true,
        notes,
    }
}

/// What a copied journal is to this project.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum MergeCheck {
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
pub(crate) struct JournalCopy {
    /// Whose it is.
    pub(crate) writer: Annotator,
    /// How far it got.
    pub(crate) head: Head,
    /// What it is to this project.
    pub(crate) check: MergeCheck,
    /// Answers in it that speak of items this project does not have.
    pub(crate) unmatched: usize,
    bytes: Vec<u8>,
}

/// Reads a journal that comes from elsewhere: whole, verified, and of this version.
///
/// # Errors
/// When anything in it does not verify, or a newer querist wrote it.
pub(crate) fn read_sound_journal(path: &Path) -> Result<(Created, Contents, Vec<u8>)> {
    let (contents, bytes) = read_with_bytes(path)?;
    // What git did to the line ends of a copy is no change of the journal.
    let mut bytes = line_ends::unix(&bytes).into_owned();
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
pub(crate) fn check_copies(
    layout: &Layout,
    project: &str,
    items: &Items,
    paths: &[PathBuf],
) -> Result<Vec<JournalCopy>> {
    let look = |path: &PathBuf| check_copy(layout, project, items, path);
    let copies: Result<Vec<JournalCopy>> = paths.iter().map(look).collect();
    let copies = copies?;
    for (place, copy) in copies.iter().enumerate() {
        let mut before = copies[..place].iter();
        if before.any(|other| other.writer == copy.writer) {
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
/// As for [`check_copies`], and when somebody is at work here or a file cannot be written.
pub(crate) fn merge_copies(
    layout: &Layout,
    project: &str,
    items: &Items,
    paths: &[PathBuf],
    now: Timestamp,
) -> Result<Vec<JournalCopy>> {
    let _lock = ProjectLock::acquire(&layout.lock(), now)?;
    // Looked at anew: before the lock, the journals here may have grown.
    let copies = check_copies(layout, project, items, paths)?;
    let folder = layout.journals();
    std::fs::create_dir_all(&folder).map_err(Error::io(&folder, "create"))?;
    for copy in &copies {
        let path = layout.journal(&copy.writer);
        match copy.check {
            MergeCheck::New => write_new(&path, &copy.bytes)?,
            MergeCheck::Longer { .. } => write_atomically(&path, &copy.bytes)?,
            MergeCheck::Known => {}
        }
    }
    Ok(copies)
}

fn check_copy(layout: &Layout, project: &str, items: &Items, path: &Path) -> Result<JournalCopy> {
    let (created, contents, bytes) = read_sound_journal(path)?;
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
    let check = if std::fs::symlink_metadata(&here).is_err() {
        MergeCheck::New
    } else {
        let (known, ours) = read_with_bytes(&here)?;
        let ours = line_ends::unix(&ours).into_owned();
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
    Ok(JournalCopy {
        unmatched: unmatched.count(),
        writer: created.writer,
        head: contents.head(),
        check,
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
