//! Takes in imported labels.
//!
//! They change nothing before their import is finished; then each is a judgement of its annotator,
//! at the time that its source gives. Invariant: among one annotator's judgements of an item, an
//! imported one never stands before an older one, so that labels of last week do not undo those of
//! today.

use std::collections::{BTreeSet, HashSet};

use jiff::Timestamp;

use super::acts::Undoable;
use super::fold::{Place, State};
use super::item_state::{HistoryEntry, ItemState, Judgement, Outcome, Verdict};
use crate::journal::event::{ImportFinished, ImportStarted, ImportedLabel};
use crate::pool::Items;
use crate::schema::{Annotator, Arm, ItemIndex};

/// An import as it was taken in: what undoing it takes back.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct FinishedImport {
    /// What it brought labels of: whose, and the source's hash. Sorted.
    sources: BTreeSet<(Annotator, String)>,
    /// The items, each with where its label stands in the journal.
    brought: Vec<(ItemIndex, u64)>,
}

impl FinishedImport {
    /// The items that it brought labels of.
    pub(super) fn items(&self) -> impl Iterator<Item = ItemIndex> + '_ {
        self.brought.iter().map(|(item, _)| *item)
    }

    /// Whose labels they are, each name once, in order.
    pub(crate) fn annotators(&self) -> Vec<&Annotator> {
        let mut names: Vec<&Annotator> = self.sources.iter().map(|(name, _)| name).collect();
        names.dedup();
        names
    }

    /// How many labels it brought.
    pub(crate) fn len(&self) -> usize {
        self.brought.len()
    }
}

impl State {
    /// An import begins anew: what an aborted one of the same source brought is forgotten.
    pub(super) fn start_import(&mut self, writer: usize, started: &ImportStarted) {
        self.imports_under_way
            .insert((writer, started.hash.clone()), Vec::new());
    }

    /// Keeps a label until its import is finished.
    pub(super) fn bring(&mut self, (writer, seq): Place, label: &ImportedLabel) {
        let source = (writer, label.source.clone());
        if let Some(labels) = self.imports_under_way.get_mut(&source) {
            labels.push((seq, label.clone()));
        }
    }

    pub(super) fn finish_import(
        &mut self,
        items: &Items,
        (writer, finished_at): Place,
        at: Timestamp,
        finished: &ImportFinished,
    ) {
        let source = (writer, finished.source.clone());
        let labels = self.imports_under_way.remove(&source).unwrap_or_default();
        // The same source counts once an annotator, whoever's journal brings it.
        let sources: HashSet<(Annotator, String)> = labels
            .iter()
            .map(|(_, label)| (label.annotator.clone(), label.source.clone()))
            .filter(|source| !self.imports_done.contains(source))
            .collect();
        for (annotator, source) in &sources {
            self.people.insert(annotator.clone());
            self.imports_done
                .insert((annotator.clone(), source.clone()));
        }
        let order = self.applied;
        let mut brought = Vec::new();
        for (seq, label) in labels {
            if !sources.contains(&(label.annotator.clone(), label.source.clone())) {
                continue;
            }
            let Some(index) = items.find(&label.item) else {
                self.unmatched += 1;
                continue;
            };
            let verdict = Verdict::Label(self.labels.intern(&label.label));
            let given_at = label.given_at;
            let judgement = Judgement {
                annotator: label.annotator,
                verdict,
                arm: Arm::Imported,
                strategy: None,
                draw_probability: None,
                repeat: None,
                given_at: given_at.unwrap_or(at),
                guidelines: String::new(),
                oracle: None,
                fatigue: None,
                note: label.note,
                source: Some(label.source),
                place: (writer, seq),
            };
            brought.push((index, seq));
            self.change(items, index, |item| {
                let at = given_at.map_or(item.history.len(), |given_at| {
                    place_in_time(item, &judgement.annotator, given_at)
                });
                let entry = HistoryEntry {
                    place: judgement.place,
                    order,
                    undone: false,
                    given: verdict.label(),
                    outcome: Outcome::Judged(judgement),
                };
                item.history.insert(at, entry);
            });
        }
        if !brought.is_empty() {
            let sources = sources.into_iter().collect();
            let import = FinishedImport { sources, brought };
            self.did((writer, finished_at), Undoable::Import(import.into()));
        }
    }

    /// Takes an import back: its source may be imported anew.
    pub(super) fn undo_import(&mut self, items: &Items, writer: usize, import: &FinishedImport) {
        for source in &import.sources {
            self.imports_done.remove(source);
        }
        for (index, seq) in &import.brought {
            self.change(items, *index, |item| {
                item.set_undone((writer, *seq), true);
            });
        }
    }

    /// Brings an import back; whether that could be: not when its source was imported since.
    pub(super) fn redo_import(
        &mut self,
        items: &Items,
        writer: usize,
        import: &FinishedImport,
    ) -> bool {
        let is_done = |source| self.imports_done.contains(source);
        if import.sources.iter().any(is_done) {
            return false;
        }
        self.imports_done.extend(import.sources.iter().cloned());
        for (index, seq) in &import.brought {
            self.change(items, *index, |item| {
                item.set_undone((writer, *seq), false);
            });
        }
        true
    }

    /// What an imported name of a class stands for, when that was decided: `Some(None)` is
    /// nothing.
    pub fn mapped(&self, name: &str) -> Option<Option<&str>> {
        self.mapped.get(name).map(Option::as_deref)
    }

    /// Whether labels of this annotator were imported from a source of this hash.
    pub(crate) fn has_imported(&self, annotator: &Annotator, source: &str) -> bool {
        self.imports_done
            .contains(&(annotator.clone(), source.to_owned()))
    }
}

/// Where a label of that time belongs: before the annotator's first later judgement, and before
/// one of the same time that is no import, for then the label is a copy of it.
fn place_in_time(item: &ItemState, annotator: &Annotator, given_at: Timestamp) -> usize {
    let comes_after = |entry: &HistoryEntry| match &entry.outcome {
        Outcome::Judged(judged) if judged.annotator == *annotator => {
            judged.given_at > given_at
                || (judged.given_at == given_at && judged.arm != Arm::Imported)
        }
        _ => false,
    };
    let found = item.history.iter().position(comes_after);
    found.unwrap_or(item.history.len())
}
