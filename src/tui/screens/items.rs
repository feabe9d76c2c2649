//! The list of all items: tabs of what it is about, a line to narrow it, a row an item with the
//! words that were found in sight, or a table of the columns.

use std::ops::Range;

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::item_preview;
use crate::session::{ItemListing, ItemRow, ItemView};
use crate::state::Verdict;
use crate::text::Shown;
use crate::tui::format::{count, counted};
use crate::tui::item_list::{ACTS, ItemList};
use crate::tui::model::Model;
use crate::tui::theme::{own, span};
use crate::tui::widgets::empty;
use crate::tui::widgets::lines::{at_a_word, draw_field, draw_notice_below, fitted, put, row};
use crate::tui::widgets::panel::Panel;

/// The widest the column of labels gets.
const MOST_LABEL: usize = 16;
/// The widest a column of the table gets.
const MOST_COLUMN: usize = 16;
/// The most bytes of a text that a row is made from.
const LONGEST: usize = 600;
/// Columns of the text that stand before the first word that was found.
const BEFORE: usize = 24;

pub(super) fn draw(model: &Model, list: &ItemList, frame: &mut Frame<'_>) {
    let theme = &model.theme;
    let panel = Panel::new(title(model, list)).focused(true);
    let panel = panel.foot(foot(model, list));
    let inside = panel.draw(theme, frame, frame.area());
    let inside = draw_notice_below(model, frame, inside);
    put(frame, inside, 0, tabs(model, list));
    if inside.height < 3 {
        return;
    }
    let line = row(inside, 1);
    let typed = Shown::line(list.filter.text());
    if list.typing {
        draw_field(theme, &list.filter, frame, line);
    } else if !typed.is_empty() {
        let typed = typed.truncate_to_width(usize::from(line.width).saturating_sub(4));
        let words = vec![own(" › ", theme.dim), span(&typed, theme.text)];
        frame.render_widget(Line::from(words), line);
    } else {
        let words =
            " / narrows: words, label:x, by:x, column:x, arm:random, flag, note, unanswered";
        let words = at_a_word(words, usize::from(line.width));
        frame.render_widget(Line::from(own(words, theme.dim)), line);
    }
    let body = Rect {
        y: inside.y + 2,
        height: inside.height - 2,
        ..inside
    };
    if list.rows().is_empty() {
        empty::draw(theme, nothing(list), frame, body);
    } else if list.table {
        draw_table(model, list, frame, body);
    } else {
        let (rows, preview) = item_preview::split(body);
        draw_rows(model, list, frame, rows);
        if let (Some(preview), Some(row)) = (preview, list.rows().get(list.selected)) {
            item_preview::draw(model, row, &label(model, row), frame, preview);
        }
    }
}

fn title(model: &Model, list: &ItemList) -> Line<'static> {
    let theme = &model.theme;
    let Some(listing) = list.listing() else {
        return Line::from(own("items: looking …", theme.title));
    };
    let (view, items) = (listing.query.view.as_str(), counted(listing.total, "item"));
    let mut words = format!("{view}: {items}");
    if listing.query != list.query() {
        words = format!("{view}: looking … until then those of before");
    } else if listing.is_near {
        words.push_str(" with words that are nearly these");
    } else {
        if listing.query.view == ItemView::Next {
            // Of those to ask, the ranking holds the best alone.
            words.push_str(", the best as ranked now; checks come between");
        }
        words.push_str(without_one(listing));
        if listing.total > listing.rows.len() {
            words.push_str(&format!(", the first {} here", count(listing.rows.len())));
        }
    }
    let mut spans = vec![own(words, theme.title)];
    if list.marks() > 0 {
        spans.push(own(
            format!(" · {} marked", count(list.marks())),
            theme.warn,
        ));
    }
    Line::from(spans)
}

