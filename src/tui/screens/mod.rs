//! The screens, one file each, and which of them is painted.
//!
//! The topmost overlay decides; a prompt and the menu are painted over the item's screen, so that
//! the item stays in sight. Invariant: painting changes nothing.

mod classes;
mod confirm;
mod help;
mod home;
mod insights;
pub(super) mod item;
mod item_preview;
mod items;
mod label;
mod matrix;
mod menu;
mod page;
mod panes;
mod pauses;
pub(super) mod picker;
mod review;
mod setup;
mod wizard;

pub(super) use items::without_one;

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::widgets::Clear;

use super::model::{Model, Overlay};
use crate::command::{List, Screen};
use crate::text::Shown;

/// Why an item is asked, or why nothing is told of that.
pub(super) fn why_asked(model: &Model) -> Shown {
    label::why(model)
}

/// Why the item under review is here, and what is known of its decision.
pub(super) fn why_in_review(model: &Model) -> Shown {
    review::why(model)
}

/// What is said where no text of an item is to be read.
pub(super) fn in_place_of_text(model: &Model) -> Option<String> {
    match model.screen {
        Screen::Review => review::in_place_of_text(model),
        Screen::Home | Screen::Label => label::in_place_of_text(model),
    }
}

/// Paints one frame.
pub fn view(model: &Model, frame: &mut Frame<'_>) {
    paint(model, frame);
    model.theme.glyphs.settle(frame.buffer_mut());
}

fn paint(model: &Model, frame: &mut Frame<'_>) {
    if model.is_too_small() {
        page::draw_tiny(model, frame);
        return;
    }
    paint_over(model, &model.overlays, frame);
}

/// The columns of what lies over the lower part of a screen of so many.
fn lower_width(model: &Model, columns: u16) -> u16 {
    if panes::has_room(model) {
        panes::left_width(columns)
    } else {
        columns
    }
}

/// The lower part of the screen, cleared for what lies over the item. Beside two panes it is as
/// wide as the one with the text: the classes stay in sight.
fn lower(model: &Model, rows: u16, frame: &mut Frame<'_>) -> Rect {
    let whole = frame.area();
    let height = rows.min(whole.height);
    let width = lower_width(model, whole.width);
    // The keys at the foot of the screen are not those of what lies over it.
    let foot = Rect {
        y: whole.bottom().saturating_sub(1),
        height: 1.min(whole.height),
        ..whole
    };
    let area = Rect {
        y: whole.bottom() - height,
        height,
        width,
        ..whole
    };
    frame.render_widget(Clear, foot);
    frame.render_widget(Clear, area);
    area
}

/// Paints what lies on top; a question over what it came from.
fn paint_over(model: &Model, overlays: &[Overlay], frame: &mut Frame<'_>) {
    match overlays.last() {
        Some(Overlay::Confirm { question, .. }) => {
            paint_over(model, &overlays[..overlays.len() - 1], frame);
            confirm::draw(model, question, frame);
        }
        Some(Overlay::Prompt(_)) if overlays.len() > 1 => {
            paint_over(model, &overlays[..overlays.len() - 1], frame);
            confirm::draw_prompt(model, frame);
        }
        Some(Overlay::Items(list)) => items::draw(model, list, frame),
        Some(Overlay::Classes(list)) => classes::draw(model, list, frame),
        None | Some(Overlay::Prompt(_)) => draw_ground(model, frame),
        Some(Overlay::Menu(menu)) => {
            draw_ground(model, frame);
            menu::draw(model, menu, frame);
        }
        Some(Overlay::Picker(picker)) if picker.list == List::Themes => {
            draw_ground(model, frame);
            picker::draw_below(model, picker, frame);
        }
        Some(Overlay::Help(help)) => help::draw(model, help, frame),
        Some(Overlay::Page(page)) => page::draw(&model.theme, page, frame),
        Some(Overlay::Picker(picker)) => picker::draw(model, picker, frame),
        Some(Overlay::NewProject(stage)) => setup::draw(model, stage, frame),
        Some(Overlay::Matrix(matrix)) => matrix::draw(model, matrix, frame),
        Some(Overlay::Insights(known)) => insights::draw(model, known.as_deref(), frame),
        Some(Overlay::Break { since }) => pauses::draw_break(model, *since, frame),
        Some(Overlay::Summary) => pauses::draw_summary(model, frame),
    }
}

/// What everything else lies over.
fn draw_ground(model: &Model, frame: &mut Frame<'_>) {
    match model.screen {
        Screen::Home => home::draw(model, frame),
        Screen::Label | Screen::Review => item::draw(model, frame),
    }
}
