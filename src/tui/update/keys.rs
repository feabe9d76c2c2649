//! What does a key mean on the label screen?
//!
//! A label's key answers; any other key is a command's, or a command's letter while no label
//! owns that letter. An answering key counts only for the item that was painted when it was
//! pressed, and a key that is held or bounces answers once.

use std::time::Duration;

use super::commands;
use crate::command::{CommandId, Key, Screen, command_of};
use crate::schema::LabelId;
use crate::session::LabelingCommand;
use crate::state::Verdict;
use crate::text::Shown;
use crate::tui::bounce;
use crate::tui::message::Effect;
use crate::tui::model::{Model, Phase, Severity};

pub(super) fn press(model: &mut Model, key: Key, at: Duration) -> Vec<Effect> {
    if let Some(asked) = &mut model.asked {
        asked.act(at);
    }
    if let Key::Char(character) = key
        && let Some(label) = model.labels().and_then(|labels| labels.by_key(character))
    {
        return if is_meant(model, key, at) {
            judge(model, Verdict::Label(label))
        } else {
            Vec::new()
        };
    }
    // An arrow reads on row by row; the commands turn pages.
    if let Key::Up | Key::Down = key {
        let rows = model.text_rows();
        let by = if key == Key::Down { 1 } else { -1 };
        scroll(model, by, rows);
        return Vec::new();
    }
    match command_of(Screen::Label, key) {
        Some(row) if answers(row.id) && !is_meant(model, key, at) => Vec::new(),
        Some(row) => commands::run(model, row.id),
        None => {
            let text = format!("{key} is no key here; ? shows all keys");
            model.tell(Severity::Quiet, Shown::line(&text));
            Vec::new()
        }
    }
}

/// Reads on in the text, and notes that it was read on.
pub(super) fn scroll(model: &mut Model, by: isize, rows: usize) {
    model.passage.scroll_by(by, rows);
    if let Some(asked) = &mut model.asked {
        asked.time.scrolled = true;
    }
}

/// Records a judgement of the item on the screen, if there is one that waits.
pub(super) fn judge(model: &mut Model, verdict: Verdict) -> Vec<Effect> {
    if !can_answer(model) {
        return Vec::new();
    }
    let Some(asked) = &model.asked else {
        return Vec::new();
    };
    if asked.is_hidden() {
        let words = "nothing of it is shown yet: _ masked, . a sentence, Enter all, Space skips";
        model.tell(Severity::Quiet, Shown::plain(words));
        return Vec::new();
    }
    let order = LabelingCommand::Judge {
        item: asked.face.item,
        verdict,
        time: asked.time(model.now),
    };
    send(model, order)
}

/// Puts the item on the screen off.
pub(super) fn skip(model: &mut Model) -> Vec<Effect> {
    if !can_answer(model) {
        return Vec::new();
    }
    let Some(asked) = &model.asked else {
        return Vec::new();
    };
    let order = LabelingCommand::Skip {
        item: asked.face.item,
        time: asked.time(model.now),
    };
    send(model, order)
}

/// Records the judgement of a label chosen by name.
pub(super) fn judge_label(model: &mut Model, label: LabelId) -> Vec<Effect> {
    judge(model, Verdict::Label(label))
}

fn send(model: &mut Model, order: LabelingCommand) -> Vec<Effect> {
    model.phase = Phase::Sending;
    model.unsaved += 1;
    model.visiting = false;
    model.notice = None;
    vec![Effect::Order(order)]
}

fn can_answer(model: &mut Model) -> bool {
    if let Some(why) = model
        .progress
        .as_ref()
        .and_then(|progress| progress.read_only.clone())
    {
        let text = format!("nothing can be saved: {why}");
        model.tell(Severity::Warning, Shown::line(&text));
        return false;
    }
    model.phase == Phase::Asking
}

/// Whether a command answers the item on the screen.
fn answers(command: CommandId) -> bool {
    matches!(
        command,
        CommandId::Skip | CommandId::Unsure | CommandId::Undo
    )
}

/// Whether an answering key was meant for the item on the screen.
fn is_meant(model: &mut Model, key: Key, at: Duration) -> bool {
    let before = model.last_key.replace((key, at));
    let held = bounce::is_held(before, key, at);
    let painted_at = model.asked.as_ref().and_then(|asked| asked.painted_at);
    let problem = match painted_at {
        _ if model.is_too_small() => Some("the window is too small to label in: enlarge it"),
        Some(painted_at) if model.phase == Phase::Asking => {
            bounce::untimely(before, key, at, painted_at)
        }
        // Undo has nothing on the screen to wait for.
        _ if model.phase == Phase::Done && key == Key::Backspace && !held => None,
        _ if model.phase == Phase::Done => Some("every item is answered"),
        _ => Some("the next item is not on the screen yet: that key did not count"),
    };
    if let Some(problem) = problem {
        model.tell(Severity::Quiet, Shown::plain(problem));
    }
    problem.is_none()
}
