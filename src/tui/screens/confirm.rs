//! A question in the last two rows: what an act would touch, before it is done.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;
use ratatui::widgets::Clear;

use crate::text::Shown;
use crate::tui::model::Model;
use crate::tui::theme::{own, span};
use crate::tui::widgets::footer;
use crate::tui::widgets::lines::row;

pub(super) fn draw(model: &Model, question: &Shown, frame: &mut Frame<'_>) {
    let theme = &model.theme;
    let whole = frame.area();
    let height = whole.height.min(2);
    let area = Rect {
        y: whole.bottom() - height,
        height,
        ..whole
    };
    frame.render_widget(Clear, area);
    let room = usize::from(area.width).saturating_sub(1);
    let question = question.truncate_to_width(room);
    let line = vec![own(" ", theme.text), span(&question, theme.warn)];
    frame.render_widget(Line::from(line), row(area, 0));
    if height > 1 {
        let hint = "Enter does it · Esc leaves it as it is";
        footer::draw_hint(theme, hint, frame, row(area, 1));
    }
}
