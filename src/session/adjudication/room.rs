//! How does a screen reach the desk of the review?
//!
//! [`ReviewEngine`] runs a [`ReviewDesk`] beside the screen, and its study in another thread: the
//! first item is there as soon as the votes are counted.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::desk::ReviewDesk;
use super::messages::{ReviewOrder, ReviewReport};
use super::study::{Finding, Study};
use crate::clock::Clock;
use crate::error::{Error, Result};
use crate::pool::Items;
use crate::project::{Guidelines, OpenProject};
use crate::session::actor::{Deskwork, Letter, Running};
use crate::session::labeling::messages::Closing;
use crate::wellbeing::ledger::Ledger;

/// A running desk.
pub struct ReviewEngine {
    running: Running<ReviewDesk>,
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

impl ReviewEngine {
    /// Starts a desk on an open project; its reports go to `report`, which says whether anyone
    /// still listens.
    ///
    /// # Errors
    /// When there is nothing to review.
    pub fn start(
        project: OpenProject,
        clock: Arc<dyn Clock>,
        ledger: Option<Ledger>,
        report: impl Fn(ReviewReport) -> bool + Send + 'static,
    ) -> Result<Self> {
        let stopped = Arc::new(AtomicBool::new(false));
        let halt = stopped.clone();
        Ok(Self {
            guidelines: project.guidelines.clone(),
            name: project.config.name.clone(),
            reviewer: project.annotator.to_string(),
            items: project.items.clone(),
            running: Running::start(
                |sender| {
                    let desk = ReviewDesk::with_ledger(project, clock, ledger)?;
                    let study = desk.study();
                    begin(study, halt, move |finding| {
                        sender.send(Letter::News(finding)).is_ok()
                    })?;
                    Ok(desk)
                },
                report,
            )?,
            stopped,
        })
    }

    /// Has the desk do something; the outcome comes as reports.
    pub fn order(&self, order: ReviewOrder) {
        self.running.order(order);
    }

    /// Ends the session: returns when its last event is on the disk.
    pub fn close(self) -> Closing {
        self.stopped.store(true, Ordering::Relaxed);
        self.order(ReviewOrder::Close);
        self.running.join()
    }

    /// Whether the desk's thread has ended, which it does not do by itself.
    pub fn has_failed(&self) -> bool {
        self.running.has_failed()
    }
}

/// Runs a study in a thread of its own. Without its findings the review goes on.
fn begin(
    study: Study,
    stopped: Arc<AtomicBool>,
    tell: impl Fn(Finding) -> bool + Send + 'static,
) -> Result<()> {
    std::thread::Builder::new()
        .name("study".into())
        .spawn(move || {
            let run = AssertUnwindSafe(|| study.run(&stopped, &tell));
            if catch_unwind(run).is_err() {
                let why = "the computation stopped unexpectedly".to_owned();
                let _ = tell(Finding::Model(Err(why))) && tell(Finding::Complete);
            }
        })
        .map_err(|source| Error::io("the study", "start", source))?;
    Ok(())
}

impl Deskwork for ReviewDesk {
    type Order = ReviewOrder;
    type News = Finding;
    type Report = ReviewReport;

    fn begin(&mut self) -> Vec<ReviewReport> {
        Self::begin(self)
    }

    fn handle(&mut self, order: ReviewOrder) -> Vec<ReviewReport> {
        Self::handle(self, order)
    }

    fn hear(&mut self, finding: Finding) -> Vec<ReviewReport> {
        self.take(finding)
    }

    fn ends(order: &ReviewOrder) -> bool {
        *order == ReviewOrder::Close
    }

    fn is_waiting(&self) -> bool {
        false
    }

    fn go_on(&mut self) -> Vec<ReviewReport> {
        Vec::new()
    }

    fn closing(&self) -> Closing {
        Self::closing(self)
    }
}
