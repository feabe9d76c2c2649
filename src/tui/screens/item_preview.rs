//! The selected item of a list as a whole: what was said of it, its columns and its text.
//!
//! Invariant: of a veiled item nothing stands here but what the veil tells.

use ratatui::Frame;
use ratatui::layout::Rect;

use crate::session::ItemRow;
use crate::text::{Shown, beginning};
use crate::tui::model::Model;
use crate::tui::theme::{own, span};
use crate::tui::widgets::lines::draw_wrapped;
use crate::tui::widgets::panel::Panel;

/// Columns from which on there is room for it beside the list.
const LEAST: u16 = 110;
/// The most characters of a text that are looked at: no screen shows more.
const LONGEST: usize = 8_000;
/// The most characters of a column's value.
const LONGEST_VALUE: usize = 200;

/// The list's part of an area, and the preview's, where there is room for both.
pub(super) fn split(area: Rect) -> (Rect, Option<Rect>) {
    if area.width < LEAST {
        return (area, None);
    }
    let width = area.width * 58 / 100;
    let list = Rect { width, ..area };
    let preview = Rect {
        x: area.x + width,
        width: area.width - width,
        ..area
    };
    (list, Some(preview))
}

pub(super) fn draw(model: &Model, row: &ItemRow, said: &Shown, frame: &mut Frame<'_>, area: Rect) {
    let theme = &model.theme;
    let item = model.items.get(row.item);
    if let Some(veil) = &row.veil {
        let inside = Panel::new("a veiled item").draw(theme, frame, area);
        let words = format!("Veiled: {}. Enter goes to it.", veil.in_words());
        draw_wrapped(&Shown::line(&words), theme.text, frame, inside);
        return;
    }
    let title = Shown::line(&format!("item {}", item.id));
    let title = title.truncate_to_width(usize::from(area.width).saturating_sub(6));
    let panel = Panel::new(span(&title, theme.dim)).right(own(said.as_str(), theme.key));
    let mut left = panel.draw(theme, frame, area);
    let fields = model
        .items
        .shown_fields(row.item)
        .map(|(name, value)| format!("{name} {}", beginning(value, LONGEST_VALUE)));
    let note = row.note.iter().map(|note| format!("note: {note}"));
    let why = (!row.why.is_empty()).then(|| row.why.clone());
    let above: Vec<String> = fields.chain(note).chain(why).collect();
    if !above.is_empty() {
        let above = Shown::line(&above.join(" · "));
        let rows = crate::text::wrap(&above, usize::from(left.width).saturating_sub(2).max(1));
        let height = (rows.len() as u16).min(left.height / 3);
        draw_wrapped(&above, theme.dim, frame, Rect { height, ..left });
        left.y += height + 1;
        left.height = left.height.saturating_sub(height + 1);
    }
    draw_wrapped(
        &Shown::text(&beginning(&item.text, LONGEST)),
        theme.text,
        frame,
        left,
    );
}
