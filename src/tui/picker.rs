//! How is one thing chosen from many?
//!
//! A list, usually with a line to narrow it. Palette, search, history, classes and strategies
//! are all pickers: they differ in their entries and in what a choice leads to. Where items are
//! labeled and where disagreement is reviewed, lists have kinds and choices of their own.

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

/// One line of the list; `C` is what a choice leads to.
#[derive(Debug, Clone)]
pub(super) struct Entry<C = Choice> {
    pub(super) title: Shown,
    pub(super) detail: Shown,
    /// Why it cannot be chosen now.
    pub(super) disabled: Option<&'static str>,
    pub(super) choice: C,
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

/// How a kind of list behaves.
pub(super) trait ListKind: Copy + PartialEq {
    /// Whether its entries are filtered by whoever finds them.
    fn is_searched(self) -> bool;
    /// Whether the filter reads the titles alone.
    fn is_by_title(self) -> bool;
    /// Whether a title may take half the width: it is what the list is for.
    fn has_long_titles(self) -> bool;
    /// What is said of an empty list.
    fn nothing(self, typed: bool) -> &'static str;
}

impl ListKind for Kind {
    fn is_searched(self) -> bool {
        self == Self::Find
    }

    fn is_by_title(self) -> bool {
        // A label is meant by its name, whatever its definition speaks of.
        self == Self::Labels
    }

    fn has_long_titles(self) -> bool {
        self == Self::SetAside
    }

    fn nothing(self, typed: bool) -> &'static str {
        match self {
            Self::Find if !typed => "type to search",
            Self::History if !typed => "nothing was answered yet",
            Self::SetAside if !typed => "nothing is set aside",
            _ => "nothing fits",
        }
    }
}

/// A list to choose from.
#[derive(Debug, Clone)]
pub(super) struct Picker<C = Choice, K = Kind> {
    pub(super) kind: K,
    pub(super) title: Shown,
    /// What Enter does, and other keys of this list.
    pub(super) hint: &'static str,
    pub(super) filter: Option<Editor>,
    pub(super) selected: usize,
    entries: Vec<Entry<C>>,
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

impl<C: Copy, K: ListKind> Picker<C, K> {
    pub(super) fn new(
        kind: K,
        title: Shown,
        hint: &'static str,
        filter: bool,
        entries: Vec<Entry<C>>,
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
    pub(super) fn set_entries(&mut self, entries: Vec<Entry<C>>) {
        self.entries = entries;
        self.selected = self.selected.min(self.visible().len().saturating_sub(1));
    }

    /// The entries that the filter lets through: those with all its words in title or detail. A
    /// search has done its own filtering.
    pub(super) fn visible(&self) -> Vec<&Entry<C>> {
        let words: Vec<String> = match &self.filter {
            Some(filter) if !self.kind.is_searched() => filter
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
                let detail = if self.kind.is_by_title() {
                    String::new()
                } else {
                    entry.detail.as_str().to_lowercase()
                };
                words
                    .iter()
                    .all(|word| title.contains(word) || detail.contains(word))
            })
            .collect()
    }

    /// The selected entry.
    pub(super) fn current(&self) -> Option<Entry<C>> {
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
