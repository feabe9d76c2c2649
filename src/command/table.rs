//! Which commands are there?

use super::row::{On, Row, Screen, always, asking, undoable, with_labels, writable};
use super::{CommandId, Key};

/// All commands, in the order of the hint line and of the help.
pub static TABLE: &[Row] = &[
    Row {
        id: CommandId::Skip,
        on: On::Both,
        title: "skip",
        doc: "put the item off; it comes back when the rest is done",
        keys: &[Key::Char(' ')],
        alias: Some('s'),
        hint: "skip",
        enabled: asking,
    },
    Row {
        id: CommandId::Unsure,
        on: On::Label,
        title: "unsure",
        doc: "record that you cannot tell; not trained on, not asked again",
        keys: &[Key::Char('-')],
        alias: Some('u'),
        hint: "unsure",
        enabled: asking,
    },
    Row {
        id: CommandId::Flag,
        on: On::Label,
        title: "flag",
        doc: "set or clear a mark beside the item",
        keys: &[Key::Char('!')],
        alias: Some('f'),
        hint: "flag",
        enabled: asking,
    },
    Row {
        id: CommandId::NewClass,
        on: On::Label,
        title: "new class",
        doc: "add a class: name it and it gets a key",
        keys: &[Key::Char('+')],
        alias: None,
        hint: "class",
        enabled: writable,
    },
    Row {
        id: CommandId::Undo,
        on: On::Label,
        title: "undo",
        doc: "take the last answer back and show its item; the model unlearns it",
        keys: &[Key::Backspace],
        alias: None,
        hint: "undo",
        enabled: undoable,
    },
    Row {
        id: CommandId::Opinion,
        on: On::Label,
        title: "model shown / after / never",
        doc: "show the model's opinion with an item, after the answer, or never",
        keys: &[Key::Tab],
        alias: Some('v'),
        hint: "model",
        enabled: writable,
    },
    Row {
        id: CommandId::Keep,
        on: On::Review,
        title: "keep",
        doc: "people differ here: keep the distribution and decide for no label",
        keys: &[Key::Char('%')],
        alias: None,
        hint: "keep",
        enabled: asking,
    },
    Row {
        id: CommandId::Gap,
        on: On::Review,
        title: "guideline gap",
        doc: "the guidelines leave it open: write the question that they must answer",
        keys: &[Key::Char('_')],
        alias: None,
        hint: "gap",
        enabled: asking,
    },
    Row {
        id: CommandId::Send,
        on: On::Review,
        title: "send",
        doc: "have one of the voices judge it again, or somebody else, blind, and say why",
        keys: &[Key::Char('&')],
        alias: None,
        hint: "send",
        enabled: asking,
    },
    Row {
        id: CommandId::Rationale,
        on: On::Review,
        title: "rationale",
        doc: "write why; it is kept with the next decision on this item",
        keys: &[Key::Char('"')],
        alias: None,
        hint: "",
        enabled: asking,
    },
    Row {
        id: CommandId::UndoRuling,
        on: On::Review,
        title: "undo",
        doc: "take your last decision or request back and show its item",
        keys: &[Key::Backspace],
        alias: None,
        hint: "undo",
        enabled: undoable,
    },
    Row {
        id: CommandId::Matrix,
        on: On::Review,
        title: "matrix",
        doc: "see who disagrees with whom, worst pair first, then which classes; Enter: the items",
        keys: &[Key::Char('#')],
        alias: None,
        hint: "matrix",
        enabled: always,
    },
    Row {
        id: CommandId::Queue,
        on: On::Review,
        title: "list",
        doc: "list what waits for review, and go to an item",
        keys: &[Key::Char('/')],
        alias: None,
        hint: "list",
        enabled: always,
    },
    Row {
        id: CommandId::Probable,
        on: On::Review,
        title: "likelihood with / after",
        doc: "show what is probable with an item, or only after your own decision",
        keys: &[Key::Tab],
        alias: None,
        hint: "likely",
        enabled: always,
    },
    Row {
        id: CommandId::Order,
        on: On::Review,
        title: "what comes",
        doc: "choose which items are reviewed, and in which order",
        keys: &[Key::Char('=')],
        alias: None,
        hint: "order",
        enabled: always,
    },
    Row {
        id: CommandId::Names,
        on: On::Review,
        title: "names",
        doc: "show who said what, or letters that stand for them",
        keys: &[Key::Char(',')],
        alias: None,
        hint: "names",
        enabled: always,
    },
    Row {
        id: CommandId::Reliability,
        on: On::Review,
        title: "reliability",
        doc: "show how often each voice agrees with the others, or hide it",
        keys: &[Key::Char('.')],
        alias: None,
        hint: "",
        enabled: always,
    },
    Row {
        id: CommandId::Decisions,
        on: On::Review,
        title: "decisions",
        doc: "list what was decided, latest first, and decide anew",
        keys: &[Key::Char('<')],
        alias: None,
        hint: "",
        enabled: always,
    },
    Row {
        id: CommandId::Help,
        on: On::Both,
        title: "help",
        doc: "show all keys",
        keys: &[Key::Char('?')],
        alias: None,
        hint: "help",
        enabled: always,
    },
    Row {
        id: CommandId::Palette,
        on: On::Both,
        title: "palette",
        doc: "find and run any command by name",
        keys: &[Key::Char(':')],
        alias: None,
        hint: "all",
        enabled: always,
    },
    Row {
        id: CommandId::Note,
        on: On::Label,
        title: "note",
        doc: "write a note beside the item",
        keys: &[Key::Char('"')],
        alias: Some('n'),
        hint: "note",
        enabled: asking,
    },
    Row {
        id: CommandId::Find,
        on: On::Label,
        title: "find",
        doc: "search items, labels and notes, and label a hit",
        keys: &[Key::Char('/')],
        alias: None,
        hint: "find",
        enabled: always,
    },
    Row {
        id: CommandId::History,
        on: On::Label,
        title: "history",
        doc: "list what you answered, latest first, and change an answer",
        keys: &[Key::Char('<')],
        alias: None,
        hint: "history",
        enabled: always,
    },
    Row {
        id: CommandId::Why,
        on: On::Both,
        title: "why this one",
        doc: "say why this item is asked, in words and numbers",
        keys: &[Key::Char('@')],
        alias: None,
        hint: "why",
        enabled: |situation| {
            if situation.asking {
                Ok(())
            } else {
                Err("no item waits for an answer")
            }
        },
    },
    Row {
        id: CommandId::SameAs,
        on: On::Label,
        title: "same as",
        doc: "give the item the label of the answered one that it is nearly the same as",
        keys: &[Key::Char('~')],
        alias: None,
        hint: "",
        enabled: |situation| {
            asking(situation)?;
            if situation.has_copy {
                Ok(())
            } else {
                Err("it is not nearly the same as an answered item")
            }
        },
    },
    Row {
        id: CommandId::SetAside,
        on: On::Label,
        title: "set aside",
        doc: "list what is set aside, each with the reason, and label it anyway",
        keys: &[Key::Char('#')],
        alias: None,
        hint: "",
        enabled: always,
    },
    Row {
        id: CommandId::Guidelines,
        on: On::Both,
        title: "guidelines",
        doc: "read what you are asked to decide, with a definition per class",
        keys: &[Key::Char('>')],
        alias: None,
        hint: "guidelines",
        enabled: always,
    },
    Row {
        id: CommandId::Classes,
        on: On::Label,
        title: "classes",
        doc: "rename or merge classes; their labels stay",
        keys: &[Key::Char('=')],
        alias: None,
        hint: "classes",
        enabled: |situation| {
            writable(situation)?;
            if situation.has_labels {
                Ok(())
            } else {
                Err("there is no class yet: + adds one")
            }
        },
    },
    Row {
        id: CommandId::LabelFilter,
        on: On::Both,
        title: "label by name",
        doc: "type a few letters of a label's name, then Enter",
        keys: &[Key::Char('\'')],
        alias: None,
        hint: "by name",
        enabled: with_labels,
    },
    Row {
        id: CommandId::Strategy,
        on: On::Label,
        title: "strategy",
        doc: "choose what chooses the next item",
        keys: &[Key::Ctrl('s')],
        alias: None,
        hint: "",
        enabled: writable,
    },
    Row {
        id: CommandId::Break,
        on: On::Label,
        title: "break",
        doc: "rest: the clock stops until you come back",
        keys: &[Key::Char('*')],
        alias: None,
        hint: "break",
        enabled: always,
    },
    Row {
        id: CommandId::ScrollDown,
        on: On::Both,
        title: "scroll down",
        doc: "read on in a long text",
        keys: &[Key::Down, Key::PageDown],
        alias: None,
        hint: "",
        enabled: always,
    },
    Row {
        id: CommandId::ScrollUp,
        on: On::Both,
        title: "scroll up",
        doc: "go back in a long text",
        keys: &[Key::Up, Key::PageUp],
        alias: None,
        hint: "",
        enabled: always,
    },
    Row {
        id: CommandId::Back,
        on: On::Both,
        title: "back",
        doc: "leave a screen, or a chosen item for the next query",
        keys: &[Key::Esc],
        alias: None,
        hint: "",
        enabled: always,
    },
    Row {
        id: CommandId::Redraw,
        on: On::Both,
        title: "redraw",
        doc: "paint the whole screen anew",
        keys: &[Key::Ctrl('l')],
        alias: None,
        hint: "",
        enabled: always,
    },
    Row {
        id: CommandId::Suspend,
        on: On::Both,
        title: "suspend",
        doc: "give the terminal back to the shell; `fg` returns here",
        keys: &[Key::Ctrl('z')],
        alias: None,
        hint: "",
        enabled: always,
    },
    Row {
        id: CommandId::Quit,
        on: On::Both,
        title: "quit",
        doc: "end the session; everything is saved already",
        keys: &[Key::Ctrl('q'), Key::Ctrl('c')],
        alias: None,
        hint: "quit",
        enabled: always,
    },
];

