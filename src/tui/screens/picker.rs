//! A list to choose from, with a line to narrow it.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;

use super::lower;
use crate::command::List;
use crate::text::Shown;
use crate::tui::model::Model;
use crate::tui::picker::{Entry, Picker};
use crate::tui::theme::{Theme, own, span};
use crate::tui::widgets::empty;
use crate::tui::widgets::lines::{draw_field, draw_notice, fitted, put, row};
use crate::tui::widgets::panel::Panel;

/// The widest a title column gets.
const MOST_TITLE: usize = 28;

/// The list on the whole screen.
pub(super) fn draw(model: &Model, picker: &Picker, frame: &mut Frame<'_>) {
    draw_in(model, picker, frame, frame.area());
}

/// The entry in a row of the screen, where the list is the whole of it.
pub(in crate::tui) fn entry_at(model: &Model, picker: &Picker, row: u16) -> Option<usize> {
    if picker.list == List::Themes {
        return None;
    }
    let above = 1 + u16::from(picker.filter.is_some());
    let below = 1 + u16::from(model.notice_here().is_some());
    let height = model.size.1.checked_sub(above + below)?;
    let at = row.checked_sub(above).filter(|at| *at < height)?;
    let place = first_in_sight(picker, usize::from(height)) + usize::from(at);
    (place < picker.visible().len()).then_some(place)
}

/// The first entry in sight: the selected one always is, with what lies before it.
fn first_in_sight(picker: &Picker, height: usize) -> usize {
    picker.selected.saturating_sub(height.saturating_sub(1))
}

/// The list over the lower part of the screen, so that what a choice changes is seen above it.
pub(super) fn draw_below(model: &Model, picker: &Picker, frame: &mut Frame<'_>) {
    let notice = u16::from(model.notice_here().is_some());
    let rows = picker.visible().len() as u16 + 2 + notice;
    let area = lower(model, rows, frame);
    draw_in(model, picker, frame, area);
}

fn draw_in(model: &Model, picker: &Picker, frame: &mut Frame<'_>, area: Rect) {
    let theme = &model.theme;
    let panel = Panel::new(span(&picker.title, theme.title)).focused(true);
    let panel = panel.foot(own(picker.hint, theme.dim));
    let mut inside = panel.draw(theme, frame, area);
    if let Some(notice) = model.notice_here() {
        inside.height = inside.height.saturating_sub(1);
        draw_notice(theme, notice, frame, row(inside, inside.height));
    }
    draw_list(theme, picker, frame, inside);
}

/// The line to narrow the list, and the entries.
pub(super) fn draw_list(theme: &Theme, picker: &Picker, frame: &mut Frame<'_>, area: Rect) {
    let mut body = area;
    if let Some(filter) = &picker.filter {
        draw_field(theme, filter, frame, row(area, 0));
        body.y += 1.min(area.height);
        body.height = area.height.saturating_sub(1);
    }
    draw_entries(theme, picker, frame, body);
}

fn draw_entries(theme: &Theme, picker: &Picker, frame: &mut Frame<'_>, area: Rect) {
    let visible = picker.visible();
    let height = usize::from(area.height);
    if visible.is_empty() {
        empty::draw(theme, picker.nothing(), frame, area);
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
    let first = first_in_sight(picker, height);
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
