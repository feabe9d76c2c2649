//! What does a key mean while something lies over the label screen?

use super::{commands, keys, veil};
use crate::command::{CommandId, Key};
use crate::session::LabelingCommand;
use crate::text::Shown;
use crate::tui::message::Effect;
use crate::tui::model::{Asking, Model, Overlay, Prompt, Severity};
use crate::tui::picker::{Choice, Kind, Picker, Pressed};

pub(super) fn press(model: &mut Model, key: Key) -> Vec<Effect> {
    // These two work everywhere.
    match key {
        Key::Ctrl('q' | 'c') => return vec![Effect::Quit],
        Key::Ctrl('z') => return vec![Effect::Suspend],
        _ => {}
    }
    let Some(layer) = model.layers.pop() else {
        return Vec::new();
    };
    match layer {
        Overlay::Break { since } if score(key).is_some() => {
            model.layers.push(Overlay::Break { since });
            check_in(key)
        }
        Overlay::Farewell => {
            let mut effects = check_in(key);
            if key != Key::Esc {
                effects.push(Effect::Quit);
            }
            effects
        }
        Overlay::Break { since } => {
            let seconds = model.now.saturating_sub(since).as_secs_f64();
            forget_absence(model);
            vec![Effect::Order(LabelingCommand::Rested(seconds))]
        }
        _ if key == Key::Esc => {
            forget_absence(model);
            Vec::new()
        }
        Overlay::Page(mut page) => {
            let visible = model.page_rows() + 2;
            let rows = match key {
                Key::Up => -1,
                Key::Down | Key::Enter => 1,
                Key::PageUp => 1 - visible.cast_signed(),
                Key::PageDown | Key::Char(' ') => visible.cast_signed() - 1,
                Key::Home => isize::MIN,
                Key::End => isize::MAX,
                // The key that opened a page closes it too.
                Key::Char('?' | '>' | '@') => return Vec::new(),
                _ => 0,
            };
            page.passage.scroll_by(rows, visible);
            model.layers.push(Overlay::Page(page));
            Vec::new()
        }
        Overlay::Prompt(prompt) => press_prompt(model, prompt, key),
        Overlay::Picker(picker) => press_picker(model, picker, key),
    }
}

/// How the person says that they are, by a key from 1 to 5.
fn score(key: Key) -> Option<u8> {
    match key {
        Key::Char(digit @ '1'..='5') => digit.to_digit(10).map(|score| score as u8),
        _ => None,
    }
}

fn check_in(key: Key) -> Vec<Effect> {
    let order = score(key).map(|score| Effect::Order(LabelingCommand::CheckIn(score)));
    order.into_iter().collect()
}

pub(super) fn paste(model: &mut Model, text: &str) -> Vec<Effect> {
    match model.layers.last_mut() {
        Some(Overlay::Prompt(prompt)) => prompt.editor.paste(text),
        Some(Overlay::Picker(picker)) => {
            if let Some(filter) = &mut picker.filter {
                filter.paste(text);
                if picker.kind == Kind::Find {
                    return vec![Effect::Order(LabelingCommand::Find(
                        filter.text().to_owned(),
                    ))];
                }
            }
        }
        _ => model.tell(
            Severity::Quiet,
            Shown::plain("a paste never labels: press a label's key"),
        ),
    }
    Vec::new()
}

fn press_prompt(model: &mut Model, mut prompt: Prompt, key: Key) -> Vec<Effect> {
    if key != Key::Enter {
        prompt.editor.press(key);
        model.layers.push(Overlay::Prompt(prompt));
        return Vec::new();
    }
    let text = prompt.editor.text().trim().to_owned();
    forget_absence(model);
    let order = match prompt.asking {
        Asking::Note(item) => LabelingCommand::Note(item, text),
        // An empty name changes nothing.
        _ if text.is_empty() => return Vec::new(),
        Asking::NewClass => LabelingCommand::AddClass(text),
        Asking::Rename(label) => LabelingCommand::RenameClass(label, text),
    };
    vec![Effect::Order(order)]
}

fn press_picker(model: &mut Model, mut picker: Picker, key: Key) -> Vec<Effect> {
    if picker.kind == Kind::Classes && key == Key::Tab {
        return begin_merge(model, picker);
    }
    match picker.press(key, model.page_rows()) {
        Pressed::Chosen => choose(model, picker),
        Pressed::Moved {
            filter_changed: true,
        } if picker.kind == Kind::Find => {
            let words = picker
                .filter
                .as_ref()
                .map_or(String::new(), |filter| filter.text().to_owned());
            model.layers.push(Overlay::Picker(picker));
            vec![Effect::Order(LabelingCommand::Find(words))]
        }
        Pressed::Moved { .. } | Pressed::Ignored => {
            model.layers.push(Overlay::Picker(picker));
            Vec::new()
        }
    }
}

fn choose(model: &mut Model, picker: Picker) -> Vec<Effect> {
    let Some(entry) = picker.current() else {
        model.layers.push(Overlay::Picker(picker));
        return Vec::new();
    };
    if let Some(why) = entry.disabled {
        model.tell(Severity::Quiet, Shown::plain(why));
        model.layers.push(Overlay::Picker(picker));
        return Vec::new();
    }
    forget_absence(model);
    match entry.choice {
        Choice::Run(CommandId::Back) => Vec::new(),
        Choice::Run(command) => commands::run(model, command),
        Choice::Label(label) => keys::judge_label(model, label),
        Choice::Strategy(id) => vec![Effect::Order(LabelingCommand::Strategy(id))],
        Choice::Merge { from, into } => {
            vec![Effect::Order(LabelingCommand::MergeClass(from, into))]
        }
        Choice::Item(item) => {
            model.visiting = true;
            vec![Effect::Order(LabelingCommand::Show(item))]
        }
        Choice::Defer(seconds) => veil::put_off(model, seconds),
        Choice::LeaveOut(place) => veil::leave_out(model, place),
        Choice::Sensitive(kind) => veil::marked(model, kind),
        Choice::Rename(label) => {
            let name = model
                .labels()
                .map_or(String::new(), |labels| labels.name(label).to_owned());
            commands::prompt(model, Asking::Rename(label), "new name of the class", &name);
            Vec::new()
        }
    }
}

/// Asks into which class the selected one goes.
fn begin_merge(model: &mut Model, picker: Picker) -> Vec<Effect> {
    let selected = picker.current();
    let Some(Choice::Rename(from)) = selected.as_ref().map(|entry| entry.choice) else {
        model.layers.push(Overlay::Picker(picker));
        return Vec::new();
    };
    if !model.situation().has_two_labels {
        model.tell(
            Severity::Quiet,
            Shown::plain("there is no other class to merge into"),
        );
        model.layers.push(Overlay::Picker(picker));
        return Vec::new();
    }
    let mut entries = commands::label_entries(model, |into| Choice::Merge { from, into });
    entries.retain(|entry| !matches!(entry.choice, Choice::Merge { from, into } if from == into));
    let name = selected.map_or(Shown::default(), |entry| entry.title);
    model.layers.push(Overlay::Picker(picker));
    model.layers.push(Overlay::Picker(Picker::new(
        Kind::MergeInto,
        Shown::concat([Shown::plain("merge "), name, Shown::plain(" into")]),
        "Enter merges: its labels become the other's · Esc back",
        false,
        entries,
    )));
    Vec::new()
}

/// Time on another screen is not time on the item.
fn forget_absence(model: &mut Model) {
    let now = model.now;
    if let Some(asked) = &mut model.asked {
        asked.forget_absence(now);
    }
}
