//! What does each command of the review do?

use super::{Effects, keys, pages};
use crate::command::{CommandId, Key, Screen, row, rows_on};
use crate::schema::Adjudication;
use crate::session::{AdjudicationCommand, Filter, Scope, Selection, Sort};
use crate::text::Shown;
use crate::tui::editor::Editor;
use crate::tui::message::Effect;
use crate::tui::model::Severity;
use crate::tui::review::lists::{Choice, Entry, Kind, Picker};
use crate::tui::review::matrix::Matrix;
use crate::tui::review::model::{AdjudicationModel, Asking, Overlay, Prompt};
use crate::tui::review::screens::text_rows;

/// Runs a command, or says why it cannot be run now.
pub(super) fn run(model: &mut AdjudicationModel, command: CommandId) -> Effects {
    if let Err(reason) = row(command).enabled(model.situation()) {
        let text = format!("{}: {reason}", row(command).title);
        model.tell(Severity::Quiet, Shown::line(&text));
        return Vec::new();
    }
    match command {
        CommandId::Skip => return keys::skip(model),
        CommandId::Keep => return keys::decide(model, Adjudication::KeepDistribution),
        CommandId::UndoRuling => return vec![Effect::Order(AdjudicationCommand::Undo)],
        CommandId::Gap => prompt(model, Asking::Gap, "what is left open?", ""),
        CommandId::Rationale => {
            let before = model.reviewed.as_ref().map(|on| on.rationale.clone());
            let before = before.unwrap_or_default();
            prompt(model, Asking::Rationale, "why is it decided so?", &before);
        }
        CommandId::Send => addressees(model),
        CommandId::Matrix => {
            // What was said of an item has nothing to do with the tables.
            model.notice = None;
            let matrix = Matrix::new(model.labels());
            model.layers.push(Overlay::Matrix(Box::new(matrix)));
            return vec![Effect::Order(AdjudicationCommand::Tables)];
        }
        CommandId::Queue => return list(model),
        CommandId::Decisions => {
            open(
                model,
                Kind::Decisions,
                "decisions, latest first",
                "Enter shows the item to decide anew · type to narrow · Esc back",
                Vec::new(),
            );
            return vec![Effect::Order(AdjudicationCommand::Decisions)];
        }
        CommandId::Order => order(model),
        CommandId::Names => {
            let shown = model.progress.as_ref().is_some_and(|p| p.shows.names);
            return vec![Effect::Order(AdjudicationCommand::Names(!shown))];
        }
        CommandId::Reliability => {
            let shown = model.progress.as_ref().is_some_and(|p| p.shows.reliability);
            return vec![Effect::Order(AdjudicationCommand::Reliability(!shown))];
        }
        CommandId::Probable => {
            let shown = model.progress.as_ref().is_some_and(|p| p.shows.probable);
            return vec![Effect::Order(AdjudicationCommand::Probable(!shown))];
        }
        CommandId::Reveal => {
            let item = model.item();
            let order = item.map(|item| Effect::Order(AdjudicationCommand::Veil(item, false)));
            return order.into_iter().collect();
        }
        CommandId::Back => return back(model),
        CommandId::Redraw => return vec![Effect::Redraw],
        CommandId::Suspend => return vec![Effect::Suspend],
        CommandId::Quit => return vec![Effect::Quit],
        CommandId::ScrollUp | CommandId::ScrollDown => {
            let rows = text_rows(model);
            let page = rows.cast_signed() - 1;
            let down = command == CommandId::ScrollDown;
            let by = if down { page } else { -page };
            model.passage.scroll_by(by, rows);
        }
        CommandId::LabelFilter => labels(model),
        CommandId::Palette => palette(model),
        CommandId::Help => pages::help(model),
        CommandId::Guidelines => pages::guidelines(model),
        CommandId::Why => pages::why(model),
        // The screen where items are labeled has these.
        CommandId::Unsure
        | CommandId::Flag
        | CommandId::Note
        | CommandId::NewClass
        | CommandId::Undo
        | CommandId::Opinion
        | CommandId::Find
        | CommandId::History
        | CommandId::SetAside
        | CommandId::SameAs
        | CommandId::Classes
        | CommandId::Break
        | CommandId::Person
        | CommandId::Suggestions
        | CommandId::RevealSentence
        | CommandId::RevealMasked
        | CommandId::Defer
        | CommandId::LeaveOut
        | CommandId::MarkSensitive
        | CommandId::Strategy => {}
    }
    Vec::new()
}

/// Lists what waits.
pub(super) fn list(model: &mut AdjudicationModel) -> Effects {
    open(
        model,
        Kind::Queue,
        "what waits for review",
        "Enter shows the item · type to narrow · Esc back",
        Vec::new(),
    );
    vec![Effect::Order(AdjudicationCommand::List)]
}

