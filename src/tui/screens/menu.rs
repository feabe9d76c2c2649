//! The menu: what else can be done, each under its letter, or why not now.
//!
//! It stands over the lower part of the screen, on wide terminals at the left, so that the item's
//! text and the classes stay in sight. Its entries are grouped; where they have no room below each
//! other they stand in columns without their words, and where those would be too narrow to read, on
//! pages. Invariant: every entry shows what it is, not its letter alone.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;

use super::{lower, lower_width, picker};
use crate::command::{MenuEntry, sections};
use crate::schema::Key;
use crate::text::Shown;
use crate::tui::model::{Menu, Model};
use crate::tui::theme::own;
use crate::tui::widgets::lines::{at_a_word, draw_notice_below, notice_rows, put};
use crate::tui::widgets::panel::Panel;

/// The widest a title gets.
const MOST_TITLE: usize = 24;
/// Rows of the item that stay in sight where there is room.
const ITEM: u16 = 3;
/// Rows from which on there is.
const ROOMY: u16 = 12;
/// Columns in which most titles can be read.
const LEAST_COLUMN: u16 = 18;

/// A line of the menu.
#[derive(Clone, Copy)]
enum Part<'a> {
    Heading(&'static str),
    Entry(&'a MenuEntry),
}

pub(super) fn draw(model: &Model, menu: &Menu, frame: &mut Frame<'_>) {
    let whole = frame.area();
    let entries = model.keymap.menu(model.screen, &menu.pressed);
    let parts = parts(&entries);
    // Borders, and a row for what is told.
    let width = lower_width(model, whole.width).saturating_sub(2);
    let around = 2 + notice_rows(model, width);
    let of_item = if whole.height < ROOMY { 0 } else { ITEM };
    let most = whole.height.saturating_sub(of_item + around).max(1);
    let layout = match &menu.found {
        Some(_) => Layout::of(1, most),
        None => Layout::choose(&parts, entries.len(), most, width),
    };
    let (page, pages) = layout.page(&entries, menu.chosen);
    let area = lower(model, layout.rows + around, frame);
    let title = match menu.pressed.as_slice() {
        [] => "menu".to_owned(),
        pressed => title_of(model, pressed),
    };
    let theme = &model.theme;
    let panel = Panel::new(own(title, theme.title)).focused(true);
    let panel = panel.foot(own(hint(menu), theme.dim));
    let panel = if pages > 1 {
        panel.right(own(format!("{} of {pages} · ↑ ↓", page + 1), theme.dim))
    } else {
        panel
    };
    let inside = panel.draw(theme, frame, area);
    let inside = draw_notice_below(model, frame, inside);
    if let Some(found) = &menu.found {
        picker::draw_list(theme, found, frame, inside);
        return;
    }
    let title_width = entries.iter().map(|entry| entry.title.chars().count());
    let title_width = title_width.max().unwrap_or(0).min(MOST_TITLE);
    let parts = if layout.with_headings {
        parts
    } else {
        let on_page = entries.iter().skip(page * layout.holds());
        on_page.take(layout.holds()).map(Part::Entry).collect()
    };
    let width = inside.width / layout.columns;
    for (at, column) in split(&parts, layout.rows).into_iter().enumerate() {
        let place = Rect {
            x: inside.x + at as u16 * width,
            width: width.min(inside.width.saturating_sub(at as u16 * width)),
            ..inside
        };
        for (line, part) in column.iter().enumerate() {
            let words = part_line(model, menu, *part, title_width, usize::from(width), layout);
            put(frame, place, line, words);
        }
    }
}

/// The entries under the headings of their sections; one section alone needs no heading.
fn parts(entries: &[MenuEntry]) -> Vec<Part<'_>> {
    let mut parts = Vec::new();
    let mut before = None;
    let is_one = entries
        .iter()
        .all(|entry| entry.section == entries[0].section);
    for entry in entries {
        if before.replace(entry.section) != Some(entry.section) && !is_one {
            let heading = sections().nth(entry.section).unwrap_or_default();
            parts.push(Part::Heading(heading));
        }
        parts.push(Part::Entry(entry));
    }
    parts
}

/// How the entries stand.
#[derive(Clone, Copy)]
struct Layout {
    columns: u16,
    rows: u16,
    with_headings: bool,
}

impl Layout {
    fn of(columns: u16, rows: u16) -> Self {
        Self {
            columns,
            rows,
            with_headings: true,
        }
    }

