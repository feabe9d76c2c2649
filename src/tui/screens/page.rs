//! A page to read, such as the help; and the text alone where the terminal is too small for more.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;

use crate::tui::model::Model;
use crate::tui::text_view::TextPage;
use crate::tui::theme::{Theme, own};
use crate::tui::widgets::lines::{draw_rule, row};
use crate::tui::widgets::{footer, text};

pub(super) fn draw(theme: &Theme, page: &TextPage, frame: &mut Frame<'_>) {
    let area = frame.area();
    let title = Line::from(own(format!(" {}", page.title), theme.title));
    frame.render_widget(title, row(area, 0));
    draw_rule(theme, frame, row(area, 1));
    let body = Rect {
        y: 2,
        height: area.height.saturating_sub(3),
        ..area
    };
    text::draw(&page.text, theme, frame, body);
    let hint = "↑ ↓ PgUp PgDn scroll · Esc back";
    footer::draw_hint(theme, hint, frame, row(area, area.height - 1));
}

/// The text alone, and why.
pub(super) fn draw_tiny(model: &Model, frame: &mut Frame<'_>) {
    let area = frame.area();
    if area.height == 0 || area.width == 0 {
        return;
    }
    let body = Rect {
        height: area.height - 1,
        ..area
    };
    text::draw(&model.text, &model.theme, frame, body);
    let last = row(area, area.height - 1);
    frame.render_widget(Line::from(own("enlarge me", model.theme.warn)), last);
}
