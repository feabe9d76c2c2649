//! One thing chosen from many: a list, usually with a line to narrow it.
//!
//! Palette, search, history, classes, strategies, what waits for review: all are pickers. They
//! differ in their entries, and each entry holds the effect that a choice has. Invariant: the
//! selected entry is one of those that are shown, as long as there is any.

use std::cmp::Reverse;

use super::editor::Editor;
use super::fuzzy::Search;
use super::list_moves::moved;
use crate::command::{Effect, List};
use crate::schema::Key;
use crate::text::Shown;

/// How well the class fits whose key was typed: before all others.
const BY_KEY: u32 = u32::MAX;

/// One line of the list.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    pub(super) title: Shown,
    pub(super) detail: Shown,
    /// Other words by which it is found.
    pub(super) also: &'static str,
    /// Why it cannot be chosen now.
    pub(super) disabled: Option<&'static str>,
    /// The key that gives it beside an item, by which it is found here, too.
    pub(super) key: Option<char>,
    /// What a choice does.
    pub(super) effect: Effect,
}

impl Entry {
    pub(super) fn new(title: &str, detail: &str, effect: impl Into<Effect>) -> Self {
        Self {
            title: Shown::line(title),
            detail: Shown::line(detail),
            also: "",
            disabled: None,
            key: None,
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
    /// What it holds is still on its way.
    pub(super) is_waiting: bool,
    entries: Vec<Entry>,
    /// What can be made of the words that are typed, where no entry has them for its name.
    pub(super) made: Option<Entry>,
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
            is_waiting: false,
            entries,
            made: None,
        }
    }

    /// Whether a title may take half the width: it is what the list is for.
    pub(super) fn has_long_titles(&self) -> bool {
        matches!(self.list, List::Selections | List::Queue)
    }

    /// What is said of an empty list.
    pub(super) fn nothing(&self) -> &'static str {
        let typed = |filter: &Editor| !filter.text().trim().is_empty();
        match self.list {
            _ if self.is_waiting => "looking …",
            _ if self.filter.as_ref().is_some_and(typed) => {
                "Nothing fits. Backspace takes a letter back, Ctrl-U all of them."
            }
            List::Queue => "Nothing waits here.",
            List::Relabel => "There is no class yet. Type a name for the first.",
            List::Decisions => {
                "Nothing is decided or sent yet. What you decide or send stands here, latest first."
            }
            _ => "There is nothing to choose from.",
        }
    }

    /// Puts other entries in.
    pub(super) fn set_entries(&mut self, entries: Vec<Entry>) {
        self.entries = entries;
        self.is_waiting = false;
        self.selected = self.selected.min(self.visible().len().saturating_sub(1));
    }

    /// The entries that the filter lets through. A search has done its own filtering.
    pub(super) fn visible(&self) -> Vec<&Entry> {
        let mut visible = self.fitting();
        visible.extend(&self.made);
        visible
    }

    fn fitting(&self) -> Vec<&Entry> {
        let typed = self
            .filter
            .as_ref()
            .map_or("", |filter| filter.text().trim());
        match self.list {
            _ if typed.is_empty() => self.entries.iter().collect(),
            List::Palette
            | List::Labels
            | List::Relabel
            | List::MergeInto(_)
            | List::Strategies => self.by_rank(typed),
            _ => self.with_words(&typed.to_lowercase()),
        }
    }

    /// What fits best, first: letters in order are enough. A label is meant by its name, whatever
    /// its definition speaks of.
    fn by_rank(&self, typed: &str) -> Vec<&Entry> {
        let mut search = Search::new(typed);
        let mut fits: Vec<(u32, &Entry)> = self
            .entries
            .iter()
            .filter_map(|entry| {
                let about = match self.list {
                    List::Labels | List::Relabel | List::MergeInto(_) => "",
                    _ => entry.detail.as_str(),
                };
                let by_key = entry.key.filter(|key| typed == key.to_string());
                let by_key = by_key.map(|_| BY_KEY);
                let rank =
                    by_key.or_else(|| search.rank(entry.title.as_str(), entry.also, about))?;
                Some((rank, entry))
            })
            .collect();
        // Among equals the order of the list stays.
        fits.sort_by_key(|(rank, _)| Reverse(*rank));
        fits.into_iter().map(|(_, entry)| entry).collect()
    }

    /// Those with all the words in title or detail.
    fn with_words(&self, typed: &str) -> Vec<&Entry> {
        let fits = |entry: &&Entry| {
            let title = entry.title.as_str().to_lowercase();
            let detail = entry.detail.as_str().to_lowercase();
            let mut words = typed.split_whitespace();
            words.all(|word| title.contains(word) || detail.contains(word))
        };
        self.entries.iter().filter(fits).collect()
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
        if let Some(row) = moved(self.selected, key, self.visible().len(), rows) {
            self.selected = row;
            return false;
        }
        let filter = self.filter.as_mut();
        let is_edited = filter.is_some_and(|filter| filter.press(key));
        if is_edited {
            self.selected = 0;
        }
        is_edited
    }
}
