//! How does the trainer work without making anyone wait?
//!
//! In a thread of its own, behind channels: updates go in, snapshots come out. Updates that
//! queued up while it worked are taken in together, and one snapshot answers them all. While
//! nothing waits, it computes the snapshots for the answers that the item on the screen may get.

use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvError, SyncSender, TryRecvError, sync_channel};

use super::snapshot::Snapshot;
use super::trainer::{Trainer, Update};
use crate::features::PoolId;
use crate::learner::Cancel;
use crate::schema::LabelId;
use crate::strategy::Strategy;

/// Errands that may wait: far more than a person can give before the trainer looks again.
const QUEUE: usize = 4_096;

/// What the trainer thread is told.
enum Errand {
    Update(Vec<Update>),
    Strategy(&'static dyn Strategy),
    Expect(PoolId),
}

/// The trainer in its thread. Dropping it ends the thread.
pub(super) struct Hall {
    errands: SyncSender<Errand>,
    /// Stops what is being computed ahead.
    cancel: Arc<Cancel>,
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
        let cancel = Arc::new(Cancel::default());
        let heeded = cancel.clone();
        std::thread::spawn(move || {
            let outcome = catch_unwind(AssertUnwindSafe(|| {
                work(build(), &inbox, &heeded, &publish);
            }));
            if outcome.is_err() {
                publish(None);
            }
        });
        Self { errands, cancel }
    }

    /// Tells the trainer what happened.
    pub(super) fn tell(&self, updates: Vec<Update>) {
        self.cancel.cancel();
        // The thread ends when this end is dropped, or by a panic that it has published.
        let _ = self.errands.send(Errand::Update(updates));
    }

    /// Has it use another strategy.
    pub(super) fn set_strategy(&self, strategy: &'static dyn Strategy) {
        self.cancel.cancel();
        let _ = self.errands.send(Errand::Strategy(strategy));
    }

    /// Lets it know which item is being read, so that it can think ahead.
    pub(super) fn expect(&self, item: PoolId) {
        let _ = self.errands.send(Errand::Expect(item));
    }
}

fn work(
    mut trainer: Trainer,
    inbox: &Receiver<Errand>,
    cancel: &Cancel,
    publish: &impl Fn(Option<Arc<Snapshot>>) -> bool,
) {
    let tell = |trainer: &mut Trainer| publish(Some(Arc::new(trainer.snapshot())));
    if !tell(&mut trainer) {
        return;
    }
    let mut ahead: VecDeque<(PoolId, LabelId)> = VecDeque::new();
    loop {
        let errand = match ahead.pop_front() {
            None => match inbox.recv() {
                Ok(errand) => errand,
                Err(RecvError) => return,
            },
            Some((item, label)) => match inbox.try_recv() {
                Ok(errand) => errand,
                Err(TryRecvError::Disconnected) => return,
                Err(TryRecvError::Empty) => {
                    trainer.foresee(item, label, cancel);
                    continue;
                }
            },
        };
        let mut news = false;
        for errand in std::iter::once(errand).chain(inbox.try_iter()) {
            cancel.reset();
            ahead.clear();
            match errand {
                Errand::Update(updates) => {
                    trainer.update(&updates);
                    news = true;
                }
                Errand::Strategy(strategy) => {
                    trainer.set_strategy(strategy);
                    news = true;
                }
                Errand::Expect(item) => {
                    let answers = trainer.likely_answers(item);
                    ahead.extend(answers.into_iter().map(|label| (item, label)));
                }
            }
        }
        if news && !tell(&mut trainer) {
            return;
        }
    }
}
