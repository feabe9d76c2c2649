//! The list of all items: what is wanted of them, which are marked, and what the session found.
//!
//! Letters are typed into the filter while its line is open, and are acts otherwise. Invariant: an
//! act is about the marked items, or about the selected one when none is marked.

use std::collections::BTreeSet;

use super::editor::Editor;
use super::list_moves::moved;
use crate::schema::{ItemIndex, Key};
use crate::session::{Chosen, ItemListing, ItemQuery, ItemRow, ItemView};

/// The list of items.
#[derive(Debug, Clone)]
pub(super) struct ItemList {
    pub(super) view: ItemView,
    pub(super) filter: Editor,
    /// Keys go into the filter.
    pub(super) typing: bool,
    /// Columns stand side by side.
    pub(super) table: bool,
    pub(super) selected: usize,
    marked: BTreeSet<ItemIndex>,
    /// All that fit are marked, also those without a row.
    all_marked: bool,
    listing: Option<ItemListing>,
}

/// What can be done in the list, in the order of its foot.
pub(super) const ACTS: &[(&str, &str)] = &[
    ("Enter", "show"),
    ("/", "find"),
    ("Tab", "view"),
    ("Space", "mark"),
    ("a", "all"),
    ("r", "label"),
    ("f", "flag"),
    ("q", "again"),
    ("t", "table"),
];

impl ItemList {
    pub(super) fn new(view: ItemView, typing: bool) -> Self {
        Self {
            view,
            filter: Editor::new(""),
            typing,
            table: false,
            selected: 0,
            marked: BTreeSet::new(),
            all_marked: false,
            listing: None,
        }
    }

    /// With what narrows it.
    pub(super) fn of(query: &ItemQuery) -> Self {
        Self {
            filter: Editor::new(&query.filter),
            ..Self::new(query.view, false)
        }
    }

    /// What is wanted now.
    pub(super) fn query(&self) -> ItemQuery {
        ItemQuery {
            view: self.view,
            filter: self.filter.text().to_owned(),
        }
    }

    /// Takes in what was found, if it is what is wanted now.
    pub(super) fn fill(&mut self, listing: ItemListing) {
        if listing.query == self.query() {
            // The selected item stays so wherever it stands now; once it is gone, its neighbour is.
            let was = self
                .listing
                .as_ref()
                .filter(|was| was.query == listing.query);
            let item = was.and_then(|was| Some(was.rows.get(self.selected)?.item));
            let place = item.and_then(|item| listing.rows.iter().position(|row| row.item == item));
            let last = listing.rows.len().saturating_sub(1);
            self.selected = place.unwrap_or(self.selected).min(last);
            self.listing = Some(listing);
        }
    }

    /// What was found; of what was wanted before, until the new is there.
    pub(super) fn listing(&self) -> Option<&ItemListing> {
        self.listing.as_ref()
    }

    pub(super) fn rows(&self) -> &[ItemRow] {
        self.listing.as_ref().map_or(&[], |listing| &listing.rows)
    }

    pub(super) fn current(&self) -> Option<ItemIndex> {
        self.rows().get(self.selected).map(|row| row.item)
    }

    pub(super) fn is_marked(&self, item: ItemIndex) -> bool {
        self.all_marked || self.marked.contains(&item)
    }

    /// How many are marked.
    pub(super) fn marks(&self) -> usize {
        if self.all_marked {
            self.listing.as_ref().map_or(0, |listing| listing.total)
        } else {
            self.marked.len()
        }
    }

    /// Marks the selected one or takes its mark off, and goes on to the next.
    pub(super) fn mark(&mut self) {
        if self.all_marked {
            // Only those with a row can be told apart from the rest.
            self.all_marked = false;
            self.marked = self.rows().iter().map(|row| row.item).collect();
        }
        if let Some(item) = self.current()
            && !self.marked.remove(&item)
        {
            self.marked.insert(item);
        }
        self.press(Key::Down, 1);
    }

    /// Marks all that fit, or none.
    pub(super) fn mark_all(&mut self) {
        self.all_marked = !self.all_marked && !self.rows().is_empty();
        self.marked.clear();
    }

    /// Takes all marks off; whether there was one.
    pub(super) fn unmark(&mut self) -> bool {
        let had = self.all_marked || !self.marked.is_empty();
        self.all_marked = false;
        self.marked.clear();
        had
    }

    /// What an act is about.
    pub(super) fn chosen(&self) -> Option<Chosen> {
        if self.all_marked {
            return Some(Chosen::AllOf(self.query()));
        }
        if self.marked.is_empty() {
            return self.current().map(|item| Chosen::Items(vec![item]));
        }
        Some(Chosen::Items(self.marked.iter().copied().collect()))
    }

    /// Whether an act would take flags off: all that it is about have one, as far as is seen.
    pub(super) fn is_all_flagged(&self) -> bool {
        let any = self.marks() > 0;
        let mut about = self.rows().iter().enumerate().filter(|(at, row)| {
            if any {
                self.is_marked(row.item)
            } else {
                *at == self.selected
            }
        });
        about.all(|(_, row)| row.flagged)
    }

    /// Another view of the items: so many on, or back.
    pub(super) fn turn(&mut self, by: isize) {
        let views = ItemView::ALL;
        let at = views
            .iter()
            .position(|view| *view == self.view)
            .unwrap_or(0);
        let on = by.rem_euclid(views.len().cast_signed()).cast_unsigned();
        self.view = views[(at + on) % views.len()];
        self.selected = 0;
        self.unmark();
    }

    /// Takes a key that moves the selection; whether it did.
    pub(super) fn press(&mut self, key: Key, rows: usize) -> bool {
        let to = moved(self.selected, key, self.rows().len(), rows);
        self.selected = to.unwrap_or(self.selected);
        to.is_some()
    }

    /// Types into the filter; whether what is wanted changed, `None` when the key is none of a line.
    pub(super) fn type_in(&mut self, key: Key) -> Option<bool> {
        let before = self.filter.text().to_owned();
        if !self.filter.press(key) {
            return None;
        }
        let is_changed = self.filter.text() != before;
        if is_changed {
            self.selected = 0;
            self.unmark();
        }
        Some(is_changed)
    }
}
