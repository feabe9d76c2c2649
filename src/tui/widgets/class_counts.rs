//! How many items of each class are answered: the balance of the classes, and what is left.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;

use super::class_table::{bar_of, name_width};
use super::lines::{fitted, put};
use crate::session::Progress;
use crate::text::Shown;
use crate::tui::format::{count, counted};
use crate::tui::model::Model;
use crate::tui::theme::{own, span};

/// The widest bar.
const BAR: usize = 24;

/// Rows that it wants: a class each, and what is left.
pub(in crate::tui) fn wanted(model: &Model) -> usize {
    model.class_count() + 1
}

pub(in crate::tui) fn draw(model: &Model, frame: &mut Frame<'_>, area: Rect) {
    let (Some(progress), Some(labels)) = (&model.progress, model.labels()) else {
        return;
    };
    let theme = &model.theme;
    let name = name_width(model);
    let counts: Vec<(Shown, usize)> = labels
        .active()
        .map(|(id, label)| {
            let answered = progress.per_class.get(id.index()).copied().unwrap_or(0);
            (Shown::line(&label.name), answered)
        })
        .collect();
    let most = counts.iter().map(|(_, answered)| *answered).max();
    let most = most.unwrap_or(0).max(1);
    let rows = usize::from(area.height).saturating_sub(1);
    let shown = if counts.len() > rows {
        rows.saturating_sub(1)
    } else {
        counts.len()
    };
    let bar = usize::from(area.width).saturating_sub(name + 9).min(BAR);
    for (row, (class, answered)) in counts.iter().take(shown).enumerate() {
        let mut spans = vec![span(&fitted(class, name), theme.text), own(" ", theme.text)];
        spans.extend(bar_of(*answered as f64 / most as f64, bar, model));
        spans.push(own(format!(" {:>6}", count(*answered)), theme.text));
        put(frame, area, row, Line::from(spans));
    }
    if shown < counts.len() {
        let others = &counts[shown..];
        let answered: usize = others.iter().map(|(_, answered)| answered).sum();
        let words = format!("{} more classes: {}", others.len(), count(answered));
        put(frame, area, shown, Line::from(own(words, theme.dim)));
    }
    let last = usize::from(area.height).saturating_sub(1);
    put(
        frame,
        area,
        last,
        Line::from(own(left(progress), theme.dim)),
    );
}

/// What is left, and what became of the others.
fn left(progress: &Progress) -> String {
    let mut parts = vec![format!("{} to ask", count(progress.to_ask))];
    let counts = &progress.counts;
    for (number, what) in [
        (counts.unsure, "unsure"),
        (counts.skipped, "skipped"),
        (counts.flagged, "flagged"),
        (progress.set_aside, "set aside"),
    ] {
        if number > 0 {
            parts.push(format!("{} {what}", count(number)));
        }
    }
    if let Some(accuracy) = progress.accuracy {
        parts.push(counted(accuracy.n, "check"));
    }
    parts.join(" · ")
}
