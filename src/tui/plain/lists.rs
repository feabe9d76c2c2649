//! The list of items and the list of classes in lines: what is read out, and what a line does.
//!
//! Invariant: a line does what a key does on the screen, so that nothing can be done twice.

use super::super::class_list::ACTS;
use super::super::editor::Editor;
use super::super::item_list::ItemList;
use super::super::message::{Message, Request};
use super::super::model::{Model, Overlay};
use super::super::update::update;
use crate::schema::Key;
use crate::state::Verdict;
use crate::text::{Shown, beginning};
use crate::tui::format::{count, counted};
use crate::tui::screens::without_one;
use crate::tui::widgets::class_table::left_of_split;

/// The most entries of a list that are read out, and characters of a text.
const MOST_ENTRIES: usize = 20;
const MOST_CHARACTERS: usize = 160;

/// The items with numbers to choose by.
pub(super) fn items(model: &Model, list: &ItemList) -> Vec<String> {
    let Some(listing) = list.listing().filter(|known| known.query == list.query()) else {
        return Vec::new();
    };
    let kind = list.view.as_str();
    let near = if listing.is_near {
        " with words that are nearly these"
    } else {
        without_one(listing)
    };
    let mut lines = vec![format!("{kind}: {}{near}", counted(listing.total, "item"))];
    for (at, row) in listing.rows.iter().enumerate().take(MOST_ENTRIES) {
        let verdict = match row.verdict {
            Some(Verdict::Label(label)) => model.label_name(label),
            Some(Verdict::Unsure) => "unsure".into(),
            None => "not answered".into(),
        };
        let flag = if row.flagged { ", flagged" } else { "" };
        let why = if row.why.is_empty() {
            String::new()
        } else {
            format!(" ({})", row.why)
        };
        let text: String = if let Some(veil) = &row.veil {
            format!("veiled: {}", veil.in_words())
        } else {
            beginning(&model.items.get(row.item).text, MOST_CHARACTERS)
        };
        let line = format!("{}. {verdict}{flag}{why}: {text}", at + 1);
        lines.push(Shown::line(&line).as_str().to_owned());
    }
    if listing.total > MOST_ENTRIES {
        lines.push(format!("and {} more", count(listing.total - MOST_ENTRIES)));
    }
    lines.push(
        "a number shows the item, words narrow the list, `next view` leads on, an empty line \
         leaves it"
            .into(),
    );
    lines
}

/// What a line means in the list of items.
pub(super) fn in_items(model: &mut Model, said: &str) -> Vec<Request> {
    if said == "next view" {
        return press(model, Key::Tab);
    }
    let Some(Overlay::Items(list)) = model.overlays.last_mut() else {
        return Vec::new();
    };
    let number: Option<usize> = said.parse().ok();
    if let Some(number) = number.filter(|number| (1..=list.rows().len()).contains(number)) {
        list.selected = number - 1;
        return press(model, Key::Enter);
    }
    list.filter = Editor::new("");
    update(model, Message::Paste(said.to_owned()))
}

/// The classes with numbers to choose by.
pub(super) fn classes(model: &Model) -> Vec<String> {
    let mut lines = vec!["classes:".to_owned()];
    if let Some(labels) = model.labels() {
        for (at, (id, label)) in labels.active().enumerate() {
            let progress = model.progress.as_ref();
            let labeled = progress.and_then(|known| known.per_class.get(id.index()));
            let labeled = counted(labeled.copied().unwrap_or(0), "label");
            let key = label
                .key
                .map_or(String::new(), |key| format!(", key {key}"));
            let split = left_of_split(model, id);
            let split = split.map_or(String::new(), |left| format!(", being split: {left} left"));
            let line = format!("{}. {}{key}, {labeled}{split}", at + 1, label.name);
            lines.push(Shown::line(&line).as_str().to_owned());
        }
    }
    let acts: Vec<&str> = ACTS.iter().map(|(_, act)| *act).skip(1).collect();
    lines.push(format!(
        "`add`, or one of {} with a number, such as `rename 1`; an empty line leaves it",
        acts.join(", ")
    ));
    lines
}

/// What a line means in the list of classes.
pub(super) fn in_classes(model: &mut Model, said: &str) -> Vec<Request> {
    let (act, number) = said.split_once(' ').unwrap_or((said, ""));
    let known = ACTS.iter().find(|(_, words)| *words == act);
    let number: Option<usize> = number.trim().parse().ok();
    let classes = model.class_count();
    let number = number.filter(|number| (1..=classes).contains(number));
    match (known, number) {
        (Some((letter @ 'a', _)), _) => press(model, Key::Char(*letter)),
        (Some((letter, _)), Some(number)) => {
            if let Some(Overlay::Classes(list)) = model.overlays.last_mut() {
                list.selected = number - 1;
            }
            press(model, Key::Char(*letter))
        }
        _ => {
            model.tell(&format!("{said}: say what, and the number of a class"));
            Vec::new()
        }
    }
}

fn press(model: &mut Model, key: Key) -> Vec<Request> {
    let now = model.now;
    update(model, Message::Key(key, now))
}
