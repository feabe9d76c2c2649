//! How does the trainer work without making anyone wait?
//!
//! In a thread of its own, behind channels: updates go in, snapshots come out. Updates that
//! queued up while it worked are taken in together, and one snapshot answers them all.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};

use super::snapshot::Snapshot;
use super::trainer::{Trainer, Update};
use crate::strategy::Strategy;

/// What the trainer thread is told.
enum Errand {
    Update(Vec<Update>),
    Strategy(&'static dyn Strategy),
}

/// The trainer in its thread. Dropping it ends the thread.
pub(super) struct Hall {
    errands: Sender<Errand>,
}

impl Hall {
    /// Moves a trainer, built by `build` in its own thread, behind channels; each snapshot is
    /// handed to `publish`, which says whether anyone still listens.
    pub(super) fn open(
        build: impl FnOnce() -> Trainer + Send + 'static,
        publish: impl Fn(Arc<Snapshot>) -> bool + Send + 'static,
    ) -> Self {
        let (errands, inbox) = channel();
        std::thread::spawn(move || work(build(), &inbox, publish));
        Self { errands }
    }

    /// Tells the trainer what happened.
    pub(super) fn tell(&self, updates: Vec<Update>) {
        // The thread ends only when this end is dropped, or by a panic that it has reported.
        let _ = self.errands.send(Errand::Update(updates));
    }

    /// Has it use another strategy.
    pub(super) fn set_strategy(&self, strategy: &'static dyn Strategy) {
        let _ = self.errands.send(Errand::Strategy(strategy));
    }
}

fn work(mut trainer: Trainer, inbox: &Receiver<Errand>, publish: impl Fn(Arc<Snapshot>) -> bool) {
    if !publish(Arc::new(trainer.snapshot())) {
        return;
    }
    while let Ok(first) = inbox.recv() {
        run(&mut trainer, first);
        while let Ok(more) = inbox.try_recv() {
            run(&mut trainer, more);
        }
        if !publish(Arc::new(trainer.snapshot())) {
            return;
        }
    }
}

fn run(trainer: &mut Trainer, errand: Errand) {
    match errand {
        Errand::Update(updates) => trainer.update(&updates),
        Errand::Strategy(strategy) => trainer.set_strategy(strategy),
    }
}
