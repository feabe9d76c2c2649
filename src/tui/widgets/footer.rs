//! The last line: the keys, from the keymap.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::command::Row;
use crate::tui::model::{Model, Overlay};
use crate::tui::theme::{Theme, own};

/// The keys of the screen, or of the line that is being filled in.
pub(in crate::tui) fn draw(model: &Model, frame: &mut Frame<'_>, area: Rect) {
    let theme = &model.theme;
    if let Some(Overlay::Prompt(_)) = model.overlays.last() {
        let hint = "type · Enter takes it · Esc leaves it";
        draw_hint(theme, hint, frame, area);
        return;
    }
    let situation = model.situation();
    let hinted = |row: &Row| {
        let (bright, plain) = match row.enabled(&situation) {
            Ok(()) => (theme.key, theme.text),
            Err(_) => (theme.dim, theme.dim),
        };
        [
            own(format!(" {}", model.key_of(row.id)), bright),
            own(format!(" {} ", row.hint), plain),
        ]
    };
    let width_of = |hint: &[Span<'_>; 2]| hint.iter().map(Span::width).sum::<usize>();
    // Help leads to all the others: it has its place even when they have none.
    let help = model.keymap.row("help").map(|row| hinted(&row));
    let mut left = usize::from(area.width).saturating_sub(help.as_ref().map_or(0, width_of));
    let mut spans = Vec::new();
    for row in model.keymap.rows_on(situation.screen) {
        if row.hint.is_empty() || row.id == "help" {
            continue;
        }
        let hint = hinted(&row);
        if width_of(&hint) > left {
            break;
        }
        left -= width_of(&hint);
        spans.extend(hint);
    }
    spans.extend(help.into_iter().flatten());
    frame.render_widget(Line::from(spans), area);
}

/// The keys of another screen.
pub(in crate::tui) fn draw_hint(
    theme: &Theme,
    hint: &'static str,
    frame: &mut Frame<'_>,
    area: Rect,
) {
    frame.render_widget(Line::from(own(format!(" {hint}"), theme.dim)), area);
}
