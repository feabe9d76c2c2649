//! Takes the latest act of a person back, and brings it back again, whatever it was.
//!
//! Which act that is follows from the journal, so that undo goes on across sessions and between
//! labeling and review. Invariant: what is told of it counts the labels it touched.

use super::shared::OpenSession;
use crate::error::{Error, Result};
use crate::journal::Event;
use crate::journal::event::{Grouped, Restored, Reversed, Undone};
use crate::schema::{Annotator, ItemIndex, LabelId};
use crate::state::{ClassChange, Undoable, UndoableAct};

/// Classes that are named one by one when they come or go together.
const MOST_NAMED: usize = 2;

impl OpenSession {
    /// Whether there is something to undo, and to redo.
    pub(super) fn can_undo_and_redo(&self) -> (bool, bool) {
        let (state, writer) = (self.state(), self.project.writer());
        (
            state.next_undo(writer).is_some(),
            state.next_redo(writer).is_some(),
        )
    }

    /// What undo would take back, as a question where somebody who presses its key once too often
    /// would lose much: what was done before this session to more than one item, or to a class.
    pub(super) fn asks_before_undo(&self) -> Option<String> {
        let act = self.state().next_undo(self.project.writer())?;
        let last = *act.events.last()?;
        let is_earlier = self.first_recorded.is_none_or(|first| last < first);
        let touches_many = act.parts.len() > 1
            || matches!(act.parts[..], [Undoable::Class(_) | Undoable::Import(_)]);
        (is_earlier && touches_many).then(|| {
            let told = self.told_of(&act, true);
            format!("undo what was done before this session? {told}")
        })
    }

    /// Takes the latest act back.
    pub(super) fn undo(&mut self) -> Result<UndoableAct> {
        let act = self.state().next_undo(self.project.writer());
        let Some(act) = act else {
            return Err(Error::refused(
                "there is nothing to undo",
                "answer an item first",
            ));
        };
        let event = match (&act.events[..], &act.parts[..]) {
            ([seq], [Undoable::Answer(_) | Undoable::Decision(_) | Undoable::Request(_)]) => {
                Event::Undone(Undone { seq: *seq })
            }
            (events, _) => Event::Reversed(Reversed {
                events: events.to_vec(),
            }),
        };
        self.record(event)?;
        Ok(act)
    }

    /// Brings back what was undone last.
    pub(super) fn redo(&mut self) -> Result<UndoableAct> {
        let act = self.state().next_redo(self.project.writer());
        let Some(act) = act else {
            return Err(Error::refused(
                "there is nothing to redo",
                "undo something first; what you do anew ends what can be redone",
            ));
        };
        let events = act.events.clone();
        self.record(Event::Restored(Restored { events }))?;
        Ok(act)
    }

    /// Records events as one act, which is undone as one.
    pub(super) fn record_act(&mut self, mut events: Vec<Event>) -> Result<()> {
        let count = events.len() as u64;
        events.push(Event::Grouped(Grouped { count }));
        self.record_all(events)
    }

    /// What became of an act, in words: undone, or done again.
    pub(super) fn told_of(&self, act: &UndoableAct, undone: bool) -> String {
        let again = |words: &str| {
            if undone {
                format!("{words} taken back")
            } else {
                format!("{words} back again")
            }
        };
        let count = |is: fn(&Undoable) -> bool| act.parts.iter().filter(|part| is(part)).count();
        let mut told: Vec<String> = Vec::new();
        let answers = count(|part| matches!(part, Undoable::Answer(_)));
        match answers {
            0 => {}
            1 => told.push(again("1 answer")),
            _ => told.push(again(&format!("{answers} answers"))),
        }
        for (many, one, several) in [
            (
                count(|part| matches!(part, Undoable::Decision(_))),
                "1 decision",
                "decisions",
            ),
            (
                count(|part| matches!(part, Undoable::Request(_))),
                "1 request to judge anew",
                "requests to judge anew",
            ),
            (
                count(|part| matches!(part, Undoable::Flag(..))),
                "1 flag",
                "flags",
            ),
        ] {
            match many {
                0 => {}
                1 => told.push(again(one)),
                _ => told.push(again(&format!("{many} {several}"))),
            }
        }
        for part in &act.parts {
            if let Undoable::Import(import) = part {
                let whose = import.annotators().into_iter();
                let whose: Vec<&str> = whose.map(Annotator::as_str).collect();
                let labels = labels(import.len());
                let words = format!("import of {labels} of {}", whose.join(", "));
                told.push(again(&words));
            }
        }
        told.extend(self.classes_told(act, undone));
        told.join("; ")
    }

    /// What became of classes; many that were added are counted.
    fn classes_told(&self, act: &UndoableAct, undone: bool) -> Vec<String> {
        let changes = act.parts.iter().filter_map(|part| match part {
            Undoable::Class(change) => Some(*change),
            _ => None,
        });
        let is_added = |change: &usize| {
            let known = self.state().class_change(*change);
            matches!(known, Some(ClassChange::Added(_)))
        };
        let (added, others): (Vec<usize>, Vec<usize>) = changes.partition(is_added);
        let counted = (added.len() > MOST_NAMED).then(|| {
            let what = if undone { "taken away" } else { "there again" };
            format!("{} classes are {what}", added.len())
        });
        let named = if counted.is_some() { Vec::new() } else { added };
        let named = named.into_iter().chain(others);
        let named = named.filter_map(|change| self.class_told(change, undone));
        counted.into_iter().chain(named).collect()
    }

    fn class_told(&self, change: usize, undone: bool) -> Option<String> {
        let state = self.state();
        let name = |label: LabelId| state.labels().name(label).to_owned();
        let named = |label: LabelId| labels(state.items_named(label).len());
        Some(match (state.class_change(change)?, undone) {
            (ClassChange::Added(label), true) => format!("class {} taken away", name(*label)),
            (ClassChange::Added(label), false) => format!("class {} is there again", name(*label)),
            (ClassChange::Renamed { label, .. }, _) => {
                format!("{} is its name again, with {}", name(*label), named(*label))
            }
            (ClassChange::Merged { from, into }, undone) => {
                let merged = labels(state.items_merged(change));
                let (from, into) = (name(*from), name(*into));
                if undone {
                    format!("merge undone: {from} has {merged} back from {into}")
                } else {
                    format!("merged again: {merged} of {from} went to {into}")
                }
            }
            (ClassChange::Retired(label), true) | (ClassChange::Revived(label), false) => {
                format!(
                    "class {} is offered again, with {}",
                    name(*label),
                    named(*label)
                )
            }
            (ClassChange::Retired(label), false) | (ClassChange::Revived(label), true) => {
                format!("class {} is retired again", name(*label))
            }
        })
    }
}

/// The items that an act answered.
pub(super) fn answered(act: &UndoableAct) -> Vec<(u64, ItemIndex)> {
    let parts = act.events.iter().zip(&act.parts);
    parts
        .filter_map(|(seq, part)| match part {
            Undoable::Answer(item) => Some((*seq, *item)),
            _ => None,
        })
        .collect()
}

/// How many labels, in words.
pub(super) fn labels(count: usize) -> String {
    match count {
        1 => "1 label".into(),
        _ => format!("{count} labels"),
    }
}
