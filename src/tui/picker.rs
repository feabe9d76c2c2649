//! How is one thing chosen from many?
//!
//! A list, usually with a line to narrow it. Palette, search, history, classes and strategies
//! are all pickers: they differ in their entries and in what a choice leads to.

use super::editor::Editor;
use crate::command::{CommandId, Key};
use crate::schema::{ItemIndex, LabelId};
use crate::text::Shown;

/// What a choice leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Choice {
    Run(CommandId),
    Item(ItemIndex),
    Label(LabelId),
    Rename(LabelId),
    Merge {
        from: LabelId,
        into: LabelId,
    },
    Strategy(&'static str),
    /// Put the item off for so many seconds, or for good.
    Defer(Option<u32>),
    /// Leave the category at this place out, or take that back.
    LeaveOut(usize),
    /// Mark the item: veiled, as the kind at this place of [`super::veil::KINDS`], or not.
    Sensitive(Option<usize>),
}

/// One line of the list.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    pub(super) title: Shown,
    pub(super) detail: Shown,
    /// Why it cannot be chosen now.
    pub(super) disabled: Option<&'static str>,
    pub(super) choice: Choice,
}

/// Which list it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Palette,
    Find,
    History,
    SetAside,
    Labels,
    Classes,
    MergeInto,
    Strategies,
    Defer,
    LeaveOut,
    Sensitive,
}

/// A list to choose from.
#[derive(Debug, Clone)]
pub(super) struct Picker {
    pub(super) kind: Kind,
    pub(super) title: Shown,
    /// What Enter does, and other keys of this list.
    pub(super) hint: &'static str,
    pub(super) filter: Option<Editor>,
    pub(super) selected: usize,
    entries: Vec<Entry>,
}

/// What a key did to a picker.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Pressed {
    /// Nothing that it knows.
    Ignored,
    /// It moved, or the filter changed.
    Moved { filter_changed: bool },
    /// The selected entry was chosen.
    Chosen,
}

impl Picker {
    pub(super) fn new(
        kind: Kind,
        title: Shown,
        hint: &'static str,
        filter: bool,
        entries: Vec<Entry>,
    ) -> Self {
        Self {
            kind,
            title,
            hint,
            filter: filter.then(|| Editor::new("")),
            selected: 0,
            entries,
        }
    }

    /// Puts other entries in.
    pub(super) fn set_entries(&mut self, entries: Vec<Entry>) {
        self.entries = entries;
        self.selected = self.selected.min(self.visible().len().saturating_sub(1));
    }

    /// The entries that the filter lets through: those with all its words in title or detail. A
    /// search has done its own filtering.
    pub(super) fn visible(&self) -> Vec<&Entry> {
        let words: Vec<String> = match &self.filter {
            Some(filter) if self.kind != Kind::Find => filter
                .text()
                .to_lowercase()
                .split_whitespace()
                .map(str::to_owned)
                .collect(),
            _ => Vec::new(),
        };
        self.entries
            .iter()
            .filter(|entry| {
                let title = entry.title.as_str().to_lowercase();
                // A label is meant by its name, whatever its definition speaks of.
                let detail = match self.kind {
                    Kind::Labels => String::new(),
                    _ => entry.detail.as_str().to_lowercase(),
                };
                words
                    .iter()
                    .all(|word| title.contains(word) || detail.contains(word))
            })
            .collect()
    }

    /// The selected entry.
    pub(super) fn current(&self) -> Option<Entry> {
        self.visible()
            .get(self.selected)
            .map(|entry| (*entry).clone())
    }

    /// Takes a key; `rows` is how many entries a page shows.
    pub(super) fn press(&mut self, key: Key, rows: usize) -> Pressed {
        let last = self.visible().len().saturating_sub(1);
        let moved = Pressed::Moved {
            filter_changed: false,
        };
        match key {
            Key::Up => self.selected = self.selected.saturating_sub(1),
            Key::Down => self.selected = (self.selected + 1).min(last),
            Key::PageUp => self.selected = self.selected.saturating_sub(rows),
            Key::PageDown => self.selected = (self.selected + rows).min(last),
            Key::Enter => return Pressed::Chosen,
            other => {
                let edited = self
                    .filter
                    .as_mut()
                    .is_some_and(|filter| filter.press(other));
                if !edited {
                    return Pressed::Ignored;
                }
                self.selected = 0;
                return Pressed::Moved {
                    filter_changed: true,
                };
            }
        }
        moved
    }
}
