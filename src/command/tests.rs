//! The table keeps its own rules.

use super::{CommandId, Key, Screen, Situation, TABLE, row, rows_on};
use crate::schema::{KEY_ORDER, RESERVED_KEYS};

#[test]
fn no_two_commands_of_a_screen_share_a_key_and_none_takes_a_labels_key() {
    for screen in [Screen::Label, Screen::Review] {
        let mut keys: Vec<Key> = rows_on(screen).flat_map(|row| row.keys).copied().collect();
        let count = keys.len();
        keys.sort_by_key(Key::to_string);
        keys.dedup();
        assert_eq!(keys.len(), count, "{screen:?}");
        for key in keys {
            if let Key::Char(character) = key {
                assert!(!KEY_ORDER.contains(character), "{character:?}");
            }
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
    used.dedup();
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
