//! Which commands are there?

use super::{Key, Situation};

/// A command's name in the code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CommandId {
    /// Put the item off.
    Skip,
    /// Record that one cannot tell.
    Unsure,
    /// Set or clear the mark.
    Flag,
    /// Write a note.
    Note,
    /// Add a class.
    NewClass,
    /// Take the last answer back.
    Undo,
    /// Show the model's opinion, after the answer, or never.
    Opinion,
    /// Find a label by name.
    LabelFilter,
    /// Look for items.
    Find,
    /// List what was answered.
    History,
    /// List what is set aside.
    SetAside,
    /// Say why this item is asked.
    Why,
    /// Give the item the label of the one it is nearly the same as.
    SameAs,
    /// Rename and merge classes.
    Classes,
    /// Read the guidelines.
    Guidelines,
    /// Rest.
    Break,
    /// Tell what is watched of the person.
    Person,
    /// Switch suggestions of breaks off or on.
    Suggestions,
    /// Show all of a veiled item.
    Reveal,
    /// Show one sentence more of a veiled item.
    RevealSentence,
    /// Show a veiled item with its worst words hidden.
    RevealMasked,
    /// Put a sensitive item off for a time.
    Defer,
    /// Leave a category of sensitive items out.
    LeaveOut,
    /// Mark an item as one to be veiled.
    MarkSensitive,
    /// Choose what chooses.
    Strategy,
    /// Scroll the text up.
    ScrollUp,
    /// Scroll the text down.
    ScrollDown,
    /// Show all keys.
    Help,
    /// Run a command by name.
    Palette,
    /// Go back.
    Back,
    /// Paint the whole screen anew.
    Redraw,
    /// Stop the program for a while.
    Suspend,
    /// End the session.
    Quit,
}

/// One command.
#[derive(Debug)]
pub struct Row {
    /// Its name in the code.
    pub id: CommandId,
    /// Its name on the screen.
    pub title: &'static str,
    /// What it does.
    pub doc: &'static str,
    /// The keys that give it.
    pub keys: &'static [Key],
    /// A letter that gives it while no label owns that letter.
    pub alias: Option<char>,
    /// The word under its key in the hint line; empty: not hinted.
    pub hint: &'static str,
    enabled: fn(Situation) -> Result<(), &'static str>,
}

impl Row {
    /// Whether it can be done now, or why not.
    ///
    /// # Errors
    /// Why not, in words.
    pub fn enabled(&self, situation: Situation) -> Result<(), &'static str> {
        (self.enabled)(situation)
    }
}

#[expect(
    clippy::unnecessary_wraps,
    reason = "one of several functions of one type"
)]
fn always(_: Situation) -> Result<(), &'static str> {
    Ok(())
}

fn writable(situation: Situation) -> Result<(), &'static str> {
    if situation.writable {
        Ok(())
    } else {
        Err("the project is open read-only")
    }
}

fn asking(situation: Situation) -> Result<(), &'static str> {
    writable(situation)?;
    if situation.asking {
        Ok(())
    } else {
        Err("no item waits for an answer")
    }
}

fn undoable(situation: Situation) -> Result<(), &'static str> {
    writable(situation)?;
    if situation.can_undo {
        Ok(())
    } else {
        Err("there is nothing to undo")
    }
}

fn with_labels(situation: Situation) -> Result<(), &'static str> {
    asking(situation)?;
    if situation.has_labels {
        Ok(())
    } else {
        Err("there is no class yet: + adds one")
    }
}

fn sensitive(situation: Situation) -> Result<(), &'static str> {
    if situation.asking && situation.sensitive {
        Ok(())
    } else {
        Err("the item on the screen is not veiled")
    }
}

