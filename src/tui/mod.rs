//! How does a person see and steer it?
//!
//! Messages change a [`Model`] through [`update()`], which never blocks and answers with effects;
//! [`view()`] paints the model and changes nothing. The shell around them owns the terminal, the
//! input, the signals and the engine. Invariant: foreign text is painted only as
//! [`crate::text::Shown`], and the gate at the backend lets nothing else through.

mod bounce;
mod editor;
mod format;
mod gate;
mod ink;
mod input;
mod item_text;
mod message;
mod model;
mod page;
mod passage;
mod person;
mod picker;
mod reading;
mod review;
mod screens;
mod shell;
mod signals;
mod terminal;
mod theme;
mod trace;
mod update;
mod veil;
mod view;
mod why;
mod widgets;
mod workplace;

pub use gate::Gated;
pub use message::{Effect, Message};
pub use model::Model;
pub use review::{AdjudicationModel, review_update, review_view};
pub use shell::{Ended, Opening, run, run_review};
pub use theme::Theme;
pub use update::update;
pub use view::view;
