//! The first line: where the person is, how far, how long, and whether all is saved.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::text::Shown;
use crate::tui::format::{count, counted};
use crate::tui::ink::{ink, own};
use crate::tui::model::{Model, Phase};

pub(in crate::tui) fn draw(model: &Model, frame: &mut Frame<'_>, area: Rect) {
    let theme = &model.theme;
    let width = usize::from(area.width);
    let mut left = vec![
        own(" ", theme.text),
        ink(&model.name.truncate_to_width(width / 3), theme.title),
    ];
    if let Some(progress) = &model.progress {
        left.push(own(
            format!(
                " · {} answered · {} to ask",
                count(progress.answered),
                count(progress.to_ask)
            ),
            theme.text,
        ));
    }
    // Of the right-hand parts the last ones matter most: the first give way.
    let mut right = right(model);
    while width_of(&left) + width_of(&right) + 2 > width && !right.is_empty() {
        right.remove(0);
    }
    let gap = width.saturating_sub(width_of(&left) + width_of(&right) + 1);
    left.push(own(" ".repeat(gap), theme.text));
    left.extend(right);
    frame.render_widget(Line::from(left), area);
}

/// Session clock, pace, saved state, annotator.
fn right(model: &Model) -> Vec<Span<'static>> {
    let theme = &model.theme;
    let mut parts = Vec::new();
    if let Some(progress) = &model.progress {
        let pace = &progress.pace;
        let minutes = (pace.active_seconds / 60.0).floor() as usize;
        if pace.break_is_due(model.break_after_minutes) {
            parts.push(own("○ break? * ".to_owned(), theme.warn));
        }
        parts.push(own(format!("● {minutes} min "), theme.text));
        if let Some(rate) = pace.per_minute() {
            parts.push(own(format!("{rate:.0}/min "), theme.dim));
        }
        if progress.counts.skipped > 0 {
            let skipped = counted(progress.counts.skipped, "skip");
            parts.insert(0, own(format!("{skipped} "), theme.dim));
        }
        let saved = match (&progress.read_only, model.unsaved, model.phase) {
            (Some(_), ..) => own("· read-only ", theme.bad),
            (None, 0, Phase::Preparing) => own("· preparing ", theme.dim),
            (None, 0, _) => own("· saved ", theme.good),
            (None, ..) => own("· saving… ", theme.warn),
        };
        parts.push(saved);
    }
    let name: Shown = model.annotator.truncate_to_width(16);
    parts.push(own("· ", theme.text));
    parts.push(ink(&name, theme.text));
    parts
}

fn width_of(spans: &[Span<'_>]) -> usize {
    spans.iter().map(Span::width).sum()
}