/// All commands, in the order of the hint line and of the help.
pub static TABLE: &[Row] = &[
    Row {
        id: CommandId::Skip,
        title: "skip",
        doc: "put the item off; it comes back when the rest is done",
        keys: &[Key::Char(' ')],
        alias: Some('s'),
        hint: "skip",
        enabled: asking,
    },
    Row {
        id: CommandId::Unsure,
        title: "unsure",
        doc: "record that you cannot tell; not trained on, not asked again",
        keys: &[Key::Char('-')],
        alias: Some('u'),
        hint: "unsure",
        enabled: asking,
    },
    Row {
        id: CommandId::Flag,
        title: "flag",
        doc: "set or clear a mark beside the item",
        keys: &[Key::Char('!')],
        alias: Some('f'),
        hint: "flag",
        enabled: asking,
    },
    Row {
        id: CommandId::NewClass,
        title: "new class",
        doc: "add a class: name it and it gets a key",
        keys: &[Key::Char('+')],
        alias: None,
        hint: "class",
        enabled: writable,
    },
    Row {
        id: CommandId::Undo,
        title: "undo",
        doc: "take the last answer back and show its item; the model unlearns it",
        keys: &[Key::Backspace],
        alias: None,
        hint: "undo",
        enabled: undoable,
    },
    Row {
        id: CommandId::Opinion,
        title: "model shown / after / never",
        doc: "show the model's opinion with an item, after the answer, or never",
        keys: &[Key::Tab],
        alias: Some('v'),
        hint: "model",
        enabled: writable,
    },
    Row {
        id: CommandId::Help,
        title: "help",
        doc: "show all keys",
        keys: &[Key::Char('?')],
        alias: None,
        hint: "help",
        enabled: always,
    },
    Row {
        id: CommandId::Palette,
        title: "palette",
        doc: "find and run any command by name",
        keys: &[Key::Char(':')],
        alias: None,
        hint: "all",
        enabled: always,
    },
    Row {
        id: CommandId::Note,
        title: "note",
        doc: "write a note beside the item",
        keys: &[Key::Char('"')],
        alias: Some('n'),
        hint: "note",
        enabled: asking,
    },
    Row {
        id: CommandId::Find,
        title: "find",
        doc: "search items, labels and notes, and label a hit",
        keys: &[Key::Char('/')],
        alias: None,
        hint: "find",
        enabled: always,
    },
    Row {
        id: CommandId::History,
        title: "history",
        doc: "list what you answered, latest first, and change an answer",
        keys: &[Key::Char('<')],
        alias: None,
        hint: "history",
        enabled: always,
    },
    Row {
        id: CommandId::Why,
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
        title: "set aside",
        doc: "list what is set aside, each with the reason, and label it anyway",
        keys: &[Key::Char('#')],
        alias: None,
        hint: "",
        enabled: always,
    },
    Row {
        id: CommandId::Guidelines,
        title: "guidelines",
        doc: "read what you are asked to decide, with a definition per class",
        keys: &[Key::Char('>')],
        alias: None,
        hint: "guidelines",
        enabled: always,
    },
    Row {
        id: CommandId::Classes,
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
        title: "label by name",
        doc: "type a few letters of a label's name, then Enter",
        keys: &[Key::Char('\'')],
        alias: None,
        hint: "by name",
        enabled: with_labels,
    },
    Row {
        id: CommandId::Strategy,
        title: "strategy",
        doc: "choose what chooses the next item",
        keys: &[Key::Ctrl('s')],
        alias: None,
        hint: "",
        enabled: writable,
    },
    Row {
        id: CommandId::Break,
        title: "break",
        doc: "rest: the clock stops until you come back",
        keys: &[Key::Char('*')],
        alias: None,
        hint: "break",
        enabled: always,
    },
    Row {
        id: CommandId::Person,
        title: "how I am",
        doc: "tell what is watched of your pace and why a break is suggested; for you alone",
        keys: &[Key::Char('%')],
        alias: None,
        hint: "",
        enabled: always,
    },
    Row {
        id: CommandId::Suggestions,
        title: "suggest breaks / don't",
        doc: "switch suggestions of breaks off for this session, or on again",
        keys: &[Key::Char('(')],
        alias: None,
        hint: "",
        enabled: always,
    },
    Row {
        id: CommandId::Reveal,
        title: "show a veiled item",
        doc: "lift the veil of a sensitive item: all of it",
        keys: &[Key::Enter],
        alias: None,
        hint: "",
        enabled: |situation| {
            if situation.held {
                Ok(())
            } else {
                sensitive(situation)
            }
        },
    },
    Row {
        id: CommandId::RevealSentence,
        title: "show a sentence",
        doc: "lift the veil of a sensitive item sentence by sentence",
        keys: &[Key::Char('.')],
        alias: None,
        hint: "",
        enabled: sensitive,
    },
    Row {
        id: CommandId::RevealMasked,
        title: "show it masked",
        doc: "show a sensitive item with its worst words hidden; it can be labeled so",
        keys: &[Key::Char('_')],
        alias: None,
        hint: "",
        enabled: sensitive,
    },
    Row {
        id: CommandId::Defer,
        title: "put off",
        doc: "put a sensitive item off for a time, or decline it; nothing is held against you",
        keys: &[Key::Char(';')],
        alias: None,
        hint: "",
        enabled: sensitive,
    },
    Row {
        id: CommandId::LeaveOut,
        title: "leave a category out",
        doc: "meet no more items of a sensitive category, in any project, or take that back",
        keys: &[Key::Char('\\')],
        alias: None,
        hint: "",
        enabled: always,
    },
    Row {
        id: CommandId::MarkSensitive,
        title: "should be veiled",
        doc: "mark the item as one that should have been veiled, or that need not be",
        keys: &[Key::Char('&')],
        alias: None,
        hint: "",
        enabled: asking,
    },
    Row {
        id: CommandId::ScrollDown,
        title: "scroll down",
        doc: "read on in a long text",
        keys: &[Key::Down, Key::PageDown],
        alias: None,
        hint: "",
        enabled: always,
    },
    Row {
        id: CommandId::ScrollUp,
        title: "scroll up",
        doc: "go back in a long text",
        keys: &[Key::Up, Key::PageUp],
        alias: None,
        hint: "",
        enabled: always,
    },
    Row {
        id: CommandId::Back,
        title: "back",
        doc: "leave a screen, or a chosen item for the next query",
        keys: &[Key::Esc],
        alias: None,
        hint: "",
        enabled: always,
    },
    Row {
        id: CommandId::Redraw,
        title: "redraw",
        doc: "paint the whole screen anew",
        keys: &[Key::Ctrl('l')],
        alias: None,
        hint: "",
        enabled: always,
    },
    Row {
        id: CommandId::Suspend,
        title: "suspend",
        doc: "give the terminal back to the shell; `fg` returns here",
        keys: &[Key::Ctrl('z')],
        alias: None,
        hint: "",
        enabled: always,
    },
    Row {
        id: CommandId::Quit,
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

/// The table as Markdown, for the README and the man page.
pub fn key_table() -> String {
    let mut table = String::from("| key | does | |\n|---|---|---|\n");
    for row in TABLE {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::{KEY_ORDER, RESERVED_KEYS};

    #[test]
    fn no_two_commands_share_a_key_and_none_takes_a_labels_key() {
        let mut keys: Vec<Key> = TABLE.iter().flat_map(|row| row.keys).copied().collect();
        let count = keys.len();
        keys.sort_by_key(Key::to_string);
        keys.dedup();
        assert_eq!(keys.len(), count);
        for key in keys {
            if let Key::Char(character) = key {
                assert!(!KEY_ORDER.contains(character), "{character:?}");
            }
        }
    }

    #[test]
    fn the_reserved_keys_are_exactly_the_symbols_of_this_table() {
        let mut reserved: Vec<char> = RESERVED_KEYS.iter().map(|(key, _)| *key).collect();
        let mut used: Vec<char> = TABLE
            .iter()
            .flat_map(|row| row.keys)
            .filter_map(|key| match key {
                Key::Char(character) => Some(*character),
                _ => None,
            })
            .collect();
        reserved.sort_unstable();
        used.sort_unstable();
        assert_eq!(used, reserved);
    }

    #[test]
    fn every_command_has_a_row_and_a_reason_when_it_cannot_be_done() {
        for command in TABLE {
            assert_eq!(row(command.id).id, command.id);
            if let Err(reason) = command.enabled(Situation::default()) {
                assert!(!reason.is_empty());
            }
        }
        let nothing = Situation::default();
        assert!(row(CommandId::Quit).enabled(nothing).is_ok());
        assert!(row(CommandId::Skip).enabled(nothing).is_err());
    }
}
