//! Draws one user-perceived character.
//!
//! Scalar by scalar: what cannot be seen gets a picture, what is too large for a cell is cut.
//! Invariant: what is kept stays cut into the same characters whatever is put beside it, because
//! nothing is kept that would join a neighbour.

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use super::hidden::{is_forbidden, push_picture};
use super::numbers::grouped;
use super::shown::{Shown, cluster_width, width_of};
use super::steady::steady;

/// The scalars of one character: the largest emoji families have eleven.
const MOST_SCALARS: usize = 12;
/// The scalars shown of a character that has too many.
const SCALARS_SHOWN: usize = 8;
/// The columns that a character may take without a second look.
const ORDINARY_WIDTH: usize = 2;
/// The columns from one tab stop to the next.
const TAB_STOP: usize = 4;

/// How line breaks and tabs are shown.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// As pictures, so that the result is one line.
    Line,
    /// As what they mean.
    Text,
}

/// A [`Shown`] in the making.
pub(super) struct Painter<'a> {
    pub(super) source: &'a str,
    pub(super) form: Form,
    pub(super) shown: Shown,
    /// The column that the next character takes.
    column: usize,
    /// Whether the last thing put is a character of the source. Only then is it known that the
    /// next one does not join it.
    after_character: bool,
}

impl<'a> Painter<'a> {
    /// Nothing painted yet.
    pub(super) fn new(source: &'a str, form: Form) -> Self {
        Self {
            source,
            form,
            shown: Shown::default(),
            column: 0,
            after_character: false,
        }
    }

    /// The result, once all of the source is accounted for.
    pub(super) fn finish(mut self) -> Shown {
        self.shown.source_len = self.source.len();
        self.shown
    }

    /// One user-perceived character that starts at byte `at` of the source.
    pub(super) fn cluster(&mut self, cluster: &str, at: usize) {
        let range = at..at + cluster.len();
        match (self.form, cluster) {
            (_, cluster) if matches!(cluster.as_bytes(), [b' '..=b'~']) => {
                self.put_character(cluster, range);
            }
            (Form::Line, "\t") => self.put_picture("→", range),
            (Form::Text, "\t") => {
                let columns = TAB_STOP - self.column % TAB_STOP;
                self.put_picture(&format!("→{}", " ".repeat(columns - 1)), range);
            }
            (Form::Line, "\n" | "\r\n") => self.put_picture("⏎", range),
            (Form::Line, "\r") => {
                self.shown.hidden += 1;
                self.put_picture("⏎", range);
            }
            _ => self.scalars(cluster, at),
        }
    }

    /// A character scalar by scalar: pictures for those that are forbidden, and an end to those
    /// that are too many.
    fn scalars(&mut self, cluster: &str, at: usize) {
        let count = cluster.chars().count();
        let kept = if fits_a_cell(cluster, count) {
            count
        } else {
            SCALARS_SHOWN
        };
        let (mut start, mut end) = (0, 0);
        for (offset, scalar) in cluster.char_indices().take(kept) {
            end = offset + scalar.len_utf8();
            if is_forbidden(scalar) {
                self.piece(&cluster[start..offset], at + start);
                self.scalar(scalar, at + offset);
                start = end;
            }
        }
        self.piece(&cluster[start..end], at + start);
        if kept < count {
            let left = count - kept;
            self.shown.hidden += left;
            let range = at + end..at + cluster.len();
            self.put_picture(&format!("⟦+{}⟧", grouped(left)), range);
        }
    }

    /// A character, or what is left of one between two pictures. A mark with nothing before it
    /// to shape, and a prefix with nothing after it, would join our own pictures: they are
    /// shown by their code points.
    fn piece(&mut self, piece: &str, at: usize) {
        let mut start = 0;
        while let Some(first) = piece[start..].chars().next() {
            if self.after_character || !joins('⟧', first) {
                break;
            }
            self.scalar(first, at + start);
            start += first.len_utf8();
        }
        let rest = &piece[start..];
        let mut body = rest.trim_end_matches(|last| joins(last, '⟦'));
        if body.width() == 0 {
            body = "";
        }
        if !body.is_empty() {
            self.put_character(body, at + start..at + start + body.len());
        }
        let tail = start + body.len();
        for (offset, scalar) in piece[tail..].char_indices() {
            self.scalar(scalar, at + tail + offset);
        }
    }

    /// The picture of one scalar.
    fn scalar(&mut self, scalar: char, at: usize) {
        let mut picture = String::new();
        push_picture(&mut picture, scalar);
        self.shown.hidden += 1;
        self.put_picture(&picture, at..at + scalar.len_utf8());
    }

    /// A line break that breaks the line.
    pub(super) fn line_break(&mut self, range: Range<usize>) {
        let same = range.len() == 1;
        self.shown.push("\n", range, same);
        self.column = 0;
        self.after_character = false;
    }

    fn put_character(&mut self, text: &str, source: Range<usize>) {
        if let Some(drawn) = steady(text) {
            self.shown.push_instead(&drawn.text, source, drawn.is_apart);
            self.advance(width_of(&drawn.text));
        } else {
            self.shown.push(text, source, true);
            self.advance(cluster_width(text));
        }
        self.after_character = true;
    }

    /// Something that stands for a part of the source without being it.
    pub(super) fn put_picture(&mut self, text: &str, source: Range<usize>) {
        self.shown.push(text, source, false);
        self.advance(width_of(text));
        self.after_character = false;
    }

    fn advance(&mut self, columns: usize) {
        self.column += columns;
        self.shown.width = self.shown.width.max(self.column);
    }
}

