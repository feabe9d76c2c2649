//! A terminal too small for the label screen: the text alone, and why.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;

use crate::tui::ink::own;
use crate::tui::passage::TextView;
use crate::tui::theme::Theme;
use crate::tui::widgets::passage;

pub(in crate::tui) fn draw(theme: &Theme, text: &TextView, frame: &mut Frame<'_>) {
    let area = frame.area();
    if area.height == 0 || area.width == 0 {
        return;
    }
    let body = Rect {
        height: area.height - 1,
        ..area
    };
    passage::draw(text, theme, frame, body);
    let last = Rect {
        y: area.height - 1,
        height: 1,
        ..area
    };
    frame.render_widget(Line::from(own("enlarge me", theme.warn)), last);
}
