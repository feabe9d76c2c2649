//! What was answered or decided last, latest first, so that a slip is seen and can be gone back to.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;

use super::class_table::name_width;
use super::lines::{fitted, put};
use crate::schema::ItemIndex;
use crate::session::SearchHit;
use crate::state::Verdict;
use crate::text::{Shown, beginning};
use crate::tui::model::Model;
use crate::tui::theme::{own, span};

/// Characters of a text that are looked at.
const BEGINNING: usize = 200;
/// The widest that what was said gets.
const MOST_SAID: usize = 20;

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
    let rows = recent.iter().map(|hit| {
        let quoted = quoted(model, hit.item, hit.veil.is_some());
        (said(model, hit), quoted)
    });
    draw_rows(model, rows.collect(), frame, area);
}

/// What was decided last in a review.
pub(in crate::tui) fn draw_decided(model: &Model, frame: &mut Frame<'_>, area: Rect) {
    let progress = model.review_progress.as_ref();
    let decided = progress.map_or(&[][..], |progress| progress.decided_last.as_slice());
    if decided.is_empty() {
        let words = "nothing yet: the first decision will stand here";
        put(frame, area, 0, Line::from(own(words, model.theme.dim)));
    }
    let rows = decided.iter().map(|entry| {
        let what = entry.what.trim_start_matches("decided: ");
        let quoted = quoted(model, entry.item, entry.veil.is_some());
        (Shown::line(what), quoted)
    });
    draw_rows(model, rows.collect(), frame, area);
}

/// A row each: what was said of an item, and how the item begins.
fn draw_rows(model: &Model, rows: Vec<(Shown, Shown)>, frame: &mut Frame<'_>, area: Rect) {
    let theme = &model.theme;
    let widest = rows.iter().map(|(said, _)| said.width()).max();
    let name = widest.unwrap_or(0).max(name_width(model)).min(MOST_SAID);
    let room = usize::from(area.width).saturating_sub(name + 2);
    for (row, (said, beginning)) in rows.into_iter().enumerate() {
        let line = vec![
            span(&fitted(&said, name), theme.key),
            own("  ", theme.text),
            span(&beginning.truncate_to_width(room), theme.text),
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

fn quoted(model: &Model, item: ItemIndex, is_veiled: bool) -> Shown {
    if is_veiled {
        return Shown::plain("a veiled item");
    }
    Shown::line(&beginning(&model.items.get(item).text, BEGINNING))
}
