//! What can be done?
//!
//! One table: each command is one row with its id, title, one-line doc, default keys and whether
//! it can be done now or why not, and on which screens. Key hints, help, palette, man page and
//! the README's key tables all come from it, so none of them can be wrong alone.

mod id;
mod key;
mod lookup;
mod row;
mod situation;
mod table;
#[cfg(test)]
mod tests;

pub use id::CommandId;
pub use key::Key;
pub use lookup::{command_of, key_table, row, rows_on};
pub use row::{On, Row, Screen};
pub use situation::Situation;
pub use table::TABLE;
