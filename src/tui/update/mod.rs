//! What does a message change?
//!
//! [`update`] is the only way in. It never blocks: whatever takes time is an effect, and its
//! outcome comes back as a message.

mod commands;
mod keys;
mod layers;
mod reports;
mod veil;

use super::message::{Effect, Message};
use super::model::{Asked, Model, Overlay};
use super::passage::TextView;

/// Takes a message in; what the shell must do now.
pub fn update(model: &mut Model, message: Message) -> Vec<Effect> {
    match message {
        Message::Key(key, at) => {
            model.now = model.now.max(at);
            if model.layers.is_empty() {
                keys::press(model, key, at)
            } else {
                layers::press(model, key)
            }
        }
        Message::Paste(text) => layers::paste(model, &text),
        Message::Resize(columns, rows) => {
            resize(model, columns, rows);
            Vec::new()
        }
        Message::Report(report) => reports::take(model, report),
        Message::Painted(at) => {
            if let Some(asked) = &mut model.asked
                && asked.painted_at.is_none()
            {
                asked.painted_at = Some(at);
                asked.last_act = at;
            }
            Vec::new()
        }
        Message::Tick(now) => {
            model.now = model.now.max(now);
            veil::cover_when_idle(model)
        }
        Message::Terminate => vec![Effect::Quit],
        Message::Suspend => vec![Effect::Suspend],
    }
}

fn resize(model: &mut Model, columns: u16, rows: u16) {
    model.size = (columns, rows);
    let width = model.text_width();
    if model.asked.as_ref().is_some_and(Asked::is_hidden) {
        model.passage = TextView::default();
    }
    model.passage.rewrap(width);
    for layer in &mut model.layers {
        if let Overlay::Page(page) = layer {
            page.passage.rewrap(width);
        }
    }
}
