//! What a command is, on which screen it can be given, and under which conditions.

use super::{Effect, Situation};

/// A screen with commands of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Screen {
    /// Where a project is chosen or made.
    Home,
    /// Where items are labeled.
    Label,
    /// Where disagreement is reviewed.
    Review,
}

/// Where a key counts. The narrower wins: a veiled item before its screen, a screen before all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Context {
    /// While the item on the screen is one that opened veiled.
    Veiled,
    /// Where a project is chosen or made. There are no labels, so letters are free.
    Home,
    /// Where items are labeled.
    Label,
    /// Where disagreement is reviewed.
    Review,
    /// On every screen.
    Global,
}

impl Context {
    /// All of them, in the order of a keymap.
    pub const ALL: [Self; 5] = [
        Self::Global,
        Self::Home,
        Self::Label,
        Self::Review,
        Self::Veiled,
    ];

    /// Its name in a keymap.
    pub fn name(self) -> &'static str {
        match self {
            Self::Veiled => "veiled",
            Self::Home => "home",
            Self::Label => "label",
            Self::Review => "review",
            Self::Global => "global",
        }
    }

    /// Whether its keys count on a screen, with or without a veiled item.
    pub(super) fn holds(self, screen: Screen, veiled: bool) -> bool {
        match self {
            Self::Veiled => veiled && screen != Screen::Home,
            Self::Home => screen == Screen::Home,
            Self::Label => screen == Screen::Label,
            Self::Review => screen == Screen::Review,
            Self::Global => true,
        }
    }
}

/// Whether a command can be done, or why not.
type Condition = fn(&Situation) -> Result<(), &'static str>;

/// One command.
#[derive(Debug, Clone, Copy)]
pub struct Row {
    /// Its name in a keymap.
    pub id: &'static str,
    /// Its name on the screen.
    pub title: &'static str,
    /// What it does.
    pub doc: &'static str,
    /// The keys that give it by default, each with the context in which it counts: it can be given
    /// where one of them does. A key behind `space` is its letter in the menu.
    pub keys: &'static [(Context, &'static str)],
    /// The word beside its key in the hint line; empty: not hinted.
    pub hint: &'static str,
    /// It answers the item on the screen: its key counts only for the item that was painted, and
    /// in the menu it wants Enter.
    pub answers: bool,
    only_on: Option<Screen>,
    /// It can be given where there is no item, too.
    everywhere: bool,
    condition: Condition,
    run: fn(&Situation) -> Effect,
}

impl Row {
    /// A command that can always be done, and does nothing yet.
    pub const fn new(
        id: &'static str,
        title: &'static str,
        doc: &'static str,
        keys: &'static [(Context, &'static str)],
    ) -> Self {
        Self {
            id,
            title,
            doc,
            keys,
            hint: "",
            answers: false,
            only_on: None,
            everywhere: false,
            condition: |_| Ok(()),
            run: |_| Effect::Nothing,
        }
    }

    /// What it does.
    #[must_use]
    pub const fn does(self, run: fn(&Situation) -> Effect) -> Self {
        Self { run, ..self }
    }

    /// When it can be done, or why not.
    #[must_use]
    pub const fn when(self, condition: Condition) -> Self {
        Self { condition, ..self }
    }

    /// On this screen alone, where its keys would count on the other, too.
    #[must_use]
    pub(crate) const fn only_on(self, screen: Screen) -> Self {
        let only_on = Some(screen);
        Self { only_on, ..self }
    }

    /// Also where a project is chosen: it needs neither an item nor a session.
    #[must_use]
    pub(crate) const fn everywhere(self) -> Self {
        Self {
            everywhere: true,
            ..self
        }
    }

    /// With a word in the hint line.
    #[must_use]
    pub const fn hint(self, hint: &'static str) -> Self {
        Self { hint, ..self }
    }

    /// It answers the item on the screen.
    #[must_use]
    pub const fn answering(self) -> Self {
        Self {
            answers: true,
            ..self
        }
    }

    /// Whether it can be given on a screen.
    pub(crate) fn is_on(&self, screen: Screen) -> bool {
        let mut contexts = self.keys.iter().map(|(context, _)| *context);
        let reaches = |context: Context| {
            context.holds(screen, true)
                && (screen != Screen::Home || context == Context::Home || self.everywhere)
        };
        self.only_on.is_none_or(|only| only == screen) && contexts.any(reaches)
    }

    /// Whether it can be done now.
    ///
    /// # Errors
    /// Why not, in words.
    pub(crate) fn enabled(&self, situation: &Situation) -> Result<(), &'static str> {
        (self.condition)(situation)
    }

    /// What it does now.
    pub(crate) fn effect(&self, situation: &Situation) -> Effect {
        (self.run)(situation)
    }
}

