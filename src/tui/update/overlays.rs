//! What a key means while something lies over the item.
//!
//! Invariant: time on another screen is not time on the item.

use std::time::Duration;

use super::{classes, drafts, effects, home, items, keys, lists, menu, pages, setup};
use crate::command::{Answer, Effect, List, Question, Screen};
use crate::schema::{Annotator, Key, label_name};
use crate::session::{AdjudicationCommand, Assignee, Filter, LabelingCommand, Scope, Selection};
use crate::tui::help::Help;
use crate::tui::matrix::Matrix;
use crate::tui::message::Request;
use crate::tui::model::{Menu, Model, Overlay, Prompt, Severity};
use crate::tui::picker::Picker;
use crate::tui::text_view::TextPage;

pub(super) fn press(model: &mut Model, key: Key, at: Duration) -> Vec<Request> {
    let was_trying = is_list(model, List::Themes);
    let requests = take(model, key, at);
    if was_trying {
        try_theme(model);
    }
    requests
}

/// Whether that list lies on top.
fn is_list(model: &Model, list: List) -> bool {
    matches!(model.overlays.last(), Some(Overlay::Picker(picker)) if picker.list == list)
}

/// Why a key does nothing now: nothing of what it would do is in sight, or what was done before is
/// still being done.
fn cannot_act(model: &Model, key: Key) -> Option<&'static str> {
    if model.is_busy {
        return Some("still at it: that key did not count");
    }
    let leaves = matches!(key, Key::Esc | Key::Ctrl('c'));
    (model.is_too_small() && !leaves).then_some("the window is too small: enlarge it")
}

/// Looks like the theme that is selected; once the list is left, like the one that was chosen.
fn try_theme(model: &mut Model) {
    let selected = match model.overlays.last() {
        Some(Overlay::Picker(picker)) if picker.list == List::Themes => picker.current(),
        _ => None,
    };
    model.theme = match selected.map(|entry| entry.effect) {
        Some(Effect::Look(name)) => model.look.theme(&name),
        _ => model.look.current(),
    };
}

fn take(model: &mut Model, key: Key, at: Duration) -> Vec<Request> {
    let row = model.keymap.command(model.screen, false, &[key]);
    let effect = row.map(|row| row.effect(&model.situation()));
    // These three work everywhere, unless they are what somebody types.
    if let (Key::Ctrl(_), Some(effect)) = (key, &effect) {
        match effect {
            Effect::Quit => return home::end(model),
            Effect::Suspend => return vec![Request::Suspend],
            Effect::Redraw => return vec![Request::Redraw],
            _ => {}
        }
    }
    if let Some(why) = cannot_act(model, key) {
        model.tell(why);
        return Vec::new();
    }
    if is_about_the_item(model) {
        keys::act(model, at);
    } else if let Some(clock) = model.clock_mut() {
        clock.forget(at);
    }
    let leaves = key == Key::Esc || effect == Some(Effect::Interrupt);
    let Some(overlay) = model.overlays.pop() else {
        return Vec::new();
    };
    match overlay {
        Overlay::Break { since } => {
            if let Some(score) = score(key) {
                model.overlays.push(Overlay::Break { since });
                return effects::send(LabelingCommand::CheckIn(score));
            }
            let seconds = model.now.saturating_sub(since).as_secs_f64();
            effects::send(LabelingCommand::Rested(seconds))
        }
        Overlay::Prompt(prompt) if leaves => {
            drafts::keep(model, prompt);
            Vec::new()
        }
        Overlay::Items(mut list) if leaves => {
            if !items::leaves(&mut list) {
                model.overlays.push(Overlay::Items(list));
                model.tell("the marks are off; Esc again leaves the list");
            }
            Vec::new()
        }
        Overlay::Matrix(matrix) if leaves => leave_matrix(model, &matrix),
        Overlay::NewProject(stage) if leaves => {
            setup::keep(model, stage);
            Vec::new()
        }
        _ if leaves => Vec::new(),
        Overlay::Summary => {
            let told =
                score(key).map(|score| Request::Send(LabelingCommand::CheckIn(score).into()));
            told.into_iter().chain(home::end(model)).collect()
        }
        Overlay::Page(page) if page.title == pages::GUIDELINES && key == Key::Char('e') => {
            model.overlays.push(Overlay::Page(page));
            effects::carry_out(model, Effect::EditGuidelines)
        }
        Overlay::Page(page) => {
            // The command that opened a page closes it too.
            if !matches!(effect, Some(Effect::Page(_))) {
                press_page(model, page, key);
            }
            Vec::new()
        }
        Overlay::Prompt(prompt) => press_prompt(model, prompt, key),
        Overlay::Picker(picker) => press_picker(model, picker, key),
        Overlay::Menu(menu) => menu::press(model, menu, key, at),
        Overlay::Confirm { effect, .. } if key == Key::Enter => {
            let mut requests = effects::carry_out(model, effect);
            let mut lists = items::refresh(model);
            lists.extend(classes::refresh(model));
            if !lists.is_empty() {
                // Many items take a while: keys that come meanwhile mean nothing.
                model.is_busy = true;
                model.tell("at it …");
            }
            requests.extend(lists);
            requests
        }
        Overlay::Items(list) => items::press(model, list, key),
        Overlay::Classes(list) => classes::press(model, list, key),
        confirm @ Overlay::Confirm { .. } => {
            model.overlays.push(confirm);
            Vec::new()
        }
        Overlay::Help(help) => {
            press_help(model, help, key, effect.as_ref());
            Vec::new()
        }
        Overlay::Insights(insights) => {
            // The command that opened it closes it too.
            if effect != Some(Effect::Insights) {
                model.overlays.push(Overlay::Insights(insights));
            }
            Vec::new()
        }
        Overlay::Matrix(matrix) => press_matrix(model, matrix, key),
        Overlay::NewProject(stage) => setup::press(model, stage, key),
    }
}

