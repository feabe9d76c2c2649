//! A break: what was done, how long a rest is suggested, and nothing that hurries.

use std::time::Duration;

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::Line;

use crate::text::{Shown, wrap};
use crate::tui::format::counted;
use crate::tui::ink::ink;
use crate::tui::model::Model;

pub(in crate::tui) fn draw(model: &Model, since: Duration, frame: &mut Frame<'_>) {
    let area = frame.area();
    let theme = &model.theme;
    let rested = model.now.saturating_sub(since);
    let mut lines = vec![
        ("A break.".to_owned(), theme.title),
        (String::new(), theme.text),
    ];
    if let Some(progress) = &model.progress {
        let pace = &progress.pace;
        let worked = match pace.active_seconds {
            seconds if seconds < 90.0 => counted(seconds.round() as usize, "second"),
            seconds => counted((seconds / 60.0).round() as usize, "minute"),
        };
        lines.push((
            format!(
                "{} in {worked} at work, all saved.",
                counted(pace.answers as usize, "answer"),
            ),
            theme.text,
        ));
        let suggested = u64::from(progress.person.break_minutes) * 60;
        let left = suggested.saturating_sub(rested.as_secs());
        let words = if left > 0 {
            format!(
                "Suggested: {} minutes. {}:{:02} left — or come back whenever you like.",
                suggested / 60,
                left / 60,
                left % 60
            )
        } else {
            "The suggested time is over — there is no hurry.".to_owned()
        };
        lines.push((words, theme.text));
    }
    lines.push((String::new(), theme.text));
    lines.push(("Any key goes back to the item.".to_owned(), theme.dim));
    let width = usize::from(area.width).saturating_sub(2).max(1);
    let rows: Vec<(Shown, Style)> = lines
        .into_iter()
        .flat_map(|(text, style)| {
            let shown = Shown::line(&text);
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
            wrapped.into_iter().map(move |row| (row, style))
        })
        .collect();
    let top = area.height.saturating_sub(rows.len() as u16) / 2;
    for (row, (text, style)) in rows.iter().enumerate() {
        let place = Rect {
            y: top + row as u16,
            height: 1,
            ..area
        };
        if place.y < area.bottom() {
            frame.render_widget(Line::from(ink(text, *style)).centered(), place);
        }
    }
}
