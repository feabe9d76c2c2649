//! A line across the screen.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;

use crate::tui::ink::own;
use crate::tui::theme::Theme;

pub(in crate::tui) fn draw(theme: &Theme, frame: &mut Frame<'_>, area: Rect) {
    let line = "─".repeat(usize::from(area.width));
    frame.render_widget(Line::from(own(line, theme.dim)), area);
}
