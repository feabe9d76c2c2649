//! What the keys do in the list of classes.

use super::effects;
use crate::command::{Effect, Question};
use crate::schema::{Key, LabelId};
use crate::tui::class_list::{ClassList, effect_of};
use crate::tui::message::Request;
use crate::tui::model::{Model, Overlay};

pub(super) fn press(model: &mut Model, mut list: ClassList, key: Key) -> Vec<Request> {
    let labels: Vec<LabelId> = model.labels().map_or(Vec::new(), |labels| {
        labels.active().map(|(id, _)| id).collect()
    });
    let selected = labels.get(list.selected.min(labels.len().saturating_sub(1)));
    let selected = selected.copied();
    let row = model.keymap.command(model.screen, false, &[key]);
    let undoes = row.filter(|row| matches!(row.id, "undo" | "redo"));
    let effect = match key {
        Key::Enter => selected.map(|label| Effect::Ask(Question::Rename(label))),
        Key::Char(letter) => effect_of(letter, selected),
        _ => None,
    };
    let is_unknown =
        effect.is_none() && undoes.is_none() && !list.press(key, labels.len(), model.page_rows());
    match &effect {
        // The class that moves stays the selected one.
        Some(Effect::Send(_)) if key == Key::Char('u') => {
            list.selected = list.selected.saturating_sub(1);
        }
        Some(Effect::Send(_)) if key == Key::Char('n') => {
            list.selected = (list.selected + 1).min(labels.len().saturating_sub(1));
        }
        _ => {}
    }
    model.overlays.push(Overlay::Classes(list));
    // What is told belongs to what is in sight: the list is there again by now.
    if is_unknown {
        model.tell(&format!(
            "{key} is no key here; the foot shows those of this list"
        ));
    }
    if let Some(row) = undoes {
        return effects::run(model, &row);
    }
    if effect.is_some() && model.read_only().is_some() {
        model.tell("the project is open read-only");
        return Vec::new();
    }
    effect.map_or(Vec::new(), |effect| effects::carry_out(model, effect))
}
