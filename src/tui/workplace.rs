//! What does the shell need of a screen and of the engine behind it?
//!
//! The shell owns the terminal, the input and the signals; a [`App`] owns a model with its
//! update and view, and the engine that carries orders out. There are two: where items are
//! labeled, and where disagreement is reviewed.

use ratatui::Frame;

use super::message::{Effect, Message};
use super::model::Model;
use super::update::update;
use super::view::view;
use crate::session::{LabelingCommand, LabelingEvent, SessionHandle, SessionSummary};

/// What a trace tells of a frame with a new item.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Painted {
    /// Answers that the ranking behind the item did not know of.
    pub(super) stale: u64,
    /// Whether it had been computed before the answer before it came.
    pub(super) foreseen: bool,
}

/// A model, and the engine behind it.
pub(super) trait App {
    /// What the engine says.
    type Event: Send + PartialEq + 'static;
    /// What the engine can be told.
    type Command;

    /// Takes a message in; never blocks.
    fn update(&mut self, message: Message<Self::Event>) -> Vec<Effect<Self::Command>>;
    /// Paints a frame; changes nothing.
    fn view(&self, frame: &mut Frame<'_>);
    /// Whether a new item has just been painted and must be told when.
    fn awaits_paint(&self) -> bool;
    /// What there is to trace of that item.
    fn painted(&self) -> Painted;
    /// Passes an order to the engine.
    fn order(&self, order: Self::Command);
    /// Whether an order answers the item on the screen: the trace times what follows.
    fn answers(order: &Self::Command) -> bool;
    /// Whether the engine has stopped unexpectedly.
    fn has_failed(&self) -> bool;
    /// Ends the session.
    fn close(self) -> SessionSummary;
}

/// Where items are labeled.
pub(super) struct Labeling {
    pub(super) model: Model,
    pub(super) engine: SessionHandle,
}

impl App for Labeling {
    type Event = LabelingEvent;
    type Command = LabelingCommand;

    fn update(&mut self, message: Message) -> Vec<Effect> {
        update(&mut self.model, message)
    }

    fn view(&self, frame: &mut Frame<'_>) {
        view(&self.model, frame);
    }

    fn awaits_paint(&self) -> bool {
        self.model.awaits_paint()
    }

    fn painted(&self) -> Painted {
        Painted {
            stale: self.model.staleness(),
            foreseen: self.model.was_foreseen(),
        }
    }

    fn order(&self, order: LabelingCommand) {
        self.engine.command(order);
    }

    fn answers(order: &LabelingCommand) -> bool {
        matches!(
            order,
            LabelingCommand::Judge { .. } | LabelingCommand::Skip { .. }
        )
    }

    fn has_failed(&self) -> bool {
        self.engine.has_failed()
    }

    fn close(self) -> SessionSummary {
        self.engine.close()
    }
}
