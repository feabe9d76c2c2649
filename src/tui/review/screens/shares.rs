//! How the voices are spread: keys, labels and bars in fixed key order.
//!
//! Beside them stands what is probable, when the reviewer may see it. Many classes stand in a
//! grid; those that do not fit are counted.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::schema::{Adjudication, Label, LabelId};
use crate::text::Shown;
use crate::tui::format::percent;
use crate::tui::ink::{ink, own};
use crate::tui::review::model::AdjudicationModel;

const BAR: usize = 16;
const MOST_NAME: usize = 24;

/// Rows that all classes want, with the heading.
pub(super) fn wanted(model: &AdjudicationModel) -> usize {
    classes(model).len().max(1) + 1
}

fn classes(model: &AdjudicationModel) -> Vec<(LabelId, &Label)> {
    model
        .labels()
        .map_or(Vec::new(), |labels| labels.active().collect())
}

pub(super) fn draw(model: &AdjudicationModel, frame: &mut Frame<'_>, area: Rect) {
    let classes = classes(model);
    if classes.len() < usize::from(area.height) {
        draw_table(model, &classes, frame, area);
    } else {
        draw_grid(model, &classes, frame, area);
    }
}

fn draw_table(
    model: &AdjudicationModel,
    classes: &[(LabelId, &Label)],
    frame: &mut Frame<'_>,
    area: Rect,
) {
    let theme = &model.theme;
    let name = name_width(classes);
    let likely = probable(model);
    let bar = if usize::from(area.width) >= name + BAR + 20 {
        BAR
    } else {
        0
    };
    let mut heading = format!(
        " key {:<name$}  {:<width$}",
        "label",
        "voices",
        width = bar + 5
    );
    if likely.is_some() {
        heading.push_str("  probable");
    }
    put(frame, area, 0, Line::from(own(heading, theme.dim)));
    let all = voices(model);
    for (row, (id, label)) in classes.iter().enumerate() {
        let count = share(model, *id);
        let mut spans = title(model, *id, label, name);
        spans.push(own("  ", theme.text));
        if bar > 0 {
            spans.extend(bar_of(count, all, bar, model));
        }
        spans.push(own(format!(" {:<4}", shown(count)), theme.text));
        if let Some(shares) = likely {
            let share = shares.iter().find(|(known, _)| known == id);
            let share = share.map_or(0.0, |(_, share)| *share);
            spans.push(own(format!("  {:>5}", percent(share)), theme.text));
        }
        put(frame, area, row + 1, Line::from(spans));
    }
}

fn draw_grid(
    model: &AdjudicationModel,
    classes: &[(LabelId, &Label)],
    frame: &mut Frame<'_>,
    area: Rect,
) {
    let theme = &model.theme;
    let name = name_width(classes);
    let rows = usize::from(area.height);
    let columns = (usize::from(area.width) / (name + 10)).max(1);
    let room = rows * columns;
    let fitting = if classes.len() > room {
        room.saturating_sub(1)
    } else {
        classes.len()
    };
    for row in 0..rows {
        let mut spans = Vec::new();
        // Down the columns, so that keys stand in reading order of a keyboard row.
        for column in 0..columns {
            let at = column * rows + row;
            if let Some((id, label)) = classes[..fitting].get(at) {
                spans.extend(title(model, *id, label, name));
                let count = shown(share(model, *id));
                spans.push(own(format!("{count:>4} "), theme.dim));
            } else if at == fitting && fitting < classes.len() {
                let more = format!("  '  {} more", classes.len() - fitting);
                spans.push(own(more, theme.key));
            }
        }
        put(frame, area, row, Line::from(spans));
    }
}

/// The probabilities that may be shown.
fn probable(model: &AdjudicationModel) -> Option<&[(LabelId, f64)]> {
    let likely = model.reviewed.as_ref()?.face.likely.as_ref()?;
    likely
        .probable
        .as_ref()
        .map(|(shares, _)| shares.as_slice())
}

fn share(model: &AdjudicationModel, label: LabelId) -> u32 {
    let shares = model.reviewed.as_ref().map(|on| on.face.shares.as_slice());
    let share = shares.and_then(|shares| shares.get(label.index()));
    share.copied().unwrap_or(0)
}

fn voices(model: &AdjudicationModel) -> u32 {
    let shares = model.reviewed.as_ref().map(|on| on.face.shares.iter());
    shares.map_or(0, Iterator::sum)
}

/// A count; none is no number to read.
fn shown(count: u32) -> String {
    match count {
        0 => String::new(),
        count => count.to_string(),
    }
}

/// Key and name of a class; a dot before the name marks what was decided.
fn title(
    model: &AdjudicationModel,
    id: LabelId,
    label: &Label,
    width: usize,
) -> Vec<Span<'static>> {
    let theme = &model.theme;
    let decided = model
        .reviewed
        .as_ref()
        .and_then(|on| on.face.decided.as_ref());
    let was = decided.is_some_and(|decided| decided.decision == Adjudication::Label(id));
    let name = Shown::line(&label.name)
        .truncate_to_width(width)
        .pad_to_width(width);
    // Where nobody decides for one label, its key decides nothing.
    let key = label.key.filter(|_| !model.is_descriptive()).unwrap_or(' ');
    vec![
        own(format!("  {key} "), theme.key),
        own(if was { "•" } else { " " }, theme.warn),
        ink(&name, if was { theme.title } else { theme.text }),
    ]
}

fn bar_of(count: u32, all: u32, width: usize, model: &AdjudicationModel) -> Vec<Span<'static>> {
    let share = f64::from(count) / f64::from(all.max(1));
    let filled = ((share * width as f64).round() as usize).min(width);
    vec![
        own("█".repeat(filled), model.theme.bar),
        own("░".repeat(width - filled), model.theme.dim),
    ]
}

fn name_width(classes: &[(LabelId, &Label)]) -> usize {
    let widths = classes
        .iter()
        .map(|(_, label)| Shown::line(&label.name).width());
    widths.max().unwrap_or(0).clamp(8, MOST_NAME)
}

fn put(frame: &mut Frame<'_>, area: Rect, row: usize, line: Line<'static>) {
    if row < usize::from(area.height) {
        let place = Rect {
            y: area.y + row as u16,
            height: 1,
            ..area
        };
        frame.render_widget(line, place);
    }
}
