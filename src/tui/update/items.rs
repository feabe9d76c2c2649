//! What the keys do in the list of items.

use super::effects;
use crate::command::{Effect, List};
use crate::schema::Key;
use crate::session::{ItemListing, LabelingCommand};
use crate::tui::item_list::ItemList;
use crate::tui::message::Request;
use crate::tui::model::{Model, Overlay};

/// Opens the list.
pub(super) fn open(model: &mut Model, list: ItemList) -> Vec<Request> {
    let requests = ask_for(&list);
    model.overlays.push(Overlay::Items(Box::new(list)));
    requests
}

/// Asks the session for what is wanted now.
fn ask_for(list: &ItemList) -> Vec<Request> {
    effects::send(LabelingCommand::Items(list.query()))
}

/// Asks anew for what an open list holds, because something was changed.
pub(super) fn refresh(model: &Model) -> Vec<Request> {
    let open = model.overlays.iter().find_map(|overlay| match overlay {
        Overlay::Items(list) => Some(list),
        _ => None,
    });
    open.map_or(Vec::new(), |list| ask_for(list))
}

/// Takes in what was found.
pub(super) fn fill(model: &mut Model, listing: ItemListing) {
    for overlay in model.overlays.iter_mut().rev() {
        match overlay {
            Overlay::Items(list) if listing.query == list.query() => return list.fill(listing),
            Overlay::Classes(list) => return list.fill(listing),
            _ => {}
        }
    }
}

/// A paste goes into the filter.
pub(super) fn paste(list: &mut ItemList, text: &str) -> Vec<Request> {
    list.typing = true;
    list.filter.paste(text);
    list.selected = 0;
    list.unmark();
    ask_for(list)
}

pub(super) fn press(model: &mut Model, mut list: Box<ItemList>, key: Key) -> Vec<Request> {
    let rows = list_rows(model);
    let row = model.keymap.command(model.screen, false, &[key]);
    let mut requests = Vec::new();
    match key {
        Key::Enter => {
            if let Some(item) = list.current() {
                list.typing = false;
                model.came_from = Some(Overlay::Items(list));
                return effects::carry_out(model, Effect::Visit(item));
            }
        }
        Key::Tab | Key::BackTab => {
            list.turn(if key == Key::Tab { 1 } else { -1 });
            requests = ask_for(&list);
        }
        _ if list.typing && is_of_the_line(&mut list, key, &mut requests) => {}
        // From the line to the first row.
        Key::Down | Key::Ctrl('n') if list.typing && list.selected == 0 => list.typing = false,
        _ if list.press(key, rows) => list.typing = false,
        _ if list.typing => {}
        Key::Char('/') => list.typing = true,
        Key::Char(' ') => list.mark(),
        Key::Char('a') => list.mark_all(),
        Key::Char('t') => list.table = !list.table,
        Key::Char('r' | 'f' | 'q') if model.read_only().is_some() => {
            model.tell("the project is open read-only");
        }
        Key::Char(act @ ('r' | 'f' | 'q')) => {
            let effect = list.chosen().map(|chosen| match act {
                'r' => Effect::List(List::Relabel),
                'f' => {
                    let flag = LabelingCommand::FlagMany(chosen, !list.is_all_flagged());
                    LabelingCommand::Consider(Box::new(flag)).into()
                }
                _ => {
                    let requeue = LabelingCommand::Requeue(chosen);
                    LabelingCommand::Consider(Box::new(requeue)).into()
                }
            });
            model.overlays.push(Overlay::Items(list));
            return effect.map_or(Vec::new(), |effect| effects::carry_out(model, effect));
        }
        _ => {
            if let Some(row) = row.filter(|row| matches!(row.id, "undo" | "redo" | "help")) {
                model.overlays.push(Overlay::Items(list));
                let mut requests = effects::run(model, &row);
                requests.extend(refresh(model));
                return requests;
            }
            // What is told belongs to what is in sight: the list must be there again.
            model.overlays.push(Overlay::Items(list));
            model.tell(&format!(
                "{key} is no key here; the foot shows those of this list"
            ));
            return requests;
        }
    }
    model.overlays.push(Overlay::Items(list));
    requests
}

/// Whether a key went into the filter; what that asks for.
fn is_of_the_line(list: &mut ItemList, key: Key, requests: &mut Vec<Request>) -> bool {
    let typed = list.type_in(key);
    if typed == Some(true) {
        *requests = ask_for(list);
    }
    typed.is_some()
}

/// Leaves the marks, or else the list; whether it is left.
pub(super) fn leaves(list: &mut ItemList) -> bool {
    !list.unmark()
}

/// Rows of the list on this terminal.
fn list_rows(model: &Model) -> usize {
    usize::from(model.size.1).saturating_sub(6).max(1)
}
