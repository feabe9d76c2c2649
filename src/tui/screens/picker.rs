//! A list to choose from, with a line to narrow it.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;

use crate::text::Shown;
use crate::tui::model::Model;
use crate::tui::picker::{Entry, Picker};
use crate::tui::theme::{Theme, own, span};
use crate::tui::widgets::footer;
use crate::tui::widgets::lines::{draw_rule, fitted, put, row};

/// The widest a title column gets.
const MOST_TITLE: usize = 28;

pub(super) fn draw(model: &Model, picker: &Picker, frame: &mut Frame<'_>) {
    let theme = &model.theme;
    let area = frame.area();
    let row = |at: u16| row(area, at);
    let title = vec![own(" ", theme.text), span(&picker.title, theme.title)];
    frame.render_widget(Line::from(title), row(0));
    if let Some(filter) = &picker.filter {
        frame.render_widget(Line::from(own(" › ", theme.key)), row(1));
        let field = Rect {
            x: area.x + 3,
            width: area.width.saturating_sub(3),
            ..row(1)
        };
        filter.draw(frame, field);
    } else {
        draw_rule(theme, frame, row(1));
    }
    let body = Rect {
        y: 2,
        height: area.height.saturating_sub(4),
        ..area
    };
    draw_entries(theme, picker, frame, body);
    if let Some(notice) = &model.notice {
        let text = notice.text.truncate_to_width(usize::from(area.width) - 1);
        let line = vec![own(" ", theme.text), span(&text, theme.dim)];
        frame.render_widget(Line::from(line), row(area.height - 2));
    }
    footer::draw_hint(theme, picker.hint, frame, row(area.height - 1));
}

fn draw_entries(theme: &Theme, picker: &Picker, frame: &mut Frame<'_>, area: Rect) {
    let visible = picker.visible();
    let height = usize::from(area.height);
    if visible.is_empty() {
        let nothing = format!(" {}", picker.nothing());
        frame.render_widget(Line::from(own(nothing, theme.dim)), area);
        return;
    }
    let width = visible
        .iter()
        .map(|entry| entry.title.width())
        .max()
        .unwrap_or(0)
        .min(if picker.has_long_titles() {
            usize::from(area.width) / 2
        } else {
            MOST_TITLE
        });
    // The selected entry is always in sight, with what lies before it.
    let first = picker.selected.saturating_sub(height.saturating_sub(1));
    for (at, entry) in visible.iter().enumerate().skip(first).take(height) {
        let selected = at == picker.selected;
        let line = entry_line(theme, entry, selected, width, usize::from(area.width));
        put(frame, area, at - first, line);
    }
}

fn entry_line(
    theme: &Theme,
    entry: &Entry,
    selected: bool,
    title_width: usize,
    width: usize,
) -> Line<'static> {
    let title = fitted(&entry.title, title_width);
    let detail = match entry.disabled {
        Some(why) => Shown::concat([Shown::plain("not now: "), Shown::plain(why)]),
        None => entry.detail.clone(),
    };
    let room = width.saturating_sub(title_width + 6);
    let detail = fitted(&detail, room);
    let (marker, text, dim) = if selected {
        (" ▸ ", theme.selected, theme.selected)
    } else if entry.disabled.is_some() {
        ("   ", theme.dim, theme.dim)
    } else {
        ("   ", theme.text, theme.dim)
    };
    Line::from(vec![
        own(marker, theme.key),
        span(&title, text),
        own("  ", dim),
        span(&detail, dim),
    ])
}
