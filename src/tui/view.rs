//! What does the model look like?
//!
//! [`view`] only reads. The topmost layer decides which screen is painted; a prompt is painted
//! into the label screen, so that the item stays in sight.

use ratatui::Frame;

use super::model::{Model, Overlay, SMALLEST};
use super::screens;

/// Paints one frame.
pub fn view(model: &Model, frame: &mut Frame<'_>) {
    let area = frame.area();
    if area.width < SMALLEST.0 || area.height < SMALLEST.1 {
        screens::tiny::draw(&model.theme, &model.passage, frame);
        return;
    }
    match model.layers.last() {
        None | Some(Overlay::Prompt(_)) => screens::label::draw(model, frame),
        Some(Overlay::Page(page)) => screens::page::draw(&model.theme, page, frame),
        Some(Overlay::Picker(picker)) => {
            screens::picker::draw(&model.theme, model.notice.as_ref(), picker, frame);
        }
        Some(Overlay::Break { since }) => screens::rest::draw(model, *since, frame),
        Some(Overlay::Farewell) => screens::farewell::draw(model, frame),
    }
}
