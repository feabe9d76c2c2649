//! Opens a project to write to it.
//!
//! One process at a time writes, behind the lock, into the journal of one annotator. An event is first
//! on the disk and then in the state: [`OpenProject::record`] does both, in that order.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};

use super::read::{Project, ReadJournal};
use super::{Config, Guidelines, Layout};
use crate::error::{Error, Result};
use crate::journal::event::Repaired;
use crate::journal::{self, Entry, Event, Head, Journal, Opened, Opening, ProjectLock};
use crate::pool::Items;
use crate::schema::{Annotator, LabelSet};
use crate::state::State;

/// Whether this process may write.
enum Access {
    /// It holds the lock and a sound journal.
    Write(Box<Journal>, ProjectLock),
    /// It may only look, for this reason.
    ReadOnly(String),
}

/// A project opened by an annotator.
pub struct OpenProject {
    /// Where it is.
    pub layout: Layout,
    /// What is asked.
    pub config: Config,
    /// What the annotator is told.
    pub guidelines: Guidelines,
    /// The items, shared with whoever shows or learns from them.
    pub items: Arc<Items>,
    /// What was repaired on opening, for a notice.
    pub repaired: Option<Repaired>,
    /// What others did to the files that does no harm.
    remarks: Vec<String>,
    /// Who writes.
    pub annotator: Annotator,
    state: State,
    writer: usize,
    /// What is written now comes after this: other journals' events that are there already.
    after: Option<Timestamp>,
    access: Access,
}

impl OpenProject {
    /// Reads the guidelines again; whether they are others now.
    ///
    /// # Errors
    /// When the file cannot be read or is not UTF-8: those of before stay in force.
    pub(crate) fn read_guidelines(&mut self) -> Result<bool> {
        let read = Guidelines::read(&self.layout.guidelines(), &self.config.purpose)?;
        let is_new = read.hash != self.guidelines.hash;
        if is_new {
            self.guidelines = read;
        }
        Ok(is_new)
    }

    /// Opens the project for an annotator: takes the lock, repairs a torn tail, folds the state.
    ///
    /// # Errors
    /// When another process holds it. A damaged journal is no error: the project opens
    /// read-only, and [`OpenProject::read_only`] says why.
    pub fn open(layout: Layout, annotator: Annotator, now: Timestamp) -> Result<Self> {
        let lock = ProjectLock::acquire(&layout.lock(), now)?;
        // Repair comes before reading, so that what is read is what is written to.
        let path = layout.journal(&annotator);
        let opening = if path.exists() {
            let (quarantine, reserve) = (layout.quarantine(), layout.reserve());
            Some(Journal::open_or_read(&path, &quarantine, &reserve, now)?)
        } else {
            None
        };
        let (contents, journal, mut repaired) = match opening {
            None => (None, None, None),
            Some(Opening::ReadOnly(contents, why)) => {
                (Some(contents), Some(Err(why.to_string())), None)
            }
            Some(Opening::Writable(Opened {
                journal,
                contents,
                repaired,
            })) => (Some(contents), Some(Ok(journal)), repaired),
        };
        let opened = contents.map(|contents| (&annotator, contents));
        let mut project = Project::read_beside(layout, opened)?;
        let access = match journal {
            _ if !project.concerns.is_empty() => {
                repaired = None;
                Access::ReadOnly(project.concerns.join("; "))
            }
            Some(Err(why)) => Access::ReadOnly(why),
            Some(Ok(journal)) => Access::Write(Box::new(journal), lock),
            None => Access::Write(Box::new(begin(&mut project, &annotator, now)?), lock),
        };
        let state = project.state();
        let writer = project.writer(&annotator);
        Ok(Self {
            layout: project.layout,
            config: project.config,
            guidelines: project.guidelines,
            items: Arc::new(project.items),
            repaired,
            remarks: project.remarks,
            annotator,
            // Equal times would go by the writers' names, and this journal's may come first.
            after: state
                .latest()
                .filter(|_| project.journals.len() > 1)
                .and_then(|latest| latest.checked_add(SignedDuration::from_nanos(1)).ok()),
            state,
            writer,
            access,
        })
    }

