//! The facts that decide whether a command can be done now, and what it does.

use super::Screen;
use crate::schema::{ItemIndex, LabelId};

/// The few facts that commands depend on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "independent facts, each one asked for by name"
)]
pub struct Situation {
    /// The screen.
    pub screen: Screen,
    /// The item on it.
    pub item: Option<ItemIndex>,
    /// The item waits for an answer.
    pub asking: bool,
    /// There is something to undo.
    pub can_undo: bool,
    /// There is something to redo.
    pub can_redo: bool,
    /// The project may be written to.
    pub writable: bool,
    /// The label of the answered item that this one is nearly the same as.
    pub same_as: Option<LabelId>,
    /// The item opened veiled.
    pub sensitive: bool,
    /// Nothing of its text is in sight.
    pub hidden: bool,
    /// Only sensitive items are left, and the person may ask for them.
    pub held: bool,
    /// How many classes there are.
    pub classes: usize,
    /// What is chosen where a project is chosen.
    pub home: ChosenProject,
}

/// What is known of the project that is chosen on the home screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "independent facts, each one asked for by name"
)]
pub struct ChosenProject {
    /// There is one.
    pub chosen: bool,
    /// Its folder is not there any more.
    pub gone: bool,
    /// It stands in the list of recent projects, and can be taken off it.
    pub listed: bool,
    /// Something in it has labels of two people.
    pub several: bool,
    /// Label files wait in its folder.
    pub waiting: bool,
}

impl Situation {
    /// Whether the item on the screen can be answered now.
    pub(crate) fn can_answer(&self) -> bool {
        self.asking && self.writable && !self.hidden
    }

    /// Whether the keys of a veiled item count.
    pub(crate) fn is_veiled(&self) -> bool {
        self.sensitive || self.held
    }
}
