//! Keeps what each writer did and can undo, latest last, and carries undo and redo out.
//!
//! An act is one event, or several that the journal says belong together. Undo changes what the
//! events changed back and leaves later ones as they are; nothing is folded anew, so that the
//! learner is told of undo as of any other change. Invariant: a new act ends what can be redone.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use super::classes::ClassChange;
use super::fold::{Place, State};
use super::imports::FinishedImport;
use crate::pool::Items;
use crate::schema::ItemIndex;

/// What an event that can be undone did.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Undoable {
    /// An item was answered or put off.
    Answer(ItemIndex),
    /// A reviewer decided on an item.
    Decision(ItemIndex),
    /// Somebody was asked to judge an item.
    Request(ItemIndex),
    /// A mark beside an item was set or cleared.
    Flag(ItemIndex, bool),
    /// A class was changed: its place in the list of such changes.
    Class(usize),
    /// Labels were imported.
    Import(Arc<FinishedImport>),
}

/// What is undone and redone at once: the events from one sequence number to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Act {
    from: u64,
    to: u64,
}

impl Act {
    fn holds(&self, seq: u64) -> bool {
        (self.from..=self.to).contains(&seq)
    }
}

/// What one writer did, and what of it is undone.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct UndoLine {
    /// In force, in the order of the journal.
    done: Vec<Act>,
    /// Undone since the last new act, the latest undone last.
    undone: Vec<Act>,
}

impl UndoLine {
    /// Parts acts of which only some events are meant: from then on each is an act of its own.
    fn part(&mut self, events: &[u64], known: impl Fn(u64) -> bool) {
        let events: BTreeSet<u64> = events.iter().copied().collect();
        for acts in [&mut self.done, &mut self.undone] {
            let parted = acts.iter().flat_map(|act| {
                let own = || (act.from..=act.to).filter(|seq| known(*seq));
                let meant = own().filter(|seq| events.contains(seq)).count();
                if meant == 0 || meant == own().count() {
                    vec![*act]
                } else {
                    own().map(|seq| Act { from: seq, to: seq }).collect()
                }
            });
            *acts = parted.collect();
        }
    }

    /// Moves the acts of these events, the latest first, from what is in force to what is undone.
    fn undo(&mut self, events: &[u64]) {
        for seq in events {
            if let Some(at) = self.done.iter().rposition(|act| act.holds(*seq)) {
                self.undone.push(self.done.remove(at));
            }
        }
    }

    /// Moves the acts of these events, the earliest first, back.
    fn redo(&mut self, events: &[u64]) {
        for seq in events {
            if let Some(at) = self.undone.iter().rposition(|act| act.holds(*seq)) {
                let act = self.undone.remove(at);
                let place = self.done.partition_point(|known| known.from < act.from);
                self.done.insert(place, act);
            }
        }
    }
}

/// Everything that can be undone, by writer and by event.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Acts {
    lines: HashMap<usize, UndoLine>,
    /// What each event did, and whether that is undone.
    events: HashMap<Place, (Undoable, bool)>,
}

/// An act that can be undone or redone now.
#[derive(Debug, Clone, PartialEq)]
pub struct UndoableAct {
    /// Its events in the writer's journal, in order.
    pub events: Vec<u64>,
    /// What they did, in order.
    pub(crate) parts: Vec<Undoable>,
}

impl UndoableAct {
    /// The items that it is about, each once.
    pub(crate) fn items(&self) -> Vec<ItemIndex> {
        let mut items: Vec<ItemIndex> = Vec::new();
        for part in &self.parts {
            match part {
                Undoable::Answer(item)
                | Undoable::Decision(item)
                | Undoable::Request(item)
                | Undoable::Flag(item, _) => items.push(*item),
                Undoable::Import(import) => items.extend(import.items()),
                Undoable::Class(_) => {}
            }
        }
        items.sort_unstable();
        items.dedup();
        items
    }
}

impl State {
    /// An event did something that can be undone.
    pub(super) fn did(&mut self, place: Place, what: Undoable) {
        let (writer, seq) = place;
        // A mark is set and cleared by its own key; undo takes back those of many items alone.
        if !matches!(what, Undoable::Flag(..)) {
            let line = self.acts.lines.entry(writer).or_default();
            line.done.push(Act { from: seq, to: seq });
            line.undone.clear();
        }
        self.acts.events.insert(place, (what, false));
    }

    /// The so many events before this one are one act. It reaches back no further than to the
    /// group before it.
    pub(super) fn group(&mut self, (writer, seq): Place, count: u64) {
        let (Some(from), Some(to)) = (seq.checked_sub(count.max(1)), seq.checked_sub(1)) else {
            return;
        };
        let line = self.acts.lines.entry(writer).or_default();
        let groups = line.done.iter().filter(|act| act.from < act.to);
        let from = groups.map(|act| act.to + 1).fold(from, u64::max);
        let known = (from..=to).filter_map(|seq| self.acts.events.get(&(writer, seq)));
        // What was taken back meanwhile is no part of it, so there is no group.
        let in_force: Vec<bool> = known.map(|(_, undone)| !undone).collect();
        if in_force.is_empty() || in_force.contains(&false) {
            return;
        }
        line.done.retain(|act| act.from < from);
        line.done.push(Act { from, to });
        line.undone.clear();
    }

