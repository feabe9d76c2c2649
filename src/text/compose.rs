//! Cuts, joins and pads safe texts.
//!
//! Rows and headers are put together from parts that are each already safe. Invariant: cuts fall
//! between user-perceived characters only, so that a part is as safe as the whole.

use std::ops::Range;

use unicode_segmentation::{GraphemeCursor, UnicodeSegmentation};

use super::Shown;
use super::shown::{cluster_width, floor, width_of};

impl Shown {
    /// One after the other. Offsets in the source count as if the sources were joined too.
    pub fn concat(parts: impl IntoIterator<Item = Self>) -> Self {
        let mut whole = Self::default();
        for part in parts {
            let shift = whole.source_len;
            for segment in &part.segments {
                let source = segment.source.start + shift..segment.source.end + shift;
                whole.push_like(&part.text[segment.shown.clone()], source, segment);
            }
            whole.source_len += part.source_len;
            whole.hidden += part.hidden;
        }
        whole.width = width_of(&whole.text);
        whole
    }

    /// The part in these bytes of [`Shown::as_str`], such as a row of [`super::wrap()`], widened to
    /// whole user-perceived characters. Offsets in the source stay those of the whole.
    #[must_use]
    pub(crate) fn slice(&self, range: Range<usize>) -> Self {
        let end = boundary(&self.text, range.end, Side::After);
        let start = boundary(&self.text, range.start, Side::Before).min(end);
        let mut part = Self {
            source_len: self.source_len,
            hidden: self.hidden,
            ..Self::default()
        };
        let first = self
            .segments
            .partition_point(|segment| segment.shown.end <= start);
        for segment in &self.segments[first..] {
            if segment.shown.start >= end {
                break;
            }
            let shown = segment.shown.start.max(start)..segment.shown.end.min(end);
            let mut source = segment.source.clone();
            if segment.same {
                source.start += shown.start - segment.shown.start;
                source.end -= segment.shown.end - shown.end;
            }
            part.push_like(&self.text[shown], source, segment);
        }
        part.width = width_of(&part.text);
        part
    }

    /// At most `columns` wide and on one line; `…` stands for whatever had to go.
    #[must_use]
    pub(crate) fn truncate_to_width(&self, columns: usize) -> Self {
        let several_lines = self.text.contains('\n');
        if self.width <= columns && !several_lines {
            return self.clone();
        }
        let first_line = self.text.split('\n').next().unwrap_or_default();
        let mut taken = 0;
        let mut end = 0;
        for (offset, cluster) in first_line.grapheme_indices(true) {
            taken += cluster_width(cluster);
            if taken >= columns {
                break;
            }
            end = offset + cluster.len();
        }
        let mut part = self.slice(0..end);
        if columns > 0 {
            let rest = part.segments.last().map_or(0, |last| last.source.end);
            part.push("…", rest..self.source_len, false);
            part.width += 1;
        }
        part
    }

    /// One line with spaces behind it, to be `columns` wide.
    #[must_use]
    pub(crate) fn pad_to_width(&self, columns: usize) -> Self {
        let mut padded = self.clone();
        let missing = columns.saturating_sub(self.width);
        let end = self.source_len;
        padded.push(&" ".repeat(missing), end..end, false);
        padded.width += missing;
        padded
    }
}

#[derive(Clone, Copy)]
enum Side {
    Before,
    After,
}

/// The nearest boundary between two user-perceived characters, on one side of `at`.
fn boundary(text: &str, at: usize, side: Side) -> usize {
    let mut from = floor(text, at);
    if let Side::After = side
        && from < at.min(text.len())
    {
        // Inside a scalar: look on from behind it.
        from += text[from..].chars().next().map_or(0, char::len_utf8);
    }
    let mut cursor = GraphemeCursor::new(from, text.len(), true);
    if cursor.is_boundary(text, 0) != Ok(false) {
        return from;
    }
    let found = match side {
        Side::Before => cursor
            .prev_boundary(text, 0)
            .map(|found| found.unwrap_or(0)),
        Side::After => cursor
            .next_boundary(text, 0)
            .map(|found| found.unwrap_or(text.len())),
    };
    found.unwrap_or(from)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::gate;
    use super::super::sanitise::hostile;
    use super::*;

    #[test]
    fn parts_join_and_keep_their_way_back() {
        let whole = Shown::concat([
            Shown::plain("name: "),
            Shown::line("a\u{202E}b"),
            Shown::plain("."),
        ]);
        assert_eq!(whole.as_str(), "name: a⟦RLO⟧b.");
        assert_eq!((whole.hidden(), whole.width()), (1, 14));
        let range = whole.shown_range(7..10).unwrap();
        assert_eq!(&whole.as_str()[range], "⟦RLO⟧");
        assert_eq!(Shown::concat([]), Shown::default());
    }

    #[test]
    fn a_long_name_ends_with_an_ellipsis() {
        let cut = |text: &str, columns| Shown::text(text).truncate_to_width(columns).to_string();
        assert_eq!(cut("account", 7), "account");
        assert_eq!(cut("account", 6), "accou…");
        assert_eq!(cut("account", 1), "…");
        assert_eq!(cut("account", 0), "");
        assert_eq!(cut("漢字漢字", 4), "漢…");
        assert_eq!(cut("漢字漢字", 5), "漢字…");
        assert_eq!(cut("e\u{301}e\u{301}e\u{301}", 2), "e\u{301}…");
        assert_eq!(cut("one\ntwo", 10), "one…");
    }

    #[test]
    fn a_short_name_is_padded() {
        let padded = Shown::line("漢").pad_to_width(4);
        assert_eq!((padded.as_str(), padded.width()), ("漢  ", 4));
        assert_eq!(padded.shown_range(0..3), Some(0..3));
        assert_eq!(Shown::line("abc").pad_to_width(2).as_str(), "abc");
    }

    #[test]
    fn a_slice_takes_whole_characters() {
        let shown = Shown::line("ae\u{301}b");
        assert_eq!(shown.slice(2..3).as_str(), "e\u{301}");
        assert_eq!(shown.slice(3..3).as_str(), "e\u{301}");
        assert_eq!(shown.slice(4..99).as_str(), "b");
        assert_eq!(shown.slice(4..5).shown_range(4..5), Some(0..1));
    }

    proptest! {
        #[test]
        fn parts_are_safe_and_fit(source in hostile(), a in 0_usize..60, b in 0_usize..60) {
            let shown = Shown::line(&source);
            let cut = shown.truncate_to_width(a);
            prop_assert!(cut.width() <= a);
            prop_assert_eq!(cut.width(), width_of(cut.as_str()));
            prop_assert_eq!(cut.as_str() == shown.as_str(), shown.width() <= a);
            for part in [cut, shown.slice(a..b), shown.slice(a..b).pad_to_width(9)] {
                for cluster in part.as_str().graphemes(true) {
                    prop_assert_eq!(gate(cluster), cluster);
                }
            }
        }
    }
}
