//! What a message changes.
//!
//! [`update`] is the only way in. Invariant: it never blocks; whatever takes time is a request,
//! and its outcome comes back as a message.

mod classes;
mod drafts;
mod effects;
mod home;
mod items;
mod keys;
mod labeling;
mod list_words;
mod lists;
mod menu;
mod mouse;
mod overlays;
mod pages;
mod review;
mod setup;
mod veil;

pub(super) use effects::{carry_out, run as run_row};
pub(super) use home::go_home;
pub(super) use setup::begin_with_file;

use super::images;
use super::message::{Message, Request};
use super::model::{Model, Overlay, Severity};
use super::text_view::TextView;
use crate::session::{SessionCommand, SessionEvent};

/// Takes a message in; what the shell must do now.
pub fn update(model: &mut Model, message: Message) -> Vec<Request> {
    let mut requests = take(model, message);
    images::settle(model, &mut requests);
    requests
}

fn take(model: &mut Model, message: Message) -> Vec<Request> {
    match message {
        Message::Key(key, at) => {
            model.now = model.now.max(at);
            model.read_news();
            return keys::press(model, key, at);
        }
        Message::Mouse(did, at) => return mouse::take(model, did, at),
        Message::Paste(text) => return overlays::paste(model, &text),
        Message::Resize(columns, rows) => resize(model, columns, rows),
        Message::Event(SessionEvent::Labeling(event)) => return labeling::take(model, event),
        Message::Event(SessionEvent::Adjudication(event)) => return review::take(model, event),
        Message::Image(request, made) => model.image.take(&request, made),
        Message::Home(message) => return home::take(model, message),
        Message::Painted(at) => {
            if let Some(clock) = model.clock_mut() {
                clock.painted(at);
            }
        }
        Message::Tick(now) => {
            model.now = model.now.max(now);
            let mut requests = veil::cover_when_idle(model);
            requests.extend(effects::send(SessionCommand::ReadGuidelines));
            return requests;
        }
        Message::Event(SessionEvent::Guidelines(guidelines)) => {
            pages::guidelines_changed(model, *guidelines);
        }
        Message::Event(SessionEvent::GuidelinesUnread(told)) => labeling::notice(model, &told),
        Message::Edited(problem) => {
            if let Some(problem) = problem {
                model.notify(Severity::Warning, &problem);
            }
            return effects::send(SessionCommand::ReadGuidelines);
        }
        Message::Background(is_light) => {
            model.look.is_light = is_light;
            if model.look.follows_terminal() {
                model.theme = model.look.current();
            }
        }
        Message::Kept(Ok(told)) => model.tell(&told),
        Message::Kept(Err(problem)) => model.notify(Severity::Warning, &problem),
        Message::Terminate => return vec![Request::Quit],
        Message::Suspend => return vec![Request::Suspend],
    }
    Vec::new()
}

fn resize(model: &mut Model, columns: u16, rows: u16) {
    model.size = (columns, rows);
    let (width, page_width) = (model.text_width(), model.page_width());
    // What is veiled while labeling is told by the screen, not by the text.
    if model.asked.as_ref().is_some() && model.is_hidden() {
        model.text = TextView::default();
    }
    model.text.rewrap(width);
    pages::set_beside(model);
    for overlay in &mut model.overlays {
        if let Overlay::Page(page) = overlay {
            page.text.rewrap(page_width);
        }
    }
}
