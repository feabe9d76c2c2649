//! One thing chosen from many: a list, usually with a line to narrow it.
//!
//! Palette, search, history, classes, strategies, what waits for review: all are pickers. They
//! differ in their entries, and each entry holds the effect that a choice has.

use super::editor::Editor;
use crate::command::{Effect, List};
use crate::schema::Key;
use crate::text::Shown;

/// One line of the list.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    pub(super) title: Shown,
    pub(super) detail: Shown,
    /// Why it cannot be chosen now.
    pub(super) disabled: Option<&'static str>,
    /// What a choice does.
    pub(super) effect: Effect,
}

impl Entry {
    pub(super) fn new(title: &str, detail: &str, effect: impl Into<Effect>) -> Self {
        Self {
            title: Shown::line(title),
            detail: Shown::line(detail),
            disabled: None,
            effect: effect.into(),
        }
    }
}

/// A list to choose from.
#[derive(Debug, Clone)]
pub(super) struct Picker {
    pub(super) list: List,
    pub(super) title: Shown,
    /// What Enter does, and other keys of this list.
    pub(super) hint: &'static str,
    pub(super) filter: Option<Editor>,
    pub(super) selected: usize,
    entries: Vec<Entry>,
}

impl Picker {
    pub(super) fn new(
        list: List,
        title: Shown,
        hint: &'static str,
        filter: bool,
        entries: Vec<Entry>,
    ) -> Self {
        Self {
            list,
            title,
            hint,
            filter: filter.then(|| Editor::new("")),
            selected: 0,
            entries,
        }
    }

    /// Whether a title may take half the width: it is what the list is for.
    pub(super) fn has_long_titles(&self) -> bool {
        matches!(self.list, List::SetAside | List::Selections)
    }

    /// What is said of an empty list.
    pub(super) fn nothing(&self) -> &'static str {
        let typed = |filter: &Editor| !filter.text().trim().is_empty();
        match self.list {
            _ if self.filter.as_ref().is_some_and(typed) => "nothing fits",
            List::Find => "type to search",
            List::History => "nothing was answered yet",
            List::SetAside => "nothing is set aside",
            List::Queue => "nothing waits here",
            List::Decisions => "nothing is decided yet",
            _ => "nothing fits",
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
            Some(filter) if self.list != List::Find => filter
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
                let detail = if self.list == List::Labels {
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
    pub(super) fn current(&self) -> Option<Entry> {
        self.visible()
            .get(self.selected)
            .map(|entry| (*entry).clone())
    }

    /// Takes a key that moves or narrows; whether other entries may fit now. `rows` is how many
    /// entries a page shows.
    pub(super) fn press(&mut self, key: Key, rows: usize) -> bool {
        let last = self.visible().len().saturating_sub(1);
        match key {
            Key::Up => self.selected = self.selected.saturating_sub(1),
            Key::Down => self.selected = (self.selected + 1).min(last),
            Key::PageUp => self.selected = self.selected.saturating_sub(rows),
            Key::PageDown => self.selected = (self.selected + rows).min(last),
            other => {
                let filter = self.filter.as_mut();
                let is_edited = filter.is_some_and(|filter| filter.press(other));
                if is_edited {
                    self.selected = 0;
                }
                return is_edited;
            }
        }
        false
    }
}
