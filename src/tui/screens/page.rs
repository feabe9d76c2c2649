//! A page to read, such as the help; and the text alone where the terminal is too small for more.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;

use crate::tui::model::Model;
use crate::tui::text_view::TextPage;
use crate::tui::theme::{Theme, own};
use crate::tui::widgets::lines::row;
use crate::tui::widgets::panel::Panel;
use crate::tui::widgets::text;

pub(super) fn draw(theme: &Theme, page: &TextPage, frame: &mut Frame<'_>) {
    let panel = Panel::new(own(page.title, theme.title)).focused(true);
    let panel = panel.foot(own(page.hint, theme.dim));
    let inside = panel.draw(theme, frame, frame.area());
    text::draw(&page.text, theme, frame, inside);
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
