//! How does a long text stand in a window?
//!
//! Wrapped once for each text and width, then only read: a frame paints the visible rows and
//! nothing else, however long the text is.

use std::ops::Range;

use crate::text::{Shown, wrap};

/// A text, wrapped.
#[derive(Debug, Clone, Default)]
pub(super) struct Passage {
    shown: Shown,
    rows: Vec<Range<usize>>,
    width: usize,
    /// The first visible row.
    pub(super) scroll: usize,
}

impl Passage {
    /// Wraps a text.
    pub(super) fn new(shown: Shown, width: usize) -> Self {
        Self {
            rows: wrap(&shown, width),
            shown,
            width,
            scroll: 0,
        }
    }

    /// Wraps again for another width.
    pub(super) fn rewrap(&mut self, width: usize) {
        if width != self.width {
            self.rows = wrap(&self.shown, width);
            self.width = width;
            self.scroll = 0;
        }
    }

    /// How many rows there are.
    pub(super) fn len(&self) -> usize {
        self.rows.len()
    }

    /// How many characters are shown by pictures of themselves.
    pub(super) fn hidden(&self) -> usize {
        self.shown.hidden()
    }

    /// A row as shown text.
    pub(super) fn row(&self, index: usize) -> Option<Shown> {
        Some(self.shown.slice(self.rows.get(index)?.clone()))
    }

    /// Scrolls by rows, never past the last.
    pub(super) fn scroll_by(&mut self, rows: isize) {
        let last = self.rows.len().saturating_sub(1);
        self.scroll = self.scroll.saturating_add_signed(rows).min(last);
    }
}
