//! Breaks a text into the rows of a screen.
//!
//! Rows break after spaces, after a wide character (Chinese and Japanese have no spaces), else
//! between any two user-perceived characters, never inside one. Invariants: one pass over the
//! text, whatever it holds; no row is wider than asked unless one character alone is.

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;

use super::Shown;
use super::shown::cluster_width;

/// The rows of a text, as byte ranges into [`Shown::as_str`].
///
/// Line breaks belong to no row; spaces that would start a row after a break, neither. An empty
/// line is an empty row; a line break at the very end starts no row.
pub(crate) fn wrap(shown: &Shown, width: usize) -> Vec<Range<usize>> {
    let mut rows = Vec::new();
    let mut at = 0;
    let text = shown.as_str();
    for line in text.split_inclusive('\n') {
        let words = line.strip_suffix('\n').unwrap_or(line);
        wrap_line(words, at, width.max(1), &mut rows);
        at += line.len();
    }
    rows
}

/// A place where a row may end, and the column that the text behind it has in that row.
#[derive(Clone, Copy)]
struct Opportunity {
    at: usize,
    column: usize,
}

fn wrap_line(line: &str, base: usize, width: usize, rows: &mut Vec<Range<usize>>) {
    let mut start = 0;
    let mut column = 0;
    let mut opportunity: Option<Opportunity> = None;
    // Set while the spaces that follow a full row are passed over.
    let mut row_is_full = false;
    for (offset, cluster) in line.grapheme_indices(true) {
        let space = is_space(cluster);
        if row_is_full {
            if space {
                continue;
            }
            (start, column, opportunity, row_is_full) = (offset, 0, None, false);
        }
        let columns = cluster_width(cluster);
        while column + columns > width && offset > start {
            if space {
                rows.push(base + start..base + offset);
                row_is_full = true;
                break;
            }
            let end = opportunity
                .take()
                .unwrap_or(Opportunity { at: offset, column });
            rows.push(base + start..base + end.at);
            start = end.at;
            column -= end.column;
        }
        if row_is_full {
            continue;
        }
        column += columns;
        if space || columns > 1 {
            opportunity = Some(Opportunity {
                at: offset + cluster.len(),
                column,
            });
        }
    }
    if !row_is_full {
        rows.push(base + start..base + line.len());
    }
}

/// Whether a row may break here and the character be dropped: white space, except the kinds
/// that exist to forbid a break.
fn is_space(cluster: &str) -> bool {
    let breaks = |c: char| c.is_whitespace() && !matches!(c, '\u{A0}' | '\u{2007}' | '\u{202F}');
    cluster.chars().all(breaks)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::sanitise::hostile;
    use super::super::shown::width_of;
    use super::*;

    fn rows(text: &str, width: usize) -> Vec<String> {
        let shown = Shown::text(text);
        wrap(&shown, width)
            .into_iter()
            .map(|row| shown.as_str()[row].to_owned())
            .collect()
    }

    #[test]
    fn rows_break_at_spaces() {
        assert_eq!(rows("the invoice shows", 11), ["the invoice", "shows"]);
        assert_eq!(rows("the invoice shows", 12), ["the invoice ", "shows"]);
        assert_eq!(rows("a b c", 1), ["a", "b", "c"]);
        assert_eq!(rows("ab   ", 2), ["ab"]);
        assert_eq!(rows("ab   cd", 2), ["ab", "cd"]);
    }

    #[test]
    fn lines_are_kept_and_the_last_break_starts_none() {
        assert_eq!(rows("a\n\n  b\n", 9), ["a", "", "  b"]);
        assert_eq!(rows("", 9), Vec::<String>::new());
        assert_eq!(rows("\n", 9), [""]);
    }

    #[test]
    fn a_word_too_long_for_a_row_breaks_between_characters() {
        assert_eq!(rows("ab abcdefg h", 3), ["ab ", "abc", "def", "g h"]);
        assert_eq!(
            rows("e\u{301}e\u{301}e\u{301}", 2),
            ["e\u{301}e\u{301}", "e\u{301}"]
        );
    }

    #[test]
    fn wide_characters_are_never_halved() {
        assert_eq!(rows("漢字漢", 5), ["漢字", "漢"]);
        assert_eq!(rows("ab 漢字漢", 6), ["ab 漢", "字漢"]);
        assert_eq!(rows("漢字", 1), ["漢", "字"]);
    }

    #[test]
    fn no_width_at_all_neither_loops_nor_panics() {
        assert_eq!(rows("ab c", 0), rows("ab c", 1));
    }

    #[test]
    fn a_no_break_space_does_not_break() {
        assert_eq!(rows("a 10\u{A0}km", 5), ["a ", "10\u{A0}km"]);
    }

    proptest! {
        #[test]
        fn rows_fit_and_lose_nothing_but_spaces(source in hostile(), width in 0_usize..20) {
            let shown = Shown::text(&source);
            let text = shown.as_str();
            let mut end = 0;
            for row in wrap(&shown, width) {
                let part = &text[row.clone()];
                prop_assert!(width_of(part) <= width.max(1) || part.graphemes(true).count() == 1);
                let dropped = &text[end..row.start];
                prop_assert!(dropped.chars().all(char::is_whitespace), "{:?}", dropped);
                prop_assert!(!part.contains('\n'));
                end = row.end;
            }
            prop_assert!(text[end..].chars().all(char::is_whitespace));
        }
    }
}