/// Whether what lies over the item is part of answering it.
fn is_about_the_item(model: &Model) -> bool {
    let is_review = model.screen == Screen::Review;
    match model.overlays.last() {
        Some(Overlay::Menu(_) | Overlay::Prompt(_)) => is_review,
        Some(Overlay::Picker(picker)) => {
            is_review && matches!(picker.list, List::Assignees | List::Labels)
        }
        _ => false,
    }
}

/// How the person says that they are, by a key from 1 to 5.
fn score(key: Key) -> Option<u8> {
    match key {
        Key::Char(digit @ '1'..='5') => digit.to_digit(10).map(|score| score as u8),
        _ => None,
    }
}

pub(super) fn paste(model: &mut Model, text: &str) -> Vec<Request> {
    match model.overlays.last_mut() {
        Some(Overlay::Prompt(prompt)) => prompt.editor.paste(text),
        Some(Overlay::Items(list)) => return items::paste(list, text),
        Some(Overlay::Help(help)) => help.filter.paste(text),
        Some(Overlay::Menu(Menu {
            found: Some(found), ..
        })) => {
            if let Some(filter) = &mut found.filter {
                filter.paste(text);
            }
        }
        Some(Overlay::NewProject(stage)) => setup::paste(stage, text),
        Some(Overlay::Picker(_)) => paste_into_list(model, text),
        _ => model.tell("a paste never answers: press a label's key"),
    }
    Vec::new()
}

fn press_page(model: &mut Model, mut page: TextPage, key: Key) {
    let visible = model.page_rows() + 2;
    let rows = match key {
        Key::Up => -1,
        Key::Down | Key::Enter => 1,
        Key::PageUp => 1 - visible.cast_signed(),
        Key::PageDown | Key::Char(' ') => visible.cast_signed() - 1,
        Key::Home => isize::MIN,
        Key::End => isize::MAX,
        _ => 0,
    };
    page.text.scroll_by(rows, visible);
    model.overlays.push(Overlay::Page(page));
}

