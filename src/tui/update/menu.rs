//! What a key means in the menu: a letter runs its entry, `/` looks for one by its words.
//!
//! Invariant: what records an answer wants Enter.

use std::time::Duration;

use super::{effects, keys, lists};
use crate::command::{List, MenuEntry};
use crate::schema::Key;
use crate::text::Shown;
use crate::tui::message::Request;
use crate::tui::model::{Menu, Model, Overlay};
use crate::tui::picker::Picker;

/// Entries that a page key moves by.
const PAGE: isize = 6;

pub(super) fn press(model: &mut Model, mut menu: Menu, key: Key, at: Duration) -> Vec<Request> {
    if let Some(found) = menu.found.take() {
        return press_found(model, menu, found, key);
    }
    let entries = model.keymap.menu(model.screen, &menu.pressed);
    let entry_of = |key: Key| entries.iter().find(|entry| entry.key == key);
    let chosen = menu.chosen.take();
    match key {
        Key::Enter => {
            if let Some(entry) = chosen.and_then(entry_of) {
                return enter(model, menu, entry, at);
            }
        }
        Key::Up | Key::Ctrl('p') => menu.chosen = step(&entries, chosen, -1),
        Key::Down | Key::Ctrl('n') => menu.chosen = step(&entries, chosen, 1),
        Key::PageUp | Key::PageDown => {
            let by = if key == Key::PageUp { -PAGE } else { PAGE };
            menu.chosen = step(&entries, chosen, by);
        }
        Key::Home => menu.chosen = entries.first().map(|entry| entry.key),
        Key::End => menu.chosen = entries.last().map(|entry| entry.key),
        Key::Backspace if menu.pressed.pop().is_some() => {}
        Key::Char('/') if entry_of(key).is_none() => menu.found = Some(all_commands(model)),
        _ => {
            let Some(entry) = entry_of(key) else {
                // What is told belongs to what is in sight: the menu must be there again.
                model.overlays.push(Overlay::Menu(menu));
                model.tell(&match chosen {
                    Some(_) => format!("{key} is no letter of this menu: nothing was done"),
                    None => format!("{key} is no letter of this menu; Esc leaves it"),
                });
                return Vec::new();
            };
            match entry.row {
                Some(row) if row.answers && row.enabled(&model.situation()).is_ok() => {
                    menu.chosen = Some(key);
                    model.overlays.push(Overlay::Menu(menu));
                    model.tell(&format!("{}: Enter does it", row.title));
                    return Vec::new();
                }
                _ => return enter(model, menu, entry, at),
            }
        }
    }
    model.overlays.push(Overlay::Menu(menu));
    Vec::new()
}

/// Does what an entry does, leads on to further ones, or says why not.
fn enter(model: &mut Model, mut menu: Menu, entry: &MenuEntry, at: Duration) -> Vec<Request> {
    let Some(row) = entry.row else {
        menu.pressed.push(entry.key);
        model.overlays.push(Overlay::Menu(menu));
        return Vec::new();
    };
    if let Err(reason) = row.enabled(&model.situation()) {
        model.overlays.push(Overlay::Menu(menu));
        model.tell(&format!("{}: {reason}", row.title));
        return Vec::new();
    }
    keys::run_by_key(model, &row, Key::Enter, at)
}

/// The entry before or after the chosen one.
fn step(entries: &[MenuEntry], chosen: Option<Key>, by: isize) -> Option<Key> {
    let place = entries.iter().position(|entry| Some(entry.key) == chosen);
    let next = match place {
        Some(place) => place.saturating_add_signed(by),
        None if by < 0 => entries.len(),
        None => 0,
    };
    let last = entries.len().checked_sub(1)?;
    entries.get(next.min(last)).map(|entry| entry.key)
}

/// All commands, to be found by their words.
fn all_commands(model: &Model) -> Picker {
    let entries = lists::commands(model);
    Picker::new(List::Palette, Shown::default(), "", true, entries)
}

fn press_found(model: &mut Model, menu: Menu, mut found: Picker, key: Key) -> Vec<Request> {
    if key == Key::Enter {
        match found.current() {
            Some(entry) => match entry.disabled {
                None => return effects::carry_out(model, entry.effect),
                Some(why) => {
                    let words = format!("{}: {why}", entry.title);
                    reopen(model, menu, Some(found));
                    model.tell(&words);
                }
            },
            None => reopen(model, menu, Some(found)),
        }
        return Vec::new();
    }
    let is_empty = |found: &Picker| {
        let filter = found.filter.as_ref();
        filter.is_none_or(|filter| filter.text().is_empty())
    };
    if key == Key::Backspace && is_empty(&found) {
        reopen(model, menu, None);
        return Vec::new();
    }
    found.press(key, model.page_rows() / 2);
    reopen(model, menu, Some(found));
    Vec::new()
}

fn reopen(model: &mut Model, menu: Menu, found: Option<Picker>) {
    model.overlays.push(Overlay::Menu(Menu { found, ..menu }));
}
