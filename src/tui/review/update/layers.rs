//! What does a key mean while something lies over the item?

use std::time::Duration;

use super::{Effects, commands, keys};
use crate::command::{CommandId, Key};
use crate::schema::{Adjudication, Annotator};
use crate::session::{AdjudicationCommand, Assignee, Filter, Scope, Selection};
use crate::text::Shown;
use crate::tui::message::Effect;
use crate::tui::model::Severity;
use crate::tui::picker::Pressed;
use crate::tui::review::lists::{Choice, Kind, Picker};
use crate::tui::review::matrix::Matrix;
use crate::tui::review::model::{AdjudicationModel, Asking, Overlay, Prompt};

pub(super) fn press(model: &mut AdjudicationModel, key: Key, at: Duration) -> Effects {
    // These two work everywhere.
    match key {
        Key::Ctrl('q' | 'c') => return vec![Effect::Quit],
        Key::Ctrl('z') => return vec![Effect::Suspend],
        _ => {}
    }
    if is_about_the_item(model) {
        keys::act(model, at);
    } else if let Some(reviewed) = &mut model.reviewed {
        // Time on another screen is not time on the item.
        reviewed.watch.forget(at);
    }
    let Some(layer) = model.layers.pop() else {
        return Vec::new();
    };
    if key == Key::Esc {
        return Vec::new();
    }
    match layer {
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
        Overlay::Matrix(matrix) => press_matrix(model, matrix, key),
    }
}

/// Whether what lies over the item is part of deciding on it.
fn is_about_the_item(model: &AdjudicationModel) -> bool {
    match model.layers.last() {
        Some(Overlay::Prompt(_)) => true,
        Some(Overlay::Picker(picker)) => matches!(picker.kind, Kind::Addressees | Kind::Labels),
        _ => false,
    }
}

pub(super) fn paste(model: &mut AdjudicationModel, text: &str) {
    match model.layers.last_mut() {
        Some(Overlay::Prompt(prompt)) => prompt.editor.paste(text),
        Some(Overlay::Picker(picker)) => {
            if let Some(filter) = &mut picker.filter {
                filter.paste(text);
            }
        }
        _ => model.tell(
            Severity::Quiet,
            Shown::plain("a paste never decides: press a label's key"),
        ),
    }
}

fn press_prompt(model: &mut AdjudicationModel, mut prompt: Prompt, key: Key) -> Effects {
    if key != Key::Enter {
        prompt.editor.press(key);
        model.layers.push(Overlay::Prompt(prompt));
        return Vec::new();
    }
    let text = prompt.editor.text().trim().to_owned();
    // The item may have been decided by nobody but this person: it is still there, or gone.
    if model.item() != Some(prompt.item) {
        return Vec::new();
    }
    match prompt.asking {
        // An empty question asks nothing.
        Asking::Gap if text.is_empty() => Vec::new(),
        Asking::Gap => keys::decide(model, Adjudication::GuidelineGap(text)),
        Asking::Rationale => {
            if let Some(reviewed) = &mut model.reviewed {
                reviewed.rationale = text;
            }
            model.tell(
                Severity::Quiet,
                Shown::plain("kept for the next decision on this item: now decide"),
            );
            Vec::new()
        }
        Asking::Name => {
            match Annotator::new(&text) {
                Ok(name) => ask_why(model, Assignee::Named(name)),
                Err(why) => model.tell(Severity::Warning, Shown::line(&why)),
            }
            Vec::new()
        }
        Asking::Why(to) => keys::send_on(model, prompt.item, to, text),
    }
}

fn ask_why(model: &mut AdjudicationModel, to: Assignee) {
    commands::prompt(model, Asking::Why(to), "why? (may stay empty)", "");
}

fn press_picker(model: &mut AdjudicationModel, mut picker: Picker, key: Key) -> Effects {
    match picker.press(key, model.page_rows()) {
        Pressed::Chosen => choose(model, picker),
        Pressed::Moved { .. } | Pressed::Ignored => {
            model.layers.push(Overlay::Picker(picker));
            Vec::new()
        }
    }
}

fn choose(model: &mut AdjudicationModel, picker: Picker) -> Effects {
    let Some(entry) = picker.current() else {
        model.layers.push(Overlay::Picker(picker));
        return Vec::new();
    };
    if let Some(why) = entry.disabled {
        model.tell(Severity::Quiet, Shown::plain(why));
        model.layers.push(Overlay::Picker(picker));
        return Vec::new();
    }
    match entry.choice {
        Choice::Run(CommandId::Back) => Vec::new(),
        Choice::Run(command) => commands::run(model, command),
        Choice::Label(label) => keys::decide(model, Adjudication::Label(label)),
        Choice::Choose(selection) => vec![Effect::Order(AdjudicationCommand::Choose(selection))],
        Choice::Item(item) => {
            // The tables that led here have done their work.
            model.layers.clear();
            model.visiting = true;
            model.notice = None;
            vec![Effect::Order(AdjudicationCommand::Show(item))]
        }
        Choice::Voice(place) => {
            ask_why(model, Assignee::Voice(place));
            Vec::new()
        }
        Choice::Colleague(place) => {
            let known = model.progress.as_ref();
            let name = known.and_then(|progress| progress.colleagues.get(place).cloned());
            if let Some(name) = name {
                ask_why(model, Assignee::Named(name));
            }
            Vec::new()
        }
        Choice::SomebodyElse => {
            commands::prompt(model, Asking::Name, "who is to judge it?", "");
            Vec::new()
        }
    }
}

fn press_matrix(model: &mut AdjudicationModel, mut matrix: Box<Matrix>, key: Key) -> Effects {
    match key {
        Key::Enter => return open_cell(model, matrix),
        // The key that opened the tables closes them too.
        Key::Char('#') => return Vec::new(),
        _ => {}
    }
    let effects = if matrix.press(key) {
        matrix.figures = None;
        intervals_of(&matrix)
    } else {
        Vec::new()
    };
    model.layers.push(Overlay::Matrix(matrix));
    effects
}

/// Asks for the intervals of the pair that is looked at.
pub(super) fn intervals_of(matrix: &Matrix) -> Effects {
    let cell = matrix.cell();
    cell.map(|cell| Effect::Order(AdjudicationCommand::Pair(cell.a, cell.b)))
        .into_iter()
        .collect()
}

/// Leads from a cell to its items: they are reviewed from now on, and listed.
fn open_cell(model: &mut AdjudicationModel, matrix: Box<Matrix>) -> Effects {
    let selection = model.progress.as_ref().map(|progress| progress.selection);
    let (Some(filter), Some(selection)) = (matrix.filter(), selection) else {
        model.tell(
            Severity::Quiet,
            Shown::plain("no item is behind this cell: the arrows lead to others"),
        );
        model.layers.push(Overlay::Matrix(matrix));
        return Vec::new();
    };
    model.layers.push(Overlay::Matrix(matrix));
    let agree = matches!(filter, Filter::Cell(c, k) if c == k);
    let scope = if agree {
        Scope::Several
    } else {
        Scope::Disputed
    };
    let wanted = Selection {
        scope,
        filter,
        ..selection
    };
    let mut effects = vec![Effect::Order(AdjudicationCommand::Choose(wanted))];
    effects.extend(commands::list(model));
    effects
}