/// The row of a command. Every command has one; a test sees to it.
pub fn row(id: CommandId) -> &'static Row {
    TABLE.iter().find(|row| row.id == id).unwrap_or(&TABLE[0])
}

/// The commands of a screen, in the order of its hint line and of its help.
pub fn rows_on(screen: Screen) -> impl Iterator<Item = &'static Row> + Clone {
    TABLE.iter().filter(move |row| row.on.has(screen))
}

/// The command that a key gives on a screen; its letter counts while no label owns it, which the
/// caller has looked at.
pub fn command_of(screen: Screen, key: Key) -> Option<&'static Row> {
    rows_on(screen)
        .find(|row| row.keys.contains(&key))
        .or_else(|| rows_on(screen).find(|row| row.alias.is_some_and(|a| key == Key::Char(a))))
}

/// The table of a screen as Markdown, for the README.
pub fn key_table(screen: Screen) -> String {
    let mut table = String::from("| key | does | |\n|---|---|---|\n");
    for row in rows_on(screen) {
        let mut keys: Vec<String> = row.keys.iter().map(|key| format!("`{key}`")).collect();
        keys.extend(row.alias.map(|alias| format!("`{alias}`")));
        table.push_str(&format!(
            "| {} | {} | {} |\n",
            keys.join(" "),
            row.title,
            row.doc
        ));
    }
    table
}
