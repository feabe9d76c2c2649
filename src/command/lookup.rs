//! Which command is meant, and which does a screen have?

use super::row::{Row, Screen};
use super::table::TABLE;
use super::{CommandId, Key};

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
