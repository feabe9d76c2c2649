//! A line to fill in, and what was typed into one that was left.

use super::editor::Editor;
use crate::command::Question;
use crate::schema::ItemIndex;
use crate::text::Shown;

/// A line to fill in, for the item that was on the screen.
#[derive(Debug, Clone)]
pub(super) struct Prompt {
    pub(super) item: Option<ItemIndex>,
    pub(super) asking: Question,
    pub(super) question: Shown,
    pub(super) editor: Editor,
    /// What it held when it was opened.
    pub(super) before: String,
    /// There was something in it already, be it from the last time.
    pub(super) opened_filled: bool,
}

/// What was typed into a line that was left.
#[derive(Debug, Clone)]
pub(super) struct Draft {
    pub(super) asking: Question,
    pub(super) item: Option<ItemIndex>,
    pub(super) text: String,
}
