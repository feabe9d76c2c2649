//! A long text in a window: wrapped rows, marked words, and where the window stands.
//!
//! Wrapped once for each text and width, then only read: a frame paints the visible rows and
//! nothing else, however long the text is. Of a very long item only the beginning is laid out, and
//! more when somebody scrolls to its end.

use std::ops::Range;

use super::markdown;
use crate::text::{Shown, wrap};

/// What sets a part of a text off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mark {
    /// It speaks for the likeliest label.
    First,
    /// It speaks for the next.
    Second,
    Heading,
    Strong,
    Code,
}

/// The bytes of an item's text that are laid out at first.
const AT_FIRST: usize = 64 * 1024;
/// How many times as many are when that is not enough.
const MORE: usize = 4;
/// The bytes that are laid out at most.
const AT_MOST: usize = AT_FIRST * MORE.pow(4);

/// A text, wrapped.
#[derive(Debug, Clone, Default)]
pub(super) struct TextView {
    shown: Shown,
    rows: Vec<Range<usize>>,
    /// Source bytes of the parts that are set off, in order.
    marked: Vec<(Range<usize>, Mark)>,
    /// Shown bytes of the same.
    marks: Vec<(Range<usize>, Mark)>,
    /// What is not laid out whole, and how many of its bytes are.
    source: Option<(String, usize)>,
    width: usize,
    /// The first visible row.
    pub(super) scroll: usize,
}

impl TextView {
    /// Wraps a text.
    pub(super) fn new(shown: Shown, width: usize) -> Self {
        Self {
            rows: wrap(&shown, width),
            shown,
            width,
            ..Self::default()
        }
    }

    /// Wraps the beginning of an item's text, and more of it as it is read.
    pub(super) fn item(source: String, width: usize) -> Self {
        let mut view = Self::new(Shown::beginning(&source, AT_FIRST), width);
        view.source = (source.len() > AT_FIRST).then_some((source, AT_FIRST));
        view
    }

    /// Sets Markdown.
    pub(super) fn markdown(source: &str, width: usize) -> Self {
        let (text, marks) = markdown::set(source);
        let mut view = Self::new(Shown::text(&text), width);
        view.mark(marks);
        view
    }

    /// Sets parts off, given as bytes of the source.
    pub(super) fn mark(&mut self, words: impl IntoIterator<Item = (Range<usize>, Mark)>) {
        self.marked = words.into_iter().collect();
        self.place_marks();
    }

    fn place_marks(&mut self) {
        let marked = self.marked.iter();
        let placed =
            marked.filter_map(|(word, mark)| Some((self.shown.shown_range(word.clone())?, *mark)));
        self.marks = placed.collect();
    }

    /// Lays out more of the text; whether there was more.
    fn lay_out_more(&mut self) -> bool {
        let Some((source, bytes)) = &mut self.source else {
            return false;
        };
        *bytes = (*bytes * MORE).min(AT_MOST);
        self.shown = Shown::beginning(source, *bytes);
        self.rows = wrap(&self.shown, self.width);
        if *bytes >= source.len().min(AT_MOST) {
            self.source = None;
        }
        self.place_marks();
        true
    }

    /// Wraps again for another width.
    pub(super) fn rewrap(&mut self, width: usize) {
        if width != self.width {
            self.rows = wrap(&self.shown, width);
            self.width = width;
            self.scroll = 0;
        }
    }

    /// The lines of the text, as it may be shown.
    pub(super) fn lines(&self) -> impl Iterator<Item = String> {
        self.shown.lines().map(str::to_owned)
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
    pub(super) fn row(&self, index: usize) -> Option<Vec<(Shown, Option<Mark>)>> {
        let row = self.rows.get(index)?.clone();
        let mut pieces = Vec::new();
        let mut at = row.start;
        // A long text may have very many: only those of the row are looked at.
        let first = self
            .marks
            .partition_point(|(word, _)| word.end <= row.start);
        let in_row = self.marks[first..].iter();
        for (word, mark) in in_row.take_while(|(word, _)| word.start < row.end) {
            let start = word.start.clamp(at, row.end);
            let end = word.end.clamp(start, row.end);
            if start < end {
                pieces.push((self.shown.slice(at..start), None));
                pieces.push((self.shown.slice(start..end), Some(*mark)));
                at = end;
            }
        }
        pieces.push((self.shown.slice(at..row.end), None));
        Some(pieces)
    }

    /// Scrolls by rows in a window of that many, never past the last page: one row of it tells
    /// how much is left.
    pub(super) fn scroll_by(&mut self, rows: isize, visible: usize) {
        let wanted = self.scroll.saturating_add_signed(rows);
        let last = |view: &Self| view.rows.len().saturating_sub(visible.saturating_sub(1));
        while wanted > last(self) && self.lay_out_more() {}
        self.scroll = wanted.min(last(self));
    }
}

/// A titled text: help, guidelines.
#[derive(Debug, Clone)]
pub(super) struct TextPage {
    pub(super) title: &'static str,
    /// What its keys do.
    pub(super) hint: &'static str,
    pub(super) text: TextView,
}

/// What the keys of most pages do.
const HINT: &str = "↑ ↓ PgUp PgDn Home End scroll · Esc back";

impl TextPage {
    pub(super) fn new(title: &'static str, text: Shown, width: usize) -> Self {
        Self {
            title,
            hint: HINT,
            text: TextView::new(text, width),
        }
    }

    /// A page of Markdown.
    pub(super) fn markdown(title: &'static str, source: &str, width: usize) -> Self {
        Self {
            title,
            hint: HINT,
            text: TextView::markdown(source, width),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_cut_where_marked_words_begin_and_end() {
        let mut view = TextView::new(Shown::text("pay the invoice now"), 12);
        view.mark([(0..3, Mark::First), (8..15, Mark::Second)]);
        let rows: Vec<Vec<(String, Option<Mark>)>> = (0..view.len())
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
        assert_eq!(
            rows[0],
            [piece("pay", Some(Mark::First)), piece(" the ", None)]
        );
        assert_eq!(
            rows[1],
            [piece("invoice", Some(Mark::Second)), piece(" now", None)]
        );
    }

    #[test]
    fn all_of_a_long_text_can_be_reached_with_its_marks() {
        let mut lines: Vec<String> = (0..40_000).map(|line| format!("line {line}")).collect();
        lines.push("the end".into());
        let source = lines.join("\n");
        let end = source.len() - 3..source.len();
        let mut view = TextView::item(source, 40);
        view.mark([(0..4, Mark::First), (end, Mark::Second)]);
        let begins_with = view.len();
        view.scroll_by(10, 20);
        assert_eq!(view.len(), begins_with, "not laid out before it is read");
        view.scroll_by(isize::MAX, 20);
        assert_eq!(view.len(), 40_001);
        let last = view.row(40_000).unwrap();
        assert_eq!(last[1].0.as_str(), "end");
        assert_eq!(last[1].1, Some(Mark::Second));
        view.scroll_by(isize::MIN, 20);
        assert_eq!(view.row(0).unwrap()[1].1, Some(Mark::First));
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