    /// A project as this annotator would find it, to look at alone: without the lock, so that it
    /// works while somebody labels, and without writing anything.
    pub fn view(project: Project, annotator: Annotator) -> Self {
        Self {
            writer: project.writer(&annotator),
            state: project.state(),
            layout: project.layout,
            config: project.config,
            guidelines: project.guidelines,
            items: Arc::new(project.items),
            repaired: None,
            remarks: project.remarks,
            annotator,
            after: None,
            access: Access::ReadOnly("it is only looked at".into()),
        }
    }

    /// What the journals amount to.
    pub fn state(&self) -> &State {
        &self.state
    }

    /// The number of this annotator's journal.
    pub fn writer(&self) -> usize {
        self.writer
    }

    /// Why nothing can be written, if so.
    pub fn read_only(&self) -> Option<&str> {
        match &self.access {
            Access::Write(journal, _) if journal.is_writable() => None,
            Access::Write(..) => Some("a write failed; free some space and start querist again"),
            Access::ReadOnly(why) => Some(why),
        }
    }

    /// What the person should know from the start, in words.
    pub(crate) fn notices(&self) -> Vec<String> {
        let mut notices = self.remarks.clone();
        if let Some(repaired) = &self.repaired {
            notices.push(format!(
                "the journal ended in a torn record: {} bytes were cut off and kept in quarantine/",
                repaired.length
            ));
        }
        if let Access::Write(_, lock) = &self.access
            && !lock.is_honoured()
        {
            notices.push(
                "this file system does not keep locks: see that only one querist writes here"
                    .into(),
            );
        }
        if self.config.sensitive.veil_from.is_some() {
            notices.push(
                "veil_from under [sensitive] in querist.toml has no effect: delete the line".into(),
            );
        }
        notices
    }

    /// The receipt of this annotator's journal.
    pub fn head(&self) -> Option<Head> {
        match &self.access {
            Access::Write(journal, _) => Some(journal.head()),
            Access::ReadOnly(_) => None,
        }
    }

    /// Makes an event durable and takes it into the state; its sequence number.
    ///
    /// # Errors
    /// When it is not known to be on the disk: the state is then unchanged, and nothing more is
    /// written until the project is opened again.
    pub fn record(&mut self, now: Timestamp, event: Event) -> Result<u64> {
        self.record_all(now, vec![event])
    }

    /// Makes many events of one moment durable with one sync, then takes them into the state; the
    /// sequence number of the last.
    ///
    /// # Errors
    /// As for [`OpenProject::record`]; any of them may then be on the disk all the same, so an
    /// import's labels go between its start and its end (see [`Journal::append_all`]).
    pub(crate) fn record_all(&mut self, now: Timestamp, events: Vec<Event>) -> Result<u64> {
        let journal = match &mut self.access {
            Access::Write(journal, _) => journal,
            Access::ReadOnly(why) => return Err(Error::ReadOnly { why: why.clone() }),
        };
        // Time never runs backwards in the merged order, or a replay would order differently.
        let at = now.max(self.state.latest().max(self.after).unwrap_or(now));
        let entries = events.into_iter().map(|event| Entry { at, event });
        let entries: Vec<Entry> = entries.collect();
        let sequence = journal.append_all(&entries)?;
        for (seq, entry) in sequence.iter().zip(&entries) {
            self.state.apply(&self.items, self.writer, *seq, entry);
        }
        Ok(journal.head().events)
    }
}

impl OpenProject {
    /// Changes the keys or the order of the classes, which are the config's: no label is touched.
    pub(crate) fn arrange_classes(&mut self, change: impl FnOnce(&mut LabelSet)) -> Result<()> {
        let mut labels = self.state.labels().clone();
        change(&mut labels);
        self.config.save_labels(&labels)?;
        self.state.arrange_classes(labels);
        Ok(())
    }
}

