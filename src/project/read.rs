//! Reads a whole project: config, items and all journals, verified, without the lock and without
//! writing. Invariant: each journal is read and verified once.

use std::path::{Path, PathBuf};

use super::config::Config;
use super::layout::Layout;
use super::manifest::Manifest;
use crate::error::Result;
use crate::journal;
use crate::journal::{Contents, Entry, Event, Head, Tail};
use crate::line_ends;
use crate::pool::{Items, read_items};
use crate::regular_file::{self, MOST_TEXT};
use crate::schema::Annotator;
use crate::state::{State, fold};

/// What the annotator is told.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Guidelines {
    /// The text of `guidelines.md`; empty when there is none.
    pub text: String,
    /// BLAKE3 of it, stored with every answer.
    pub hash: String,
    /// What the labels are for, from the config.
    pub purpose: String,
}

/// What stands in the section of a class until somebody says what it is.
pub(super) const TO_FILL_IN: &str = "What belongs here, what just about does not, and one example.";

impl Guidelines {
    pub(crate) fn read(path: &Path, purpose: &str) -> Result<Self> {
        let bytes = regular_file::read(path, MOST_TEXT)?.unwrap_or_default();
        let text = regular_file::text(path, bytes)?;
        // The same page is the same page, whatever its lines end in.
        let hash = blake3::hash(&line_ends::unix(text.as_bytes()))
            .to_hex()
            .to_string();
        Ok(Self {
            text,
            hash,
            purpose: purpose.to_owned(),
        })
    }

    /// What defines a class: its section, unless that is still to be filled in.
    pub(crate) fn definition(&self, class: &str) -> Option<&str> {
        self.section(class).filter(|text| *text != TO_FILL_IN)
    }

    /// The section of a class: from its `## name` heading to the next heading.
    fn section(&self, class: &str) -> Option<&str> {
        let mut from = None;
        let mut at = 0;
        for line in self.text.split_inclusive('\n') {
            let heading = line.strip_prefix("## ").map(str::trim);
            match (from, heading, line.starts_with('#')) {
                (None, Some(name), _) if name.eq_ignore_ascii_case(class) => {
                    from = Some(at + line.len());
                }
                (Some(start), _, true) => return Some(self.text[start..at].trim()),
                _ => {}
            }
            at += line.len();
        }
        from.map(|start| self.text[start..].trim())
    }
}

/// One journal as `status` tells of it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub(crate) struct JournalSummary {
    /// Whose it is.
    pub writer: String,
    /// How many events.
    pub events: u64,
    /// The receipt's hash: that of the last event.
    pub head: String,
}

/// One verified journal.
#[derive(Debug)]
pub(super) struct ReadJournal {
    pub(super) writer: Annotator,
    pub(super) entries: Vec<(u64, Entry)>,
    pub(super) head: Head,
}

/// A project, read.
#[derive(Debug)]
pub struct Project {
    /// Where it is.
    pub layout: Layout,
    /// What is asked.
    pub config: Config,
    /// What the annotator is told.
    pub guidelines: Guidelines,
    /// What was imported.
    pub manifest: Manifest,
    /// The items.
    pub items: Items,
    pub(super) journals: Vec<ReadJournal>,
    /// What does not verify or is not understood: reasons not to write.
    pub concerns: Vec<String>,
    /// What others did to the files that does no harm.
    pub(crate) remarks: Vec<String>,
}

impl Project {
    /// Reads and verifies everything in the folder.
    ///
    /// # Errors
    /// When the config, the manifest, the items or a file of the folder cannot be read. What does
    /// not verify in a journal is no error: it is one of the [`Project::concerns`].
    pub fn read(layout: Layout) -> Result<Self> {
        Self::read_beside(layout, None)
    }

    /// The same, where one journal has been read already.
    pub(super) fn read_beside(
        layout: Layout,
        opened: Option<(&Annotator, Contents)>,
    ) -> Result<Self> {
        let config = Config::read(&layout.config())?;
        let manifest = Manifest::read(&layout.manifest())?;
        let mut all = Vec::new();
        let mut remarks = Vec::new();
        for part in &manifest.parts {
            let path = layout.pool().join(&part.file);
            let part = read_items(&path, Some(&part.blake3))?;
            remarks.extend(
                part.has_crlf
                    .then(|| line_ends::remark(&path.display().to_string())),
            );
            all.extend(part.items);
        }
        let held_out = manifest.held_out();
        let items = Items::new(all, |item| held_out.contains(item.id.as_str()));
        // What the column of the marks says, the veil says.
        let marks = config.sensitive.column.clone();
        let hidden = config.hidden.iter().cloned().chain(marks);
        let items = items.hiding(hidden.collect());
        let items = items.with_images(config.images.clone());
        let mut project = Self {
            guidelines: Guidelines::read(&layout.guidelines(), &config.purpose)?,
            layout,
            config,
            manifest,
            items,
            journals: Vec::new(),
            concerns: Vec::new(),
            remarks,
        };
        project.read_journals(opened)?;
        Ok(project)
    }

