//! What can be done?
//!
//! One table: each command is one row with its id, title, one-line doc, default keys and whether
//! it can be done now or why not. Key hints, help, palette, man page and the README's key table
//! all come from it, so none of them can be wrong alone.

mod key;
mod situation;
mod table;

pub use key::Key;
pub use situation::Situation;
pub use table::{CommandId, Row, TABLE, key_table, row};
