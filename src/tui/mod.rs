//! The workstation: one application over the screens where items are labeled and reviewed.
//!
//! Messages change a [`Model`] through [`update()`], which never blocks and answers with
//! requests; [`view()`] paints the model and changes nothing. The shell around them owns the
//! terminal, the input, the signals and the session. Invariant: foreign text is painted only as
//! [`crate::text::Shown`], and the gate at the backend lets nothing else through.

mod background;
mod browser;
mod class_list;
mod clipboard;
mod editor;
mod external_editor;
mod format;
mod fuzzy;
mod gate;
mod glyphs;
mod help;
mod home;
mod images;
mod input;
mod item_clock;
mod item_list;
mod item_text;
mod lessons;
mod list_moves;
mod look;
mod markdown;
mod matrix;
mod message;
mod model;
mod notice;
mod person;
mod picker;
mod plain;
mod project_tasks;
mod prompt;
mod running_session;
mod screen_changes;
mod screens;
mod shell;
mod signals;
mod terminal;
#[cfg(test)]
mod tests;
mod text_view;
mod theme;
mod trace;
mod update;
mod why;
mod widgets;
mod wizard;

pub use crate::command::Screen;
pub use crate::session::SessionRequest;
pub use running_session::EndedSession;

pub use glyphs::Glyphs;
pub use images::{ImageRequest, Protocol, ReadyImage};
pub use message::{Message, Mouse, Request};
pub use model::Model;
pub use plain::run_plain;
pub use screens::view;
pub use shell::{Ended, run};
pub use theme::Theme;
pub use update::update;
