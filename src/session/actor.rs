//! How does a desk run beside a screen?
//!
//! In a thread of its own, so that neither a slow disk nor a slow computation ever holds up a
//! frame. Orders from the screen and news from the desk's own workers share one inbox; what the
//! desk says is handed on at once. A desk that waits for news is told after a few frames to go on
//! with what it has.

use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use super::labeling::messages::SessionSummary;
use crate::error::{Error, Result};

/// How long what comes next waits for a model that has learnt the last answer.
const PATIENCE: Duration = Duration::from_millis(60);

/// Letters that may wait: a person and a worker together never come near it.
const QUEUE: usize = 4_096;

/// What can run beside a screen.
pub(super) trait Actor: Send + 'static {
    /// What the person wants done.
    type Command: Send;
    /// What its own workers tell it.
    type WorkerEvent: Send;
    /// What it tells the screen.
    type Event: Send;

    /// The first reports.
    fn begin(&mut self) -> Vec<Self::Event>;
    /// Does what is asked.
    fn handle(&mut self, order: Self::Command) -> Vec<Self::Event>;
    /// Takes news in.
    fn hear(&mut self, news: Self::WorkerEvent) -> Vec<Self::Event>;
    /// Whether the order ends the session.
    fn ends(order: &Self::Command) -> bool;
    /// Whether the next reports wait for news.
    fn is_waiting(&self) -> bool;
    /// Goes on without the news.
    fn go_on(&mut self) -> Vec<Self::Event>;
    /// What there is to say of the session.
    fn closing(&self) -> SessionSummary;
}

/// A letter to a desk.
pub(super) enum ActorMessage<D: Actor> {
    Command(D::Command),
    WorkerEvent(D::WorkerEvent),
}

/// A desk in its thread.
pub(super) struct ActorHandle<D: Actor> {
    inbox: SyncSender<ActorMessage<D>>,
    thread: Option<JoinHandle<SessionSummary>>,
}

impl<D: Actor> ActorHandle<D> {
    /// Starts the desk that `make` makes of a way to send it news; what it says goes to `report`,
    /// which says whether anyone still listens.
    pub(super) fn start(
        make: impl FnOnce(SyncSender<ActorMessage<D>>) -> Result<D>,
        report: impl Fn(D::Event) -> bool + Send + 'static,
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
    pub(super) fn order(&self, order: D::Command) {
        // The thread ends only with this struct, or by a panic that the screen is told of.
        let _ = self.inbox.send(ActorMessage::Command(order));
    }

    /// Waits, after an order that ends the session, until its last event is on the disk.
    pub(super) fn join(mut self) -> SessionSummary {
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

fn run<D: Actor>(
    desk: &mut D,
    inbox: &Receiver<ActorMessage<D>>,
    report: impl Fn(D::Event) -> bool,
) {
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
            Ok(ActorMessage::Command(order)) => {
                let ends = D::ends(&order);
                reports = desk.handle(order);
                if ends {
                    return;
                }
                if desk.is_waiting() && deadline.is_none() {
                    deadline = Some(Instant::now() + PATIENCE);
                }
            }
            Ok(ActorMessage::WorkerEvent(news)) => reports = desk.hear(news),
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
