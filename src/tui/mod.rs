//! The workstation: one application over the screens where items are labeled and reviewed.
//!
//! Messages change a [`Model`] through [`update()`], which never blocks and answers with
//! requests; [`view()`] paints the model and changes nothing. The shell around them owns the
//! terminal, the input, the signals and the session. Invariant: foreign text is painted only as
//! [`crate::text::Shown`], and the gate at the backend lets nothing else through.

mod background;
mod clipboard;
mod editor;
mod external_editor;
mod format;
mod fuzzy;
mod gate;
mod glyphs;
mod help;
mod input;
mod item_clock;
mod item_text;
mod look;
mod markdown;
mod matrix;
mod message;
mod model;
mod person;
mod picker;
mod screens;
mod shell;
mod signals;
mod terminal;
mod text_view;
mod theme;
mod trace;
mod update;
mod why;
mod widgets;

pub use crate::command::Screen;
pub use crate::session::SessionRequest;

pub use glyphs::Glyphs;
pub use message::{Message, Request};
pub use model::Model;
pub use screens::view;
pub use shell::{Ended, run};
pub use theme::Theme;
pub use update::update;
