//! What the keys do in the list of classes.

use super::{effects, items};
use crate::command::Effect;
use crate::schema::{Key, LabelId};
use crate::session::LabelingCommand;
use crate::tui::class_list::{ClassList, effect_of, items_of};
use crate::tui::item_list::ItemList;
use crate::tui::message::Request;
use crate::tui::model::{Model, Overlay};

/// Opens the list.
pub(super) fn open(model: &mut Model) -> Vec<Request> {
    model.overlays.push(Overlay::Classes(ClassList::default()));
    refresh(model)
}

/// Asks for the items of the selected class, where the list is open.
pub(super) fn refresh(model: &Model) -> Vec<Request> {
    let open = model.overlays.iter().find_map(|overlay| match overlay {
        Overlay::Classes(list) => Some(list),
        _ => None,
    });
    let classes = model.labels().map_or(0, |labels| labels.active().count());
    let name = open.and_then(|list| {
        let at = list.selected.min(classes.saturating_sub(1));
        let mut labels = model.labels()?.active();
        labels.nth(at).map(|(_, label)| label.name.clone())
    });
    name.map_or(Vec::new(), |name| {
        effects::send(LabelingCommand::Items(items_of(&name)))
    })
}

pub(super) fn press(model: &mut Model, mut list: ClassList, key: Key) -> Vec<Request> {
    let labels: Vec<LabelId> = model.labels().map_or(Vec::new(), |labels| {
        labels.active().map(|(id, _)| id).collect()
    });
    let selected = labels.get(list.selected.min(labels.len().saturating_sub(1)));
    let selected = selected.copied();
    let row = model.keymap.command(model.screen, false, &[key]);
    let undoes = row.filter(|row| matches!(row.id, "undo" | "redo" | "help"));
    if key == Key::Enter
        && let Some(name) = selected.and_then(|label| Some(model.labels()?.name(label).to_owned()))
    {
        model.overlays.push(Overlay::Classes(list));
        return items::open(model, ItemList::of(&items_of(&name)));
    }
    let before = list.selected;
    let effect = match key {
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
    let has_moved = list.selected != before;
    model.overlays.push(Overlay::Classes(list));
    // What is told belongs to what is in sight: the list is there again by now.
    if is_unknown {
        model.tell(&format!(
            "{key} is no key here; the foot shows those of this list"
        ));
    }
    if let Some(row) = undoes {
        return match row.id {
            "undo" => {
                let undo = Box::new(LabelingCommand::UndoClassChange);
                effects::send(LabelingCommand::Consider(undo))
            }
            _ => effects::run(model, &row),
        };
    }
    if effect.is_some() && model.read_only().is_some() {
        model.tell("the project is open read-only");
        return Vec::new();
    }
    let mut requests = effect.map_or(Vec::new(), |effect| effects::carry_out(model, effect));
    if has_moved {
        requests.extend(refresh(model));
    }
    requests
}
