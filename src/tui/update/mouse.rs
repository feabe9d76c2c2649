//! What the mouse means: the wheel scrolls, a click on a class answers with it, a click on an entry
//! of a list selects it, and on the selected one chooses it.
//!
//! Invariant: a click answers the item that was painted when it was made, as a key does.

use std::time::Duration;

use super::{effects, keys, overlays};
use crate::command::{Answer, Effect};
use crate::schema::Key;
use crate::tui::message::{Mouse, Request};
use crate::tui::model::{Model, Overlay};
use crate::tui::screens;

/// Rows of a text that a step of the wheel scrolls.
const STEP: isize = 3;

pub(super) fn take(model: &mut Model, mouse: Mouse, at: Duration) -> Vec<Request> {
    model.now = model.now.max(at);
    match (mouse, model.overlays.is_empty()) {
        (Mouse::Wheel(down), true) => {
            keys::act(model, at);
            let by = if down { STEP } else { -STEP };
            effects::carry_out(model, Effect::Scroll { by, pages: false })
        }
        (Mouse::Wheel(down), false) => {
            let key = if down { Key::Down } else { Key::Up };
            match model.overlays.last() {
                // There the arrows edit nothing and scroll nothing.
                Some(Overlay::Prompt(_) | Overlay::Break { .. } | Overlay::Summary) => Vec::new(),
                _ => overlays::press(model, key, at),
            }
        }
        (Mouse::Click(column, row), true) => click_on_item(model, column, row, at),
        (Mouse::Click(_, row), false) => click_on_list(model, row, at),
    }
}

fn click_on_item(model: &mut Model, column: u16, row: u16, at: Duration) -> Vec<Request> {
    let Some(label) = screens::item::label_at(model, column, row) else {
        return Vec::new();
    };
    keys::act(model, at);
    // A click bounces as a key does; the key of the class stands for it.
    let key = model
        .labels()
        .and_then(|labels| labels.active().find(|(id, _)| *id == label))
        .and_then(|(_, label)| label.key);
    if keys::is_meant(model, key.map_or(Key::Enter, Key::Char), at) {
        return effects::carry_out(model, Effect::Answer(Answer::Label(label)));
    }
    Vec::new()
}

fn click_on_list(model: &mut Model, row: u16, at: Duration) -> Vec<Request> {
    let place = match model.overlays.last() {
        Some(Overlay::Picker(picker)) => screens::picker::entry_at(model, picker, row),
        _ => None,
    };
    let (Some(place), Some(Overlay::Picker(picker))) = (place, model.overlays.last_mut()) else {
        return Vec::new();
    };
    if picker.selected == place {
        return overlays::press(model, Key::Enter, at);
    }
    picker.selected = place;
    Vec::new()
}
