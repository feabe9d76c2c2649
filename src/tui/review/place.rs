//! The review as the shell sees it.

use ratatui::Frame;

use super::model::ReviewModel;
use super::screens::review_view;
use super::update::review_update;
use crate::session::{Closing, ReviewEngine, ReviewOrder, ReviewReport};
use crate::tui::message::{Effect, Message};
use crate::tui::workplace::{Painted, Workplace};

/// Where disagreement is reviewed.
pub(in crate::tui) struct Reviewing {
    pub(in crate::tui) model: ReviewModel,
    pub(in crate::tui) engine: ReviewEngine,
}

impl Workplace for Reviewing {
    type Report = ReviewReport;
    type Order = ReviewOrder;

    fn update(&mut self, message: Message<ReviewReport>) -> Vec<Effect<ReviewOrder>> {
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

    fn order(&self, order: ReviewOrder) {
        self.engine.order(order);
    }

    fn answers(order: &ReviewOrder) -> bool {
        matches!(
            order,
            ReviewOrder::Decide { .. } | ReviewOrder::Send { .. } | ReviewOrder::Skip { .. }
        )
    }

    fn has_failed(&self) -> bool {
        self.engine.has_failed()
    }

    fn close(self) -> Closing {
        self.engine.close()
    }
}
