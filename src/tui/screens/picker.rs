//! A list to choose from, with a line to narrow it. Where the words of entries are cut, those of
//! the chosen one stand below in full.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;

use super::{lower, lower_width};
use crate::command::List;
use crate::text::Shown;
use crate::tui::model::Model;
use crate::tui::picker::{Entry, Picker};
use crate::tui::theme::{Theme, own, span};
use crate::tui::widgets::empty;
use crate::tui::widgets::lines::{
    draw_field, draw_notice_below, draw_rule, draw_wrapped, fitted, notice_rows, put, row,
};
use crate::tui::widgets::panel::Panel;

/// The widest a title column gets.
const MOST_TITLE: usize = 28;
/// Columns of the marker, the gap and the end of a row.
const AROUND: usize = 6;
/// Rows from which on the words of the chosen entry stand below the list, and theirs with a rule.
const ROOMY: u16 = 16;
const ABOUT: u16 = 4;

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
    let below = 1 + notice_rows(model, model.size.0.saturating_sub(2));
    let height = model.size.1.checked_sub(above + below)?;
    let height = height
        - about(
            picker,
            Rect::new(0, 0, model.size.0.saturating_sub(2), height),
        );
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
    let notice = notice_rows(
        model,
        lower_width(model, frame.area().width).saturating_sub(2),
    );
    let rows = picker.visible().len() as u16 + 2 + notice;
    let area = lower(model, rows, frame);
    draw_in(model, picker, frame, area);
}

fn draw_in(model: &Model, picker: &Picker, frame: &mut Frame<'_>, area: Rect) {
    let theme = &model.theme;
    let panel = Panel::new(span(&picker.title, theme.title)).focused(true);
    let panel = panel.foot(own(picker.hint, theme.dim));
    let inside = panel.draw(theme, frame, area);
    let inside = draw_notice_below(model, frame, inside);
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
    if visible.is_empty() {
        empty::draw(theme, picker.nothing(), frame, area);
        return;
    }
    let width = title_width(picker, area.width);
    let about = about(picker, area);
    let height = usize::from(area.height - about);
    if let Some(chosen) = visible.get(picker.selected).filter(|_| about > 0) {
        draw_rule(theme, frame, row(area, area.height - about));
        let place = Rect {
            y: area.bottom() - about + 1,
            height: about - 1,
            ..area
        };
        draw_wrapped(&detail(chosen), theme.text, frame, place);
    }
    let first = first_in_sight(picker, height);
    for (at, entry) in visible.iter().enumerate().skip(first).take(height) {
        let selected = at == picker.selected;
        let line = entry_line(theme, entry, selected, width, usize::from(area.width));
        put(frame, area, at - first, line);
    }
}

/// Columns of the titles.
fn title_width(picker: &Picker, columns: u16) -> usize {
    let widths = picker
        .visible()
        .into_iter()
        .map(|entry| entry.title.width());
    widths.max().unwrap_or(0).min(if picker.has_long_titles() {
        usize::from(columns) / 2
    } else {
        MOST_TITLE
    })
}

/// Rows of the chosen entry's words: some where any are cut and there is room, or none.
fn about(picker: &Picker, area: Rect) -> u16 {
    let room = usize::from(area.width).saturating_sub(title_width(picker, area.width) + AROUND);
    let visible = picker.visible();
    let is_cut = visible.iter().any(|entry| detail(entry).width() > room);
    if is_cut && area.height >= ROOMY {
        ABOUT
    } else {
        0
    }
}

/// What is told of an entry, or why it cannot be chosen.
fn detail(entry: &Entry) -> Shown {
    match entry.disabled {
        Some(why) => Shown::concat([Shown::plain("not now: "), Shown::plain(why)]),
        None => entry.detail.clone(),
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
    let room = width.saturating_sub(title_width + AROUND);
    let detail = fitted(&detail(entry), room);
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
