//! The person's projects and the samples: how far each is, and what it needs next.
//!
//! Below the lists stands what is known of the chosen one; on wide terminals it has a pane of its
//! own. What is not known yet is being read, and says so.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::text::Shown;
use crate::tui::format::counted;
use crate::tui::home::{HomeEntry, Known};
use crate::tui::model::Model;
use crate::tui::theme::{Theme, own, span};
use crate::tui::widgets::footer;
use crate::tui::widgets::lines::{draw_notice, draw_wrapped, fitted, put, row};
use crate::tui::widgets::panel::Panel;

/// Columns from which the chosen project has a pane of its own.
const WIDE: u16 = 110;
/// The widest a project's name gets.
const MOST_NAME: usize = 24;
/// The cells of a bar.
const BAR: usize = 8;

pub(super) fn draw(model: &Model, frame: &mut Frame<'_>) {
    let theme = &model.theme;
    let area = frame.area();
    draw_head(model, frame, row(area, 0));
    let mut below: u16 = if area.width >= WIDE { 2 } else { 4 };
    // The line that narrows the list leaves the row for what just happened.
    below += u16::from(model.home.filter.is_some());
    let body = Rect {
        y: 1,
        height: area.height.saturating_sub(1 + below),
        ..area
    };
    let left = if area.width >= WIDE {
        let width = area.width * 3 / 5;
        let pane = Rect {
            x: width,
            width: area.width - width,
            ..body
        };
        let inside = Panel::new(own("the chosen project", theme.heading)).draw(theme, frame, pane);
        draw_details(model, frame, inside);
        Rect { width, ..body }
    } else {
        let details = Rect {
            y: body.bottom(),
            height: 2,
            ..area
        };
        draw_line_of_details(model, frame, details);
        body
    };
    draw_lists(model, frame, left);
    let last = row(area, area.height - 2);
    if let Some(busy) = &model.home.busy {
        let line = vec![
            own(" ◌ ", theme.warn),
            span(busy, theme.text),
            own(" …", theme.text),
        ];
        frame.render_widget(Line::from(line), last);
    } else if let Some(notice) = &model.notice {
        draw_notice(theme, notice, frame, last);
    }
    if let Some(filter) = &model.home.filter {
        let line = row(area, area.height.saturating_sub(3));
        frame.render_widget(Line::from(own(" filter › ", theme.key)), line);
        let field = Rect {
            x: line.x + 10.min(line.width),
            width: line.width.saturating_sub(10),
            ..line
        };
        filter.draw(frame, field);
    }
    footer::draw(model, frame, row(area, area.height - 1));
}

fn draw_head(model: &Model, frame: &mut Frame<'_>, area: Rect) {
    let theme = &model.theme;
    let left = " querist · your projects";
    let name = format!("· {} ", model.annotator);
    let gap = usize::from(area.width)
        .saturating_sub(Span::from(left).width() + Span::from(name.as_str()).width());
    let line = vec![
        own(" querist", theme.title),
        own(" · your projects", theme.text),
        own(" ".repeat(gap), theme.text),
        span(&Shown::line(&name), theme.text),
    ];
    frame.render_widget(Line::from(line), area);
}

/// The rows of projects at least.
const FEW: u16 = 6;

/// Projects above, samples below; the chosen one is always in sight.
fn draw_lists(model: &Model, frame: &mut Frame<'_>, area: Rect) {
    let theme = &model.theme;
    let visible = model.home.visible();
    let own_ones = visible
        .iter()
        .filter(|entry| entry.sample.is_none())
        .count();
    let samples = visible.len() - own_ones;
    // The samples have the rows they need, the projects all others.
    let low = if samples == 0 { 0 } else { samples as u16 + 2 };
    let low = low.min(area.height / 2);
    // Few projects leave what is below them to nobody, so that the samples stand right there.
    let wanted = (own_ones as u16).max(FEW) + 2;
    let upper = Rect {
        height: wanted.min(area.height - low),
        ..area
    };
    let lower = Rect {
        y: upper.bottom(),
        height: low,
        ..area
    };
    let title = own("projects", theme.heading);
    let count = own(counted(own_ones, "project"), theme.dim);
    let inside = Panel::new(title).right(count).draw(theme, frame, upper);
    if own_ones == 0 {
        let words = if model.home.filter.is_some() {
            "Nothing fits these words; Esc shows all."
        } else {
            "None yet. n makes one of a file of yours: a table (CSV, TSV), JSON lines, or a folder \
             of texts. Or try a sample below."
        };
        draw_wrapped(&Shown::line(words), theme.dim, frame, inside);
    }
    let (first, rest) = visible.split_at(own_ones);
    draw_entries(model, first, model.home.selected, frame, inside);
    if samples > 0 {
        let title = own("samples", theme.heading);
        let inside = Panel::new(title).draw(theme, frame, lower);
        let at = model.home.selected.wrapping_sub(own_ones);
        draw_entries(model, rest, at, frame, inside);
    }
}

