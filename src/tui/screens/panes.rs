//! The screen of an item where there is room for two panes: what is read on the left, what is
//! decided on the right.
//!
//! Invariant: the places depend on the terminal's size, the number of classes and annotations, and
//! never on what the model thinks: nothing jumps when an item is asked blind.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;

use super::{item, label, review};
use crate::command::Screen;
use crate::text::wrap;
use crate::tui::model::Model;
use crate::tui::theme::{own, span};
use crate::tui::widgets::lines::{draw_last, draw_wrapped, meta, padded, put};
use crate::tui::widgets::panel::Panel;
use crate::tui::widgets::{
    annotations, check_curve, class_counts, class_table, footer, header, recent, shares, similar,
    text,
};

/// Columns and rows from which on there are two panes.
const LEAST: (u16, u16) = (110, 18);
/// What a panel needs around its content: columns and rows.
const AROUND: (u16, u16) = (2, 2);
/// Rows of the reason below the classes.
const WHY: u16 = 2;
/// Rows of the reasons in a review.
const REASONS: u16 = 4;
/// Rows from which on the guidelines stand below what is most like the item.
const BOTH: u16 = 20;
/// Rows of the curve, with the words below it.
const CURVE: u16 = 7;

/// Where everything stands.
struct Places {
    text: Rect,
    /// Below the text.
    beside: Rect,
    /// Who said what, where disagreement is reviewed.
    annotations: Rect,
    classes: Rect,
    /// How good the model is.
    accuracy: Rect,
    counts: Rect,
    recent: Rect,
    /// What just happened.
    last: Rect,
    footer: Rect,
}

/// Whether there are two panes.
pub(super) fn has_room(model: &Model) -> bool {
    model.size.0 >= LEAST.0 && model.size.1 >= LEAST.1
}

/// Columns and rows of the item's text.
pub(super) fn text_size(model: &Model) -> (usize, usize) {
    let (columns, rows) = model.size;
    let text = inner(places(model, Rect::new(0, 0, columns, rows)).text);
    // A column stays free on either side of it.
    (
        usize::from(text.width.saturating_sub(2)),
        usize::from(text.height),
    )
}

/// The columns of the left pane, on a terminal of so many.
pub(super) fn left_width(columns: u16) -> u16 {
    (columns * 56 / 100).min(item::MEASURE as u16 + AROUND.0)
}

fn places(model: &Model, area: Rect) -> Places {
    let width = left_width(area.width);
    let body = Rect {
        y: area.y + 1,
        height: area.height - 3,
        ..area
    };
    let left = Rect { width, ..body };
    let right = Rect {
        x: body.x + width,
        width: body.width - width,
        ..body
    };
    // A text of the usual length fits; the place depends on the pool, not on the item.
    let columns = width.saturating_sub(AROUND.0 + 2).max(1);
    let usual = (model.usual_length / usize::from(columns) + 2) as u16 + AROUND.1;
    let text = if model.items.has_images() {
        body.height * 7 / 10
    } else {
        usual.clamp(body.height / 4, body.height * 3 / 5)
    };
    let (text, beside) = split(left, text);
    let (annotations, right) = match model.screen {
        Screen::Home | Screen::Label => split(right, 0),
        Screen::Review => {
            let columns = usize::from(right.width.saturating_sub(AROUND.0));
            let wanted = annotations::whole(model, columns) as u16 + AROUND.1;
            split(right, wanted.min(right.height * 2 / 5))
        }
    };
    let inner = usize::from(inner(right).width);
    let most = usize::from((right.height / 2).saturating_sub(AROUND.1 + WHY).max(2));
    let classes = match model.screen {
        Screen::Home | Screen::Label => class_table::rows(model, inner, most),
        Screen::Review => shares::wanted(model).min(most),
    };
    let (classes, right) = split(right, classes as u16 + WHY + AROUND.1);
    let (accuracy, right) = match model.screen {
        Screen::Label if label::learns(model) && right.height >= CURVE + AROUND.1 => {
            split(right, CURVE + AROUND.1)
        }
        Screen::Home | Screen::Label => split(right, if right.height >= 3 { 3 } else { 0 }),
        Screen::Review => split(right, 0),
    };
    let counts = (class_counts::wanted(model) as u16 + AROUND.1).min(right.height * 2 / 3);
    let is_worth = |rows: u16| if rows > AROUND.1 + 1 { rows } else { 0 };
    let (counts, recent) = match model.screen {
        Screen::Home | Screen::Label => split(right, is_worth(counts)),
        Screen::Review => split(right, 0),
    };
    Places {
        text,
        beside,
        annotations,
        classes,
        accuracy,
        counts,
        recent,
        last: Rect {
            y: body.bottom(),
            height: 1,
            ..area
        },
        footer: Rect {
            y: body.bottom() + 1,
            height: 1,
            ..area
        },
    }
}

