//! How does a screen reach the desk where items are labeled?
//!
//! [`LabelingHandle`] runs a [`LabelingSession`] beside the screen. After an answer the desk waits a few frames for
//! the trainer; then it asks from the ranking it has, and the query says how stale that is.

use std::sync::Arc;

use super::LabelingSession;
use super::messages::{LabelingCommand, LabelingEvent, SessionSummary};
use crate::clock::Clock;
use crate::error::Result;
use crate::pool::Items;
use crate::project::{Guidelines, OpenProject};
use crate::session::actor::{Actor, ActorHandle, ActorMessage};
use crate::trainer::TrainerEvent;
use crate::wellbeing::ledger::Ledger;

/// A running desk.
pub struct LabelingHandle {
    running: ActorHandle<LabelingSession>,
    /// The items.
    pub items: Arc<Items>,
    /// What the annotator is told.
    pub guidelines: Guidelines,
    /// The project's name.
    pub name: String,
    /// Who labels.
    pub annotator: String,
}

impl LabelingHandle {
    /// Starts a desk on an open project; its reports go to `report`, which says whether anyone
    /// still listens.
    pub fn start(
        project: OpenProject,
        clock: Arc<dyn Clock>,
        ledger: Option<Ledger>,
        report: impl Fn(LabelingEvent) -> bool + Send + 'static,
    ) -> Result<Self> {
        Ok(Self {
            guidelines: project.guidelines.clone(),
            name: project.config.name.clone(),
            annotator: project.annotator.to_string(),
            items: project.items.clone(),
            running: ActorHandle::start(
                |sender| {
                    LabelingSession::threaded(project, clock, ledger, move |news| {
                        sender.send(ActorMessage::WorkerEvent(news)).is_ok()
                    })
                },
                report,
            )?,
        })
    }

    /// Has the desk do something; the outcome comes as reports.
    pub fn order(&self, order: LabelingCommand) {
        self.running.order(order);
    }

    /// Ends the session: returns when its last event is on the disk.
    pub fn close(self) -> SessionSummary {
        self.order(LabelingCommand::Close);
        self.running.join()
    }

    /// Whether the desk's thread has ended, which it does not do by itself.
    pub fn has_failed(&self) -> bool {
        self.running.has_failed()
    }
}

impl Actor for LabelingSession {
    type Command = LabelingCommand;
    type WorkerEvent = TrainerEvent;
    type Event = LabelingEvent;

    fn begin(&mut self) -> Vec<LabelingEvent> {
        Self::begin(self)
    }

    fn handle(&mut self, order: LabelingCommand) -> Vec<LabelingEvent> {
        Self::handle(self, order)
    }

    fn hear(&mut self, news: TrainerEvent) -> Vec<LabelingEvent> {
        match news {
            TrainerEvent::Snapshot(snapshot) => self.take(snapshot),
            TrainerEvent::Preparing(far) => vec![LabelingEvent::Features(far)],
            TrainerEvent::Gone => vec![LabelingEvent::NotConfirmed(
                "the model stopped unexpectedly; your answers are still saved".into(),
                "quit and start querist again".into(),
            )],
        }
    }

    fn ends(order: &LabelingCommand) -> bool {
        *order == LabelingCommand::Close
    }

    fn is_waiting(&self) -> bool {
        Self::is_waiting(self)
    }

    fn go_on(&mut self) -> Vec<LabelingEvent> {
        self.ask_anyway()
    }

    fn closing(&self) -> SessionSummary {
        Self::closing(self)
    }
}
