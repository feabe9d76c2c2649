//! In which order do several journals count?
//!
//! Within a journal, in its own order. Across journals, by the time each event was written,
//! where a journal's time never runs backwards; equal times go by the writer's place. The order
//! is a function of the journals alone.

use std::collections::HashSet;

use jiff::Timestamp;

use super::fold::State;
use crate::journal::event::{
    Adjudicated, AdjudicationRecord, Answer, Answered, ClassAdded, ClassMerged, ImportedLabel,
};
use crate::journal::{Entry, Event};
use crate::pool::Items;
use crate::schema::LabelSet;

/// One writer's journal, verified: entries with their sequence numbers.
pub struct WriterJournal<'a> {
    /// The writer's number: its place among the project's journals by name.
    pub writer: usize,
    /// The entries in order, each with its sequence number.
    pub entries: &'a [(u64, Entry)],
}

/// The state that the journals amount to.
pub fn fold(labels: LabelSet, items: &Items, journals: &[WriterJournal<'_>]) -> State {
    let mut order: Vec<(Timestamp, usize, usize)> = Vec::new();
    for (place, journal) in journals.iter().enumerate() {
        let mut latest = Timestamp::MIN;
        for (position, (_, entry)) in journal.entries.iter().enumerate() {
            latest = latest.max(entry.at);
            order.push((latest, place, position));
        }
    }
    order.sort_unstable();
    let events = order
        .iter()
        .map(|(_, place, position)| &journals[*place].entries[*position].1.event);
    let labels = before_renames(labels, events);
    let mut state = State::new(labels, items);
    for (_, place, position) in order {
        let journal = &journals[place];
        let (seq, entry) = &journal.entries[position];
        state.apply(items, journal.writer, *seq, entry);
    }
    state
}

/// The classes as they were called when the journals began.
///
/// The config already has the new names, the earlier answers still the old ones. Were both
/// classes, a rename would change every label, and the learner would be taught more steps than
/// in the session that renamed. A rename to a name that was already in use is a merge: it is
/// left to the fold.
fn before_renames<'a>(mut labels: LabelSet, events: impl Iterator<Item = &'a Event>) -> LabelSet {
    let mut in_use: HashSet<&str> = HashSet::new();
    let mut renames = Vec::new();
    for event in events {
        match event {
            Event::Answered(Answered {
                answer: Answer::Label(name),
                ..
            })
            | Event::ImportedLabel(ImportedLabel { label: name, .. })
            | Event::Adjudicated(Adjudicated {
                ruling: AdjudicationRecord::Label(name),
                ..
            })
            | Event::ClassAdded(ClassAdded { name, .. })
            | Event::ClassMerged(ClassMerged { into: name, .. }) => {
                in_use.insert(name);
            }
            Event::ClassRenamed(renamed) if in_use.insert(&renamed.to) => renames.push(renamed),
            _ => {}
        }
    }
    for renamed in renames.into_iter().rev() {
        if labels.find(&renamed.from).is_none()
            && let Some(id) = labels.find(&renamed.to)
        {
            // A name that is not acceptable any more stays as the config has it.
            let _ = labels.rename(id, &renamed.from);
        }
    }
    labels
}
