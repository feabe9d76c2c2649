//! How does the desk run beside a screen?
//!
//! In a thread of its own, so that neither a slow disk nor the trainer ever holds up a frame.
//! Orders and snapshots share one inbox. After an answer the loop waits a few frames for the
//! trainer; then it asks from the ranking it has, and the query says how stale that is.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use super::desk::Desk;
use super::hall::News;
use super::messages::{Closing, Order, Report};
use crate::clock::Clock;
use crate::error::{Error, Result};
use crate::pool::Items;
use crate::project::{Guidelines, OpenProject};
use crate::session::wellbeing::Ledger;

/// How long the next query waits for a model that has learnt the last answer.
const PATIENCE: Duration = Duration::from_millis(60);

/// Letters that may wait: a person and a trainer together never come near it.
const QUEUE: usize = 4_096;

enum Letter {
    Order(Order),
    News(News),
}

/// A running desk.
pub struct Engine {
    inbox: SyncSender<Letter>,
    thread: Option<JoinHandle<Closing>>,
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
        let (sender, inbox) = sync_channel(QUEUE);
        let guidelines = project.guidelines.clone();
        let name = project.config.name.clone();
        let annotator = project.annotator.to_string();
        let items = project.items.clone();
        let snapshots = sender.clone();
        let desk = Desk::threaded(project, clock, ledger, move |news| {
            snapshots.send(Letter::News(news)).is_ok()
        })?;
        let thread = std::thread::Builder::new()
            .name("engine".into())
            .spawn(move || {
                let mut desk = desk;
                run(&mut desk, &inbox, report);
                desk.closing()
            })
            .map_err(|source| Error::io("engine", "start", source))?;
        Ok(Self {
            inbox: sender,
            thread: Some(thread),
            items,
            guidelines,
            name,
            annotator,
        })
    }

    /// Has the desk do something; the outcome comes as reports.
    pub fn order(&self, order: Order) {
        // The thread ends only with this struct, or by a panic that the screen is told of.
        let _ = self.inbox.send(Letter::Order(order));
    }

    /// Ends the session: returns when its last event is on the disk.
    pub fn close(mut self) -> Closing {
        self.order(Order::Close);
        self.thread
            .take()
            .and_then(|thread| thread.join().ok())
            .unwrap_or_default()
    }

    /// Whether the desk's thread has ended, which it does not do by itself.
    pub fn has_failed(&self) -> bool {
        self.thread.as_ref().is_none_or(JoinHandle::is_finished)
    }
}

fn run(desk: &mut Desk, inbox: &Receiver<Letter>, report: impl Fn(Report) -> bool) {
    let mut deadline: Option<Instant> = None;
    let mut reports = desk.begin();
    loop {
        for each in reports.drain(..) {
            if !report(each) {
                return;
            }
        }
        let letter = match deadline {
            None => inbox.recv().map_err(|_| RecvTimeoutError::Disconnected),
            Some(deadline) => {
                inbox.recv_timeout(deadline.saturating_duration_since(Instant::now()))
            }
        };
        match letter {
            Ok(Letter::Order(order)) => {
                let closes = order == Order::Close;
                reports = desk.handle(order);
                if closes {
                    return;
                }
                if desk.is_waiting() && deadline.is_none() {
                    deadline = Some(Instant::now() + PATIENCE);
                }
            }
            Ok(Letter::News(News::Snapshot(snapshot))) => reports = desk.take(snapshot),
            Ok(Letter::News(News::Preparing(far))) => reports = vec![Report::Features(far)],
            Ok(Letter::News(News::Gone)) => {
                reports = vec![Report::NotConfirmed(
                    "the model stopped unexpectedly; your answers are still saved".into(),
                    "quit and start querist again".into(),
                )];
            }
            Err(RecvTimeoutError::Timeout) => {
                reports = desk.ask_anyway();
                deadline = None;
            }
            Err(RecvTimeoutError::Disconnected) => return,
        }
        if !desk.is_waiting() {
            deadline = None;
        }
    }
}
