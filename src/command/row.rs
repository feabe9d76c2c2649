//! What is a command, and on which screen can it be given?

use super::{CommandId, Key, Situation};

/// A screen with commands of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Screen {
    /// Where items are labeled.
    Label,
    /// Where disagreement is reviewed.
    Review,
}

/// On which screens a command can be given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum On {
    /// On both.
    Both,
    /// Where items are labeled.
    Label,
    /// Where disagreement is reviewed.
    Review,
}

impl On {
    /// Whether a screen is among them.
    pub fn has(self, screen: Screen) -> bool {
        match self {
            Self::Both => true,
            Self::Label => screen == Screen::Label,
            Self::Review => screen == Screen::Review,
        }
    }
}

/// One command.
#[derive(Debug)]
pub struct Row {
    /// Its name in the code.
    pub id: CommandId,
    /// Where it can be given.
    pub on: On,
    /// Its name on the screen.
    pub title: &'static str,
    /// What it does.
    pub doc: &'static str,
    /// The keys that give it.
    pub keys: &'static [Key],
    /// A letter that gives it while no label owns that letter.
    pub alias: Option<char>,
    /// The word under its key in the hint line; empty: not hinted.
    pub hint: &'static str,
    pub(super) enabled: fn(Situation) -> Result<(), &'static str>,
}

impl Row {
    /// Whether it can be done now, or why not.
    ///
    /// # Errors
    /// Why not, in words.
    pub fn enabled(&self, situation: Situation) -> Result<(), &'static str> {
        (self.enabled)(situation)
    }
}

#[expect(
    clippy::unnecessary_wraps,
    reason = "one of several functions of one type"
)]
pub(super) fn always(_: Situation) -> Result<(), &'static str> {
    Ok(())
}

pub(super) fn writable(situation: Situation) -> Result<(), &'static str> {
    if situation.writable {
        Ok(())
    } else {
        Err("the project is open read-only")
    }
}

pub(super) fn asking(situation: Situation) -> Result<(), &'static str> {
    writable(situation)?;
    if situation.asking {
        Ok(())
    } else {
        Err("no item waits for an answer")
    }
}

pub(super) fn undoable(situation: Situation) -> Result<(), &'static str> {
    writable(situation)?;
    if situation.can_undo {
        Ok(())
    } else {
        Err("there is nothing to undo")
    }
}

pub(super) fn with_labels(situation: Situation) -> Result<(), &'static str> {
    asking(situation)?;
    if situation.has_labels {
        Ok(())
    } else {
        Err("there is no class yet: + adds one")
    }
}

pub(super) fn sensitive(situation: Situation) -> Result<(), &'static str> {
    if situation.asking && situation.sensitive {
        Ok(())
    } else {
        Err("the item on the screen is not veiled")
    }
}
