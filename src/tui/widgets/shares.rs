//! How the annotations of an item are spread: keys, labels and bars in fixed key order.
//!
//! Beside them stands what is probable, when the reviewer may see it. Many classes stand in a
//! grid; those that do not fit are counted.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;

use super::class_table::{BAR, bar_of, draw_classes, name_width, title};
use super::lines::put;
use crate::schema::{LabelId, LabelSet};
use crate::tui::format::believed;
use crate::tui::model::Model;
use crate::tui::theme::own;

/// Rows that all classes want, with the heading.
pub(in crate::tui) fn wanted(model: &Model) -> usize {
    model.class_count().max(1) + 1
}

pub(in crate::tui) fn draw(model: &Model, frame: &mut Frame<'_>, area: Rect) {
    let share = |id| format!("{:>4} ", shown(share(model, id)));
    draw_classes(model, draw_table, share, frame, area);
}

fn draw_table(model: &Model, frame: &mut Frame<'_>, area: Rect) {
    let theme = &model.theme;
    let name = name_width(model);
    let likely = probable(model);
    let bar = if usize::from(area.width) >= name + BAR + 20 {
        BAR
    } else {
        0
    };
    let mut heading = format!(
        " key {:<name$}  {:<width$}",
        "label",
        "votes",
        width = bar + 5
    );
    if likely.is_some() {
        heading.push_str("  probable");
    }
    put(frame, area, 0, Line::from(own(heading, theme.dim)));
    let all: u32 = shares(model).iter().sum();
    let classes = model.labels().into_iter().flat_map(LabelSet::active);
    for (row, (id, label)) in classes.enumerate() {
        let count = share(model, id);
        let mut spans = title(model, id, label, name);
        spans.push(own("  ", theme.text));
        if bar > 0 {
            let share = f64::from(count) / f64::from(all.max(1));
            spans.extend(bar_of(share, bar, model));
        }
        spans.push(own(format!(" {:<4}", shown(count)), theme.text));
        if let Some(shares) = likely {
            let share = shares.iter().find(|(known, _)| *known == id);
            let share = share.map_or(0.0, |(_, share)| *share);
            spans.push(own(format!("  {:>5}", believed(share)), theme.text));
        }
        put(frame, area, row + 1, Line::from(spans));
    }
}

/// The probabilities that may be shown.
fn probable(model: &Model) -> Option<&[(LabelId, f64)]> {
    let (shares, _) = model
        .reviewed
        .as_ref()?
        .view
        .likely
        .as_ref()?
        .probable
        .as_ref()?;
    Some(shares)
}

/// How many annotations each label has, by its id.
fn shares(model: &Model) -> &[u32] {
    model
        .reviewed
        .as_ref()
        .map_or(&[], |on| on.view.label_counts.as_slice())
}

fn share(model: &Model, label: LabelId) -> u32 {
    shares(model).get(label.index()).copied().unwrap_or(0)
}

/// A count; none is no number to read.
fn shown(count: u32) -> String {
    match count {
        0 => String::new(),
        count => count.to_string(),
    }
}
