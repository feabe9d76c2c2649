//! What a line means: a class, a command, or what was asked for.
//!
//! A class's key or name wins, then a command's name with what it takes behind it. Invariant: only
//! whole lines are understood: what was cut off could be the beginning of something else.

use std::io::BufRead;

use super::lists;
use super::say::commands;
use crate::command::{Answer, Effect, Row};
use crate::schema::{Key, LabelId};
use crate::tui::message::{HeardLine, Message, Request};
use crate::tui::model::{Model, Overlay};
use crate::tui::update::{carry_out, run_row, update};

/// Commands that only move or paint what there is no screen for.
const ABOUT_THE_SCREEN: [&str; 13] = [
    "menu",
    "palette",
    "line-down",
    "line-up",
    "page-down",
    "page-up",
    "text-start",
    "text-end",
    "redraw",
    "suspend",
    "interrupt",
    "theme",
    "projects",
];

pub(super) fn is_about_the_screen(id: &str) -> bool {
    ABOUT_THE_SCREEN.contains(&id)
}

/// The next line of the input.
pub(super) fn next(input: &mut impl BufRead) -> HeardLine {
    let mut bytes = Vec::new();
    // What cannot be read any more has ended.
    if !matches!(input.read_until(b'\n', &mut bytes), Ok(1..)) {
        return HeardLine::End;
    }
    if bytes.pop() != Some(b'\n') {
        return HeardLine::Nothing("the last line was cut off before its end: nothing was done");
    }
    if bytes.last() == Some(&b'\r') {
        bytes.pop();
    }
    String::from_utf8(bytes).map_or(
        HeardLine::Nothing("that line is not text in UTF-8: nothing was done"),
        HeardLine::Whole,
    )
}

/// Does what a line says; what the shell around must do.
pub(super) fn line(model: &mut Model, line: &str) -> Vec<Request> {
    let said = line.trim();
    match model.overlays.last() {
        Some(Overlay::Picker(_)) => in_a_list(model, said),
        Some(Overlay::Items(_) | Overlay::Classes(_)) if matches!(said, "" | "back") => {
            press(model, Key::Esc)
        }
        Some(Overlay::Items(_)) => lists::in_items(model, said),
        Some(Overlay::Classes(_)) => lists::in_classes(model, said),
        Some(Overlay::Prompt(_)) => in_a_prompt(model, said),
        Some(Overlay::Confirm { .. }) => {
            let is_yes = matches!(said.to_lowercase().as_str(), "y" | "yes");
            press(model, if is_yes { Key::Enter } else { Key::Esc })
        }
        Some(Overlay::Break { .. }) => press(model, Key::Enter),
        _ => beside_the_item(model, said),
    }
}

fn press(model: &mut Model, key: Key) -> Vec<Request> {
    let now = model.now;
    update(model, Message::Key(key, now))
}

fn in_a_list(model: &mut Model, said: &str) -> Vec<Request> {
    if said.is_empty() || said == "back" {
        return press(model, Key::Esc);
    }
    let Some(Overlay::Picker(picker)) = model.overlays.last_mut() else {
        return Vec::new();
    };
    let shown = picker.visible().len();
    let number: Option<usize> = said.parse().ok();
    if let Some(number) = number.filter(|number| (1..=shown).contains(number)) {
        picker.selected = number - 1;
        return press(model, Key::Enter);
    }
    if picker.filter.is_none() {
        model.tell(&format!("there is no number {said} in this list"));
        return Vec::new();
    }
    narrow(model, said)
}

/// Puts words into the line of a list in place of those that stand there.
fn narrow(model: &mut Model, words: &str) -> Vec<Request> {
    press(model, Key::End);
    press(model, Key::Ctrl('u'));
    update(model, Message::Paste(words.to_owned()))
}

fn in_a_prompt(model: &mut Model, said: &str) -> Vec<Request> {
    if said.is_empty() {
        return press(model, Key::Esc);
    }
    press(model, Key::End);
    press(model, Key::Ctrl('u'));
    let mut requests = update(model, Message::Paste(said.to_owned()));
    requests.extend(press(model, Key::Enter));
    requests
}

fn beside_the_item(model: &mut Model, said: &str) -> Vec<Request> {
    if said.is_empty() {
        return Vec::new();
    }
    if let Some(label) = class(model, said) {
        return carry_out(model, Effect::Answer(Answer::Label(label)));
    }
    if said == "help" {
        // It is read out with what comes next.
        model.said = commands(model);
        return Vec::new();
    }
    let Some((row, rest)) = command(model, said) else {
        let what = format!("{said}: no class and no command is called so; help lists them");
        model.tell(&what);
        return Vec::new();
    };
    let rest = rest.to_owned();
    let mut requests = run_row(model, &row);
    if rest.is_empty() {
        return requests;
    }
    requests.extend(match model.overlays.last() {
        Some(Overlay::Prompt(_)) => in_a_prompt(model, &rest),
        Some(Overlay::Picker(picker)) if picker.filter.is_some() => narrow(model, &rest),
        Some(Overlay::Items(_)) => lists::in_items(model, &rest),
        _ => Vec::new(),
    });
    requests
}

/// The class with that key, number or name.
fn class(model: &Model, said: &str) -> Option<LabelId> {
    let labels = model.labels()?;
    let mut characters = said.chars();
    let only = characters.next().filter(|_| characters.next().is_none());
    let by_key = only.and_then(|key| labels.by_key(key));
    let by_name = || {
        let plain = said.to_lowercase();
        let mut known = labels.active();
        let alike = known.find(|(_, label)| label.name.to_lowercase() == plain);
        labels.find(said).or(alike.map(|(id, _)| id))
    };
    let by_number = || {
        let place: usize = said.parse().ok()?;
        let known = labels.active().nth(place.checked_sub(1)?);
        known.map(|(id, _)| id)
    };
    let is_offered = |label: &LabelId| labels.active().any(|(known, _)| known == *label);
    by_key
        .or_else(by_name)
        .or_else(by_number)
        .filter(is_offered)
}

/// The command whose name the line begins with, the longest first, and what stands behind it.
fn command<'a>(model: &Model, said: &'a str) -> Option<(Row, &'a str)> {
    let plain = said.to_lowercase();
    let behind = |name: &str| -> Option<usize> {
        let rest = plain.strip_prefix(name)?;
        (rest.is_empty() || rest.starts_with(' ')).then_some(name.len())
    };
    let rows = model.keymap.rows_on(model.screen);
    let rows = rows.filter(|row| !is_about_the_screen(row.id));
    let named = rows.filter_map(|row| {
        let words = row.id.replace('-', " ");
        let found = behind(&words).or(behind(row.id)).or(behind(row.title));
        found.map(|length| (length, row))
    });
    let (length, row) = named.max_by_key(|(length, _)| *length)?;
    // Names are plain ASCII, so their length in the line is the same.
    Some((row, said.get(length..).unwrap_or_default().trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_whole_lines_of_text_are_understood() {
        let mut input: &[u8] = b"spam\r\n\n\xff\xfe\n2\nspa";
        let whole = |line: &str| HeardLine::Whole(line.to_owned());
        assert_eq!(next(&mut input), whole("spam"));
        assert_eq!(next(&mut input), whole(""));
        assert!(matches!(next(&mut input), HeardLine::Nothing(why) if why.contains("UTF-8")));
        assert_eq!(next(&mut input), whole("2"));
        assert!(matches!(next(&mut input), HeardLine::Nothing(why) if why.contains("cut off")));
        assert_eq!(next(&mut input), HeardLine::End);
    }
}
