//! In which order do several journals count?
//!
//! Within a journal, in its own order. Across journals, by the time each event was written,
//! where a journal's time never runs backwards; equal times go by the writer's place. The order
//! is a function of the journals alone.

use jiff::Timestamp;

use super::fold::State;
use crate::journal::Entry;
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
    let mut state = State::new(labels, items);
    for (_, place, position) in order {
        let journal = &journals[place];
        let (seq, entry) = &journal.entries[position];
        state.apply(items, journal.writer, *seq, entry);
    }
    state
}
