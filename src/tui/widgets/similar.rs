//! What stands below the item's text: the answered items most like it, each with its label; and
//! the guidelines where nothing of that may be told or known yet.
//!
//! Invariant: beside a blind query there is nothing that hangs on the item.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;

use super::lines::{fitted, padded, put};
use super::panel::Panel;
use super::text;
use crate::query::NearestLabeled;
use crate::text::{Shown, beginning, wrap};
use crate::tui::format::fraction;
use crate::tui::model::Model;
use crate::tui::theme::{own, span};

/// The widest a label gets.
const MOST_LABEL: usize = 16;
/// The cosine from which an answered item is said to be like another.
pub(in crate::tui) const ALIKE: f32 = 0.1;
/// The most rows of an item.
const MOST_ROWS: usize = 4;
/// Characters of a text that are looked at.
const BEGINNING: usize = 600;

/// What is like the item, where that may be told.
fn known(model: &Model) -> Vec<&NearestLabeled> {
    let similar = model.asked.iter().flat_map(|asked| &asked.query.similar);
    similar
        .filter(|near| near.cosine >= ALIKE && !model.is_hidden())
        .collect()
}

/// Whether anything is like the item.
pub(in crate::tui) fn has_any(model: &Model) -> bool {
    !known(model).is_empty()
}

pub(in crate::tui) fn draw_guidelines(model: &Model, frame: &mut Frame<'_>, area: Rect) {
    let inner = Panel::new("guidelines").draw(&model.theme, frame, area);
    text::draw(&model.beside, &model.theme, frame, inner);
}

pub(in crate::tui) fn draw(model: &Model, frame: &mut Frame<'_>, area: Rect) {
    let theme = &model.theme;
    let similar = known(model);
    if similar.is_empty() {
        draw_guidelines(model, frame, area);
    } else {
        let inner = Panel::new("most like it, answered").draw(theme, frame, area);
        draw_similar(model, &similar, frame, padded(inner));
    }
}

/// Of each item as many rows as there is room for, a few at most.
fn draw_similar(model: &Model, similar: &[&NearestLabeled], frame: &mut Frame<'_>, area: Rect) {
    let theme = &model.theme;
    let label_width = similar.iter().filter_map(|near| near.label);
    let label_width = label_width
        .map(|label| Shown::line(&model.label_name(label)).width())
        .max()
        .unwrap_or(0)
        .min(MOST_LABEL);
    let rows = usize::from(area.height);
    let each = (rows / similar.len().min(rows.max(1)).max(1)).clamp(1, MOST_ROWS);
    let width = usize::from(area.width)
        .saturating_sub(label_width + 7)
        .max(1);
    let mut at = 0;
    for near in similar {
        let name = near
            .label
            .map_or(String::new(), |label| model.label_name(label));
        let label = fitted(&Shown::line(&name), label_width);
        let text = quoted(model, near);
        let lines = wrap(&text, width);
        for (row, range) in lines.iter().take(each).enumerate() {
            let is_cut = row + 1 == each && lines.len() > each;
            let words = if is_cut {
                text.slice(range.start..text.as_str().len())
            } else {
                text.slice(range.clone())
            };
            let (name, cosine) = if row == 0 {
                (label.clone(), fraction(near.cosine))
            } else {
                (Shown::plain("").pad_to_width(label_width), String::new())
            };
            let line = vec![
                span(&name, theme.key),
                own(format!(" {cosine:>4}  "), theme.dim),
                span(&words.truncate_to_width(width), theme.text),
            ];
            put(frame, area, at + row, Line::from(line));
        }
        at += lines.len().clamp(1, each);
    }
}

fn quoted(model: &Model, near: &NearestLabeled) -> Shown {
    if near.veiled {
        return Shown::plain("a veiled item");
    }
    Shown::line(&beginning(&model.items.get(near.item).text, BEGINNING))
}
