//! The image of the item, or what is known of it.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;

use super::lines::draw_wrapped;
use crate::tui::images::ImageState;
use crate::tui::model::Model;
use crate::tui::theme::own;

pub(in crate::tui) fn draw(model: &Model, frame: &mut Frame<'_>, area: Rect) {
    match &model.image.state {
        ImageState::Absent => {}
        ImageState::Loading(_) => {
            let words = own("◌ loading the image …", model.theme.dim);
            frame.render_widget(Line::from(words), area);
        }
        ImageState::Failed(problem) => draw_wrapped(problem, model.theme.warn, frame, area),
        ImageState::Ready(image) => {
            // Terminals paint other images over the cells: nothing that lies there could be read.
            let is_free = model.shows_item() && model.overlays.len() < 2;
            if is_free || image.protocol().is_made_of_cells() {
                image.draw(area, frame.buffer_mut());
            }
        }
    }
}
