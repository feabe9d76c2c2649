//! What does each command do?

use super::{keys, veil};
use crate::command::{CommandId, Screen, row, rows_on};
use crate::session::{LabelingCommand, RevealAction};
use crate::state::Verdict;
use crate::strategy::REGISTRY;
use crate::text::Shown;
use crate::tui::editor::Editor;
use crate::tui::format::count;
use crate::tui::message::Effect;
use crate::tui::model::{Asking, Model, Overlay, Prompt, Severity};
use crate::tui::page::Page;
use crate::tui::picker::{Choice, Entry, Kind, Picker};
use crate::tui::reading::{guidelines_and_gaps, keys_in_lines};
use crate::tui::why;

/// Runs a command, or says why it cannot be run now.
pub(super) fn run(model: &mut Model, command: CommandId) -> Vec<Effect> {
    if let Err(reason) = row(command).enabled(model.situation()) {
        let text = format!("{}: {reason}", row(command).title);
        model.tell(Severity::Quiet, Shown::line(&text));
        return Vec::new();
    }
    match command {
        CommandId::Skip => return keys::skip(model),
        CommandId::Unsure => return keys::judge(model, Verdict::Unsure),
        CommandId::Flag => return flag(model),
        CommandId::Undo => return vec![Effect::Order(LabelingCommand::Undo)],
        CommandId::Opinion => {
            let mode = model.progress.as_ref().map(|progress| progress.opinion);
            return mode
                .map(|mode| Effect::Order(LabelingCommand::Opinion(mode.next())))
                .into_iter()
                .collect();
        }
        CommandId::History => {
            model.layers.push(Overlay::Picker(Picker::new(
                Kind::History,
                Shown::plain("history"),
                "Enter shows the item to change its answer · type to narrow · Esc back",
                true,
                Vec::new(),
            )));
            return vec![Effect::Order(LabelingCommand::History)];
        }
        CommandId::SetAside => {
            model.layers.push(Overlay::Picker(Picker::new(
                Kind::SetAside,
                Shown::plain("set aside"),
                "Enter shows the item to label it anyway · type to narrow · Esc back",
                true,
                Vec::new(),
            )));
            return vec![Effect::Order(LabelingCommand::SetAside)];
        }
        CommandId::SameAs => {
            let other = model.asked.as_ref().and_then(|asked| asked.face.same_as);
            if let Some(label) = other.and_then(|other| other.label) {
                return keys::judge_label(model, label);
            }
        }
        CommandId::Why => {
            let page = Page::new("why this one", why::words(model), model.text_width());
            model.layers.push(Overlay::Page(page));
        }
        CommandId::Person => return vec![Effect::Order(LabelingCommand::HowAmI)],
        CommandId::Suggestions => return vec![Effect::Order(LabelingCommand::ToggleSuggestions)],
        CommandId::Reveal => return veil::reveal(model, RevealAction::Whole),
        CommandId::RevealSentence => return veil::reveal(model, RevealAction::Sentence),
        CommandId::RevealMasked => return veil::reveal(model, RevealAction::Masked),
        CommandId::Defer => veil::defer(model),
        CommandId::LeaveOut => return vec![Effect::Order(LabelingCommand::Categories)],
        CommandId::MarkSensitive => veil::mark(model),
        CommandId::Back => return back(model),
        CommandId::Redraw => return vec![Effect::Redraw],
        CommandId::Suspend => return vec![Effect::Suspend],
        CommandId::Quit => return quit(model),
        CommandId::ScrollUp | CommandId::ScrollDown => {
            let rows = model.text_rows();
            let page = rows.cast_signed() - 1;
            let down = command == CommandId::ScrollDown;
            keys::scroll(model, if down { page } else { -page }, rows);
        }
        CommandId::Note => note(model),
        CommandId::NewClass => prompt(model, Asking::NewClass, "name of the new class", ""),
        CommandId::Find => model.layers.push(Overlay::Picker(Picker::new(
            Kind::Find,
            Shown::plain("find"),
            "type words of a text, id, label or note · Enter shows the item · Esc back",
            true,
            Vec::new(),
        ))),
        CommandId::LabelFilter => label_filter(model),
        CommandId::Classes => classes(model),
        CommandId::Strategy => strategies(model),
        CommandId::Palette => palette(model),
        CommandId::Help => help(model),
        CommandId::Guidelines => guidelines(model),
        CommandId::Break => model.layers.push(Overlay::Break { since: model.now }),
        // The screen of the review has these.
        CommandId::Keep
        | CommandId::Gap
        | CommandId::Send
        | CommandId::Rationale
        | CommandId::UndoRuling
        | CommandId::Matrix
        | CommandId::Queue
        | CommandId::Order
        | CommandId::Decisions
        | CommandId::Probable
        | CommandId::Names
        | CommandId::Reliability => {}
    }
    Vec::new()
}

fn flag(model: &Model) -> Vec<Effect> {
    let order = model
        .item()
        .map(|item| Effect::Order(LabelingCommand::Flag(item)));
    order.into_iter().collect()
}

/// After long work the program ends with what was done; a second key ends it at once.
fn quit(model: &mut Model) -> Vec<Effect> {
    let worked = model.progress.as_ref().map(|progress| progress.pace);
    if worked.is_some_and(|pace| pace.active_seconds >= LONG_SESSION) {
        model.layers.push(Overlay::Farewell);
        return Vec::new();
    }
    vec![Effect::Quit]
}