fn draw_entries(
    model: &Model,
    entries: &[&HomeEntry],
    selected: usize,
    frame: &mut Frame<'_>,
    area: Rect,
) {
    let height = usize::from(area.height);
    let first = if selected < entries.len() {
        selected.saturating_sub(height.saturating_sub(1))
    } else {
        0
    };
    let width = usize::from(area.width);
    let names = entries.iter().map(|entry| entry.name.width());
    let name_width = names.max().unwrap_or(0).clamp(8, MOST_NAME);
    for (at, entry) in entries.iter().enumerate().skip(first).take(height) {
        let line = entry_line(model, entry, at == selected, name_width, width);
        put(frame, area, at - first, line);
    }
}

fn entry_line(
    model: &Model,
    entry: &HomeEntry,
    selected: bool,
    name_width: usize,
    width: usize,
) -> Line<'static> {
    let theme = &model.theme;
    let is_gone = entry.known == Known::Missing;
    let (marker, name, dim) = match (selected, is_gone) {
        (true, _) => (" ▸ ", theme.selected, theme.selected),
        (false, true) => ("   ", theme.dim, theme.dim),
        (false, false) => ("   ", theme.text, theme.dim),
    };
    let mut spans = vec![
        own(marker, theme.key),
        span(&fitted(&entry.name, name_width), name),
        own("  ", dim),
    ];
    let room = width.saturating_sub(name_width + 6);
    let words = match &entry.known {
        Known::Reading => Shown::plain("reading …"),
        Known::Missing => Shown::plain("is not there any more; x takes it off the list"),
        Known::New(doc) => Shown::plain(doc),
        Known::Unreadable(why) => why.clone(),
        Known::Read(summary, _) => {
            let done = summary.answered * BAR / summary.items.max(1);
            spans.push(own("█".repeat(done), theme.bar));
            spans.push(own("░".repeat(BAR - done), theme.dim));
            let share = format!(" {:>3}  ", share(summary.answered, summary.items));
            spans.push(own(share, name));
            let words = Shown::line(&summary.next.words());
            let room = room.saturating_sub(BAR + 6);
            spans.push(span(&fitted(&words, room), dim));
            return Line::from(spans);
        }
    };
    spans.push(span(&fitted(&words, room), dim));
    Line::from(spans)
}

/// A share of items in whole percent; short of all it never reads 100%.
fn share(answered: usize, items: usize) -> String {
    let percent = (answered * 100).checked_div(items).unwrap_or(0);
    format!("{percent}%")
}

/// What is known of the chosen one, in words.
fn details(entry: &HomeEntry) -> Vec<String> {
    let mut lines = vec![entry.folder.display().to_string()];
    match &entry.known {
        Known::Reading => lines.push("its journals are being read".into()),
        Known::Missing => lines.push("there is no project in that folder".into()),
        Known::New(doc) => {
            lines = vec![
                (*doc).to_owned(),
                "not opened yet: Enter makes your own copy".into(),
            ];
        }
        Known::Unreadable(why) => lines.push(why.as_str().to_owned()),
        Known::Read(summary, when) => {
            let mut line = summary.progress();
            if !when.is_empty() {
                line.push_str(&format!(" · last worked on {when}"));
            }
            lines.push(line);
            if summary.several > 0 {
                let several = counted(summary.several, "item");
                lines.push(format!("{several} with labels of two people or more"));
            }
            lines.push(format!("next: {}", summary.next.words()));
        }
    }
    lines
}

fn draw_details(model: &Model, frame: &mut Frame<'_>, area: Rect) {
    let theme = &model.theme;
    let Some(entry) = model.home.current() else {
        return;
    };
    put(frame, area, 0, title_line(theme, entry));
    let mut rest = Rect {
        y: area.y + 2.min(area.height),
        height: area.height.saturating_sub(2),
        ..area
    };
    if let Known::Read(summary, _) = &entry.known {
        let cells = usize::from(area.width).saturating_sub(8);
        let done = (cells * summary.answered)
            .checked_div(summary.items)
            .unwrap_or(0);
        let line = vec![
            own(" ", theme.text),
            own("█".repeat(done), theme.bar),
            own("░".repeat(cells - done), theme.dim),
            own(
                format!(" {}", share(summary.answered, summary.items)),
                theme.text,
            ),
        ];
        put(frame, rest, 0, Line::from(line));
        rest.y += 2.min(rest.height);
        rest.height = rest.height.saturating_sub(2);
    }
    for words in details(entry) {
        let shown = Shown::line(&words);
        draw_wrapped(&shown, theme.text, frame, rest);
        let rows = shown
            .width()
            .div_ceil(usize::from(area.width.saturating_sub(2).max(1)));
        let used = (rows as u16).max(1).min(rest.height);
        rest.y += used;
        rest.height -= used;
    }
}

fn title_line(theme: &Theme, entry: &HomeEntry) -> Line<'static> {
    Line::from(vec![own(" ", theme.text), span(&entry.name, theme.title)])
}

/// The same in two rows.
fn draw_line_of_details(model: &Model, frame: &mut Frame<'_>, area: Rect) {
    let Some(entry) = model.home.current() else {
        return;
    };
    for (at, words) in details(entry).iter().take(2).enumerate() {
        let words = Shown::line(words).truncate_to_width(usize::from(area.width) - 2);
        let line = vec![own(" ", model.theme.dim), span(&words, model.theme.dim)];
        put(frame, area, at, Line::from(line));
    }
}
