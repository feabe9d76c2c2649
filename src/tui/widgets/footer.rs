//! The last line: the keys, from the command table.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::command::{CommandId, Key, Row, Screen, Situation, row, rows_on};
use crate::tui::ink::own;
use crate::tui::theme::Theme;

pub(in crate::tui) fn draw(
    theme: &Theme,
    screen: Screen,
    situation: Situation,
    frame: &mut Frame<'_>,
    area: Rect,
) {
    let hinted = |row: &Row| {
        let usable = row.enabled(situation).is_ok();
        let key = row.keys.first().map_or(String::new(), Key::to_string);
        let (bright, plain) = if usable {
            (theme.key, theme.text)
        } else {
            (theme.dim, theme.dim)
        };
        [
            own(format!(" {key}"), bright),
            own(format!(" {} ", row.hint), plain),
        ]
    };
    let width_of = |hint: &[Span<'_>; 2]| hint.iter().map(Span::width).sum::<usize>();
    // Help leads to all the others: it has its place even when they have none.
    let help = hinted(row(CommandId::Help));
    let mut left = usize::from(area.width).saturating_sub(width_of(&help));
    let mut spans = Vec::new();
    for row in rows_on(screen) {
        if row.hint.is_empty() || row.id == CommandId::Help {
            continue;
        }
        let hint = hinted(row);
        if width_of(&hint) > left {
            break;
        }
        left -= width_of(&hint);
        spans.extend(hint);
    }
    spans.extend(help);
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
