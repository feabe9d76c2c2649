//! What does a key mean beside an item under review?
//!
//! A label's key decides for that label; any other key is a command's, or a command's letter while
//! no label owns it. A deciding key counts only for the item that was painted when it was pressed.

use std::time::Duration;

use super::{Effects, commands};
use crate::command::{CommandId, Key, Screen, command_of};
use crate::schema::{Adjudication, ItemIndex};
use crate::session::{AdjudicationCommand, Assignee};
use crate::text::Shown;
use crate::tui::bounce;
use crate::tui::message::Effect;
use crate::tui::model::Severity;
use crate::tui::review::model::{AdjudicationModel, Phase};
use crate::tui::review::screens::text_rows;

pub(super) fn press(model: &mut AdjudicationModel, key: Key, at: Duration) -> Effects {
    act(model, at);
    if let Key::Char(character) = key
        && let Some(label) = model.labels().and_then(|labels| labels.by_key(character))
    {
        return if is_meant(model, key, at) {
            decide(model, Adjudication::Label(label))
        } else {
            Vec::new()
        };
    }
    // An arrow reads on row by row; the commands turn pages.
    if let Key::Up | Key::Down = key {
        let rows = text_rows(model);
        let by = if key == Key::Down { 1 } else { -1 };
        model.passage.scroll_by(by, rows);
        return Vec::new();
    }
    match command_of(Screen::Review, key) {
        Some(row) if answers(row.id) && !is_meant(model, key, at) => Vec::new(),
        Some(row) => commands::run(model, row.id),
        None => {
            let text = format!("{key} is no key here; ? shows all keys");
            model.tell(Severity::Quiet, Shown::line(&text));
            Vec::new()
        }
    }
}

/// Counts work on the item.
pub(super) fn act(model: &mut AdjudicationModel, at: Duration) {
    if let Some(reviewed) = &mut model.reviewed {
        reviewed.watch.act(at);
    }
}

/// Decides on the item on the screen.
pub(super) fn decide(model: &mut AdjudicationModel, decision: Adjudication) -> Effects {
    if model.is_hidden() {
        let words = "nothing of it is shown yet: Enter shows it, Space puts it off";
        model.tell(Severity::Quiet, Shown::plain(words));
        return Vec::new();
    }
    let Some(reviewed) = model.reviewed.as_ref().filter(|_| can_answer(model)) else {
        return Vec::new();
    };
    let rationale = reviewed.rationale.trim().to_owned();
    let order = AdjudicationCommand::Decide {
        item: reviewed.face.item,
        decision,
        rationale: (!rationale.is_empty()).then_some(rationale),
        time: reviewed.watch.time(model.now),
    };
    dispatch(model, order)
}

/// Has somebody judge the item; it must be the one on the screen.
pub(super) fn send_on(
    model: &mut AdjudicationModel,
    item: ItemIndex,
    to: Assignee,
    why: String,
) -> Effects {
    let on_screen = |model: &AdjudicationModel| model.item() == Some(item);
    let Some(reviewed) = model
        .reviewed
        .as_ref()
        .filter(|_| on_screen(model) && can_answer(model))
    else {
        return Vec::new();
    };
    let order = AdjudicationCommand::Send {
        item,
        to,
        why: (!why.is_empty()).then_some(why),
        time: reviewed.watch.time(model.now),
    };
    dispatch(model, order)
}

/// Puts the item off.
pub(super) fn skip(model: &mut AdjudicationModel) -> Effects {
    let Some(reviewed) = model.reviewed.as_ref().filter(|_| can_answer(model)) else {
        return Vec::new();
    };
    let order = AdjudicationCommand::Skip {
        item: reviewed.face.item,
        time: reviewed.watch.time(model.now),
    };
    dispatch(model, order)
}

fn dispatch(model: &mut AdjudicationModel, order: AdjudicationCommand) -> Effects {
    model.phase = Phase::Sending;
    model.unsaved += 1;
    model.visiting = false;
    model.notice = None;
    vec![Effect::Order(order)]
}

fn can_answer(model: &AdjudicationModel) -> bool {
    model.phase == Phase::Asking && model.situation().writable
}

/// Whether a command answers the item on the screen at once.
fn answers(command: CommandId) -> bool {
    matches!(
        command,
        CommandId::Skip | CommandId::Keep | CommandId::UndoRuling
    )
}

/// Whether a deciding key was meant for the item on the screen.
fn is_meant(model: &mut AdjudicationModel, key: Key, at: Duration) -> bool {
    let before = model.last_key.replace((key, at));
    let held = bounce::is_held(before, key, at);
    let painted_at = model.reviewed.as_ref().and_then(|on| on.watch.painted_at);
    let problem = match painted_at {
        _ if model.is_too_small() => Some("the window is too small to review in: enlarge it"),
        _ if !model.situation().writable => Some("the project is open read-only"),
        Some(painted_at) if model.phase == Phase::Asking => {
            bounce::untimely(before, key, at, painted_at)
        }
        // Undo has nothing on the screen to wait for.
        _ if model.phase == Phase::Done && key == Key::Backspace && !held => None,
        _ if model.phase == Phase::Done => Some("nothing is left here: = chooses other items"),
        _ => Some("the next item is not on the screen yet: that key did not count"),
    };
    if let Some(problem) = problem {
        model.tell(Severity::Quiet, Shown::plain(problem));
    }
    problem.is_none()
}