/// Active seconds from which a session ends with a summary.
const LONG_SESSION: f64 = 600.0;

fn back(model: &mut Model) -> Vec<Effect> {
    if model.visiting {
        model.visiting = false;
        return vec![Effect::Order(LabelingCommand::Next)];
    }
    model.notice = None;
    if model.situation().has_suggestion {
        model.tell(
            Severity::Quiet,
            Shown::plain("no break for now; ( switches these suggestions off for this session"),
        );
        return vec![Effect::Order(LabelingCommand::DismissBreak)];
    }
    Vec::new()
}

fn note(model: &mut Model) {
    if let Some(asked) = &model.asked {
        if asked.is_hidden() {
            model.tell(
                Severity::Quiet,
                Shown::plain("a note may quote what is veiled: show it first"),
            );
            return;
        }
        let before = asked.note.clone().unwrap_or_default();
        let item = asked.face.item;
        prompt(model, Asking::Note(item), "note beside this item", &before);
    }
}

pub(super) fn prompt(model: &mut Model, asking: Asking, question: &'static str, text: &str) {
    model.layers.push(Overlay::Prompt(Prompt {
        asking,
        question: Shown::plain(question),
        editor: Editor::new(text),
    }));
}

fn label_filter(model: &mut Model) {
    let entries = label_entries(model, Choice::Label);
    model.layers.push(Overlay::Picker(Picker::new(
        Kind::Labels,
        Shown::plain("label by name"),
        "type a few letters · Enter answers the item · Esc back",
        true,
        entries,
    )));
}

fn classes(model: &mut Model) {
    let entries = label_entries(model, Choice::Rename);
    model.layers.push(Overlay::Picker(Picker::new(
        Kind::Classes,
        Shown::plain("classes"),
        "Enter renames · Tab merges into another · Esc back · labels stay either way",
        false,
        entries,
    )));
}

/// One entry a class, with its key and how many labels it has.
pub(super) fn label_entries(
    model: &Model,
    choice: impl Fn(crate::schema::LabelId) -> Choice,
) -> Vec<Entry> {
    let Some(progress) = &model.progress else {
        return Vec::new();
    };
    progress
        .labels
        .active()
        .map(|(id, label)| {
            let labeled = progress.per_class.get(id.index()).copied().unwrap_or(0);
            let key = label
                .key
                .map_or(String::new(), |key| format!("key {key} · "));
            let definition = model
                .guidelines
                .definition(&label.name)
                .map_or(String::new(), |text| format!(" · {text}"));
            Entry {
                title: Shown::line(&label.name),
                detail: Shown::line(&format!("{key}{} labeled{definition}", count(labeled))),
                disabled: None,
                choice: choice(id),
            }
        })
        .collect()
}

fn strategies(model: &mut Model) {
    let entries = strategy_entries();
    model.layers.push(Overlay::Picker(Picker::new(
        Kind::Strategies,
        Shown::plain("what chooses the next item"),
        "Enter takes it from the next query on · Esc back",
        true,
        entries,
    )));
}

fn strategy_entries() -> Vec<Entry> {
    REGISTRY
        .iter()
        .map(|strategy| {
            let info = strategy.info();
            Entry {
                title: Shown::line(info.id),
                detail: Shown::line(info.doc),
                disabled: None,
                choice: Choice::Strategy(info.id),
            }
        })
        .collect()
}

fn palette(model: &mut Model) {
    let situation = model.situation();
    let mut entries: Vec<Entry> = rows_on(Screen::Label)
        .map(|row| {
            let keys: Vec<String> = row.keys.iter().map(ToString::to_string).collect();
            Entry {
                title: Shown::line(row.title),
                detail: Shown::line(&format!("{} · {}", keys.join(" "), row.doc)),
                disabled: row.enabled(situation).err(),
                choice: Choice::Run(row.id),
            }
        })
        .collect();
    entries.extend(strategy_entries().into_iter().map(|entry| Entry {
        title: Shown::concat([Shown::plain("strategy "), entry.title]),
        ..entry
    }));
    model.layers.push(Overlay::Picker(Picker::new(
        Kind::Palette,
        Shown::plain("all commands"),
        "type to narrow · Enter runs · Esc back",
        true,
        entries,
    )));
}

fn help(model: &mut Model) {
    let mut text = String::from(
        "One key answers and moves on. Letters and digits belong to the labels, symbols to the \
         workstation.\n\n",
    );
    text.push_str(&keys_in_lines(Screen::Label, model.labels()));
    text.push_str(
        "\nEvery answer is on the disk before the screen says saved. About one query in ten \
         is drawn from a holdout, one in ten at random, and a tenth of the rest hides the \
         model's opinion: these checks all look alike, and from the first kind comes the \
         accuracy figure.\n\nWhere several people have labeled the same items, `querist review` \
         shows where they differ.\n",
    );
    let width = model.text_width();
    let page = Page::new("help", Shown::text(&text), width);
    model.layers.push(Overlay::Page(page));
}

fn guidelines(model: &mut Model) {
    let gaps = model
        .progress
        .as_ref()
        .map(|progress| progress.gaps.as_slice());
    let text = guidelines_and_gaps(&model.guidelines, gaps.unwrap_or_default());
    let page = Page::new("guidelines", Shown::text(&text), model.text_width());
    model.layers.push(Overlay::Page(page));
}
