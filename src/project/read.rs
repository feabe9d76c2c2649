//! What can anyone read of a project, at any time?
//!
//! Everything: config, items and all journals, verified, without the lock and without writing.

use std::path::Path;

use super::config::Config;
use super::layout::Layout;
use super::manifest::Manifest;
use crate::error::{Error, Result};
use crate::journal::{self, Entry, Head, Tail};
use crate::pool::{Items, read_items};
use crate::schema::Annotator;
use crate::state::{State, WriterJournal, fold};

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

impl Guidelines {
    fn read(path: &Path, purpose: &str) -> Result<Self> {
        let text = match std::fs::read_to_string(path) {
            Ok(text) => text,
            Err(missing) if missing.kind() == std::io::ErrorKind::NotFound => String::new(),
            Err(source) => return Err(Error::io(path, "read", source)),
        };
        let hash = blake3::hash(text.as_bytes()).to_hex().to_string();
        Ok(Self {
            text,
            hash,
            purpose: purpose.to_owned(),
        })
    }

    /// The section that defines a class: from its `## name` heading to the next heading.
    pub fn definition(&self, class: &str) -> Option<&str> {
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
pub struct JournalSummary {
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
}

impl Project {
    /// Reads and verifies everything in the folder.
    pub fn read(layout: Layout) -> Result<Self> {
        let config = Config::read(&layout.config())?;
        let manifest = Manifest::read(&layout.manifest())?;
        let mut all = Vec::new();
        for part in &manifest.parts {
            all.extend(read_items(
                &layout.pool().join(&part.file),
                Some(&part.blake3),
            )?);
        }
        let held_out = manifest.held_out();
        let items = Items::new(all, |item| held_out.contains(item.id.as_str()));
        let mut project = Self {
            guidelines: Guidelines::read(&layout.guidelines(), &config.purpose)?,
            layout,
            config,
            manifest,
            items,
            journals: Vec::new(),
            concerns: Vec::new(),
        };
        project.read_journals()?;
        Ok(project)
    }

    /// The state that the journals amount to.
    pub fn state(&self) -> State {
        let journals: Vec<WriterJournal<'_>> = self
            .journals
            .iter()
            .enumerate()
            .map(|(writer, journal)| WriterJournal {
                writer,
                entries: &journal.entries,
            })
            .collect();
        fold(self.config.labels.clone(), &self.items, &journals)
    }

    /// Every journal with its receipt.
    pub fn journal_summaries(&self) -> Vec<JournalSummary> {
        self.journals
            .iter()
            .map(|journal| JournalSummary {
                writer: journal.writer.to_string(),
                events: journal.head.events,
                head: journal.head.hash.to_hex().to_string(),
            })
            .collect()
    }

    fn read_journals(&mut self) -> Result<()> {
        let folder = self.layout.journals();
        let mut writers = Vec::new();
        let listing = match std::fs::read_dir(&folder) {
            Ok(listing) => listing,
            Err(missing) if missing.kind() == std::io::ErrorKind::NotFound => return Ok(()),
            Err(source) => return Err(Error::io(&folder, "read", source)),
        };
        for file in listing {
            let path = file
                .map_err(|source| Error::io(&folder, "read", source))?
                .path();
            let stem = path.file_stem().and_then(|stem| stem.to_str());
            if path
                .extension()
                .is_some_and(|extension| extension == "jsonl")
                && let Some(writer) = stem.and_then(|stem| Annotator::new(stem).ok())
            {
                writers.push(writer);
            }
        }
        // By name, so that a writer's number does not depend on the file system's order.
        writers.sort_unstable();
        for writer in writers {
            self.read_journal(writer)?;
        }
        Ok(())
    }

    fn read_journal(&mut self, writer: Annotator) -> Result<()> {
        let path = self.layout.journal(&writer);
        let contents = journal::read(&path)?;
        if let Some(newer) = contents.newer() {
            self.concerns.push(format!(
                "{}:{}: written by a newer querist; update querist to write here again",
                path.display(),
                newer.seq
            ));
        }
        if let Tail::Damaged(damage) = &contents.tail {
            self.concerns.push(damage.to_string());
        }
        if contents.records.is_empty() {
            self.concerns.push(format!(
                "{} holds no event: a journal begins with one, so its events were lost",
                path.display()
            ));
        }
        for record in &contents.records {
            if let journal::Event::Created(created) = &record.entry.event
                && created.writer != writer
            {
                self.concerns.push(format!(
                    "{} is the journal of {}: a copy would count twice; move it away",
                    path.display(),
                    created.writer
                ));
                return Ok(());
            }
            if let journal::Event::Created(created) = &record.entry.event
                && created.project != self.config.id
            {
                self.concerns.push(format!(
                    "{} belongs to another project ({}); move it away",
                    path.display(),
                    created.project
                ));
                return Ok(());
            }
        }
        let head = contents.head();
        self.journals.push(ReadJournal {
            writer,
            entries: contents
                .records
                .into_iter()
                .map(|record| (record.seq, record.entry))
                .collect(),
            head,
        });
        Ok(())
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
