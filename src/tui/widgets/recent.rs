//! What was answered last, latest first, so that a slip is seen and can be gone back to.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;

use super::class_table::name_width;
use super::lines::{fitted, put};
use crate::session::SearchHit;
use crate::state::Verdict;
use crate::text::Shown;
use crate::tui::model::Model;
use crate::tui::theme::{own, span};

/// Characters of a text that are looked at.
const BEGINNING: usize = 200;

pub(in crate::tui) fn draw(model: &Model, frame: &mut Frame<'_>, area: Rect) {
    let theme = &model.theme;
    let recent = model
        .progress
        .as_ref()
        .map(|progress| progress.recent.as_slice());
    let recent = recent.unwrap_or_default();
    if recent.is_empty() {
        let words = "nothing yet: the first answer will stand here";
        put(frame, area, 0, Line::from(own(words, theme.dim)));
    }
    let name = name_width(model).min(16);
    let room = usize::from(area.width).saturating_sub(name + 2);
    for (row, hit) in recent.iter().enumerate() {
        let line = vec![
            span(&fitted(&said(model, hit), name), theme.key),
            own("  ", theme.text),
            span(&beginning(model, hit).truncate_to_width(room), theme.text),
        ];
        put(frame, area, row, Line::from(line));
    }
}

fn said(model: &Model, hit: &SearchHit) -> Shown {
    match hit.verdict {
        Some(Verdict::Label(label)) => Shown::line(&model.label_name(label)),
        Some(Verdict::Unsure) => Shown::plain("unsure"),
        None => Shown::plain("skipped"),
    }
}

fn beginning(model: &Model, hit: &SearchHit) -> Shown {
    if hit.veil.is_some() {
        return Shown::plain("a veiled item");
    }
    let text = &model.items.get(hit.item).text;
    let beginning: String = text.chars().take(BEGINNING).collect();
    Shown::line(&beginning)
}
