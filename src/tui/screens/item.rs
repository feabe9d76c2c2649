//! The screen of an item, to be labeled or under review: the line above it, its text, the classes
//! and annotations, why it comes, and what just happened.
//!
//! Small terminals lose parts in a fixed order — rules, reasons, hints, the last annotations — and
//! never the text, the classes or the line that says what just happened.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;

use super::{label, panes, review};
use crate::command::Screen;
use crate::schema::LabelId;
use crate::text::Shown;
use crate::tui::images::item_in_sight;
use crate::tui::model::{Model, Notice, Overlay};
use crate::tui::theme::own;
use crate::tui::widgets::lines::{
    draw_last, draw_meta, draw_rule, draw_wrapped, notice_rows, style_of,
};
use crate::tui::widgets::{annotations, class_table, footer, header, image, shares, similar, text};

/// The widest a text gets: longer lines are hard to follow.
pub(super) const MEASURE: usize = 90;

/// Rows of what is said where no image can be shown.
const NOTE: usize = 2;

/// Rows from which on what is most like the item stands below its text.
const ROOMY: usize = 28;

/// The rows of each part.
#[expect(
    clippy::struct_excessive_bools,
    reason = "one for each part that is there or not"
)]
struct Plan {
    rules: bool,
    meta: bool,
    text: usize,
    /// The answered items most like it, where a text of the usual length leaves room.
    similar: usize,
    annotations: usize,
    classes: usize,
    why: usize,
    /// The line with the accuracy, or with what is likely.
    figure: bool,
    footer: bool,
}

pub(super) fn draw(model: &Model, frame: &mut Frame<'_>) {
    if panes::has_room(model) {
        panes::draw(model, frame);
    } else {
        draw_stacked(model, frame);
    }
}

/// One part over the other.
fn draw_stacked(model: &Model, frame: &mut Frame<'_>) {
    let area = frame.area();
    let theme = &model.theme;
    let plan = plan(model, area);
    let mut left = area;
    let mut take = |rows: usize| {
        let height = (rows as u16).min(left.height);
        let part = Rect { height, ..left };
        left.y += height;
        left.height -= height;
        part
    };
    header::draw(model, frame, take(1));
    if plan.rules {
        draw_rule(theme, frame, take(1));
    }
    if plan.meta {
        draw_meta(model, label::legend(model), frame, take(1));
    }
    draw_text(model, frame, take(plan.text));
    if plan.similar > 0 {
        similar::draw(model, frame, take(plan.similar));
    } else if plan.rules {
        draw_rule(theme, frame, take(1));
    }
    match model.screen {
        Screen::Home | Screen::Label => class_table::draw(model, frame, take(plan.classes)),
        Screen::Review => {
            annotations::draw(model, frame, take(plan.annotations));
            shares::draw(model, frame, take(plan.classes));
        }
    }
    let why = |frame: &mut Frame<'_>, area| {
        let why = match model.screen {
            Screen::Home | Screen::Label => label::why(model),
            Screen::Review => review::why(model),
        };
        draw_wrapped(&why, theme.dim, frame, area);
    };
    let notice = model.notice_here();
    if let Some(notice) = notice.filter(|notice| is_read_whole(model, notice)) {
        // It takes the rows of what can wait, and that of why the item comes last.
        let last = usize::from(plan.figure) + 1;
        let below = if usize::from(notice_rows(model, area.width)) <= last {
            why(frame, take(plan.why));
            take(last)
        } else {
            take(plan.why + last)
        };
        draw_wrapped(&notice.text, style_of(theme, notice), frame, below);
    } else {
        why(frame, take(plan.why));
        if plan.figure {
            let figure = match model.screen {
                Screen::Home | Screen::Label => {
                    let room = usize::from(area.width).saturating_sub(1);
                    Line::from(own(format!(" {}", label::figure(model, room)), theme.text))
                }
                Screen::Review => review::likely(model, usize::from(area.width)),
            };
            frame.render_widget(figure, take(1));
        }
        draw_last(model, frame, take(1));
    }
    if plan.footer {
        footer::draw(model, frame, take(1));
    }
}

/// The class in a place of the screen.
pub(in crate::tui) fn label_at(model: &Model, column: u16, row: u16) -> Option<LabelId> {
    let (columns, rows) = model.size;
    let whole = Rect::new(0, 0, columns, rows);
    let area = if panes::has_room(model) {
        panes::classes(model, whole)
    } else {
        let plan = plan(model, whole);
        let rule = usize::from(plan.rules);
        let below_text = if plan.similar > 0 { plan.similar } else { rule };
        let above = 1 + rule + usize::from(plan.meta) + plan.text + below_text + plan.annotations;
        Rect::new(0, above as u16, columns, plan.classes as u16)
    };
    class_table::label_at(model, area, column, row)
}

