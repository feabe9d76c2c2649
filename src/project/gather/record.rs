//! How does a plan get into the journal?
//!
//! Source by source: its start, synced; its labels, with one sync; its end, synced. Labels count
//! with the end, so an import that was cut short counts for nothing, and is told from damage.

use std::path::PathBuf;

use jiff::Timestamp;

use super::matching::Matched;
use super::plan::{Plan, PlannedSource};
use crate::error::Result;
use crate::journal::Event;
use crate::journal::event::{ImportFinished, ImportStarted};
use crate::pool::write_rejects;
use crate::project::OpenProject;

/// Writes a plan, keeps the rows that were rejected beside those of items, and brings the config's
/// classes up to date; the files of the rejects.
///
/// # Errors
/// When something is not known to be on the disk; what was finished before stays.
pub fn record(
    project: &mut OpenProject,
    sources: &[Matched],
    plan: Plan,
    now: Timestamp,
) -> Result<Vec<PathBuf>> {
    let mut kept = Vec::new();
    let mut decisions = plan.decisions;
    let classes_before = project.state().labels().len();
    for (matched, planned) in sources.iter().zip(plan.sources) {
        if planned.labels.is_empty() {
            continue;
        }
        record_source(project, planned, std::mem::take(&mut decisions), now)?;
        let file = &matched.file;
        kept.extend(write_rejects(
            &project.layout.rejects(),
            &file.name,
            &file.rejects,
        )?);
    }
    if !decisions.is_empty() {
        project.record_all(now, decisions)?;
    }
    if project.state().labels().len() > classes_before {
        let labels = project.state().labels().clone();
        project.config.save_labels(&labels)?;
    }
    Ok(kept)
}

fn record_source(
    project: &mut OpenProject,
    planned: PlannedSource,
    decisions: Vec<Event>,
    now: Timestamp,
) -> Result<()> {
    let Some((started, events, finished)) = planned.events(decisions) else {
        return Ok(());
    };
    project.record(now, started)?;
    project.record_all(now, events)?;
    project.record(now, finished)?;
    Ok(())
}

impl PlannedSource {
    /// Its start, its labels, its end; `None` when it brings nothing.
    pub(super) fn events(self, decisions: Vec<Event>) -> Option<(Event, Vec<Event>, Event)> {
        let started = ImportStarted {
            // Of several, the first: each label names its own.
            annotator: self.labels.first()?.annotator.clone(),
            source: self.name,
            hash: self.source.clone(),
        };
        let finished = ImportFinished {
            source: self.source,
            labels: self.labels.len() as u64,
        };
        let labels = self.labels.into_iter().map(Event::ImportedLabel);
        // Decisions come last: what is left of an import that was cut short decides nothing.
        let events = labels.chain(decisions).collect();
        Some((
            Event::ImportStarted(started),
            events,
            Event::ImportFinished(finished),
        ))
    }
}