/// That one item is missing, where all would be here. Of a narrower list it is not told: it would
/// tell something of the item on the screen.
pub(in crate::tui) fn without_one(listing: &ItemListing) -> &'static str {
    let query = &listing.query;
    let would_be_all = query.view == ItemView::All && query.filter.trim().is_empty();
    if would_be_all && listing.leaves_one_out {
        ", without the one on the screen"
    } else {
        ""
    }
}

fn tabs(model: &Model, list: &ItemList) -> Line<'static> {
    let theme = &model.theme;
    let tabs = ItemView::ALL.into_iter().map(|view| {
        if view == list.view {
            own(format!("[{}]", view.as_str()), theme.selected)
        } else {
            own(format!(" {} ", view.as_str()), theme.dim)
        }
    });
    Line::from(tabs.collect::<Vec<_>>())
}

/// What is said of an empty list.
fn nothing(list: &ItemList) -> &'static str {
    let is_filtered = !list.filter.text().trim().is_empty();
    match list.view {
        _ if list.listing().is_none() => "looking …",
        _ if is_filtered => "Nothing fits. Take a word away, or Tab leads to another view.",
        ItemView::All => "There is no item.",
        ItemView::Next => "Nothing is ranked yet: the first questions are typical items.",
        ItemView::Answered => "Nothing is answered yet. What you answer stands here, latest first.",
        ItemView::Skipped => "Nothing is put off.",
        ItemView::Unsure => "Nobody was unsure of anything.",
        ItemView::Flagged => "Nothing is flagged. ! flags the item on the screen.",
        ItemView::Noted => "Nothing has a note.",
        ItemView::SetAside => "Nothing is set aside: every item will be asked.",
        ItemView::Waiting => "You asked nobody for anything that still waits.",
    }
}

fn foot(model: &Model, list: &ItemList) -> Line<'static> {
    let theme = &model.theme;
    if list.typing {
        let hint = "label:x by:x column:x flag -x · ↓ list · Enter show · Tab view · Esc";
        return Line::from(own(hint, theme.dim));
    }
    let mut spans: Vec<Span<'static>> = Vec::new();
    for (place, (key, words)) in ACTS.iter().enumerate() {
        let gap = if place > 0 { " " } else { "" };
        spans.push(own(format!("{gap}{key}"), theme.key));
        spans.push(own(format!(" {words}"), theme.text));
    }
    Line::from(spans)
}

/// The label of a row, with its flag.
fn label(model: &Model, row: &ItemRow) -> Shown {
    let verdict = match row.verdict {
        Some(Verdict::Label(label)) => model.label_name(label),
        Some(Verdict::Unsure) => "unsure".into(),
        None => "—".into(),
    };
    let flag = if row.flagged { "! " } else { "" };
    Shown::concat([Shown::plain(flag), Shown::line(&verdict)])
}

/// The rows in sight: the selected one is always among them.
fn in_sight(list: &ItemList, height: usize) -> Range<usize> {
    let first = list.selected.saturating_sub(height.saturating_sub(1));
    first..(first + height).min(list.rows().len())
}

fn draw_rows(model: &Model, list: &ItemList, frame: &mut Frame<'_>, area: Rect) {
    let theme = &model.theme;
    let shown = in_sight(list, usize::from(area.height).max(1));
    let labels: Vec<Shown> = list.rows()[shown.clone()]
        .iter()
        .map(|row| label(model, row))
        .collect();
    let width = labels
        .iter()
        .map(Shown::width)
        .max()
        .unwrap_or(0)
        .min(MOST_LABEL);
    for (line, (at, label)) in shown.zip(&labels).enumerate() {
        let row = &list.rows()[at];
        let is_selected = at == list.selected;
        let text = if is_selected {
            theme.selected
        } else {
            theme.text
        };
        let mut spans = vec![
            own(marker(list, row, is_selected), theme.key),
            span(&fitted(label, width), text),
            own("  ", text),
        ];
        let mut room = usize::from(area.width).saturating_sub(width + 6);
        if !row.why.is_empty() {
            let why = Shown::line(&row.why).truncate_to_width(room / 2);
            room = room.saturating_sub(why.width() + 3);
            spans.extend([span(&why, theme.dim), own(" · ", theme.dim)]);
        }
        spans.extend(context(model, row, room, is_selected));
        put(frame, area, line, Line::from(spans));
    }
}

