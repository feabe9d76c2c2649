//! Which screens has the review? One file each, and one for each part of an item's screen.

mod header;
mod item;
mod matrix;
mod shares;
mod voices;

use ratatui::Frame;

use super::model::{AdjudicationModel, Overlay};
use crate::tui::screens;

pub(in crate::tui::review) use item::text_rows;

/// Paints one frame of the review; changes nothing.
pub fn review_view(model: &AdjudicationModel, frame: &mut Frame<'_>) {
    if model.is_too_small() {
        screens::tiny::draw(&model.theme, &model.passage, frame);
        return;
    }
    match model.layers.last() {
        None | Some(Overlay::Prompt(_)) => item::draw(model, frame),
        Some(Overlay::Page(page)) => screens::page::draw(&model.theme, page, frame),
        Some(Overlay::Picker(picker)) => {
            screens::picker::draw(&model.theme, model.notice.as_ref(), picker, frame);
        }
        Some(Overlay::Matrix(matrix)) => matrix::draw(model, matrix, frame),
    }
}
