//! How many items of each class are answered: the balance of the classes, and what is left.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;

use super::class_table::{bar_of, name_width};
use super::lines::{as_fits, draw_wrapped, fitted, put};
use crate::session::Progress;
use crate::text::{Shown, wrap};
use crate::tui::format::{count, counted};
use crate::tui::model::Model;
use crate::tui::theme::{own, span};

/// The widest bar.
const BAR: usize = 24;
/// The columns of a number, where there is room.
const NUMBER: usize = 6;
/// On fewer columns a number has as many as it needs.
const NARROW: usize = 24;

/// Rows that it wants: a class each, the sum, and what is known of its parts.
pub(in crate::tui) fn wanted(model: &Model) -> usize {
    model.class_count() + 2
}

pub(in crate::tui) fn draw(model: &Model, frame: &mut Frame<'_>, area: Rect) {
    let (Some(progress), Some(labels)) = (&model.progress, model.labels()) else {
        return;
    };
    let theme = &model.theme;
    let width = usize::from(area.width);
    let counts: Vec<(Shown, usize)> = labels
        .active()
        .map(|(id, label)| {
            let answered = progress.per_class.get(id.index()).copied().unwrap_or(0);
            (Shown::line(&label.name), answered)
        })
        .collect();
    let most = counts.iter().map(|(_, answered)| *answered).max();
    let most = most.unwrap_or(0).max(1);
    let height = usize::from(area.height);
    let known = Shown::line(&details(progress));
    let wanted = if known.is_empty() {
        0
    } else {
        wrap(&known, usize::from(area.width).max(1)).len()
    };
    // What the classes leave, and one row at least.
    let free = height.saturating_sub(counts.len()).clamp(1, 1 + wanted);
    let rows = height.saturating_sub(free);
    let shown = if counts.len() > rows {
        rows.saturating_sub(1)
    } else {
        counts.len()
    };
    // A number is whole, whatever becomes of the name and the bar beside it.
    let number = if width < NARROW {
        count(most).len()
    } else {
        NUMBER
    };
    let name = name_width(model).min(width.saturating_sub(number + 2));
    let bar = width.saturating_sub(name + number + 3).min(BAR);
    for (row, (class, answered)) in counts.iter().take(shown).enumerate() {
        let mut spans = vec![span(&fitted(class, name), theme.text), own(" ", theme.text)];
        spans.extend(bar_of(*answered as f64 / most as f64, bar, model));
        spans.push(own(format!(" {:>number$}", count(*answered)), theme.text));
        put(frame, area, row, Line::from(spans));
    }
    if shown < counts.len() {
        let others = &counts[shown..];
        let answered: usize = others.iter().map(|(_, answered)| answered).sum();
        let (classes, answered) = (others.len(), count(answered));
        let ways = [
            format!("{classes} more classes: {answered}"),
            format!("{classes} more: {answered}"),
        ];
        let words = as_fits(&ways, width);
        put(frame, area, shown, Line::from(own(words, theme.dim)));
    }
    let sum = sum(model.items.len(), progress, width);
    put(frame, area, rows, Line::from(own(sum, theme.dim)));
    let below = Rect {
        // It has a column free on either side, and so does this.
        x: area.x.saturating_sub(1),
        y: area.y + rows as u16 + 1,
        width: area.width + 2,
        height: (free - 1) as u16,
    };
    if below.bottom() <= area.bottom() {
        draw_wrapped(&known, theme.dim, frame, below);
    }
}

/// What is answered and what is left, which make all items; in fewer words where these have no room.
fn sum(items: usize, progress: &Progress, columns: usize) -> String {
    // What others ask once more looks like any other item.
    let answered = count((items + progress.again).saturating_sub(progress.to_ask));
    let again = match progress.again {
        0 => String::new(),
        again => format!("; {} asked again", count(again)),
    };
    let sum = format!(
        "{answered} answered + {} to ask",
        count(progress.unanswered())
    );
    let all = counted(items, "item");
    let ways = [
        format!("{sum} = {all}{again}"),
        format!("{sum} = {all}"),
        sum,
        format!("{answered} of {all}"),
        format!("{answered} of {}", count(items)),
    ];
    as_fits(&ways, columns)
}

/// What is known of those that are to ask, and of the others.
fn details(progress: &Progress) -> String {
    let counts = &progress.counts;
    let parts = |parts: &[(usize, &str)]| -> String {
        let there = parts.iter().filter(|(number, _)| *number > 0);
        let words: Vec<String> = there
            .map(|(number, what)| format!("{} {what}", count(*number)))
            .collect();
        words.join(", ")
    };
    let open = parts(&[
        (progress.checks_left, "checks"),
        (progress.set_aside, "set aside"),
        (counts.skipped, "skipped"),
    ]);
    let mut details = Vec::new();
    if !open.is_empty() {
        details.push(format!("to ask: {open}"));
    }
    if counts.unsure > 0 {
        details.push(format!("answered: {} unsure", count(counts.unsure)));
    }
    if counts.flagged > 0 {
        details.push(format!("{} flagged", count(counts.flagged)));
    }
    details.join(" · ")
}
