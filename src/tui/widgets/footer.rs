//! The last line: the keys, from the command table.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::command::TABLE;
use crate::tui::ink::own;
use crate::tui::model::Model;

pub(in crate::tui) fn draw(model: &Model, frame: &mut Frame<'_>, area: Rect) {
    let theme = &model.theme;
    let situation = model.situation();
    let mut spans = Vec::new();
    let mut left = usize::from(area.width);
    for row in TABLE.iter().filter(|row| !row.hint.is_empty()) {
        let Some(key) = row.keys.first() else {
            continue;
        };
        let (key, hint) = (format!(" {key}"), format!(" {} ", row.hint));
        let needed = Span::from(key.as_str()).width() + hint.len();
        if needed > left {
            break;
        }
        left -= needed;
        let usable = row.enabled(situation).is_ok();
        spans.push(own(key, if usable { theme.key } else { theme.dim }));
        spans.push(own(hint, if usable { theme.text } else { theme.dim }));
    }
    frame.render_widget(Line::from(spans), area);
}

/// The keys of another screen.
pub(in crate::tui) fn draw_hint(
    model: &Model,
    hint: &'static str,
    frame: &mut Frame<'_>,
    area: Rect,
) {
    frame.render_widget(Line::from(own(format!(" {hint}"), model.theme.dim)), area);
}
