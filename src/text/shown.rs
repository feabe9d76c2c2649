//! Holds what a screen may draw of a foreign text, and which bytes each part stands for.
//!
//! A [`Shown`] is the only form in which foreign text reaches a screen, a log or an error, and
//! only this module makes one. Invariants: it holds no hidden character except those that shape
//! the character they stand in; each of its user-perceived characters passes [`super::gate()`];
//! and its segments cover it without gaps, in the order of the source.

use std::fmt;
use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use super::is_hidden;
use super::painter::Form;
use super::sanitise::{MOST_SOURCE_BYTES, sanitise};

/// A text that is safe to draw, with the way back to its source.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Shown {
    pub(super) text: String,
    pub(super) segments: Vec<Segment>,
    pub(super) source_len: usize,
    pub(super) hidden: usize,
    pub(super) width: usize,
}

/// A part of a [`Shown`] and the bytes of the source that it stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Segment {
    /// Where it is in [`Shown::as_str`].
    pub shown: Range<usize>,
    /// Where it was in the source; empty for what the source does not hold, such as padding.
    pub source: Range<usize>,
    /// Whether it is the source, byte for byte.
    pub same: bool,
    /// Whether it is a picture, a token or a fold, to be drawn apart (dim or reversed) so that nobody
    /// takes it for the text's own words.
    pub apart: bool,
}

impl Shown {
    /// On one line, for names, headers, table cells and errors: line breaks are shown as `⏎`,
    /// TAB as `→`.
    pub fn line(source: &str) -> Self {
        sanitise(source, Form::Line, MOST_SOURCE_BYTES)
    }

    /// On as many lines as the source has: CRLF is a line break, TAB is `→` padded to the next
    /// fourth column.
    pub fn text(source: &str) -> Self {
        Self::beginning(source, MOST_SOURCE_BYTES)
    }

    /// The same of a source's first bytes: what is left is told at the end.
    pub(crate) fn beginning(source: &str, bytes: usize) -> Self {
        sanitise(source, Form::Text, bytes)
    }

    /// Words of our own, taken as they are.
    pub fn plain(literal: &'static str) -> Self {
        debug_assert!(!literal.chars().any(is_hidden), "{literal:?}");
        let mut shown = Self::default();
        shown.push(literal, 0..literal.len(), true);
        shown.source_len = literal.len();
        shown.width = width_of(literal);
        shown
    }

    /// The text to draw.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether there is nothing to draw.
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// The lines to draw.
    pub fn lines(&self) -> std::str::Lines<'_> {
        self.text.lines()
    }

    /// The columns of its widest line.
    pub fn width(&self) -> usize {
        self.width
    }

    /// How many characters of the source are shown by a picture because they cannot be seen or
    /// would steer the terminal: the number on the badge. TAB and line breaks do not count; what
    /// is past the part shown is not counted. A part counts what its whole counts.
    pub fn hidden(&self) -> usize {
        self.hidden
    }

    /// The parts in order, each with the bytes that it stands for.
    pub(crate) fn segments(&self) -> &[Segment] {
        &self.segments
    }

    /// Where a range of the source is shown, to tint it; `None` when nothing shows any of it.
    ///
    /// Widened to whole characters, so that the result always slices [`Shown::as_str`]. A range
    /// that touches a fold takes in the whole fold.
    pub(crate) fn shown_range(&self, source: Range<usize>) -> Option<Range<usize>> {
        if source.is_empty() {
            return None;
        }
        let first = self
            .segments
            .partition_point(|segment| segment.source.end <= source.start);
        let past = self
            .segments
            .partition_point(|segment| segment.source.start < source.end);
        let touched = self.segments.get(first..past)?;
        let (head, tail) = (touched.first()?, touched.last()?);
        let start = if head.same {
            head.shown.start + source.start.saturating_sub(head.source.start)
        } else {
            head.shown.start
        };
        let end = if tail.same {
            tail.shown.end - tail.source.end.saturating_sub(source.end)
        } else {
            tail.shown.end
        };
        Some(floor(&self.text, start)..ceiling(&self.text, end))
    }

    /// Adds a part at the end, lengthening the last segment when the source simply goes on.
    pub(super) fn push(&mut self, text: &str, source: Range<usize>, same: bool) {
        if text.is_empty() {
            return;
        }
        let start = self.text.len();
        self.text.push_str(text);
        let end = self.text.len();
        match self.segments.last_mut() {
            Some(last) if same && last.same && last.source.end == source.start => {
                last.shown.end = end;
                last.source.end = source.end;
            }
            _ => self.segments.push(Segment {
                shown: start..end,
                source,
                same,
                apart: !same,
            }),
        }
    }

    /// Adds what is drawn in place of a character, so that terminals agree on its width.
    pub(super) fn push_instead(&mut self, text: &str, source: Range<usize>, apart: bool) {
        self.push(text, source, false);
        if let Some(last) = self.segments.last_mut().filter(|_| !text.is_empty()) {
            last.apart = apart;
        }
    }

    /// Adds a part of another [`Shown`], to be drawn as it is there.
    pub(super) fn push_like(&mut self, text: &str, source: Range<usize>, there: &Segment) {
        if there.same {
            self.push(text, source, true);
        } else {
            self.push_instead(text, source, there.apart);
        }
    }
}

