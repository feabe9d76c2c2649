//! Sets the steps at which members are refitted, and fits the slow one in the background.
//!
//! A step is one change in force (a label set, changed or taken back). The schedule is a function
//! of the step alone, so that a replay refits where the first run did. A background fit runs in a
//! thread of its own and takes effect at a fixed later step; a step that comes sooner than the fit
//! waits for it. So what the committee becomes never depends on how fast anything ran. A fit that
//! was only speculated is not begun.

use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::thread::JoinHandle;

use super::platt_svm::{PlattSvm, TrainingExamples};

/// Steps from the start of a background fit to its taking effect.
pub(super) const BACKGROUND_DELAY: u64 = 5;

/// Whether the incremental members are refitted from nothing at this step: every 64 steps, later
/// every sixteenth part more, at last every 640 steps. It bounds the drift of repeated warm starts
/// and the work of reopening a project: 640 steps cost about as much as a refit from nothing of
/// the hundred thousand labels with which reopening begins to be felt.
pub(super) fn rebuilds_at(step: u64) -> bool {
    is_among(step, 64, 16, 640)
}

/// Whether a background fit starts at this step: every ten steps, later every tenth part more.
pub(super) fn background_fit_starts_at(step: u64) -> bool {
    is_among(step, 10, 10, u64::MAX)
}

/// Whether a step is in the sequence that begins with `first` and goes on by `first`, or by one
/// `part`-th of itself where that is more, but by no more than `most`.
fn is_among(step: u64, first: u64, part: u64, most: u64) -> bool {
    let mut next = first;
    while next < step {
        let by = (next / part).max(first);
        if by >= most {
            return (step - next).is_multiple_of(most);
        }
        next += by;
    }
    next == step
}

type Fit = Option<Arc<PlattSvm>>;

/// A fit that takes effect later.
pub(super) struct BackgroundFit {
    takes_effect_at: u64,
    examples: Arc<TrainingExamples>,
    thread: Mutex<Option<JoinHandle<Fit>>>,
    fitted: OnceLock<Fit>,
}

impl BackgroundFit {
    /// Not begun yet.
    pub(super) fn new(examples: TrainingExamples, takes_effect_at: u64) -> Self {
        Self {
            takes_effect_at,
            examples: Arc::new(examples),
            thread: Mutex::new(None),
            fitted: OnceLock::new(),
        }
    }

    /// The step from which its outcome counts.
    pub(super) fn takes_effect_at(&self) -> u64 {
        self.takes_effect_at
    }

    /// Starts the thread, once.
    pub(super) fn begin(&self) {
        let mut thread = self.thread.lock().unwrap_or_else(PoisonError::into_inner);
        if thread.is_none() && self.fitted.get().is_none() {
            let examples = self.examples.clone();
            *thread = Some(std::thread::spawn(move || {
                PlattSvm::fit(&examples).map(Arc::new)
            }));
        }
    }

    /// The outcome, waited for if it must be; `None` when no fit could be made.
    pub(super) fn outcome(&self) -> Fit {
        self.begin();
        self.fitted
            .get_or_init(|| {
                let thread = self
                    .thread
                    .lock()
                    .unwrap_or_else(PoisonError::into_inner)
                    .take();
                // A fit that panicked counts as one that could not be made: the member abstains.
                thread.and_then(|thread| thread.join().ok()).flatten()
            })
            .clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn steps(among: impl Fn(u64) -> bool, end: u64) -> Vec<u64> {
        (0..end).filter(|step| among(*step)).collect()
    }

    #[test]
    fn background_fits_never_overlap() {
        let starts = steps(background_fit_starts_at, 5_000);
        assert_eq!(&starts[..3], [10, 20, 30]);
        assert!(starts.windows(2).all(|w| w[1] - w[0] > BACKGROUND_DELAY));
        assert!(starts.len() < 60, "{}", starts.len());
    }

    #[test]
    fn rebuilds_come_less_often_with_more_labels() {
        let rebuilds = steps(rebuilds_at, 20_000);
        assert_eq!(&rebuilds[..3], [64, 128, 192]);
        let longest = rebuilds.windows(2).map(|w| w[1] - w[0]).max();
        assert!(longest.is_some_and(|longest| longest <= 640), "{longest:?}");
        let late = steps(|step| rebuilds_at(100_000 + step), 6_400);
        assert_eq!(late.len(), 10);
    }
}
