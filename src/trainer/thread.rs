//! Runs the trainer in its own thread, behind channels: commands go in, events come out.
//!
//! Updates that queued up while it worked are taken in together, and one snapshot answers them
//! all. While nothing waits, it computes the snapshots for the answers that the item on the screen
//! may get. Features that take long are fitted in another thread and taken over when they are
//! there. Invariant: nobody who sends a command waits for its outcome.

use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvError, SyncSender, TryRecvError, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::config::{TrainerInit, Update};
use super::fitted_features::FittedFeatures;
use super::incremental::Trainer;
use super::preparation::{PartialFeatures, PendingFeatures, Preparation, PreparationProgress};
use super::snapshot::Snapshot;
use crate::features::{PoolId, Progress};
use crate::learner::Cancel;
use crate::pool::Items;
use crate::schema::LabelId;

/// Commands that may wait: far more than a person can give before the trainer looks again.
const QUEUE: usize = 4_096;

/// How often the progress of long work is reported.
const REPORT_EVERY: Duration = Duration::from_millis(200);

/// What the trainer thread is told.
enum TrainerCommand {
    Update(Vec<Update>),
    Expect(PoolId),
    /// The features, unless they could not be completed: then the words must do.
    Features(Option<FittedFeatures>),
}

/// What the trainer thread has to say.
pub enum TrainerEvent {
    /// A new ranking.
    Snapshot(Arc<Snapshot>),
    /// How far the features are; `None` when nothing more is to come.
    Preparing(Option<PreparationProgress>),
    /// The trainer panicked: no more will come.
    Gone,
}

/// The trainer in its thread. Dropping it ends the thread.
pub(crate) struct TrainerHandle {
    commands: SyncSender<TrainerCommand>,
    /// Stops what is being computed ahead.
    cancel: Arc<Cancel>,
    /// Stops the fitting of features.
    stopped: Arc<AtomicBool>,
}

impl Drop for TrainerHandle {
    fn drop(&mut self) {
        self.stopped.store(true, Ordering::Relaxed);
    }
}

/// Hands an event on; whether anyone still listens.
type Publish = Arc<dyn Fn(TrainerEvent) -> bool + Send + Sync>;

impl TrainerHandle {
    /// Starts the thread: features, then a trainer over them. Each event is handed to `publish`,
    /// from any thread.
    pub(crate) fn start(
        preparation: Preparation<Arc<Items>>,
        init: TrainerInit,
        publish: impl Fn(TrainerEvent) -> bool + Send + Sync + 'static,
    ) -> Self {
        let (commands, inbox) = sync_channel(QUEUE);
        let handle = Self {
            commands: commands.clone(),
            cancel: Arc::new(Cancel::default()),
            stopped: Arc::new(AtomicBool::new(false)),
        };
        let (cancel, stopped) = (handle.cancel.clone(), handle.stopped.clone());
        let publish: Publish = Arc::new(publish);
        std::thread::spawn(move || {
            let outcome = catch_unwind(AssertUnwindSafe(|| {
                let reporter = Reporter {
                    publish: publish.clone(),
                    stopped,
                    begun: Instant::now(),
                    reported: Mutex::new(None),
                };
                let begin = || preparation.begin(&|progress| reporter.report(progress));
                let Some(begun) = with_own_workers(begin) else {
                    return;
                };
                let trainer = match begun {
                    PartialFeatures::Whole(fitted) => {
                        // Only then does nothing wait for this end to be dropped.
                        drop(commands);
                        publish(TrainerEvent::Preparing(None));
                        init.trainer(fitted)
                    }
                    PartialFeatures::Words(words, rest) => {
                        complete_aside(rest, reporter, commands);
                        init.trainer(words)
                    }
                };
                work(trainer, &inbox, &cancel, &publish);
            }));
            if outcome.is_err() {
                publish(TrainerEvent::Gone);
            }
        });
        handle
    }

