//! A key press as querist tells them apart, without a terminal library.
//!
//! A key is written as a person writes it in a keymap: `right`, `ctrl-l`, `!`. Invariant: what
//! [`Key::name`] writes, [`Key::named`] reads as the same key.

use std::fmt;

/// A key press.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Key {
    /// A character.
    Char(char),
    /// A character with Ctrl.
    Ctrl(char),
    /// A character with Alt.
    Alt(char),
    /// Enter.
    Enter,
    /// Escape.
    Esc,
    /// Tab.
    Tab,
    /// Tab with Shift.
    BackTab,
    /// Backspace.
    Backspace,
    /// Delete.
    Delete,
    /// Arrow up.
    Up,
    /// Arrow down.
    Down,
    /// Arrow left.
    Left,
    /// Arrow right.
    Right,
    /// Page up.
    PageUp,
    /// Page down.
    PageDown,
    /// Home.
    Home,
    /// End.
    End,
}

/// The keys with a name: as a keymap writes it, and as the screen shows it.
const NAMED: &[(Key, &str, &str)] = &[
    (Key::Char(' '), "space", "Space"),
    (Key::Enter, "enter", "Enter"),
    (Key::Esc, "esc", "Esc"),
    (Key::Tab, "tab", "Tab"),
    (Key::BackTab, "shift-tab", "Shift-Tab"),
    (Key::Backspace, "backspace", "Backspace"),
    (Key::Delete, "delete", "Delete"),
    (Key::Up, "up", "↑"),
    (Key::Down, "down", "↓"),
    (Key::Left, "left", "←"),
    (Key::Right, "right", "→"),
    (Key::PageUp, "pageup", "PgUp"),
    (Key::PageDown, "pagedown", "PgDn"),
    (Key::Home, "home", "Home"),
    (Key::End, "end", "End"),
];

impl Key {
    /// The key that a keymap names so; `None` for a word that names none.
    pub fn named(word: &str) -> Option<Self> {
        if let Some((key, ..)) = NAMED.iter().find(|(_, name, _)| *name == word) {
            return Some(*key);
        }
        let only = |text: &str| {
            let mut characters = text.chars();
            let first = characters.next().filter(|c| !c.is_whitespace())?;
            characters.next().is_none().then_some(first)
        };
        if let Some(rest) = word.strip_prefix("alt-") {
            let letter = only(rest).filter(char::is_ascii_alphanumeric);
            return letter.map(|character| Self::Alt(character.to_ascii_lowercase()));
        }
        match word.strip_prefix("ctrl-") {
            Some(rest) => only(rest)
                .filter(char::is_ascii_alphanumeric)
                .map(|character| Self::Ctrl(character.to_ascii_lowercase())),
            None => only(word).map(Self::Char),
        }
    }

    /// How a keymap names it.
    pub fn name(self) -> String {
        match (NAMED.iter().find(|(key, ..)| *key == self), self) {
            (Some((_, name, _)), _) => (*name).to_owned(),
            (None, Self::Ctrl(character)) => format!("ctrl-{character}"),
            (None, Self::Alt(character)) => format!("alt-{character}"),
            (None, Self::Char(character)) => character.to_string(),
            // Every other key stands in the table.
            (None, _) => String::new(),
        }
    }
}

impl fmt::Display for Key {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (NAMED.iter().find(|(key, ..)| key == self), self) {
            (Some((_, _, shown)), _) => formatter.write_str(shown),
            (None, Self::Ctrl(character)) => {
                write!(formatter, "Ctrl-{}", character.to_ascii_uppercase())
            }
            (None, Self::Alt(character)) => {
                write!(formatter, "Alt-{}", character.to_ascii_uppercase())
            }
            (None, Self::Char(character)) => write!(formatter, "{character}"),
            (None, _) => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_read_as_it_is_written() {
        let named = NAMED.iter().map(|(key, ..)| *key);
        for key in named.chain([
            Key::Char('ß'),
            Key::Char('-'),
            Key::Ctrl('l'),
            Key::Alt('b'),
        ]) {
            assert_eq!(Key::named(&key.name()), Some(key));
            assert!(!key.to_string().is_empty());
        }
        for word in ["", "ctrl-", "ctrl-ab", "rigth", "\u{a0}"] {
            assert_eq!(Key::named(word), None, "{word:?}");
        }
    }
}
