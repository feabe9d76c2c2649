//! What stands in the last two rows, over the list it came from: a question what an act would touch,
//! or a line to fill in.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::widgets::Clear;

use crate::text::Shown;
use crate::tui::model::Model;
use crate::tui::widgets::footer;
use crate::tui::widgets::lines::{draw_last, draw_told, row};

/// A line to fill in, over the list that it came from.
pub(super) fn draw_prompt(model: &Model, frame: &mut Frame<'_>) {
    let area = cleared(frame);
    draw_last(model, frame, row(area, 0));
    if area.height > 1 {
        footer::draw(model, frame, row(area, 1));
    }
}

/// The last two rows, with nothing in them.
fn cleared(frame: &mut Frame<'_>) -> Rect {
    let whole = frame.area();
    let height = whole.height.min(2);
    let area = Rect {
        y: whole.bottom() - height,
        height,
        ..whole
    };
    frame.render_widget(Clear, area);
    area
}

pub(super) fn draw(model: &Model, question: &Shown, frame: &mut Frame<'_>) {
    let theme = &model.theme;
    let area = cleared(frame);
    let height = area.height;
    draw_told(question, theme.warn, frame, row(area, 0));
    if height > 1 {
        let hint = "Enter does it · Esc leaves it as it is";
        footer::draw_hint(theme, hint, frame, row(area, 1));
    }
}
