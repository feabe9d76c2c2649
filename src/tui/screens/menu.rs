//! The menu: what else can be done, each under its letter, or why not now.
//!
//! It stands over the lower part of the screen, so that the item's text stays in sight.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Clear;

use crate::command::MenuEntry;
use crate::text::Shown;
use crate::tui::model::{Menu, Model};
use crate::tui::theme::{own, span};
use crate::tui::widgets::footer;
use crate::tui::widgets::lines::{draw_notice, draw_rule, fitted, put};

/// The widest a title gets.
const MOST_TITLE: usize = 24;
/// Rows above the entries and below them.
const AROUND: u16 = 3;
/// Rows of the item that stay in sight where there is room.
const ITEM: u16 = 4;

pub(super) fn draw(model: &Model, menu: &Menu, frame: &mut Frame<'_>) {
    let theme = &model.theme;
    let whole = frame.area();
    let entries = model.keymap.menu(model.screen, &menu.pressed);
    let title_width = entries.iter().map(|entry| entry.title.chars().count());
    let title_width = title_width.max().unwrap_or(0).min(MOST_TITLE);
    let most = whole.height.saturating_sub(ITEM + AROUND).max(1);
    // Where a row each does not fit, they stand in columns without words.
    let columns = entries.len().div_ceil(usize::from(most)).max(1);
    let rows = entries.len().div_ceil(columns) as u16;
    let height = (rows + AROUND).min(whole.height);
    let area = Rect {
        y: whole.bottom().saturating_sub(height),
        height,
        ..whole
    };
    frame.render_widget(Clear, area);
    let row = |y: u16| Rect {
        y: area.y + y.min(area.height.saturating_sub(1)),
        height: 1,
        ..area
    };
    draw_rule(theme, frame, row(0));
    let width = usize::from(area.width) / columns;
    for (at, chunk) in entries.chunks(usize::from(rows.max(1))).enumerate() {
        let place = Rect {
            x: area.x + (at * width) as u16,
            y: area.y + 1,
            width: width as u16,
            height: area.height.saturating_sub(AROUND),
        };
        for (line, entry) in chunk.iter().enumerate() {
            let words = entry_line(model, menu, entry, title_width, width, columns == 1);
            put(frame, place, line, Line::from(words));
        }
    }
    if let Some(notice) = &model.notice {
        draw_notice(theme, notice, frame, row(height - 2));
    }
    let hint = if menu.chosen.is_some() {
        "Enter records it · another letter chooses anew · Esc leaves"
    } else if menu.pressed.is_empty() {
        "a letter runs it · / all commands by name · Esc leaves"
    } else {
        "a letter runs it · Backspace back · Esc leaves"
    };
    footer::draw_hint(theme, hint, frame, row(height - 1));
}

fn entry_line(
    model: &Model,
    menu: &Menu,
    entry: &MenuEntry,
    title_width: usize,
    width: usize,
    with_words: bool,
) -> Vec<Span<'static>> {
    let theme = &model.theme;
    let problem = entry
        .row
        .and_then(|row| row.enabled(&model.situation()).err());
    let chosen = menu.chosen == Some(entry.key);
    let (bright, plain, dim) = match (chosen, problem) {
        (true, _) => (theme.selected, theme.selected, theme.selected),
        (false, None) => (theme.key, theme.text, theme.dim),
        (false, Some(_)) => (theme.dim, theme.dim, theme.dim),
    };
    let title = fitted(&Shown::plain(entry.title), title_width);
    let marker = if chosen { " ▸ " } else { "   " };
    let mut spans = vec![
        own(marker, theme.key),
        own(format!("{} ", entry.key), bright),
        span(&title, plain),
    ];
    if with_words {
        let (before, words) = match problem {
            Some(why) => ("not now: ", why),
            None if chosen => ("Enter: ", entry.doc),
            None => ("", entry.doc),
        };
        let words = Shown::concat([Shown::plain(before), Shown::plain(words)]);
        let room = width.saturating_sub(title_width + 8);
        spans.push(own("  ", dim));
        spans.push(span(&words.truncate_to_width(room), dim));
    }
    spans
}
