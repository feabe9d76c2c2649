//! How does a sensitive item come into sight, and out of it?
//!
//! The engine says what may be in sight; this only asks for it and paints what comes back. The
//! screen veils again by itself, without waiting for anybody.

use std::time::Duration;

use crate::content_safety::Category;
use crate::schema::ItemIndex;
use crate::session::{LabelingCommand, RevealAction, RevealState};
use crate::text::Shown;
use crate::tui::item_text::{meta, with_long_fields};
use crate::tui::message::Effect;
use crate::tui::model::{Model, Overlay, Phase, Severity};
use crate::tui::passage::TextView;
use crate::tui::picker::{Choice, Entry, Kind, Picker};
use crate::tui::veil::KINDS;

/// Asks for more of the item on the screen, or for what is held back.
pub(super) fn reveal(model: &mut Model, how: RevealAction) -> Vec<Effect> {
    if model.phase == (Phase::Held { can_lift: true }) {
        return vec![Effect::Order(LabelingCommand::LiftOrder)];
    }
    ask_for(model, how)
}

fn ask_for(model: &mut Model, how: RevealAction) -> Vec<Effect> {
    let Some(asked) = &mut model.asked else {
        return Vec::new();
    };
    let read_seconds = asked.take_read_seconds();
    vec![Effect::Order(LabelingCommand::Uncover {
        item: asked.face.item,
        how,
        read_seconds,
    })]
}

/// Veils a sensitive text that nobody seems to read.
pub(super) fn cover_when_idle(model: &mut Model) -> Vec<Effect> {
    let now = model.now;
    let Some(asked) = model.asked.as_mut().filter(|asked| asked.is_read()) else {
        return Vec::new();
    };
    let idle = now.saturating_sub(asked.last_act).as_secs_f64();
    if idle < asked.veil_again_after {
        return Vec::new();
    }
    asked.time.read_seconds += asked.veil_again_after;
    asked.last_act += Duration::from_secs_f64(asked.veil_again_after);
    asked.in_sight = RevealState::Nothing;
    let item = asked.face.item;
    show(model, item);
    model.tell(
        Severity::Quiet,
        Shown::plain("veiled again: no key was pressed for a while"),
    );
    ask_for(model, RevealAction::Not)
}

/// What the engine says is in sight now.
pub(super) fn uncovered(model: &mut Model, item: ItemIndex, in_sight: RevealState, again: f64) {
    let now = model.now;
    let Some(asked) = model.asked.as_mut().filter(|asked| asked.face.item == item) else {
        return;
    };
    // Reading begins now; what the key before said is told already.
    asked.act(now);
    if asked.time.revealed_after.is_none() && in_sight != RevealState::Nothing {
        let since = asked.painted_at.unwrap_or(now);
        asked.time.revealed_after = Some(now.saturating_sub(since).as_secs_f64());
    }
    asked.time.interrupted = true;
    asked.veil_again_after = again;
    if let RevealState::Masked(masked) = &in_sight {
        let words = if masked.is_exact {
            "masked: the words that a list knows are hidden; it can be labeled so"
        } else {
            "masked: no list knows its words, so all longer ones are hidden; it can be labeled so"
        };
        model.notice = None;
        model.tell(Severity::Quiet, Shown::plain(words));
    }
    if let Some(asked) = &mut model.asked {
        asked.in_sight = in_sight;
    }
    show(model, item);
}

/// Paints what is in sight of the item.
fn show(model: &mut Model, item: ItemIndex) {
    let Some(in_sight) = model.asked.as_ref().map(|asked| asked.in_sight.clone()) else {
        return;
    };
    let (text, meta) = self::in_sight(model, item, &in_sight);
    model.passage = TextView::new(text, model.text_width());
    if let Some(asked) = &mut model.asked {
        asked.meta = meta;
    }
}

/// The text and the line above it, as far as they are in sight: the line may be made of the text,
/// so it comes with the whole of it alone.
pub(super) fn in_sight(model: &Model, index: ItemIndex, in_sight: &RevealState) -> (Shown, Shown) {
    let item = model.items.get(index);
    match in_sight {
        RevealState::Nothing => (Shown::default(), Shown::plain("a veiled item")),
        RevealState::Masked(masked) => (Shown::text(&masked.text), Shown::plain("masked")),
        RevealState::Beginning(end) => {
            let part = item.text.get(..*end).unwrap_or_default();
            (Shown::text(part), Shown::plain("its beginning"))
        }
        RevealState::Whole => (
            Shown::text(&with_long_fields(item)),
            meta(&model.items, index),
        ),
    }
}