fn holds(condition: bool, otherwise: &'static str) -> Result<(), &'static str> {
    condition.then_some(()).ok_or(otherwise)
}

pub(super) fn on_an_item(situation: &Situation) -> Result<(), &'static str> {
    holds(situation.asking, "no item waits for an answer")
}

pub(super) fn writable(situation: &Situation) -> Result<(), &'static str> {
    holds(situation.writable, "the project is open read-only")
}

pub(super) fn asking(situation: &Situation) -> Result<(), &'static str> {
    writable(situation)?;
    on_an_item(situation)
}

pub(super) fn undoable(situation: &Situation) -> Result<(), &'static str> {
    writable(situation)?;
    holds(situation.can_undo, "there is nothing to undo")
}

pub(super) fn redoable(situation: &Situation) -> Result<(), &'static str> {
    writable(situation)?;
    holds(situation.can_redo, "there is nothing to redo")
}

fn with_classes(situation: &Situation) -> Result<(), &'static str> {
    writable(situation)?;
    holds(
        situation.classes > 0,
        "there is no class yet: add one first",
    )
}

pub(super) fn asking_with_classes(situation: &Situation) -> Result<(), &'static str> {
    asking(situation)?;
    with_classes(situation)
}

pub(super) fn with_a_copy(situation: &Situation) -> Result<(), &'static str> {
    asking(situation)?;
    holds(
        situation.same_as.is_some(),
        "nothing answered is nearly the same",
    )
}

pub(super) fn in_sight(situation: &Situation) -> Result<(), &'static str> {
    asking(situation)?;
    holds(
        !situation.hidden,
        "a note may quote what is veiled: show it first",
    )
}

pub(super) fn readable(situation: &Situation) -> Result<(), &'static str> {
    on_an_item(situation)?;
    holds(!situation.hidden, "nothing of it is shown yet")
}

pub(super) fn veiled(situation: &Situation) -> Result<(), &'static str> {
    holds(
        situation.asking && situation.sensitive,
        "the item on the screen is not veiled",
    )
}

pub(super) fn veiled_or_held(situation: &Situation) -> Result<(), &'static str> {
    if situation.held {
        Ok(())
    } else {
        veiled(situation)
    }
}

pub(super) fn with_a_project(situation: &Situation) -> Result<(), &'static str> {
    holds(situation.home.chosen, "no project is chosen")?;
    holds(
        !situation.home.gone,
        "there is no project in its folder any more",
    )
}

pub(super) fn with_a_listed_project(situation: &Situation) -> Result<(), &'static str> {
    holds(situation.home.listed, "samples stay in the list")
}

pub(super) fn with_disagreement(situation: &Situation) -> Result<(), &'static str> {
    with_a_project(situation)?;
    holds(
        situation.home.several,
        "nothing in it has labels of two people yet",
    )
}

pub(super) fn with_waiting_labels(situation: &Situation) -> Result<(), &'static str> {
    with_a_project(situation)?;
    holds(
        situation.home.waiting,
        "no labels wait in its folder labels/",
    )
}