/// Begins an annotator's journal.
fn begin(project: &mut Project, annotator: &Annotator, now: Timestamp) -> Result<Journal> {
    let layout = &project.layout;
    let entry = Entry::created(now, &project.config.id, annotator);
    let folder = layout.journals();
    std::fs::create_dir_all(&folder).map_err(Error::io(&folder, "create"))?;
    // A full disk must not keep a person out: without a reserve they only lose the reserve.
    if let Err(problem) = journal::create_reserve(&layout.reserve()) {
        tracing::warn!("no reserve file: {problem}");
    }
    let journal =
        Journal::create(&layout.journal(annotator), &entry)?.with_reserve(&layout.reserve());
    let place = project
        .journals
        .partition_point(|known| known.writer < *annotator);
    project.journals.insert(
        place,
        ReadJournal {
            writer: annotator.clone(),
            entries: vec![(1, entry)],
            head: journal.head(),
        },
    );
    Ok(journal)
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::PathBuf;

    use super::*;
    use crate::journal::SCANNED;
    use crate::project::Sample;

    fn open(layout: &Layout, name: &str) -> OpenProject {
        let now = Timestamp::new(1_800_000_000, 0).unwrap();
        OpenProject::open(layout.clone(), Annotator::new(name).unwrap(), now).unwrap()
    }

    #[cfg(unix)]
    #[test]
    fn guidelines_that_cannot_be_read_leave_those_of_before_in_force() {
        let folder = tempfile::tempdir().unwrap();
        let layout = Sample::find("tickets").unwrap().copy_to(folder.path());
        let layout = layout.unwrap();
        let mut opened = open(&layout, "ada");
        let before = opened.guidelines.clone();
        let path = layout.guidelines();
        fs::remove_file(&path).unwrap();
        let mode = rustix::fs::Mode::RWXU;
        rustix::fs::mkfifoat(rustix::fs::CWD, &path, mode).unwrap();
        let told = opened.read_guidelines().unwrap_err().to_string();
        assert!(told.ends_with("guidelines.md is a pipe, not a regular file"));
        assert!(opened.describe_class("billing", "money").is_err());
        assert_eq!(opened.guidelines, before);
        fs::remove_file(&path).unwrap();
        assert!(opened.read_guidelines().unwrap());
    }

    #[test]
    fn each_journal_is_read_once_on_opening_whatever_its_state() {
        let folder = tempfile::tempdir().unwrap();
        let layout = Sample::find("tickets").unwrap().copy_to(folder.path());
        let layout = layout.unwrap();
        drop((open(&layout, "ada"), SCANNED.take()));
        drop((open(&layout, "bob"), SCANNED.take()));
        let path = |name: &str| layout.journal(&Annotator::new(name).unwrap());
        let both: Vec<PathBuf> = vec![path("ada"), path("bob")];
        let scanned = || {
            let mut scanned = SCANNED.take();
            scanned.sort_unstable();
            scanned
        };

        let opened = open(&layout, "ada");
        assert_eq!((opened.writer(), opened.read_only()), (0, None));
        drop(opened);
        assert_eq!(scanned(), both, "as it should be");

        let whole = fs::read(path("bob")).unwrap();
        fs::write(
            path("bob"),
            [&whole[..], b"{\"seq\":2,\"prev\":\""].concat(),
        )
        .unwrap();
        let opened = open(&layout, "bob");
        assert!(opened.repaired.is_some() && opened.read_only().is_none());
        assert_eq!(opened.head().unwrap().events, 2);
        drop(opened);
        assert_eq!(scanned(), both, "torn");

        fs::write(path("bob"), [b"?", &whole[1..]].concat()).unwrap();
        let opened = open(&layout, "bob");
        let why = opened.read_only().unwrap();
        assert!(
            why.contains("bob.jsonl:1") && why.contains("holds no event"),
            "{why}"
        );
        drop(opened);
        assert_eq!(scanned(), both, "damaged");

        fs::remove_file(path("bob")).unwrap();
        let opened = open(&layout, "cy");
        assert_eq!((opened.writer(), opened.read_only()), (1, None));
        assert_eq!(scanned(), [path("ada")], "new");
    }
}
