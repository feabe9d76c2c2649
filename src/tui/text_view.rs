//! A long text in a window: wrapped rows, marked words, and where the window stands.
//!
//! Wrapped once for each text and width, then only read: a frame paints the visible rows and
//! nothing else, however long the text is.

use std::ops::Range;

use crate::text::{Shown, wrap};

/// A text, wrapped.
#[derive(Debug, Clone, Default)]
pub(super) struct TextView {
    shown: Shown,
    rows: Vec<Range<usize>>,
    /// Shown bytes of the words that pull the model, in order.
    tints: Vec<Range<usize>>,
    width: usize,
    /// The first visible row.
    pub(super) scroll: usize,
}

impl TextView {
    /// Wraps a text.
    pub(super) fn new(shown: Shown, width: usize) -> Self {
        Self {
            rows: wrap(&shown, width),
            tints: Vec::new(),
            shown,
            width,
            scroll: 0,
        }
    }

    /// Marks words, given as bytes of the source.
    pub(super) fn tint(&mut self, words: &[Range<usize>]) {
        self.tints = words
            .iter()
            .filter_map(|word| self.shown.shown_range(word.clone()))
            .collect();
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

    /// A row as shown text, cut into pieces that are marked or not.
    pub(super) fn row(&self, index: usize) -> Option<Vec<(Shown, bool)>> {
        let row = self.rows.get(index)?.clone();
        let mut pieces = Vec::new();
        let mut at = row.start;
        for tint in &self.tints {
            let start = tint.start.clamp(at, row.end);
            let end = tint.end.clamp(start, row.end);
            if start < end {
                pieces.push((self.shown.slice(at..start), false));
                pieces.push((self.shown.slice(start..end), true));
                at = end;
            }
        }
        pieces.push((self.shown.slice(at..row.end), false));
        Some(pieces)
    }

    /// Scrolls by rows in a window of that many, never past the last page: one row of it tells
    /// how much is left.
    pub(super) fn scroll_by(&mut self, rows: isize, visible: usize) {
        let last = self.rows.len().saturating_sub(visible.saturating_sub(1));
        self.scroll = self.scroll.saturating_add_signed(rows).min(last);
    }
}

/// A titled text: help, guidelines.
#[derive(Debug, Clone)]
pub(super) struct TextPage {
    pub(super) title: &'static str,
    pub(super) text: TextView,
}

impl TextPage {
    pub(super) fn new(title: &'static str, text: Shown, width: usize) -> Self {
        Self {
            title,
            text: TextView::new(text, width),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_cut_where_marked_words_begin_and_end() {
        let mut view = TextView::new(Shown::text("pay the invoice now"), 12);
        view.tint(&[0..3, 8..15]);
        let rows: Vec<Vec<(String, bool)>> = (0..view.len())
            .filter_map(|row| view.row(row))
            .map(|pieces| {
                pieces
                    .into_iter()
                    .map(|(shown, marked)| (shown.as_str().to_owned(), marked))
                    .filter(|(text, _)| !text.trim().is_empty())
                    .collect()
            })
            .collect();
        let piece = |text: &str, marked| (text.to_owned(), marked);
        assert_eq!(rows[0], [piece("pay", true), piece(" the ", false)]);
        assert_eq!(rows[1], [piece("invoice", true), piece(" now", false)]);
    }

    #[test]
    fn scrolling_stays_within_the_text() {
        let mut view = TextView::new(Shown::text("a\nb\nc"), 10);
        view.scroll_by(100, 3);
        assert_eq!(view.scroll, 1);
        view.scroll_by(-100, 3);
        assert_eq!(view.scroll, 0);
        TextView::default().scroll_by(1, 3);
    }
}
