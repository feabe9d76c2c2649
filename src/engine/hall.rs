//! How does the trainer work without making anyone wait?
//!
//! In a thread of its own, behind channels: updates go in, snapshots come out. Updates that
//! queued up while it worked are taken in together, and one snapshot answers them all.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use super::snapshot::Snapshot;
use super::trainer::{Trainer, Update};
use crate::strategy::Strategy;

/// Errands that may wait: far more than a person can give before the trainer looks again.
const QUEUE: usize = 4_096;

/// What the trainer thread is told.
enum Errand {
    Update(Vec<Update>),
    Strategy(&'static dyn Strategy),
}

/// The trainer in its thread. Dropping it ends the thread.
pub(super) struct Hall {
    errands: SyncSender<Errand>,
}

impl Hall {
    /// Moves a trainer, built by `build` in its own thread, behind channels. Each snapshot is
    /// handed to `publish`, which says whether anyone still listens; `None` tells that the
    /// trainer panicked and that no more will come.
    pub(super) fn open(
        build: impl FnOnce() -> Trainer + Send + 'static,
        publish: impl Fn(Option<Arc<Snapshot>>) -> bool + Send + 'static,
    ) -> Self {
        let (errands, inbox) = sync_channel(QUEUE);
        std::thread::spawn(move || {
            let outcome = catch_unwind(AssertUnwindSafe(|| work(build(), &inbox, &publish)));
            if outcome.is_err() {
                publish(None);
            }
        });
        Self { errands }
    }

    /// Tells the trainer what happened.
    pub(super) fn tell(&self, updates: Vec<Update>) {
        // The thread ends when this end is dropped, or by a panic that it has published.
        let _ = self.errands.send(Errand::Update(updates));
    }

    /// Has it use another strategy.
    pub(super) fn set_strategy(&self, strategy: &'static dyn Strategy) {
        let _ = self.errands.send(Errand::Strategy(strategy));
    }
}

fn work(
    mut trainer: Trainer,
    inbox: &Receiver<Errand>,
    publish: &impl Fn(Option<Arc<Snapshot>>) -> bool,
) {
    let tell = |trainer: &Trainer| publish(Some(Arc::new(trainer.snapshot())));
    if !tell(&trainer) {
        return;
    }
    while let Ok(first) = inbox.recv() {
        run(&mut trainer, first);
        while let Ok(more) = inbox.try_recv() {
            run(&mut trainer, more);
        }
        if !tell(&trainer) {
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
