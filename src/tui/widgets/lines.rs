//! Lines of words: a wrapped text, what just happened, and a line to fill in.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::Line;

use crate::text::{Shown, wrap};
use crate::tui::editor::Editor;
use crate::tui::ink::{ink, own};
use crate::tui::model::{Notice, Severity};
use crate::tui::theme::Theme;

/// What just happened, in one row.
pub(in crate::tui) fn draw_notice(
    theme: &Theme,
    notice: &Notice,
    frame: &mut Frame<'_>,
    area: Rect,
) {
    let style = match notice.tone {
        Severity::Quiet => theme.text,
        Severity::Warning => theme.warn,
        Severity::Alarm => theme.bad,
    };
    let room = usize::from(area.width).saturating_sub(1);
    let text = notice.text.truncate_to_width(room);
    let line = vec![own(" ", theme.text), ink(&text, style)];
    frame.render_widget(Line::from(line), area);
}

/// A question and the line for its answer.
pub(in crate::tui) fn draw_prompt(
    theme: &Theme,
    question: &Shown,
    editor: &Editor,
    frame: &mut Frame<'_>,
    area: Rect,
) {
    let question = Shown::concat([
        Shown::plain(" "),
        question.clone(),
        Shown::plain(" (Enter, Esc): "),
    ]);
    let question = question.truncate_to_width(usize::from(area.width / 2));
    let width = question.width() as u16;
    frame.render_widget(Line::from(ink(&question, theme.title)), area);
    let field = Rect {
        x: area.x + width,
        width: area.width.saturating_sub(width),
        ..area
    };
    editor.draw(frame, field);
}

/// A text over as many rows as there are.
pub(in crate::tui) fn draw_wrapped(text: &Shown, style: Style, frame: &mut Frame<'_>, area: Rect) {
    let width = usize::from(area.width).saturating_sub(2).max(1);
    let rows = wrap(text, width);
    for (row, range) in rows.into_iter().enumerate() {
        if row >= usize::from(area.height) {
            break;
        }
        let place = Rect {
            y: area.y + row as u16,
            height: 1,
            ..area
        };
        let line = vec![own(" ", style), ink(&text.slice(range), style)];
        frame.render_widget(Line::from(line), place);
    }
}