impl fmt::Display for Shown {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(&self.text)
    }
}

/// The columns of the widest line, counted as ratatui does: character by character.
pub(super) fn width_of(text: &str) -> usize {
    let line_width = |line: &str| line.graphemes(true).map(cluster_width).sum();
    text.lines().map(line_width).max().unwrap_or(0)
}

/// The columns of one user-perceived character.
pub(super) fn cluster_width(cluster: &str) -> usize {
    match cluster.as_bytes() {
        [b' '..=b'~'] => 1,
        _ => cluster.width(),
    }
}

/// The last character boundary at or before `at`.
pub(super) fn floor(text: &str, at: usize) -> usize {
    if at >= text.len() {
        return text.len();
    }
    let boundary = |at: &usize| text.is_char_boundary(*at);
    (0..=at).rev().find(boundary).unwrap_or(0)
}

/// The first character boundary at or after `at`.
fn ceiling(text: &str, at: usize) -> usize {
    let boundary = |at: &usize| text.is_char_boundary(*at);
    (at..text.len()).find(boundary).unwrap_or(text.len())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::sanitise::hostile;
    use super::*;

    #[test]
    fn a_range_of_the_source_is_found_around_pictures() {
        let source = "ab\u{202E}cd\te";
        let shown = Shown::line(source);
        assert_eq!(shown.as_str(), "ab⟦RLO⟧cd→e");
        let tinted = |range| shown.shown_range(range).map(|r| &shown.as_str()[r]);
        assert_eq!(tinted(0..2), Some("ab"));
        assert_eq!(tinted(1..6), Some("b⟦RLO⟧c"));
        assert_eq!(tinted(2..5), Some("⟦RLO⟧"));
        assert_eq!(tinted(3..4), Some("⟦RLO⟧"));
        assert_eq!(tinted(5..7), Some("cd"));
        assert_eq!(tinted(7..9), Some("→e"));
        assert_eq!(tinted(9..20), None);
        assert_eq!(tinted(3..3), None);
    }

    #[test]
    fn a_range_inside_a_character_is_widened_to_the_character() {
        let shown = Shown::line("a漢b");
        assert_eq!(shown.shown_range(2..3), Some(1..4));
        assert_eq!(shown.shown_range(0..2), Some(0..4));
    }

    #[test]
    fn formatting_pads_like_any_string() {
        assert_eq!(format!("[{:>4}]", Shown::plain("ab")), "[  ab]");
    }

    proptest! {
        #[test]
        fn segments_cover_both_sides_in_order(source in hostile()) {
            let shown = Shown::text(&source);
            let (mut shown_end, mut source_end) = (0, 0);
            for segment in shown.segments() {
                prop_assert_eq!(segment.shown.start, shown_end);
                prop_assert_eq!(segment.source.start, source_end);
                (shown_end, source_end) = (segment.shown.end, segment.source.end);
                if segment.same {
                    prop_assert_eq!(
                        &shown.as_str()[segment.shown.clone()],
                        &source[segment.source.clone()]
                    );
                }
            }
            prop_assert_eq!(shown_end, shown.as_str().len());
            prop_assert_eq!(source_end, source.len());
        }

        #[test]
        fn any_range_can_be_tinted(source in hostile(), a in 0_usize..80, b in 0_usize..80) {
            let shown = Shown::text(&source);
            match shown.shown_range(a..b) {
                Some(range) => {
                    prop_assert!(shown.as_str().get(range.clone()).is_some());
                    prop_assert!(!range.is_empty());
                }
                None => prop_assert!(a >= b || a >= source.len()),
            }
        }

        #[test]
        fn the_width_is_that_of_the_text_as_it_will_be_cut(source in hostile()) {
            let shown = Shown::text(&source);
            prop_assert_eq!(shown.width(), width_of(shown.as_str()));
            let line = Shown::line(&source);
            prop_assert_eq!(line.width(), width_of(line.as_str()));
        }
    }
}
