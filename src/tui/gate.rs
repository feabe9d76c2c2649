//! Drops what would steer the terminal from every cell that is painted.
//!
//! A [`ratatui::backend::Backend`] around another: each cell's symbol goes through
//! [`crate::text::gate`] on its way out, so that neither a widget of somebody else's nor a
//! mistake of ours can put an escape sequence on the terminal. The one exception are images, which
//! we encode ourselves.

use std::borrow::Cow;

use ratatui::backend::{Backend, ClearType, WindowSize};
use ratatui::buffer::{Cell, CellDiffOption};
use ratatui::layout::{Position, Size};
use unicode_width::UnicodeWidthChar;

use crate::text::gate;

/// A backend that lets only harmless symbols through.
#[derive(Debug)]
pub(crate) struct Gated<B>(pub B);

impl<B: Backend> Backend for Gated<B> {
    type Error = B::Error;

    fn draw<'a, I>(&mut self, content: I) -> Result<(), Self::Error>
    where
        I: Iterator<Item = (u16, u16, &'a Cell)>,
    {
        let cells: Vec<(u16, u16, Cow<'a, Cell>)> = content
            .map(|(x, y, cell)| {
                if is_of_image(cell) {
                    return (x, y, Cow::Borrowed(cell));
                }
                let passed = gate(cell.symbol());
                if passed == cell.symbol() {
                    (x, y, Cow::Borrowed(cell))
                } else {
                    let mut safe = cell.clone();
                    safe.set_symbol(passed);
                    (x, y, Cow::Owned(safe))
                }
            })
            .collect();
        self.0
            .draw(cells.iter().map(|(x, y, cell)| (*x, *y, &**cell)))
    }

    fn hide_cursor(&mut self) -> Result<(), Self::Error> {
        self.0.hide_cursor()
    }

    fn show_cursor(&mut self) -> Result<(), Self::Error> {
        self.0.show_cursor()
    }

    /// Where the cursor is does not matter, because it is hidden; and asking the terminal would
    /// wait for an answer that the input thread reads first.
    fn get_cursor_position(&mut self) -> Result<Position, Self::Error> {
        Ok(Position::ORIGIN)
    }

    fn set_cursor_position<P: Into<Position>>(&mut self, position: P) -> Result<(), Self::Error> {
        self.0.set_cursor_position(position)
    }

    fn clear(&mut self) -> Result<(), Self::Error> {
        self.0.clear()
    }

    fn clear_region(&mut self, clear_type: ClearType) -> Result<(), Self::Error> {
        self.0.clear_region(clear_type)
    }

    fn size(&self) -> Result<Size, Self::Error> {
        self.0.size()
    }

    fn window_size(&mut self) -> Result<WindowSize, Self::Error> {
        self.0.window_size()
    }

    fn flush(&mut self) -> Result<(), Self::Error> {
        self.0.flush()
    }
}

/// Whether a cell is a part of an image that we encoded ourselves: such a cell says how wide it is,
/// which no text can make it say, and holds letters, digits and marks between escapes, or kitty's
/// placeholder with its accents.
pub(super) fn is_of_image(cell: &Cell) -> bool {
    let symbol = cell.symbol();
    cfg!(feature = "images")
        && matches!(cell.diff_option, CellDiffOption::ForcedWidth(_))
        && symbol.starts_with(['\u{1b}', PLACEHOLDER])
        && (symbol.chars()).all(|c| matches!(c, ' '..='~' | '\u{1b}' | '\u{7}') || is_placing(c))
}

/// What kitty draws a part of an image in place of.
const PLACEHOLDER: char = '\u{10EEEE}';

fn is_placing(character: char) -> bool {
    character == PLACEHOLDER || character.width() == Some(0) && !character.is_control()
}

#[cfg(test)]
mod tests {
    use super::*;
    use ratatui::backend::CrosstermBackend;

    #[test]
    fn an_image_passes_and_what_only_looks_like_one_does_not() {
        let mut cell = Cell::default();
        cell.set_symbol("\u{1b}_Gi=1;AAAA\u{1b}\\\u{10EEEE}\u{305}");
        assert!(!is_of_image(&cell), "no text is an image");
        let one = std::num::NonZeroU16::MIN;
        cell.set_diff_option(CellDiffOption::ForcedWidth(one));
        assert_eq!(is_of_image(&cell), cfg!(feature = "images"));
        cell.set_symbol("\u{1b}[2J\n");
        assert!(!is_of_image(&cell));
    }

    #[test]
    fn an_escape_sequence_in_a_cell_does_not_reach_the_terminal() {
        let mut bytes = Vec::new();
        let mut backend = Gated(CrosstermBackend::new(&mut bytes));
        let mut bad = Cell::default();
        bad.set_symbol("\u{1b}]52;c;aGk=\u{7}");
        let mut bidi = Cell::default();
        bidi.set_symbol("a\u{202e}");
        backend
            .draw([(0, 0, &bad), (1, 0, &bidi)].into_iter())
            .unwrap();
        let text = String::from_utf8(bytes).unwrap();
        assert!(
            !text.contains("]52") && !text.contains('\u{202e}'),
            "{text:?}"
        );
        assert_eq!(text.matches('\u{fffd}').count(), 2);
    }
}