fn marker(list: &ItemList, row: &ItemRow, is_selected: bool) -> String {
    let mark = if list.is_marked(row.item) { "*" } else { " " };
    format!("{}{mark} ", if is_selected { "▸" } else { " " })
}

/// The text of an item around what was found in it, with that in sight.
fn context(model: &Model, row: &ItemRow, room: usize, is_selected: bool) -> Vec<Span<'static>> {
    let theme = &model.theme;
    let (plain, hit) = if is_selected {
        (theme.selected, theme.hit)
    } else {
        (theme.text, theme.hit)
    };
    if let Some(veil) = &row.veil {
        let words = Shown::line(&format!("veiled: {}", veil.in_words()));
        return vec![span(&words.truncate_to_width(room), plain)];
    }
    let item = model.items.get(row.item);
    let mut spans = Vec::new();
    let mut room = room;
    let source = match row.column.and_then(|at| item.fields.get(at)) {
        Some((name, value)) => {
            let name = Shown::concat([Shown::line(name), Shown::plain(": ")]);
            room = room.saturating_sub(name.width());
            spans.push(span(&name, theme.dim));
            value
        }
        None => &item.text,
    };
    // Of a long text only the part around the first hit is worth a look.
    let first = row.found.first().map_or(0, |found| found.start);
    let from = boundary(source, first.saturating_sub(LONGEST / 4));
    let to = boundary(source, (from + LONGEST).min(source.len()));
    let shown = Shown::line(&source[from..to]);
    let ranges: Vec<Range<usize>> = row
        .found
        .iter()
        .filter(|found| found.start >= from && found.end <= to)
        .filter_map(|found| shown.shown_range(found.start - from..found.end - from))
        .collect();
    let skipped = ranges.first().map_or(0, |range| {
        let before = shown.slice(0..range.start);
        let too_much = shown.width() > room && before.width() > BEFORE.max(room / 3);
        if too_much {
            cut(&shown, range.start)
        } else {
            0
        }
    });
    if skipped > 0 || from > 0 {
        spans.push(own("…", theme.dim));
        room = room.saturating_sub(1);
    }
    let rest = shown.slice(skipped..shown.as_str().len());
    let is_cut = rest.width() > room;
    let kept = rest.truncate_to_width(room);
    let kept = kept.as_str().trim_end_matches(|last| is_cut && last == '…');
    let end = skipped + kept.len();
    let mut at = skipped;
    for range in ranges {
        let (start, stop) = (range.start.max(at).min(end), range.end.max(at).min(end));
        spans.push(span(&shown.slice(at..start), plain));
        spans.push(span(&shown.slice(start..stop), hit));
        at = stop;
    }
    spans.push(span(&shown.slice(at..end.max(at)), plain));
    if is_cut {
        spans.push(own("…", plain));
    }
    spans.retain(|span| !span.content.is_empty());
    spans
}

/// Where the part of a text begins that leads up to a place.
fn cut(shown: &Shown, place: usize) -> usize {
    let mut at = place.saturating_sub(BEFORE);
    while !shown.as_str().is_char_boundary(at) {
        at -= 1;
    }
    // From the next word on, if there is one.
    let space = shown.as_str()[at..place].find(' ');
    space.map_or(at, |space| at + space + 1)
}

fn boundary(text: &str, at: usize) -> usize {
    (0..=at.min(text.len()))
        .rev()
        .find(|at| text.is_char_boundary(*at))
        .unwrap_or(0)
}