    /// Takes an answer, a decision or a request back: all that the first journals could undo.
    pub(super) fn undo(&mut self, items: &Items, (writer, seq): Place) {
        let known = self.acts.events.get(&(writer, seq));
        if let Some((Undoable::Answer(_) | Undoable::Decision(_) | Undoable::Request(_), false)) =
            known
        {
            self.reverse(items, writer, &[seq]);
        }
    }

    /// Takes events of a writer back, the latest first.
    pub(super) fn reverse(&mut self, items: &Items, writer: usize, events: &[u64]) {
        let mut taken_back = Vec::new();
        for seq in events.iter().rev() {
            let place = (writer, *seq);
            let Some((what, undone @ false)) = self.acts.events.get_mut(&place) else {
                continue;
            };
            *undone = true;
            taken_back.push(*seq);
            match what.clone() {
                Undoable::Answer(_) => self.undo_response(items, place),
                Undoable::Decision(_) => self.undo_decision(items, place),
                Undoable::Request(_) => self.undo_request(place),
                Undoable::Flag(item, set) => self.set_flag(items, place, item, !set),
                Undoable::Class(change) => self.undo_class_change(items, change),
                Undoable::Import(import) => self.undo_import(items, writer, &import),
            }
        }
        let line = self.acts.lines.entry(writer).or_default();
        line.part(&taken_back, |seq| {
            self.acts.events.contains_key(&(writer, seq))
        });
        line.undo(&taken_back);
    }

    /// Brings events of a writer back, the earliest first.
    pub(super) fn restore(&mut self, items: &Items, writer: usize, events: &[u64]) {
        let mut brought_back = Vec::new();
        for seq in events {
            let place = (writer, *seq);
            let Some((what, true)) = self.acts.events.get(&place) else {
                continue;
            };
            let mut is_back = true;
            match what.clone() {
                Undoable::Answer(item) => {
                    self.redo_response(items, place);
                    self.revive_classes_of(item);
                }
                Undoable::Decision(item) => {
                    self.redo_decision(items, place, item);
                    self.revive_classes_of(item);
                }
                Undoable::Request(_) => self.redo_request(place),
                Undoable::Flag(item, set) => self.set_flag(items, place, item, set),
                Undoable::Class(change) => self.redo_class_change(items, change),
                Undoable::Import(import) => {
                    is_back = self.redo_import(items, writer, &import);
                    for item in import.items() {
                        self.revive_classes_of(item);
                    }
                }
            }
            if is_back && let Some((_, undone)) = self.acts.events.get_mut(&place) {
                *undone = false;
                brought_back.push(*seq);
            }
        }
        let line = self.acts.lines.entry(writer).or_default();
        line.part(&brought_back, |seq| {
            self.acts.events.contains_key(&(writer, seq))
        });
        line.redo(&brought_back);
        let before = line.undone.last().map(|act| act.from);
        // The item to ask next is again the one whose answer was taken back before.
        let answer = |seq: &u64| match self.acts.events.get(&(writer, *seq)) {
            Some((Undoable::Answer(item), _)) => Some(*item),
            _ => None,
        };
        if brought_back.iter().any(|seq| answer(seq).is_some()) {
            match before.as_ref().and_then(answer) {
                Some(item) => self.taken_back.insert(writer, item),
                None => self.taken_back.remove(&writer),
            };
        }
    }

    /// Sets a mark back, or anew, unless it was changed since.
    fn set_flag(&mut self, items: &Items, place: Place, item: ItemIndex, flagged: bool) {
        self.change(items, item, |item| {
            if item.flagged_at == Some(place) {
                item.flagged = flagged;
            }
        });
    }

    /// What undo would take back in this journal: the latest act in force.
    pub fn next_undo(&self, writer: usize) -> Option<UndoableAct> {
        let act = self.acts.lines.get(&writer)?.done.last()?;
        Some(self.act(writer, *act, false))
    }

    /// What redo would bring back in this journal: the act undone last, if nothing was done since.
    pub fn next_redo(&self, writer: usize) -> Option<UndoableAct> {
        let act = self.acts.lines.get(&writer)?.undone.last()?;
        Some(self.act(writer, *act, true))
    }

    /// What of an act is undone, or is not.
    fn act(&self, writer: usize, act: Act, undone: bool) -> UndoableAct {
        let known = (act.from..=act.to).filter_map(|seq| {
            let (what, is_undone) = self.acts.events.get(&(writer, seq))?;
            (*is_undone == undone).then(|| (seq, what.clone()))
        });
        let (events, parts) = known.unzip();
        UndoableAct { events, parts }
    }

    /// A change of classes that can be undone or redone.
    pub(crate) fn class_change(&self, change: usize) -> Option<&ClassChange> {
        self.class_changes.get(change).map(|known| &known.change)
    }
}
