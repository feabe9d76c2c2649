//! Takes in imported labels.
//!
//! They change nothing before their import is finished; then each is a judgement of its annotator,
//! at the time that its source gives. Invariant: among one annotator's judgements of an item, an
//! imported one never stands before an older one, so that labels of last week do not undo those of
//! today.

use std::collections::HashSet;

use jiff::Timestamp;

use super::fold::{Place, State};
use super::item_state::{HistoryEntry, ItemState, Judgement, Outcome, Verdict};
use crate::journal::event::{ImportFinished, ImportStarted, ImportedLabel};
use crate::pool::Items;
use crate::schema::{Annotator, Arm};

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
        writer: usize,
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
            self.change(items, index, |item| {
                let at = given_at.map_or(item.history.len(), |given_at| {
                    place_in_time(item, &judgement.annotator, given_at)
                });
                let entry = HistoryEntry {
                    place: judgement.place,
                    undone: false,
                    outcome: Outcome::Judged(judgement),
                };
                item.history.insert(at, entry);
            });
        }
    }

    /// A class that imported names stand for is called something else from now on.
    pub(super) fn remap(&mut self, from: &str, to: &str) {
        for class in self.mapped.values_mut().flatten() {
            if class == from {
                to.clone_into(class);
            }
        }
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
