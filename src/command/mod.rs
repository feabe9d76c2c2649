//! What a person can do, one [`Row`] a command, and by which keys.
//!
//! A row holds a command's id, title, one-line doc, default keys by context, whether it can be
//! done now or why not, and the function that says what is then to be done: an [`Effect`], which
//! the screen or a headless driver carries out. Key hints, help, palette, menu, man page, the
//! default keymap and the README's key tables all come from [`TABLE`] and the [`Keymap`] made of
//! it, so none of them can be wrong alone. Adding a command is one row.

mod effect;
mod elsewhere;
mod general_rows;
mod home_rows;
mod keymap;
mod patch;
mod row;
mod sections;
mod situation;
mod table;
#[cfg(test)]
mod tests;
mod write;

pub use effect::{Answer, Effect};
pub(crate) use effect::{HomeAction, List, Page, Question, Toggle};
pub(crate) use elsewhere::ELSEWHERE;
pub use keymap::Keymap;
pub(crate) use keymap::MenuEntry;
pub use row::{Context, Row, Screen};
pub(crate) use sections::sections;
pub(crate) use situation::{ChosenProject, Situation};
pub use table::TABLE;
pub use write::key_table;
pub(crate) use write::{DEFAULT_KEYMAP, manual};