    /// The state that the journals amount to.
    pub fn state(&self) -> State {
        let journals = self
            .journals
            .iter()
            .map(|journal| journal.entries.as_slice());
        let journals: Vec<&[(u64, Entry)]> = journals.collect();
        let mut state = fold(self.config.labels.clone(), &self.items, &journals);
        // Names move between classes over time: which key is whose now, the config says.
        let mut labels = state.labels().clone();
        labels.arrange_as(&self.config.labels);
        state.arrange_classes(labels);
        state
    }

    /// The number of an annotator's journal, or the next one if there is none.
    pub(super) fn writer(&self, annotator: &Annotator) -> usize {
        let mut journals = self.journals.iter();
        let place = journals.position(|journal| journal.writer == *annotator);
        place.unwrap_or(self.journals.len())
    }

    /// Every journal with its receipt.
    pub(crate) fn journal_summaries(&self) -> Vec<JournalSummary> {
        self.journals
            .iter()
            .map(|journal| JournalSummary {
                writer: journal.writer.to_string(),
                events: journal.head.events,
                head: journal.head.hash.to_hex().to_string(),
            })
            .collect()
    }

    fn read_journals(&mut self, mut opened: Option<(&Annotator, Contents)>) -> Result<()> {
        let stem = |path: &PathBuf| Annotator::new(path.file_stem()?.to_str()?).ok();
        let files = self.layout.journal_files()?;
        let mut writers: Vec<Annotator> = files.iter().filter_map(stem).collect();
        // By name, so that a writer's number does not depend on the file system's order.
        writers.sort_unstable();
        for writer in writers {
            let contents = match opened.take_if(|(known, _)| **known == writer) {
                Some((_, contents)) => contents,
                None => journal::read(&self.layout.journal(&writer))?,
            };
            self.take_journal(writer, contents);
        }
        Ok(())
    }

    /// Takes in what a journal holds, or notes why it cannot be.
    fn take_journal(&mut self, writer: Annotator, contents: Contents) {
        let path = self.layout.journal(&writer);
        let path = path.display();
        if let Some(newer) = contents.newer() {
            self.concerns.push(format!(
                "{path}:{}: written by a newer querist; update querist to write here again",
                newer.seq
            ));
        }
        if contents.has_crlf {
            self.remarks.push(line_ends::remark(&path.to_string()));
        }
        if let Tail::Damaged(damage) = &contents.tail {
            self.concerns.push(damage.to_string());
        }
        self.concerns
            .extend(contents.emptied(&self.layout.journal(&writer)));
        let foreign = contents.records.iter().find_map(|record| {
            let Event::Created(created) = &record.entry.event else {
                return None;
            };
            if created.writer != writer {
                let whose = &created.writer;
                let what = format!("is the journal of {whose}: a copy would count twice");
                return Some(format!("{path} {what}; move it away"));
            }
            let other = &created.project;
            (*other != self.config.id)
                .then(|| format!("{path} belongs to another project ({other}); move it away"))
        });
        if let Some(foreign) = foreign {
            self.concerns.push(foreign);
            return;
        }
        let head = contents.head();
        let records = contents.records.into_iter();
        self.journals.push(ReadJournal {
            writer,
            entries: records.map(|record| (record.seq, record.entry)).collect(),
            head,
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_class_is_defined_from_its_heading_to_the_next() {
        let guidelines = Guidelines {
            text: "# All\nintro\n## billing\nmoney\n\nmore money\n## other\nrest\n".into(),
            ..Guidelines::default()
        };
        assert_eq!(
            guidelines.definition("billing"),
            Some("money\n\nmore money")
        );
        assert_eq!(guidelines.definition("Other"), Some("rest"));
        assert_eq!(guidelines.definition("outage"), None);
    }
}
