//! The help, with a line to narrow it.

use ratatui::Frame;
use ratatui::layout::Rect;

use crate::tui::help::Help;
use crate::tui::model::Model;
use crate::tui::theme::own;
use crate::tui::widgets::lines::{draw_field, put, row};
use crate::tui::widgets::panel::Panel;

pub(super) fn draw(model: &Model, help: &Help, frame: &mut Frame<'_>) {
    let theme = &model.theme;
    let lines = help.lines(model);
    let room = usize::from(frame.area().height).saturating_sub(3);
    let left = lines.len().saturating_sub(help.scroll + room);
    let hint = "type to find · ↑ ↓ PgUp PgDn Home End · Esc back";
    let mut panel = Panel::new(own("help", theme.title)).foot(own(hint, theme.dim));
    if left > 0 {
        panel = panel.right(own(format!("↓ {left} more"), theme.dim));
    }
    let inside = panel.focused(true).draw(theme, frame, frame.area());
    draw_field(theme, &help.filter, frame, row(inside, 0));
    let body = Rect {
        x: inside.x + 1.min(inside.width),
        y: inside.y + 1,
        width: inside.width.saturating_sub(1),
        height: inside.height.saturating_sub(1),
    };
    let visible = lines.into_iter().skip(help.scroll);
    for (at, line) in visible.take(usize::from(body.height)).enumerate() {
        put(frame, body, at, line);
    }
}