/// Whether a character may be drawn whole. One of up to eight scalars may, however wide: a word
/// part of Devanagari is three or four columns, and nothing would be left to cut off. Twelve
/// scalars are at most 48 bytes, so what fits here also fits the 64 bytes of [`super::gate()`].
fn fits_a_cell(cluster: &str, scalars: usize) -> bool {
    scalars <= SCALARS_SHOWN || (scalars <= MOST_SCALARS && cluster.width() <= ORDINARY_WIDTH)
}

/// Whether two scalars side by side are one user-perceived character.
fn joins(before: char, after: char) -> bool {
    // Nothing below the combining marks joins anything but CR and LF.
    if before < '\u{300}' || after < '\u{300}' {
        return false;
    }
    String::from_iter([before, after]).graphemes(true).count() == 1
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(source: &str) -> String {
        Shown::line(source).as_str().to_owned()
    }

    fn text(source: &str) -> String {
        Shown::text(source).as_str().to_owned()
    }

    #[test]
    fn a_colour_sequence_becomes_visible() {
        let shown = Shown::text("A\x1b[31mB\x1b[2J");
        assert_eq!(shown.as_str(), "A␛[31mB␛[2J");
        assert_eq!(shown.hidden(), 2);
    }

    #[test]
    fn an_osc52_clipboard_write_becomes_visible() {
        assert_eq!(line("A\x1b]52;c;cm0gLXJm\x07B"), "A␛]52;c;cm0gLXJm␇B");
        assert_eq!(
            line("\x1b]8;;http://x\x1b\\y\x1bPq"),
            "␛]8;;http://x␛\\y␛Pq"
        );
    }

    #[test]
    fn an_eight_bit_csi_becomes_visible() {
        assert_eq!(
            line("A\u{9B}31mB\u{9D}0;t\u{9C}\u{85}"),
            "A⟦9B⟧31mB⟦9D⟧0;t⟦9C⟧⟦85⟧"
        );
    }

    #[test]
    fn backspaces_cannot_rewrite_a_word() {
        assert_eq!(line("safe\x08\x08\x08\x08evil\x7F\0"), "safe␈␈␈␈evil␡␀");
    }

    #[test]
    fn a_carriage_return_cannot_overwrite_a_line() {
        let shown = Shown::text("approved\rrejected");
        assert_eq!((shown.as_str(), shown.hidden()), ("approved␍rejected", 1));
        let shown = Shown::line("approved\rrejected");
        assert_eq!((shown.as_str(), shown.hidden()), ("approved⏎rejected", 1));
    }

    #[test]
    fn a_trojan_source_reordering_becomes_visible() {
        let shown = Shown::line("if (admin) \u{2066}// \u{202E}check\u{2069}");
        assert_eq!(shown.as_str(), "if (admin) ⟦LRI⟧// ⟦RLO⟧check⟦PDI⟧");
        assert_eq!(shown.hidden(), 3);
    }

    #[test]
    fn smuggled_tag_letters_become_visible() {
        assert_eq!(line("ok\u{E0069}\u{E0067}"), "ok⟦E0069⟧⟦E0067⟧");
    }

    #[test]
    fn a_kitty_image_placeholder_becomes_visible() {
        assert_eq!(line("\u{10EEEE}\u{305}\u{305}"), "⟦10EEEE⟧⟦0305⟧⟦0305⟧");
    }

    #[test]
    fn a_line_separator_breaks_no_line() {
        assert_eq!(text("a\u{2028}b\u{2029}c\x0Bd\x0Ce"), "a⟦2028⟧b⟦2029⟧c␋d␌e");
    }

    #[test]
    fn marks_stay_in_a_character_and_show_when_alone() {
        for kept in ["e\u{301}", "می\u{200C}خواهم", "स्त्री", "ที่"] {
            assert_eq!(line(kept), kept);
            assert_eq!(Shown::line(kept).hidden(), 0);
        }
        assert_eq!(line("\u{301}\u{302}a"), "⟦0301⟧⟦0302⟧a");
        assert_eq!(line("\x1b\u{301}"), "␛⟦0301⟧");
        assert_eq!(text("a\n\u{200D}\u{FE0F}b"), "a\n⟦200D⟧⟦FE0F⟧b");
        assert_eq!(line("a\u{34F}\u{301}"), "a⟦034F⟧⟦0301⟧");
        assert_eq!(line("a\u{1161}b"), "a⟦1161⟧b");
    }

    #[test]
    fn a_zalgo_flood_is_cut() {
        let shown = Shown::line(&format!("a{}", "\u{301}".repeat(1000)));
        assert_eq!(shown.as_str(), format!("a{}⟦+993⟧", "\u{301}".repeat(7)));
        assert_eq!(shown.hidden(), 993);
    }

    #[test]
    fn an_emoji_chain_is_cut() {
        let shown = line(&"👨\u{200D}".repeat(1000));
        assert_eq!(shown, "👨👨👨👨⟦+1,992⟧");
    }

    #[test]
    fn a_cluster_of_two_hundred_jamo_does_not_take_the_text_with_it() {
        let shown = line(&format!("{} VISIBLE", "\u{1100}".repeat(200)));
        assert_eq!(shown, format!("{}⟦+192⟧ VISIBLE", "\u{1100}".repeat(8)));
    }

    #[test]
    fn a_row_of_number_signs_does_not_take_the_text_with_it() {
        let shown = line(&format!("{} VISIBLE", "\u{600}".repeat(200)));
        assert_eq!(shown, format!("{}⟦+193⟧VISIBLE", "⟦0600⟧".repeat(8)));
    }
}
