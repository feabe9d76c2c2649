//! A few lines in the middle of the screen.

use ratatui::Frame;
use ratatui::style::Style;
use ratatui::text::Line;

use crate::text::{Shown, wrap};
use crate::tui::theme::span;
use crate::tui::widgets::lines::put;

/// Lines in the middle of the screen, each wrapped.
pub(in crate::tui) fn draw(lines: &[(String, Style)], frame: &mut Frame<'_>) {
    let area = frame.area();
    let width = usize::from(area.width).saturating_sub(2).max(1);
    let rows: Vec<(Shown, Style)> = lines
        .iter()
        .flat_map(|(text, style)| {
            let shown = Shown::line(text);
            let wrapped: Vec<Shown> = wrap(&shown, width)
                .into_iter()
                .map(|range| shown.slice(range))
                .collect();
            // An empty line keeps its row.
            let wrapped = if wrapped.is_empty() {
                vec![shown]
            } else {
                wrapped
            };
            wrapped.into_iter().map(move |row| (row, *style))
        })
        .collect();
    let top = area.height.saturating_sub(rows.len() as u16) / 2;
    for (at, (text, style)) in rows.iter().enumerate() {
        let line = Line::from(span(text, *style)).centered();
        put(frame, area, usize::from(top) + at, line);
    }
}