fn press_prompt(model: &mut Model, mut prompt: Prompt, key: Key) -> Vec<Request> {
    // A class can be named for later, too.
    let only_adds = key == Key::Tab && prompt.asking == Question::NewClass;
    if key != Key::Enter && !only_adds {
        // The key that opens this line may be pressed where it is open already.
        let opens = prompt.asking == Question::NewClass && prompt.editor.text().is_empty();
        if !(opens && key == Key::Char('+')) {
            prompt.editor.press(key);
            model.forget_warning();
        }
        model.overlays.push(Overlay::Prompt(prompt));
        return Vec::new();
    }
    let text = prompt.editor.text().trim().to_owned();
    if prompt.asking == Question::NewClass
        && !only_adds
        && prompt.item == model.item()
        && model.situation().can_answer()
        && let Some((label, _)) = model.labels().and_then(|labels| labels.called(&text))
    {
        return effects::carry_out(model, Effect::Answer(Answer::Label(label)));
    }
    if let Some(problem) = cannot_be(model, &prompt.asking, &text) {
        // It stays open: letters that are typed on must not become answers.
        model.overlays.push(Overlay::Prompt(prompt));
        model.notify(Severity::Warning, &problem);
        return Vec::new();
    }
    let effect = match prompt.asking {
        Question::Note => match prompt.item {
            Some(item) => LabelingCommand::Note(item, text).into(),
            None => Effect::Nothing,
        },
        // An empty name or question changes nothing.
        Question::NewClass
        | Question::AddClass
        | Question::Rename(_)
        | Question::Split(_)
        | Question::ClassKey(_)
        | Question::Describe(_)
        | Question::Gap
            if text.is_empty() =>
        {
            Effect::Nothing
        }
        Question::AddClass => LabelingCommand::AddClass(text).into(),
        Question::Split(label) => {
            let names = text.split(',').map(|name| name.trim().to_owned());
            let names = names.filter(|name| !name.is_empty()).collect();
            let split = LabelingCommand::SplitClass(label, names);
            LabelingCommand::Consider(Box::new(split)).into()
        }
        Question::ClassKey(label) => LabelingCommand::ClassKey(label, text).into(),
        Question::Describe(label) => LabelingCommand::DescribeClass(label, text).into(),
        Question::NewClass => match prompt
            .item
            .filter(|_| !only_adds && model.situation().can_answer())
        {
            Some(item) if prompt.item == model.item() => {
                Effect::Answer(Answer::NewClass(item, text))
            }
            _ => LabelingCommand::AddClass(text).into(),
        },
        Question::Rename(label) => LabelingCommand::RenameClass(label, text).into(),
        // What was asked beside an item that is gone by now is about nothing.
        _ if prompt.item != model.item() => Effect::Nothing,
        Question::Gap => Effect::Answer(Answer::Gap(text)),
        Question::Reason(to) => Effect::Answer(Answer::Assign { to, why: text }),
        Question::Rationale => {
            if let Some(reviewed) = model.reviewed.as_ref() {
                model.rationales.insert(reviewed.view.item, text);
            }
            model.tell("kept for the next decision on this item: now decide");
            Effect::Nothing
        }
        Question::Assignee => match Annotator::new(&text) {
            Ok(name) => Effect::Ask(Question::Reason(Assignee::Named(name))),
            Err(_) => Effect::Nothing,
        },
    };
    effects::carry_out(model, effect)
}

/// Why what was typed cannot be what was asked for.
fn cannot_be(model: &Model, asking: &Question, text: &str) -> Option<String> {
    let renamed = match asking {
        Question::NewClass | Question::AddClass => None,
        Question::Rename(label) => Some(*label),
        Question::Assignee => return Annotator::new(text).err(),
        _ => return None,
    };
    if text.is_empty() {
        return None;
    }
    if let Err(why) = label_name(text) {
        return Some(why.to_string());
    }
    let known = model.labels()?.called(text);
    let (_, known) = known.filter(|(id, _)| Some(*id) != renamed)?;
    Some(match known.key {
        Some(key) => format!("{} is there already: its key is {key}", known.name),
        None => format!("{} is there already: Space . and its name", known.name),
    })
}

