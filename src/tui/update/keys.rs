//! What a key means beside the item: a label's key answers, any other is looked up in the keymap.

use std::time::Duration;

use super::{effects, home, overlays};
use crate::command::{Answer, Effect, Row, Screen};
use crate::schema::Key;
use crate::tui::item_clock;
use crate::tui::message::Request;
use crate::tui::model::{Model, Phase};

pub(super) fn press(model: &mut Model, key: Key, at: Duration) -> Vec<Request> {
    // A second Ctrl-C ends the session only right after the first.
    let quitting = std::mem::take(&mut model.quitting);
    if !model.overlays.is_empty() {
        return overlays::press(model, key, at);
    }
    if model.screen == Screen::Home
        && let Some(requests) = home::press(model, key)
    {
        return requests;
    }
    act(model, at);
    if let Key::Char(character) = key
        && let Some(label) = model.labels().and_then(|labels| labels.by_key(character))
    {
        if is_meant(model, key, at) {
            return effects::carry_out(model, Effect::Answer(Answer::Label(label)));
        }
        return Vec::new();
    }
    let situation = model.situation();
    let command = model
        .keymap
        .command(situation.screen, situation.is_veiled(), &[key]);
    match command {
        Some(row) if quitting && row.effect(&situation) == Effect::Interrupt => home::end(model),
        Some(row) => run_by_key(model, &row, key, at),
        None => {
            let help = model.key_of("help");
            model.tell(&format!("{key} is no key here; {help} shows all keys"));
            Vec::new()
        }
    }
}

/// Gives a command by a key, if the key was meant for the item on the screen.
pub(super) fn run_by_key(model: &mut Model, row: &Row, key: Key, at: Duration) -> Vec<Request> {
    if row.answers && !is_meant(model, key, at) {
        return Vec::new();
    }
    effects::run(model, row)
}

/// Counts the time up to now as work on the item.
pub(super) fn act(model: &mut Model, at: Duration) {
    let is_read = model.is_read();
    if let Some(clock) = model.clock_mut() {
        clock.act(at, is_read);
    }
}

/// Whether an answering key was meant for the item on the screen.
pub(super) fn is_meant(model: &mut Model, key: Key, at: Duration) -> bool {
    let before = model.last_key.replace((key, at));
    let held = item_clock::is_held(before, key, at);
    let painted_at = model.clock().and_then(|clock| clock.painted_at);
    let is_review = model.screen == Screen::Review;
    let is_undo = || {
        let row = model.keymap.command(model.screen, false, &[key]);
        row.is_some_and(|row| matches!(row.id, "undo" | "redo"))
    };
    let problem = match painted_at {
        _ if model.is_too_small() => Some("the window is too small to answer in: enlarge it"),
        _ if is_review && model.read_only().is_some() => Some("the project is open read-only"),
        Some(painted_at) if model.phase == Phase::Asking => {
            item_clock::untimely(before, key, at, painted_at)
        }
        // Undo has nothing on the screen to wait for.
        _ if model.phase == Phase::Done && is_undo() && !held => None,
        _ if model.phase == Phase::Done && is_review => Some("nothing is left here"),
        _ if model.phase == Phase::Done => Some("every item is answered"),
        _ => Some("the next item is not on the screen yet: that key did not count"),
    };
    if let Some(problem) = problem {
        model.refused_keys += 1;
        model.tell(problem);
    }
    problem.is_none()
}
