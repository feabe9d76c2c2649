//! A page to read: help, guidelines.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;

use crate::tui::ink::own;
use crate::tui::page::Page;
use crate::tui::theme::Theme;
use crate::tui::widgets::{footer, passage, rule};

pub(in crate::tui) fn draw(theme: &Theme, page: &Page, frame: &mut Frame<'_>) {
    let area = frame.area();
    let row = |y: u16| Rect {
        y,
        height: 1,
        ..area
    };
    let title = Line::from(own(format!(" {}", page.title), theme.title));
    frame.render_widget(title, row(0));
    rule::draw(theme, frame, row(1));
    let body = Rect {
        y: 2,
        height: area.height.saturating_sub(3),
        ..area
    };
    passage::draw(&page.passage, theme, frame, body);
    let hint = "↑ ↓ PgUp PgDn scroll · Esc back";
    footer::draw_hint(theme, hint, frame, row(area.height - 1));
}