/// The help takes what is typed to narrow itself; the command that opened it closes it, too, as
/// long as nothing is typed.
fn press_help(model: &mut Model, mut help: Help, key: Key, effect: Option<&Effect>) {
    let is_empty = help.filter.text().is_empty();
    if is_empty && matches!(effect, Some(Effect::Page(_))) {
        return;
    }
    let rows = model.page_rows().cast_signed();
    match key {
        Key::Up | Key::Ctrl('p') => help.scroll_by(-1),
        Key::Down | Key::Ctrl('n') | Key::Enter => help.scroll_by(1),
        Key::PageUp => help.scroll_by(1 - rows),
        Key::PageDown => help.scroll_by(rows - 1),
        Key::Char(' ') if is_empty => help.scroll_by(rows - 1),
        // It searches already: the key that opens a search elsewhere is no part of what is sought.
        Key::Char('/') if is_empty => {}
        Key::Home => help.scroll_by(isize::MIN),
        Key::End => help.scroll_by(isize::MAX),
        other => {
            if help.filter.press(other) {
                help.scroll = 0;
            }
        }
    }
    let last = help.lines(model).len().saturating_sub(model.page_rows());
    help.scroll = help.scroll.min(last);
    model.overlays.push(Overlay::Help(help));
}

fn press_picker(model: &mut Model, mut picker: Picker, key: Key) -> Vec<Request> {
    if key == Key::Enter {
        return choose(model, picker);
    }
    picker.press(key, model.page_rows());
    lists::offer_new_class(model, &mut picker);
    model.overlays.push(Overlay::Picker(picker));
    Vec::new()
}

fn paste_into_list(model: &mut Model, text: &str) {
    if let Some(Overlay::Picker(mut picker)) = model.overlays.pop() {
        if let Some(filter) = &mut picker.filter {
            filter.paste(text);
        }
        lists::offer_new_class(model, &mut picker);
        model.overlays.push(Overlay::Picker(picker));
    }
}

fn choose(model: &mut Model, picker: Picker) -> Vec<Request> {
    let chosen = picker.current();
    let problem = match &chosen {
        None => Some(""),
        Some(entry) => entry.disabled,
    };
    if let (None, Some(entry)) = (problem, chosen) {
        // Leaving the list is all that going back can mean in it.
        if entry.effect == Effect::Run("back") {
            return Vec::new();
        }
        return effects::carry_out(model, entry.effect);
    }
    if let Some(why) = problem.filter(|why| !why.is_empty()) {
        model.tell(why);
    }
    model.overlays.push(Overlay::Picker(picker));
    Vec::new()
}

fn press_matrix(model: &mut Model, mut matrix: Box<Matrix>, key: Key) -> Vec<Request> {
    if key == Key::Enter {
        return open_cell(model, matrix);
    }
    let requests = if matrix.press(key) {
        matrix.figures = None;
        intervals_of(&matrix)
    } else {
        Vec::new()
    };
    model.overlays.push(Overlay::Matrix(matrix));
    requests
}

/// Asks for the intervals of the pair that is looked at.
pub(super) fn intervals_of(matrix: &Matrix) -> Vec<Request> {
    let pair = matrix
        .cell()
        .map(|cell| AdjudicationCommand::Pair(cell.a, cell.b));
    pair.map(effects::send).unwrap_or_default()
}

/// Leaves the tables; where no item of a cell was gone to, what was reviewed before is again.
fn leave_matrix(model: &Model, matrix: &Matrix) -> Vec<Request> {
    let now = model.review_progress.as_ref();
    let Some((before, item)) = matrix.reviewed_before else {
        return Vec::new();
    };
    if now.is_none_or(|now| now.selection == before) {
        return Vec::new();
    }
    let mut requests = effects::send(AdjudicationCommand::Choose(before));
    let show = item.map(|item| effects::send(AdjudicationCommand::Show(item)));
    requests.extend(show.unwrap_or_default());
    requests
}

/// Leads from a cell to its items: they are reviewed from now on, and listed.
fn open_cell(model: &mut Model, mut matrix: Box<Matrix>) -> Vec<Request> {
    let selection = model
        .review_progress
        .as_ref()
        .map(|progress| progress.selection);
    let filter = matrix.filter();
    let before = selection.map(|selection| (selection, model.item()));
    matrix.reviewed_before = matrix.reviewed_before.or(before);
    model.overlays.push(Overlay::Matrix(matrix));
    let (Some(filter), Some(selection)) = (filter, selection) else {
        model.tell("no item is behind this cell: the arrows lead to others");
        return Vec::new();
    };
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
    let mut requests = effects::send(AdjudicationCommand::Choose(wanted));
    requests.extend(effects::carry_out(model, Effect::List(List::Queue)));
    requests
}
