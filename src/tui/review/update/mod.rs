//! What does a message change in the review?
//!
//! [`review_update`] is the only way in. It never blocks: whatever takes time is an effect, and
//! its outcome comes back as a message.

mod commands;
mod keys;
mod layers;
mod pages;
mod reports;

use super::model::{AdjudicationModel, Overlay};
use crate::session::{AdjudicationCommand, AdjudicationEvent};
use crate::tui::message::{Effect, Message};

/// What an update wants done.
type Effects = Vec<Effect<AdjudicationCommand>>;

/// Takes a message in; what the shell must do now.
pub fn review_update(
    model: &mut AdjudicationModel,
    message: Message<AdjudicationEvent>,
) -> Vec<Effect<AdjudicationCommand>> {
    match message {
        Message::Key(key, at) => {
            model.now = model.now.max(at);
            if model.layers.is_empty() {
                keys::press(model, key, at)
            } else {
                layers::press(model, key, at)
            }
        }
        Message::Paste(text) => {
            layers::paste(model, &text);
            Vec::new()
        }
        Message::Resize(columns, rows) => {
            resize(model, columns, rows);
            Vec::new()
        }
        Message::Report(report) => reports::take(model, report),
        Message::Painted(at) => {
            if let Some(reviewed) = &mut model.reviewed {
                reviewed.watch.painted(at);
            }
            Vec::new()
        }
        Message::Tick(now) => {
            model.now = model.now.max(now);
            cover_when_idle(model)
        }
        Message::Terminate => vec![Effect::Quit],
        Message::Suspend => vec![Effect::Suspend],
    }
}

fn resize(model: &mut AdjudicationModel, columns: u16, rows: u16) {
    model.size = (columns, rows);
    let width = model.text_width();
    model.passage.rewrap(width);
    for layer in &mut model.layers {
        if let Overlay::Page(page) = layer {
            page.passage.rewrap(width);
        }
    }
}

/// Veils a sensitive text that nobody seems to read.
fn cover_when_idle(model: &mut AdjudicationModel) -> Effects {
    let now = model.now;
    let Some(reviewed) = &mut model.reviewed else {
        return Vec::new();
    };
    let in_sight = reviewed.face.sensitive.is_some() && !reviewed.face.is_veiled;
    if !in_sight || reviewed.watch.idle(now) < reviewed.face.veil_again_after {
        return Vec::new();
    }
    reviewed.face.is_veiled = true;
    let item = reviewed.face.item;
    reports::show(model);
    vec![Effect::Order(AdjudicationCommand::Veil(item, true))]
}