/// Where the classes stand.
pub(super) fn classes(model: &Model, area: Rect) -> Rect {
    let panel = places(model, area).classes;
    let inside = inner(panel);
    Rect {
        x: panel.x + 1,
        y: panel.y + 1,
        height: inside.height.saturating_sub(WHY),
        ..inside
    }
}

/// The room inside a panel's border.
fn inner(panel: Rect) -> Rect {
    Rect {
        width: panel.width.saturating_sub(AROUND.0),
        height: panel.height.saturating_sub(AROUND.1),
        ..panel
    }
}

/// The upper rows of an area, and the others.
fn split(area: Rect, rows: u16) -> (Rect, Rect) {
    let rows = rows.min(area.height);
    let upper = Rect {
        height: rows,
        ..area
    };
    let lower = Rect {
        y: area.y + rows,
        height: area.height - rows,
        ..area
    };
    (upper, lower)
}

pub(super) fn draw(model: &Model, frame: &mut Frame<'_>) {
    let area = frame.area();
    let theme = &model.theme;
    let places = places(model, area);
    header::draw(model, frame, Rect { height: 1, ..area });
    let (meta, badges) = meta(model);
    let panel = Panel::new(span(&meta, theme.dim))
        .right(own(badges, theme.warn))
        .foot(label::legend(model));
    let text = panel.draw(theme, frame, places.text);
    item::draw_text(model, frame, text);
    match model.screen {
        Screen::Home | Screen::Label => draw_labeling(model, frame, &places),
        Screen::Review => draw_review(model, frame, &places),
    }
    draw_last(model, frame, places.last);
    footer::draw(model, frame, places.footer);
}

fn draw_labeling(model: &Model, frame: &mut Frame<'_>, places: &Places) {
    let theme = &model.theme;
    draw_beside(model, frame, places.beside);
    let classes = Panel::new("label").draw(theme, frame, places.classes);
    let (table, why) = split(classes, classes.height.saturating_sub(WHY));
    class_table::draw(model, frame, table);
    let reason = label::why(model);
    draw_wrapped(&reason, theme.dim, frame, why);
    let width = usize::from(why.width).saturating_sub(2).max(1);
    let legend = class_table::legend(model, usize::from(table.width));
    if let Some(legend) = legend.filter(|words| words.chars().count() <= width)
        && wrap(&reason, width).len() < usize::from(why.height)
    {
        let line = Line::from(own(format!(" {legend}"), theme.dim));
        put(frame, why, usize::from(why.height) - 1, line);
    }
    let accuracy = Panel::new(label::accuracy(model)).draw(theme, frame, places.accuracy);
    check_curve::draw(model, frame, accuracy);
    if places.counts.height > 0 {
        let counts = Panel::new("answered so far").draw(theme, frame, places.counts);
        class_counts::draw(model, frame, padded(counts));
    }
    if places.recent.height > AROUND.1 {
        let recent = Panel::new("answered last").draw(theme, frame, places.recent);
        recent::draw(model, frame, padded(recent));
    }
}

/// What is most like the item, and the guidelines where both have room.
fn draw_beside(model: &Model, frame: &mut Frame<'_>, area: Rect) {
    if area.height < BOTH || !similar::has_any(model) {
        similar::draw(model, frame, area);
        return;
    }
    let (upper, lower) = split(area, area.height / 2);
    similar::draw(model, frame, upper);
    similar::draw_guidelines(model, frame, lower);
}

fn draw_review(model: &Model, frame: &mut Frame<'_>, places: &Places) {
    let theme = &model.theme;
    let (why, guidelines) = split(places.beside, REASONS + AROUND.1);
    let why = Panel::new("why it is here").draw(theme, frame, why);
    draw_wrapped(&review::why(model), theme.text, frame, why);
    if guidelines.height > AROUND.1 {
        let inner = Panel::new("guidelines").draw(theme, frame, guidelines);
        text::draw(&model.beside, theme, frame, inner);
    }
    let who = Panel::new("who said what").draw(theme, frame, places.annotations);
    annotations::draw(model, frame, who);
    let classes = Panel::new("label").draw(theme, frame, places.classes);
    let (table, likely) = split(classes, classes.height.saturating_sub(WHY));
    shares::draw(model, frame, table);
    draw_wrapped(&review::likely_text(model), theme.dim, frame, likely);
    if places.recent.height > AROUND.1 {
        let recent = Panel::new("decided last").draw(theme, frame, places.recent);
        recent::draw_decided(model, frame, padded(recent));
    }
}
