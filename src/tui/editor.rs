//! One line of text that is being edited, by the keys that a shell has.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::Span;
use ratatui_textarea::{CursorMove, TextArea};

use crate::schema::Key;

/// A line that is being edited.
#[derive(Debug, Clone)]
pub(super) struct Editor {
    area: TextArea<'static>,
}

impl Editor {
    /// A line that holds some text already, the cursor at its end.
    pub(super) fn new(text: &str) -> Self {
        let mut area = TextArea::default();
        area.set_cursor_line_style(Style::new());
        area.insert_str(text);
        Self { area }
    }

    /// The text as typed.
    pub(super) fn text(&self) -> &str {
        self.area.lines().first().map_or("", String::as_str)
    }

    /// Takes a key that edits or moves; whether it did.
    pub(super) fn press(&mut self, key: Key) -> bool {
        let area = &mut self.area;
        match key {
            Key::Char(character) => area.insert_char(character),
            Key::Backspace | Key::Ctrl('h') => {
                area.delete_char();
            }
            Key::Delete | Key::Ctrl('d') => {
                area.delete_next_char();
            }
            Key::Left | Key::Ctrl('b') => area.move_cursor(CursorMove::Back),
            Key::Right | Key::Ctrl('f') => area.move_cursor(CursorMove::Forward),
            Key::Home | Key::Ctrl('a') => area.move_cursor(CursorMove::Head),
            Key::End | Key::Ctrl('e') => area.move_cursor(CursorMove::End),
            Key::Alt('b') => area.move_cursor(CursorMove::WordBack),
            Key::Alt('f') => area.move_cursor(CursorMove::WordForward),
            Key::Ctrl('w') => {
                area.delete_word();
            }
            Key::Alt('d') => {
                area.delete_next_word();
            }
            Key::Ctrl('u') => {
                area.delete_line_by_head();
            }
            Key::Ctrl('k') => {
                area.delete_line_by_end();
            }
            Key::Ctrl('y') => {
                area.paste();
            }
            _ => return false,
        }
        true
    }

    /// Takes pasted text in: one line, nothing that cannot be seen.
    pub(super) fn paste(&mut self, text: &str) {
        let line: String = text
            .chars()
            .map(|c| {
                if matches!(c, '\n' | '\r' | '\t') {
                    ' '
                } else {
                    c
                }
            })
            .filter(|c| !crate::text::is_hidden(*c))
            .collect();
        self.area.insert_str(line);
    }

    pub(super) fn draw(&self, frame: &mut Frame<'_>, area: Rect) {
        let hidden = usize::from(self.area.scroll_offset().1);
        let shown = Span::from(self.text()).width().saturating_sub(hidden);
        // What was scrolled away in a narrow place comes back where there is room for it.
        if hidden > 0 && shown + 1 < usize::from(area.width) {
            let mut fresh = Self::new(self.text());
            let column = u16::try_from(self.area.cursor().1).unwrap_or(u16::MAX);
            fresh.area.move_cursor(CursorMove::Jump(0, column));
            frame.render_widget(&fresh.area, area);
            return;
        }
        frame.render_widget(&self.area, area);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edited(keys: &[Key]) -> String {
        let mut editor = Editor::new("one two three");
        for key in keys {
            assert!(editor.press(*key), "{key}");
        }
        editor.text().to_owned()
    }

    #[test]
    fn what_was_scrolled_away_comes_back_with_the_room_for_it() {
        let painted = |editor: &Editor, columns: u16| {
            let backend = ratatui::backend::TestBackend::new(columns, 1);
            let mut terminal = ratatui::Terminal::new(backend).unwrap();
            let painted = terminal.draw(|frame| editor.draw(frame, frame.area()));
            let cells = painted.unwrap().buffer.content();
            cells
                .iter()
                .map(ratatui::buffer::Cell::symbol)
                .collect::<String>()
        };
        let editor = Editor::new("a line that is longer");
        assert!(painted(&editor, 10).starts_with("is longer"));
        assert!(painted(&editor, 15).trim_end().ends_with("is longer"));
        assert!(painted(&editor, 30).starts_with("a line that is longer"));
    }

    #[test]
    fn the_keys_of_a_shell_edit_and_move() {
        use Key::{Alt, Char, Ctrl};
        assert_eq!(edited(&[Ctrl('w'), Char('x')]), "one two x");
        assert_eq!(edited(&[Ctrl('u'), Char('x')]), "x");
        assert_eq!(edited(&[Ctrl('a'), Ctrl('k'), Char('x')]), "x");
        assert_eq!(edited(&[Ctrl('w'), Ctrl('a'), Ctrl('y')]), "threeone two ");
        assert_eq!(edited(&[Alt('b'), Char('x')]), "one two xthree");
        assert_eq!(edited(&[Ctrl('a'), Ctrl('f'), Ctrl('d')]), "oe two three");
        assert_eq!(edited(&[Ctrl('b'), Ctrl('h')]), "one two thre");
        assert_eq!(
            edited(&[Ctrl('a'), Alt('d'), Ctrl('e'), Char('!')]),
            " two three!"
        );
    }
}
