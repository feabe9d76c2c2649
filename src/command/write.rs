//! The table in words: the README's key tables, the default keymap and the manual's list.

use super::keymap::Keymap;
use super::row::{Context, Screen};

/// The default keymap as a file, to be copied and changed.
pub const DEFAULT_KEYMAP: &str = include_str!("../../assets/keymap.toml");

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

/// The keymap as a file: what [`DEFAULT_KEYMAP`] must be.
pub fn default_keymap() -> String {
    let keymap = Keymap::default();
    let mut text = String::from(
        "# The keys of querist, made from its table of commands; a test holds the two together.\n\
         #\n\
         # To change keys, write only the lines that differ into keymap.toml in the folder of your\n\
         # own settings (`querist man keys` names it). A key given to \"none\" does nothing. Letters\n\
         # and digits belong to the labels; behind \"space\", in the menu, they are free.\n",
    );
    for context in Context::ALL {
        let about = match context {
            Context::Global => "On every screen.",
            Context::Label => "Where items are labeled.",
            Context::Review => "Where disagreement is reviewed.",
            Context::Veiled => "While the item on the screen is one that opened veiled.",
        };
        text.push_str(&format!("\n# {about}\n[{}]\n", context.name()));
        for binding in keymap
            .bindings
            .iter()
            .filter(|known| known.context == context)
        {
            let row = &keymap.rows[binding.row];
            let keys: Vec<String> = binding.keys.iter().map(|key| key.name()).collect();
            let line = format!("{:?} = {:?}", keys.join(" "), row.id);
            text.push_str(&format!("{line:<32} # {}\n", row.doc));
        }
    }
    text
}

/// The commands with their ids and keys, for the manual.
pub fn manual(keymap: &Keymap) -> String {
    let mut text = String::new();
    for (screen, about) in [
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
