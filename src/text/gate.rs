//! Decides whether a cell may be sent to the terminal.
//!
//! The last door before the terminal: it does not trust [`super::Shown`] to have been used, so
//! it also stops what a widget of another crate or a mistake of ours lets through. Invariant:
//! what passes is at most 64 bytes, moves no cursor and is not invisible.

use unicode_width::UnicodeWidthStr;

use super::hidden::{is_forbidden, is_shaper};

/// The most bytes one cell may hold: a dozen scalars fit, a flood of combining marks does not.
const MOST_BYTES: usize = 64;

/// What is drawn in place of a cell that may not pass.
const STOPPED: &str = "\u{FFFD}";

/// The symbol itself when a terminal may have it, else the replacement character.
pub(crate) fn gate(symbol: &str) -> &str {
    // Nearly every cell of a screen is one printable ASCII byte.
    if let [b' '..=b'~'] = symbol.as_bytes() {
        return symbol;
    }
    if passes(symbol) { symbol } else { STOPPED }
}

fn passes(symbol: &str) -> bool {
    if symbol.len() > MOST_BYTES || symbol.chars().any(breaks_a_cell) {
        return false;
    }
    match symbol.chars().next() {
        // An empty cell is drawn as nothing: ratatui leaves one behind a wide character.
        None => true,
        // With nothing to shape, marks would land on the neighbouring cell.
        Some(first) => !is_shaper(first) && symbol.width() > 0,
    }
}

fn breaks_a_cell(character: char) -> bool {
    matches!(character, '\t' | '\n') || is_forbidden(character)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ordinary_cells_pass_unchanged() {
        for symbol in [
            "",
            " ",
            "a",
            "~",
            "é",
            "e\u{301}",
            "漢",
            "█",
            "│",
            "⠿",
            "❤\u{FE0F}",
            "ש",
            "ab",
            "👨\u{200D}👩\u{200D}👧",
            "हि",
            "\u{A0}",
        ] {
            assert_eq!(gate(symbol), symbol);
        }
    }

    #[test]
    fn a_raw_escape_sequence_is_stopped() {
        for symbol in [
            "\x1b[2J",
            "\x1b",
            "\u{9B}31m",
            "\x07",
            "\t",
            "\n",
            "\r",
            "\x7F",
            "a\u{202E}",
            "\u{200B}",
            "\u{2028}",
            "a\u{E0041}",
            "\u{10EEEE}",
            "\u{FEFF}",
        ] {
            assert_eq!(gate(symbol), STOPPED, "{symbol:?}");
        }
    }

    #[test]
    fn a_flood_of_combining_marks_is_stopped() {
        let flood = format!("a{}", "\u{301}".repeat(100_000));
        assert_eq!(gate(&flood), STOPPED);
    }

    #[test]
    fn marks_with_nothing_to_shape_are_stopped() {
        for symbol in ["\u{301}", "\u{200D}", "\u{FE0F}", "\u{200C}a", "\u{1161}"] {
            assert_eq!(gate(symbol), STOPPED, "{symbol:?}");
        }
    }
}