fn list(
    model: &mut Model,
    kind: Kind,
    title: &'static str,
    hint: &'static str,
    entries: Vec<Entry>,
) {
    let picker = Picker::new(kind, Shown::plain(title), hint, false, entries);
    model.layers.push(Overlay::Picker(picker));
}

fn entry(title: &str, detail: &'static str, choice: Choice) -> Entry {
    Entry {
        title: Shown::line(title),
        detail: Shown::plain(detail),
        disabled: None,
        choice,
    }
}

/// For how long?
pub(super) fn defer(model: &mut Model) {
    let hour = 3_600;
    let entries = vec![
        entry("an hour", "it comes back then", Choice::Defer(Some(hour))),
        entry(
            "a day",
            "it comes back then",
            Choice::Defer(Some(24 * hour)),
        ),
        entry(
            "a week",
            "it comes back then",
            Choice::Defer(Some(7 * 24 * hour)),
        ),
        entry(
            "for good",
            "you are not asked it again",
            Choice::Defer(None),
        ),
    ];
    let hint = "Enter takes it · Esc back · nothing is held against you";
    list(model, Kind::Defer, "put it off for", hint, entries);
}

pub(super) fn put_off(model: &mut Model, seconds: Option<u32>) -> Vec<Effect> {
    let item = model.item();
    let order = item.map(|item| LabelingCommand::Defer(item, seconds.map(f64::from)));
    order.map(Effect::Order).into_iter().collect()
}

/// Which category?
pub(super) fn categories(model: &mut Model, categories: Vec<(Category, bool)>) {
    if categories.is_empty() {
        let words = "no category is left out, and the item on the screen has none";
        model.tell(Severity::Quiet, Shown::plain(words));
        return;
    }
    let entries = categories
        .iter()
        .enumerate()
        .map(|(place, (category, out))| {
            let detail = if *out {
                "left out: Enter asks it again"
            } else {
                "Enter leaves it out, here and in your other projects"
            };
            entry(category.as_str(), detail, Choice::LeaveOut(place))
        })
        .collect();
    model.categories = categories;
    let hint = "Enter · Esc back · no reason is asked, and no figure counts it against you";
    list(model, Kind::LeaveOut, "categories", hint, entries);
}

pub(super) fn leave_out(model: &mut Model, place: usize) -> Vec<Effect> {
    let chosen = model.categories.get(place).cloned();
    let order = chosen.map(|(category, out)| LabelingCommand::LeaveOut(category, !out));
    order.map(Effect::Order).into_iter().collect()
}

/// As what?
pub(super) fn mark(model: &mut Model) {
    let mut entries: Vec<Entry> = KINDS
        .iter()
        .enumerate()
        .map(|(place, kind)| {
            let detail = if place == 0 {
                "of no particular kind"
            } else {
                "of this kind"
            };
            entry(kind, detail, Choice::Sensitive(Some(place)))
        })
        .collect();
    if model.situation().sensitive {
        let detail = "it opens like any other, for everybody here";
        entries.push(entry("not sensitive", detail, Choice::Sensitive(None)));
    }
    let hint = "Enter marks the item, for everybody in this project · Esc back";
    list(
        model,
        Kind::Sensitive,
        "this should have been veiled",
        hint,
        entries,
    );
}

pub(super) fn marked(model: &mut Model, kind: Option<usize>) -> Vec<Effect> {
    let Some(asked) = &model.asked else {
        return Vec::new();
    };
    let kind = kind.and_then(|place| KINDS.get(place));
    vec![Effect::Order(LabelingCommand::MarkSensitive {
        item: asked.face.item,
        sensitive: kind.is_some(),
        category: kind
            .filter(|kind| **kind != KINDS[0])
            .and_then(|kind| Category::named(kind)),
        read_seconds: asked.time.active_seconds,
    })]
}
