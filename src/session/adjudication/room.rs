//! How does a screen reach the desk of the review?
//!
//! [`AdjudicationHandle`] runs a [`AdjudicationSession`] beside the screen, and its study in another thread: the
//! first item is there as soon as the votes are counted.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::desk::AdjudicationSession;
use super::messages::{AdjudicationCommand, AdjudicationEvent};
use super::study::{AnalysisResult, BackgroundAnalysis};
use crate::clock::Clock;
use crate::error::{Error, Result};
use crate::pool::Items;
use crate::project::{Guidelines, OpenProject};
use crate::session::actor::{Actor, ActorHandle, ActorMessage};
use crate::session::labeling::messages::SessionSummary;
use crate::wellbeing::ledger::Ledger;

/// A running desk.
pub struct AdjudicationHandle {
    running: ActorHandle<AdjudicationSession>,
    /// Stops the study.
    stopped: Arc<AtomicBool>,
    /// The items.
    pub items: Arc<Items>,
    /// What annotators are told.
    pub guidelines: Guidelines,
    /// The project's name.
    pub name: String,
    /// Who reviews.
    pub reviewer: String,
}

impl AdjudicationHandle {
    /// Starts a desk on an open project; its reports go to `report`, which says whether anyone
    /// still listens.
    ///
    /// # Errors
    /// When there is nothing to review.
    pub fn start(
        project: OpenProject,
        clock: Arc<dyn Clock>,
        ledger: Option<Ledger>,
        report: impl Fn(AdjudicationEvent) -> bool + Send + 'static,
    ) -> Result<Self> {
        let stopped = Arc::new(AtomicBool::new(false));
        let halt = stopped.clone();
        Ok(Self {
            guidelines: project.guidelines.clone(),
            name: project.config.name.clone(),
            reviewer: project.annotator.to_string(),
            items: project.items.clone(),
            running: ActorHandle::start(
                |sender| {
                    let desk = AdjudicationSession::with_ledger(project, clock, ledger)?;
                    let study = desk.study();
                    begin(study, halt, move |finding| {
                        sender.send(ActorMessage::WorkerEvent(finding)).is_ok()
                    })?;
                    Ok(desk)
                },
                report,
            )?,
            stopped,
        })
    }

    /// Has the desk do something; the outcome comes as reports.
    pub fn order(&self, order: AdjudicationCommand) {
        self.running.order(order);
    }

    /// Ends the session: returns when its last event is on the disk.
    pub fn close(self) -> SessionSummary {
        self.stopped.store(true, Ordering::Relaxed);
        self.order(AdjudicationCommand::Close);
        self.running.join()
    }

    /// Whether the desk's thread has ended, which it does not do by itself.
    pub fn has_failed(&self) -> bool {
        self.running.has_failed()
    }
}

/// Runs a study in a thread of its own. Without its findings the review goes on.
fn begin(
    study: BackgroundAnalysis,
    stopped: Arc<AtomicBool>,
    tell: impl Fn(AnalysisResult) -> bool + Send + 'static,
) -> Result<()> {
    std::thread::Builder::new()
        .name("study".into())
        .spawn(move || {
            let run = AssertUnwindSafe(|| study.run(&stopped, &tell));
            if catch_unwind(run).is_err() {
                let why = "the computation stopped unexpectedly".to_owned();
                let _ = tell(AnalysisResult::Model(Err(why))) && tell(AnalysisResult::Complete);
            }
        })
        .map_err(|source| Error::io("the study", "start", source))?;
    Ok(())
}

impl Actor for AdjudicationSession {
    type Command = AdjudicationCommand;
    type WorkerEvent = AnalysisResult;
    type Event = AdjudicationEvent;

    fn begin(&mut self) -> Vec<AdjudicationEvent> {
        Self::begin(self)
    }

    fn handle(&mut self, order: AdjudicationCommand) -> Vec<AdjudicationEvent> {
        Self::handle(self, order)
    }

    fn hear(&mut self, finding: AnalysisResult) -> Vec<AdjudicationEvent> {
        self.take(finding)
    }

    fn ends(order: &AdjudicationCommand) -> bool {
        *order == AdjudicationCommand::Close
    }

    fn is_waiting(&self) -> bool {
        false
    }

    fn go_on(&mut self) -> Vec<AdjudicationEvent> {
        Vec::new()
    }

    fn closing(&self) -> SessionSummary {
        Self::closing(self)
    }
}
