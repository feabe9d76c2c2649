//! One line of text that is being edited.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui_textarea::{Input, Key as AreaKey, TextArea};

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

    /// Takes a key that edits; whether it did.
    pub(super) fn press(&mut self, key: Key) -> bool {
        let (area_key, ctrl) = match key {
            Key::Char(character) => (AreaKey::Char(character), false),
            Key::Ctrl(character @ ('a' | 'e' | 'k' | 'w' | 'u')) => {
                (AreaKey::Char(character), true)
            }
            Key::Backspace => (AreaKey::Backspace, false),
            Key::Delete => (AreaKey::Delete, false),
            Key::Left => (AreaKey::Left, false),
            Key::Right => (AreaKey::Right, false),
            Key::Home => (AreaKey::Home, false),
            Key::End => (AreaKey::End, false),
            _ => return false,
        };
        self.area.input(Input {
            key: area_key,
            ctrl,
            alt: false,
            shift: false,
        });
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
        frame.render_widget(&self.area, area);
    }
}
