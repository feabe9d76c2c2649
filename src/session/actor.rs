//! How does a desk run beside a screen?
//!
//! In a thread of its own, so that neither a slow disk nor a slow computation ever holds up a
//! frame. Orders from the screen and news from the desk's own workers share one inbox; what the
//! desk says is handed on at once. A desk that waits for news is told after a few frames to go on
//! with what it has.

use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use super::labeling::messages::Closing;
use crate::error::{Error, Result};

/// How long what comes next waits for a model that has learnt the last answer.
const PATIENCE: Duration = Duration::from_millis(60);

/// Letters that may wait: a person and a worker together never come near it.
const QUEUE: usize = 4_096;

/// What can run beside a screen.
pub(super) trait Deskwork: Send + 'static {
    /// What the person wants done.
    type Order: Send;
    /// What its own workers tell it.
    type News: Send;
    /// What it tells the screen.
    type Report: Send;

    /// The first reports.
    fn begin(&mut self) -> Vec<Self::Report>;
    /// Does what is asked.
    fn handle(&mut self, order: Self::Order) -> Vec<Self::Report>;
    /// Takes news in.
    fn hear(&mut self, news: Self::News) -> Vec<Self::Report>;
    /// Whether the order ends the session.
    fn ends(order: &Self::Order) -> bool;
    /// Whether the next reports wait for news.
    fn is_waiting(&self) -> bool;
    /// Goes on without the news.
    fn go_on(&mut self) -> Vec<Self::Report>;
    /// What there is to say of the session.
    fn closing(&self) -> Closing;
}

/// A letter to a desk.
pub(super) enum Letter<D: Deskwork> {
    Order(D::Order),
    News(D::News),
}

/// A desk in its thread.
pub(super) struct Running<D: Deskwork> {
    inbox: SyncSender<Letter<D>>,
    thread: Option<JoinHandle<Closing>>,
}

impl<D: Deskwork> Running<D> {
    /// Starts the desk that `make` makes of a way to send it news; what it says goes to `report`,
    /// which says whether anyone still listens.
    pub(super) fn start(
        make: impl FnOnce(SyncSender<Letter<D>>) -> Result<D>,
        report: impl Fn(D::Report) -> bool + Send + 'static,
    ) -> Result<Self> {
        let (sender, inbox) = sync_channel(QUEUE);
        let mut desk = make(sender.clone())?;
        let thread = std::thread::Builder::new()
            .name("engine".into())
            .spawn(move || {
                run(&mut desk, &inbox, report);
                desk.closing()
            })
            .map_err(|source| Error::io("engine", "start", source))?;
        Ok(Self {
            inbox: sender,
            thread: Some(thread),
        })
    }

    /// Has the desk do something; the outcome comes as reports.
    pub(super) fn order(&self, order: D::Order) {
        // The thread ends only with this struct, or by a panic that the screen is told of.
        let _ = self.inbox.send(Letter::Order(order));
    }

    /// Waits, after an order that ends the session, until its last event is on the disk.
    pub(super) fn join(mut self) -> Closing {
        self.thread
            .take()
            .and_then(|thread| thread.join().ok())
            .unwrap_or_default()
    }

    /// Whether the desk's thread has ended, which it does not do by itself.
    pub(super) fn has_failed(&self) -> bool {
        self.thread.as_ref().is_none_or(JoinHandle::is_finished)
    }
}

fn run<D: Deskwork>(desk: &mut D, inbox: &Receiver<Letter<D>>, report: impl Fn(D::Report) -> bool) {
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
                let ends = D::ends(&order);
                reports = desk.handle(order);
                if ends {
                    return;
                }
                if desk.is_waiting() && deadline.is_none() {
                    deadline = Some(Instant::now() + PATIENCE);
                }
            }
            Ok(Letter::News(news)) => reports = desk.hear(news),
            Err(RecvTimeoutError::Timeout) => {
                reports = desk.go_on();
                deadline = None;
            }
            Err(RecvTimeoutError::Disconnected) => return,
        }
        if !desk.is_waiting() {
            deadline = None;
        }
    }
}
