//! Which keys give which command: the table's own, patched by the user's file.
//!
//! Invariant: where there are labels, no command takes a letter or a digit outside the menu, so a
//! label's key always means its label.

use super::row::{Context, Row, Screen};
use super::table::TABLE;
use crate::schema::Key;

/// The key behind which letters are free.
pub(super) const MENU: Key = Key::Char(' ');

/// Keys of the menu that lead to further ones, what these are about, and what they do.
const GROUPS: &[(&str, &str, &str)] = &[(
    "space v",
    "content safety",
    "put off, leave out or veil what may hurt to read",
)];

/// A key, or several in turn, that give a command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Binding {
    pub(super) context: Context,
    pub(super) keys: Vec<Key>,
    /// The place of its command among the rows.
    pub(super) row: usize,
}

/// The commands and their keys.
#[derive(Debug, Clone)]
pub struct Keymap {
    pub(super) rows: Vec<Row>,
    pub(super) bindings: Vec<Binding>,
}

/// An entry of the menu.
#[derive(Debug, Clone, Copy)]
pub struct MenuEntry {
    /// The key that runs it.
    pub key: Key,
    /// The command; `None` where the key leads to further ones.
    pub row: Option<Row>,
    /// What stands beside the key.
    pub title: &'static str,
    /// What it does.
    pub doc: &'static str,
    /// The section of the menu that it stands in.
    pub section: usize,
}

impl Default for Keymap {
    fn default() -> Self {
        Self::new(TABLE.iter().copied())
    }
}

impl Keymap {
    /// The default keys of commands.
    pub fn new(rows: impl IntoIterator<Item = Row>) -> Self {
        let rows: Vec<Row> = rows.into_iter().collect();
        let mut bindings = Vec::new();
        for (place, row) in rows.iter().enumerate() {
            for (context, words) in row.keys {
                // A test holds that each is a key.
                if let Ok(keys) = keys_of_words(words) {
                    bindings.push(Binding {
                        context: *context,
                        keys,
                        row: place,
                    });
                }
            }
        }
        Self { rows, bindings }
    }

    /// The command with that id.
    pub fn row(&self, id: &str) -> Option<Row> {
        self.rows.iter().find(|row| row.id == id).copied()
    }

    /// The commands of a screen, in the order of its hint line and of its help.
    pub(crate) fn rows_on(&self, screen: Screen) -> impl Iterator<Item = Row> {
        let rows = self.rows.iter().copied();
        rows.filter(move |row| row.is_on(screen))
    }

    /// The command that keys pressed in turn give on a screen, with or without a veiled item.
    pub fn command(&self, screen: Screen, veiled: bool, keys: &[Key]) -> Option<Row> {
        let mut contexts = [
            Context::Veiled,
            Context::Home,
            Context::Label,
            Context::Review,
            Context::Global,
        ]
        .into_iter()
        .filter(|context| context.holds(screen, veiled));
        contexts.find_map(|context| {
            let bound = |binding: &&Binding| binding.context == context && binding.keys == keys;
            let row = self.rows[self.bindings.iter().find(bound)?.row];
            row.is_on(screen).then_some(row)
        })
    }

    /// The keys of a command on a screen, as the screen shows them: `Space h`.
    pub(crate) fn keys_of(&self, id: &str, screen: Screen) -> Vec<String> {
        let own = self.bindings.iter().filter(|binding| {
            let row = &self.rows[binding.row];
            row.id == id && row.is_on(screen) && binding.context.holds(screen, true)
        });
        // A key that a narrower context gives to another command is not shown.
        own.filter(|binding| {
            let veiled = binding.context == Context::Veiled;
            self.command(screen, veiled, &binding.keys)
                .is_some_and(|row| row.id == id)
        })
        .map(|binding| shown(&binding.keys))
        .collect()
    }

    /// Whether its one key may stand in the menu of home: not `/`, which looks for entries there.
    fn is_at_hand(&self, binding: &Binding) -> bool {
        let is_of_home = binding.context == Context::Home || self.rows[binding.row].id == "help";
        let is_letter =
            |keys: &[Key]| matches!(keys, [Key::Char(letter)] if !"/ ".contains(*letter));
        is_of_home && is_letter(&binding.keys)
    }

    /// What the menu offers on a screen behind keys that were pressed in it, by its sections.
    pub fn menu(&self, screen: Screen, pressed: &[Key]) -> Vec<MenuEntry> {
        let mut before = vec![MENU];
        before.extend(pressed);
        let mut entries: Vec<((usize, usize), MenuEntry)> = Vec::new();
        for binding in &self.bindings {
            let row = self.rows[binding.row];
            // At home letters are free outside the menu: there they are the same.
            let is_same = pressed.is_empty() && screen == Screen::Home && self.is_at_hand(binding);
            let behind = binding.keys.strip_prefix(before.as_slice());
            let at_hand = is_same.then_some(binding.keys.as_slice());
            let Some([key, rest @ ..]) = behind.or(at_hand) else {
                continue;
            };
            let is_known = entries.iter().any(|(_, entry)| entry.key == *key);
            if is_known || !row.is_on(screen) || !binding.context.holds(screen, false) {
                continue;
            }
            let chord = &binding.keys[..binding.keys.len() - rest.len()];
            // The narrower context has the letter.
            let found = self.command(screen, false, chord).unwrap_or(row);
            let (row, (title, doc)) = if rest.is_empty() {
                (Some(found), (found.title, found.doc))
            } else {
                (None, group(chord))
            };
            let key = *key;
            let entry = MenuEntry {
                key,
                row,
                title,
                doc,
                section: found.section().0,
            };
            entries.push((found.section(), entry));
        }
        entries.sort_by_key(|(place, _)| *place);
        entries.into_iter().map(|(_, entry)| entry).collect()
    }
}

/// What a group of the menu is about, and what its commands do.
fn group(chord: &[Key]) -> (&'static str, &'static str) {
    GROUPS
        .iter()
        .find(|(words, ..)| keys_of_words(words).as_deref() == Ok(chord))
        .map_or(("more", "further commands"), |(_, title, doc)| {
            (*title, *doc)
        })
}

/// Keys in turn, as a keymap writes them.
///
/// # Errors
/// The word that names no key.
pub(super) fn keys_of_words(words: &str) -> Result<Vec<Key>, String> {
    words
        .split_whitespace()
        .map(|word| Key::named(word).ok_or_else(|| word.to_owned()))
        .collect()
}

/// Keys in turn, as the screen shows them.
fn shown(keys: &[Key]) -> String {
    let words: Vec<String> = keys.iter().map(Key::to_string).collect();
    words.join(" ")
}