/// Whether a notice needs more than its own row.
fn is_read_whole(model: &Model, notice: &Notice) -> bool {
    let fits = notice.text.width() < usize::from(model.size.0);
    let prompts = matches!(model.overlays.last(), Some(Overlay::Prompt(_)));
    !fits && !prompts
}

/// How many columns and rows the text has on this terminal, below its image.
pub(in crate::tui) fn text_size(model: &Model) -> (usize, usize) {
    let (columns, rows) = content_size(model);
    (
        columns,
        rows - image_rows(model, rows) - note_rows(model, rows),
    )
}

/// How many columns and rows the image has.
pub(in crate::tui) fn image_size(model: &Model) -> (u16, u16) {
    let (columns, rows) = content_size(model);
    (columns as u16, image_rows(model, rows) as u16)
}

/// Of so many rows those of the image: what the text leaves, which has a third at most.
fn image_rows(model: &Model, rows: usize) -> usize {
    if item_in_sight(model).is_none() || model.image.terminal.protocol().is_none() {
        return 0;
    }
    let text = model.text.len().clamp(1, (rows / 3).max(1));
    rows.saturating_sub(text)
}

/// The rows that tell why no image is shown.
fn note_rows(model: &Model, rows: usize) -> usize {
    let is_lacking = item_in_sight(model).is_some() && model.image.terminal.refusal().is_some();
    if is_lacking && rows > 2 * NOTE {
        NOTE
    } else {
        0
    }
}

/// How many columns and rows there are for text and image.
fn content_size(model: &Model) -> (usize, usize) {
    if panes::has_room(model) {
        return panes::text_size(model);
    }
    (stacked_width(model).min(MEASURE), stacked_text_rows(model))
}

/// How many columns there are for what stands below the text.
pub(in crate::tui) fn beside_width(model: &Model) -> usize {
    if panes::has_room(model) {
        return panes::text_size(model).0;
    }
    // Within a border.
    stacked_width(model).saturating_sub(2)
}

fn stacked_width(model: &Model) -> usize {
    usize::from(model.size.0).saturating_sub(2)
}

fn stacked_text_rows(model: &Model) -> usize {
    let (columns, rows) = model.size;
    plan(model, Rect::new(0, 0, columns, rows)).text.max(1)
}

fn plan(model: &Model, area: Rect) -> Plan {
    let height = usize::from(area.height);
    // From which height on there are rules, each row of reasons, and the figure.
    let (rules, why, figure) = match model.screen {
        Screen::Home | Screen::Label => (16, [13, 20], 11),
        Screen::Review => (18, [16, 24], 14),
    };
    let (rules, figure) = (height >= rules, height >= figure);
    let why = why.iter().filter(|least| height >= **least).count();
    let (meta, footer) = (height >= 9, height >= 10);
    let optional = [rules, rules, meta, figure, footer];
    // Header and the line of what just happened are always there.
    let fixed = 2 + why + optional.iter().filter(|is_there| **is_there).count();
    let free = height.saturating_sub(fixed);
    let similar = match model.screen {
        // A rule makes way for its border.
        Screen::Label if height >= ROOMY => (free / 3).clamp(5, 8) - 1,
        _ => 0,
    };
    let free = free - similar;
    let (annotations, classes) = match model.screen {
        Screen::Home | Screen::Label => {
            (0, label::class_rows(model, usize::from(area.width), free))
        }
        Screen::Review => review::table_rows(model, free),
    };
    Plan {
        rules,
        meta,
        text: free - annotations - classes,
        similar: if similar > 0 { similar + 1 } else { 0 },
        annotations,
        classes,
        why,
        figure,
        footer,
    }
}

/// The item's text, or what is said in its place.
pub(super) fn draw_text(model: &Model, frame: &mut Frame<'_>, area: Rect) {
    let words = match model.screen {
        Screen::Home | Screen::Label => label::in_place_of_text(model),
        Screen::Review => review::in_place_of_text(model),
    };
    match words {
        Some(words) => draw_wrapped(&Shown::line(&words), model.theme.text, frame, area),
        None => draw_content(model, frame, area),
    }
}

/// The image over its text, or what is said in the image's place below it.
fn draw_content(model: &Model, frame: &mut Frame<'_>, area: Rect) {
    let rows = usize::from(area.height);
    let (above, below) = (
        image_rows(model, rows) as u16,
        note_rows(model, rows) as u16,
    );
    if above > 0 {
        let room = Rect {
            x: area.x + 1.min(area.width),
            width: area.width.saturating_sub(1).min(image_size(model).0),
            height: above,
            ..area
        };
        image::draw(model, frame, room);
    }
    let words = Rect {
        y: area.y + above,
        height: area.height - above - below,
        ..area
    };
    text::draw(&model.text, &model.theme, frame, words);
    if let (1.., Some(none)) = (below, model.image.terminal.refusal()) {
        let note = Rect {
            y: words.bottom(),
            height: below,
            ..area
        };
        draw_wrapped(&Shown::plain(none.words()), model.theme.dim, frame, note);
    }
}
