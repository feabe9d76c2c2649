//! How a sensitive item comes into sight, and out of it.
//!
//! The session says what may be in sight; this only asks for it and shows what comes back.
//! Invariant: the screen veils again by itself, without waiting for anybody.

use std::time::Duration;

use super::effects;
use crate::command::Screen;
use crate::schema::ItemIndex;
use crate::session::{AdjudicationCommand, LabelingCommand, RevealAction, RevealState};
use crate::text::Shown;
use crate::tui::item_text::{meta, with_long_fields};
use crate::tui::message::Request;
use crate::tui::model::{Model, Phase};
use crate::tui::text_view::TextView;

/// Asks for more of the item on the screen, or for what is held back.
pub(super) fn reveal(model: &mut Model, how: RevealAction) -> Vec<Request> {
    if model.phase == (Phase::Held { can_lift: true }) {
        return effects::send(LabelingCommand::LiftOrder);
    }
    let Some(item) = model.item() else {
        return Vec::new();
    };
    match model.screen {
        Screen::Home | Screen::Label => uncover(model, how),
        Screen::Review => {
            let veils = how == RevealAction::Not;
            effects::send(AdjudicationCommand::Veil(item, veils))
        }
    }
}

fn uncover(model: &mut Model, how: RevealAction) -> Vec<Request> {
    let Some(asked) = model.asked.as_mut() else {
        return Vec::new();
    };
    // Seconds for which sensitive text was in sight and that were not told yet.
    let read_seconds = std::mem::take(&mut asked.clock.time.read_seconds);
    effects::send(LabelingCommand::Reveal {
        item: asked.query.item,
        how,
        read_seconds,
    })
}

/// Veils a sensitive text that nobody seems to read.
pub(super) fn cover_when_idle(model: &mut Model) -> Vec<Request> {
    if !model.is_read() {
        return Vec::new();
    }
    let now = model.now;
    let idle = model.clock().map_or(0.0, |clock| clock.idle(now));
    if let Some(reviewed) = model.reviewed.as_mut() {
        if idle < reviewed.view.veil_again_after {
            return Vec::new();
        }
        reviewed.view.is_veiled = true;
        super::review::show(model);
        return reveal(model, RevealAction::Not);
    }
    let Some(asked) = model.asked.as_mut() else {
        return Vec::new();
    };
    if idle < asked.veil_again_after {
        return Vec::new();
    }
    asked.clock.time.read_seconds += asked.veil_again_after;
    asked.clock.last_act += Duration::from_secs_f64(asked.veil_again_after);
    asked.in_sight = RevealState::Nothing;
    show(model);
    model.tell("veiled again: no key was pressed for a while");
    uncover(model, RevealAction::Not)
}

/// What the session says is in sight now.
pub(super) fn uncovered(model: &mut Model, item: ItemIndex, in_sight: RevealState, again: f64) {
    let now = model.now;
    if model.item() != Some(item) {
        return;
    }
    let is_read = model.is_read();
    let Some(asked) = model.asked.as_mut() else {
        return;
    };
    // Reading begins now; what the key before said is told already.
    asked.clock.act(now, is_read);
    if asked.clock.time.revealed_after.is_none() && in_sight != RevealState::Nothing {
        asked.clock.time.revealed_after = Some(asked.clock.since_paint(now));
    }
    asked.clock.time.interrupted = true;
    asked.veil_again_after = again;
    let masked = match &in_sight {
        RevealState::Masked(masked) => Some(masked.is_exact),
        _ => None,
    };
    asked.in_sight = in_sight;
    if let Some(is_exact) = masked {
        model.tell(if is_exact {
            "masked: the words that a list knows are hidden; it can be labeled so"
        } else {
            "masked: no list knows its words, so all longer ones are hidden; it can be labeled so"
        });
    }
    show(model);
}

/// Shows what is in sight of the item: its text, and the line above it. That line may be made of
/// the text, so it comes with the whole of it alone.
pub(super) fn show(model: &mut Model) {
    let Some(asked) = model.asked.as_ref() else {
        return;
    };
    let item = model.items.get(asked.query.item);
    let (text, above) = match &asked.in_sight {
        RevealState::Nothing => (String::new(), Shown::plain("a veiled item")),
        RevealState::Masked(masked) => (masked.text.clone(), Shown::plain("masked")),
        RevealState::Beginning(end) => {
            let part = item.text.get(..*end).unwrap_or_default();
            (part.to_owned(), Shown::plain("its beginning"))
        }
        RevealState::Whole => (
            with_long_fields(&model.items, asked.query.item),
            meta(&model.items, asked.query.item),
        ),
    };
    model.text = TextView::item(text, model.text_width());
    if let Some(asked) = model.asked.as_mut() {
        asked.meta = above;
    }
}

/// The keys that show a veiled item, in words.
pub(super) fn how_to_see(model: &Model) -> String {
    let key = |id| model.key_of(id);
    let (whole, skip) = (key("reveal"), key("skip"));
    match model.screen {
        Screen::Home | Screen::Label => {
            let (masked, sentence) = (key("reveal-masked"), key("reveal-sentence"));
            format!("{masked} masked, {sentence} a sentence, {whole} all, {skip} skips")
        }
        Screen::Review => format!("{whole} shows it, {skip} puts it off"),
    }
}