    /// Lets the trainer take in what happened.
    pub(crate) fn update(&self, updates: Vec<Update>) {
        self.cancel.cancel();
        // The thread ends when this end is dropped, or by a panic that it has published.
        let _ = self.commands.send(TrainerCommand::Update(updates));
    }

    /// Lets it know which item is being read, so that it can speculate.
    pub(crate) fn expect(&self, item: PoolId) {
        let _ = self.commands.send(TrainerCommand::Expect(item));
    }
}

/// Fits features with workers of their own: scans of the pool and searches must not queue behind
/// them.
fn with_own_workers<T: Send>(fit: impl FnOnce() -> T + Send) -> T {
    match rayon::ThreadPoolBuilder::new().build() {
        Ok(workers) => workers.install(fit),
        Err(_) => fit(),
    }
}

/// Completes features in a thread of its own.
fn complete_aside(
    rest: Box<PendingFeatures<Arc<Items>>>,
    reporter: Reporter,
    commands: SyncSender<TrainerCommand>,
) {
    std::thread::spawn(move || {
        let complete = || rest.complete(&|progress| reporter.report(progress));
        let outcome = catch_unwind(AssertUnwindSafe(|| with_own_workers(complete)));
        let fitted = outcome.ok().flatten();
        if fitted.is_none() {
            tracing::warn!("the features could not be completed: words must do");
        }
        // Nobody listens any more when the person has left.
        let _ = commands.send(TrainerCommand::Features(fitted));
    });
}

fn work(
    mut trainer: Trainer,
    inbox: &Receiver<TrainerCommand>,
    cancel: &Cancel,
    publish: &Publish,
) {
    let publish_snapshot =
        |trainer: &mut Trainer| publish(TrainerEvent::Snapshot(Arc::new(trainer.snapshot())));
    if !publish_snapshot(&mut trainer) {
        return;
    }
    let mut ahead: VecDeque<(PoolId, LabelId)> = VecDeque::new();
    loop {
        let command = match ahead.pop_front() {
            None => match inbox.recv() {
                Ok(command) => command,
                Err(RecvError) => return,
            },
            Some((item, label)) => match inbox.try_recv() {
                Ok(command) => command,
                Err(TryRecvError::Disconnected) => return,
                Err(TryRecvError::Empty) => {
                    trainer.speculate(item, label, cancel);
                    continue;
                }
            },
        };
        let mut is_new = false;
        for command in std::iter::once(command).chain(inbox.try_iter()) {
            cancel.reset();
            ahead.clear();
            match command {
                TrainerCommand::Update(updates) => {
                    trainer.update(&updates);
                    is_new = true;
                }
                TrainerCommand::Expect(item) => {
                    trainer.keep_speculated(item);
                    let answers = trainer.likely_answers(item);
                    ahead.extend(answers.into_iter().map(|label| (item, label)));
                }
                TrainerCommand::Features(fitted) => {
                    if let Some(fitted) = fitted {
                        trainer.adopt(fitted);
                        is_new = true;
                    }
                    publish(TrainerEvent::Preparing(None));
                }
            }
        }
        if is_new && !publish_snapshot(&mut trainer) {
            return;
        }
    }
}

/// Reports how far the features are, not too often.
struct Reporter {
    publish: Publish,
    stopped: Arc<AtomicBool>,
    begun: Instant,
    reported: Mutex<Option<Instant>>,
}

impl Reporter {
    /// Takes a report; whether to go on.
    fn report(&self, progress: Progress) -> bool {
        let mut reported = self.reported.lock().unwrap_or_else(PoisonError::into_inner);
        if reported.is_none_or(|at| at.elapsed() >= REPORT_EVERY) {
            *reported = Some(Instant::now());
            let preparing = PreparationProgress::after(progress, self.begun.elapsed());
            (self.publish)(TrainerEvent::Preparing(Some(preparing)));
        }
        !self.stopped.load(Ordering::Relaxed)
    }
}
