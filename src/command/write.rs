//! The table in words: the README's key tables, the default keymap and the manual's list.

use super::keymap::Keymap;
use super::row::Screen;

/// The default keymap as a file, to be copied and changed.
pub(crate) const DEFAULT_KEYMAP: &str = include_str!("../../assets/keymap.toml");

/// The keys of a screen as Markdown, for the README.
pub fn key_table(keymap: &Keymap, screen: Screen) -> String {
    let mut table = String::from("| key | does | |\n|---|---|---|\n");
    for row in keymap.rows_on(screen) {
        let keys: Vec<String> = keymap
            .keys_of(row.id, screen)
            .iter()
            .map(|key| format!("`{key}`"))
            .collect();
        table.push_str(&format!(
            "| {} | {} | {} |\n",
            keys.join(", "),
            row.title,
            row.doc
        ));
    }
    table
}

/// The commands with their ids and keys, for the manual.
pub(crate) fn manual(keymap: &Keymap) -> String {
    let mut text = String::new();
    for (screen, about) in [
        (Screen::Home, "Where a project is chosen or made"),
        (Screen::Label, "Where items are labeled"),
        (Screen::Review, "Where disagreement is reviewed"),
    ] {
        text.push_str(&format!("{about}:\n\n"));
        for row in keymap.rows_on(screen) {
            let keys = keymap.keys_of(row.id, screen).join(", ");
            text.push_str(&format!("{keys:>20}  {:<18} {}\n", row.id, row.doc));
        }
        text.push('\n');
    }
    text
}
