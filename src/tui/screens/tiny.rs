//! A terminal too small for the label screen: the text alone, and why.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;

use crate::tui::ink::own;
use crate::tui::model::Model;
use crate::tui::widgets::passage;

pub(in crate::tui) fn draw(model: &Model, frame: &mut Frame<'_>) {
    let area = frame.area();
    if area.height == 0 || area.width == 0 {
        return;
    }
    let text = Rect {
        height: area.height - 1,
        ..area
    };
    passage::draw(&model.passage, &model.theme, frame, text);
    let last = Rect {
        y: area.height - 1,
        height: 1,
        ..area
    };
    frame.render_widget(Line::from(own("enlarge me", model.theme.warn)), last);
}