fn draw_table(model: &Model, list: &ItemList, frame: &mut Frame<'_>, area: Rect) {
    let theme = &model.theme;
    let columns = columns(model, list, usize::from(area.width));
    let heading: Vec<Shown> = columns
        .iter()
        .map(|column| column.heading.clone())
        .collect();
    let line = Shown::concat([Shown::plain("   "), cells(&heading, &columns)]);
    frame.render_widget(Line::from(span(&line, theme.heading)), row(area, 0));
    let body = Rect {
        y: area.y + 1,
        height: area.height.saturating_sub(1),
        ..area
    };
    for (line, at) in in_sight(list, usize::from(body.height).max(1)).enumerate() {
        let known = &list.rows()[at];
        let is_selected = at == list.selected;
        let style = if is_selected {
            theme.selected
        } else {
            theme.text
        };
        let values: Vec<Shown> = columns
            .iter()
            .map(|column| value(model, known, column))
            .collect();
        let spans = vec![
            own(marker(list, known, is_selected), theme.key),
            span(&cells(&values, &columns), style),
        ];
        put(frame, body, line, Line::from(spans));
    }
}

/// A column of the table.
struct Column {
    heading: Shown,
    of: Of,
    width: usize,
}

enum Of {
    Label,
    Id,
    Text,
    Field(String),
}

/// The columns that fit beside one another; the text has what the others leave.
fn columns(model: &Model, list: &ItemList, width: usize) -> Vec<Column> {
    let mut fields: Vec<String> = Vec::new();
    for row in list.rows().iter().take(100) {
        for (name, _) in model.items.shown_fields(row.item) {
            if !fields.iter().any(|known| known == name) {
                fields.push(name.to_owned());
            }
        }
    }
    let column = |heading: &str, of: Of| Column {
        heading: Shown::line(heading),
        of,
        width: 0,
    };
    let mut columns = vec![
        column("label", Of::Label),
        column("id", Of::Id),
        column("text", Of::Text),
    ];
    columns.extend(
        fields
            .into_iter()
            .map(|name| column(&name, Of::Field(name.clone()))),
    );
    let seen: Vec<&ItemRow> = list.rows().iter().take(100).collect();
    for column in &mut columns {
        let widths = seen.iter().map(|row| value(model, row, column).width());
        let widest = widths.max().unwrap_or(0).max(column.heading.width());
        column.width = widest.min(MOST_COLUMN);
    }
    let room = width.saturating_sub(4);
    let mut others = 0;
    let text_at_least = room / 3;
    columns.retain(|column| {
        if matches!(column.of, Of::Text) {
            return true;
        }
        let fits = others + column.width + 2 + text_at_least <= room;
        others += if fits { column.width + 2 } else { 0 };
        fits
    });
    for column in &mut columns {
        if matches!(column.of, Of::Text) {
            column.width = room.saturating_sub(others);
        }
    }
    columns
}

fn value(model: &Model, row: &ItemRow, column: &Column) -> Shown {
    if let (Some(veil), Of::Text | Of::Field(_) | Of::Id) = (&row.veil, &column.of) {
        return match column.of {
            Of::Text => Shown::line(&format!("veiled: {}", veil.in_words())),
            _ => Shown::plain("veiled"),
        };
    }
    let item = model.items.get(row.item);
    match &column.of {
        Of::Label => label(model, row),
        Of::Id => Shown::line(&item.id),
        Of::Text => Shown::line(&item.text[..boundary(&item.text, LONGEST)]),
        Of::Field(name) => {
            let value = item.field(name).unwrap_or_default();
            Shown::line(&value[..boundary(value, LONGEST / 4)])
        }
    }
}

fn cells(values: &[Shown], columns: &[Column]) -> Shown {
    let gap = || Shown::plain("  ");
    let cells = values.iter().zip(columns);
    Shown::concat(cells.flat_map(|(value, column)| [fitted(value, column.width), gap()]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_way_to_the_first_hit_is_cut_at_a_word() {
        let shown = Shown::line("one two three four five six seven eight nine ten");
        let at = shown.as_str().find("nine").unwrap();
        let from = cut(&shown, at);
        assert!(shown.as_str()[from..].starts_with("five six"), "{from}");
        assert_eq!(boundary("é", 1), 0);
    }
}