/// Leaves an item that the reviewer went to, or else the filter.
fn back(model: &mut AdjudicationModel) -> Effects {
    let selection = model.progress.as_ref().map(|progress| progress.selection);
    if model.visiting {
        model.visiting = false;
        return vec![Effect::Order(AdjudicationCommand::Next)];
    }
    if let Some(selection) = selection.filter(|known| known.filter != Filter::None) {
        let all = Selection {
            filter: Filter::None,
            ..selection
        };
        return vec![Effect::Order(AdjudicationCommand::Choose(all))];
    }
    model.notice = None;
    Vec::new()
}

/// Asks for a line beside the item on the screen.
pub(super) fn prompt(
    model: &mut AdjudicationModel,
    asking: Asking,
    question: &'static str,
    text: &str,
) {
    if let Some(item) = model.item() {
        model.layers.push(Overlay::Prompt(Prompt {
            item,
            asking,
            question: Shown::plain(question),
            editor: Editor::new(text),
        }));
    }
}

fn open(
    model: &mut AdjudicationModel,
    kind: Kind,
    title: &'static str,
    hint: &'static str,
    entries: Vec<Entry>,
) {
    let title = Shown::plain(title);
    let picker = Picker::new(kind, title, hint, true, entries);
    model.layers.push(Overlay::Picker(picker));
}

fn entry(title: &str, detail: &str, choice: Choice) -> Entry {
    Entry {
        title: Shown::line(title),
        detail: Shown::line(detail),
        disabled: None,
        choice,
    }
}

/// Whom the item can be sent to: its voices, under their letters as long as names are hidden, and
/// everyone by name.
fn addressees(model: &mut AdjudicationModel) {
    let (Some(reviewed), Some(progress)) = (&model.reviewed, &model.progress) else {
        return;
    };
    let voices = reviewed.face.voices.iter().enumerate();
    let mut entries: Vec<Entry> = voices
        .filter(|(_, voice)| !voice.by_program)
        .map(|(place, voice)| {
            let who = voice.name.as_ref();
            let title = who.map_or(voice.letter.clone(), ToString::to_string);
            entry(&title, "judges it once more, blind", Choice::Voice(place))
        })
        .collect();
    let colleagues = progress.colleagues.iter().enumerate();
    entries.extend(colleagues.map(|(place, name)| {
        let detail = "judges it, blind, be it once more";
        entry(name.as_str(), detail, Choice::Colleague(place))
    }));
    entries.push(entry(
        "somebody else",
        "type a name: they find it when they label here",
        Choice::SomebodyElse,
    ));
    open(
        model,
        Kind::Addressees,
        "who is to judge this item?",
        "Enter chooses, then say why · type to narrow · Esc back",
        entries,
    );
}

/// What can be reviewed, and in which order.
fn order(model: &mut AdjudicationModel) {
    let Some(progress) = &model.progress else {
        return;
    };
    let now = progress.selection;
    let mark = |same: bool| if same { "as it is now" } else { "" };
    let mut entries = Vec::new();
    for scope in Scope::ALL {
        let wanted = Selection {
            scope,
            filter: Filter::None,
            ..now
        };
        entries.push(entry(
            scope.words(),
            mark(wanted == now),
            Choice::Choose(wanted),
        ));
    }
    for sort in Sort::ALL {
        let wanted = Selection { sort, ..now };
        entries.push(entry(
            sort.words(),
            mark(wanted == now),
            Choice::Choose(wanted),
        ));
    }
    let decided = Selection {
        with_decided: !now.with_decided,
        ..now
    };
    let words = if now.with_decided {
        "without what is decided or sent"
    } else {
        "with what is decided or sent"
    };
    entries.push(entry(words, "", Choice::Choose(decided)));
    for (id, name) in progress.annotators.iter().enumerate() {
        let wanted = Selection {
            filter: Filter::Annotator(crate::agreement::AnnotatorId(id as u32)),
            ..now
        };
        let title = format!("where {name} differs from somebody");
        entries.push(entry(&title, mark(wanted == now), Choice::Choose(wanted)));
    }
    open(
        model,
        Kind::Order,
        "which items, and in which order?",
        "Enter chooses · # leads to pairs and classes · type to narrow · Esc back",
        entries,
    );
}

fn labels(model: &mut AdjudicationModel) {
    let Some(labels) = model.labels() else {
        return;
    };
    let entries = labels.active().map(|(id, label)| {
        let key = label.key.map_or(String::new(), |key| format!("key {key}"));
        entry(&label.name, &key, Choice::Label(id))
    });
    let entries = entries.collect();
    open(
        model,
        Kind::Labels,
        "decide for a label by its name",
        "type a few letters · Enter decides · Esc back",
        entries,
    );
}

fn palette(model: &mut AdjudicationModel) {
    let situation = model.situation();
    let entries = rows_on(Screen::Review).map(|row| {
        let keys: Vec<String> = row.keys.iter().map(Key::to_string).collect();
        Entry {
            disabled: row.enabled(situation).err(),
            ..entry(
                row.title,
                &format!("{} · {}", keys.join(" "), row.doc),
                Choice::Run(row.id),
            )
        }
    });
    let entries = entries.collect();
    open(
        model,
        Kind::Palette,
        "all commands",
        "type to narrow · Enter runs · Esc back",
        entries,
    );
}