    /// A row each under their headings, or else without these, or else in columns, on pages where
    /// these would be too narrow.
    fn choose(parts: &[Part<'_>], entries: usize, most: u16, width: u16) -> Self {
        if parts.len() <= usize::from(most) {
            return Self::of(1, parts.len() as u16);
        }
        if entries <= usize::from(most) {
            return Self {
                with_headings: false,
                ..Self::of(1, entries as u16)
            };
        }
        let widest = (width / LEAST_COLUMN).max(1);
        for columns in 2..=widest.min(3) {
            // A heading that would stand alone at an end moves on, which takes a row more.
            let rows = parts.len().div_ceil(usize::from(columns)) as u16 + 1;
            if rows <= most {
                return Self::of(columns, rows);
            }
        }
        let columns = (entries.div_ceil(usize::from(most)) as u16).clamp(1, widest);
        let rows = entries.div_ceil(usize::from(columns)) as u16;
        Self {
            with_headings: false,
            ..Self::of(columns, rows.min(most))
        }
    }

    /// How many entries stand on a page.
    fn holds(self) -> usize {
        usize::from(self.rows) * usize::from(self.columns)
    }

    /// The page of the chosen entry, from 0, and how many there are.
    fn page(self, entries: &[MenuEntry], chosen: Option<Key>) -> (usize, usize) {
        if self.with_headings {
            return (0, 1);
        }
        let place = entries.iter().position(|entry| Some(entry.key) == chosen);
        let holds = self.holds().max(1);
        (place.unwrap_or(0) / holds, entries.len().div_ceil(holds))
    }
}

/// The lines of each column; no heading ends one.
fn split<'a>(parts: &[Part<'a>], rows: u16) -> Vec<Vec<Part<'a>>> {
    let mut columns = vec![Vec::new()];
    let rows = usize::from(rows.max(1));
    for (at, part) in parts.iter().enumerate() {
        let is_last = columns
            .last()
            .is_some_and(|column| column.len() + 1 == rows);
        let is_full = columns.last().is_some_and(|column| column.len() >= rows);
        let leads = matches!(part, Part::Heading(_)) && at + 1 < parts.len();
        if is_full || (is_last && leads && rows > 1) {
            columns.push(Vec::new());
        }
        if let Some(column) = columns.last_mut() {
            column.push(*part);
        }
    }
    columns
}

fn title_of(model: &Model, pressed: &[Key]) -> String {
    let mut words = vec!["menu".to_owned()];
    for (depth, key) in pressed.iter().enumerate() {
        let entries = model.keymap.menu(model.screen, &pressed[..depth]);
        let entry = entries.iter().find(|entry| entry.key == *key);
        words.extend(entry.map(|entry| entry.title.to_owned()));
    }
    words.join(" · ")
}

fn hint(menu: &Menu) -> &'static str {
    match menu {
        Menu { found: Some(_), .. } => "type · ↑ ↓ · Enter does it · Esc leaves",
        Menu {
            chosen: Some(_), ..
        } => "Enter does it · Esc leaves",
        Menu { pressed, .. } if pressed.is_empty() => "a letter does it · / finds · Esc leaves",
        Menu { .. } => "a letter does it · Backspace back · Esc leaves",
    }
}

fn part_line(
    model: &Model,
    menu: &Menu,
    part: Part<'_>,
    title_width: usize,
    width: usize,
    layout: Layout,
) -> Line<'static> {
    let theme = &model.theme;
    let entry = match part {
        Part::Heading(title) => return Line::from(own(format!(" {title}"), theme.heading)),
        Part::Entry(entry) => entry,
    };
    let problem = entry
        .row
        .and_then(|row| row.enabled(&model.situation()).err());
    let is_chosen = menu.chosen == Some(entry.key);
    let (bright, plain, dim) = match (is_chosen, problem) {
        (true, _) => (theme.selected, theme.selected, theme.selected),
        (false, None) => (theme.key, theme.text, theme.dim),
        (false, Some(_)) => (theme.dim, theme.dim, theme.dim),
    };
    let marker = if is_chosen { "▸" } else { " " };
    let room = title_width.min(width.saturating_sub(4));
    let title = Shown::plain(entry.title).truncate_to_width(room);
    let mut spans = vec![
        own(format!("{marker} "), theme.key),
        own(entry.key.to_string(), bright),
        own(format!(" {title:<title_width$}"), plain),
    ];
    if layout.columns == 1 {
        let words = match problem {
            Some(why) => format!("not now: {why}"),
            // What answers the item wants more than its letter.
            None if entry.row.is_some_and(|row| row.answers) => {
                format!("then Enter · {}", entry.doc)
            }
            None => entry.doc.to_owned(),
        };
        let room = width.saturating_sub(title_width + 7);
        spans.push(own("  ", dim));
        spans.push(own(at_a_word(&words, room), dim));
    }
    Line::from(spans)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_heading_stands_alone_at_the_end_of_a_column() {
        let entry = |letter| MenuEntry {
            key: Key::Char(letter),
            row: None,
            title: "",
            doc: "",
            section: 0,
        };
        let (a, b, c) = (entry('a'), entry('b'), entry('c'));
        let parts = [
            Part::Heading("one"),
            Part::Entry(&a),
            Part::Heading("two"),
            Part::Entry(&b),
            Part::Entry(&c),
        ];
        let columns = split(&parts, 3);
        let lengths: Vec<usize> = columns.iter().map(Vec::len).collect();
        assert_eq!(lengths, [2, 3]);
        assert!(matches!(columns[1][0], Part::Heading("two")));
    }
}
