//! The review as the shell sees it.

use ratatui::Frame;

use super::model::AdjudicationModel;
use super::screens::review_view;
use super::update::review_update;
use crate::session::{AdjudicationCommand, AdjudicationEvent, SessionHandle, SessionSummary};
use crate::tui::message::{Effect, Message};
use crate::tui::workplace::{App, Painted};

/// Where disagreement is reviewed.
pub(in crate::tui) struct Reviewing {
    pub(in crate::tui) model: AdjudicationModel,
    pub(in crate::tui) engine: SessionHandle,
}

impl App for Reviewing {
    type Event = AdjudicationEvent;
    type Command = AdjudicationCommand;

    fn update(&mut self, message: Message<AdjudicationEvent>) -> Vec<Effect<AdjudicationCommand>> {
        review_update(&mut self.model, message)
    }

    fn view(&self, frame: &mut Frame<'_>) {
        review_view(&self.model, frame);
    }

    fn awaits_paint(&self) -> bool {
        self.model.awaits_paint()
    }

    fn painted(&self) -> Painted {
        Painted::default()
    }

    fn order(&self, order: AdjudicationCommand) {
        self.engine.command(order);
    }

    fn answers(order: &AdjudicationCommand) -> bool {
        matches!(
            order,
            AdjudicationCommand::Decide { .. }
                | AdjudicationCommand::Send { .. }
                | AdjudicationCommand::Skip { .. }
        )
    }

    fn has_failed(&self) -> bool {
        self.engine.has_failed()
    }

    fn close(self) -> SessionSummary {
        self.engine.close()
    }
}
