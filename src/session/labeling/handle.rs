//! How does a screen reach the desk where items are labeled?
//!
//! [`Engine`] runs a [`Desk`] beside the screen. After an answer the desk waits a few frames for
//! the trainer; then it asks from the ranking it has, and the query says how stale that is.

use std::sync::Arc;

use super::Desk;
use super::messages::{Closing, Order, Report};
use crate::clock::Clock;
use crate::error::Result;
use crate::pool::Items;
use crate::project::{Guidelines, OpenProject};
use crate::session::actor::{Deskwork, Letter, Running};
use crate::trainer::News;
use crate::wellbeing::ledger::Ledger;

/// A running desk.
pub struct Engine {
    running: Running<Desk>,
    /// The items.
    pub items: Arc<Items>,
    /// What the annotator is told.
    pub guidelines: Guidelines,
    /// The project's name.
    pub name: String,
    /// Who labels.
    pub annotator: String,
}

impl Engine {
    /// Starts a desk on an open project; its reports go to `report`, which says whether anyone
    /// still listens.
    pub fn start(
        project: OpenProject,
        clock: Arc<dyn Clock>,
        ledger: Option<Ledger>,
        report: impl Fn(Report) -> bool + Send + 'static,
    ) -> Result<Self> {
        Ok(Self {
            guidelines: project.guidelines.clone(),
            name: project.config.name.clone(),
            annotator: project.annotator.to_string(),
            items: project.items.clone(),
            running: Running::start(
                |sender| {
                    Desk::threaded(project, clock, ledger, move |news| {
                        sender.send(Letter::News(news)).is_ok()
                    })
                },
                report,
            )?,
        })
    }

    /// Has the desk do something; the outcome comes as reports.
    pub fn order(&self, order: Order) {
        self.running.order(order);
    }

    /// Ends the session: returns when its last event is on the disk.
    pub fn close(self) -> Closing {
        self.order(Order::Close);
        self.running.join()
    }

    /// Whether the desk's thread has ended, which it does not do by itself.
    pub fn has_failed(&self) -> bool {
        self.running.has_failed()
    }
}

impl Deskwork for Desk {
    type Order = Order;
    type News = News;
    type Report = Report;

    fn begin(&mut self) -> Vec<Report> {
        Self::begin(self)
    }

    fn handle(&mut self, order: Order) -> Vec<Report> {
        Self::handle(self, order)
    }

    fn hear(&mut self, news: News) -> Vec<Report> {
        match news {
            News::Snapshot(snapshot) => self.take(snapshot),
            News::Preparing(far) => vec![Report::Features(far)],
            News::Gone => vec![Report::NotConfirmed(
                "the model stopped unexpectedly; your answers are still saved".into(),
                "quit and start querist again".into(),
            )],
        }
    }

    fn ends(order: &Order) -> bool {
        *order == Order::Close
    }

    fn is_waiting(&self) -> bool {
        Self::is_waiting(self)
    }

    fn go_on(&mut self) -> Vec<Report> {
        self.ask_anyway()
    }

    fn closing(&self) -> Closing {
        Self::closing(self)
    }
}
