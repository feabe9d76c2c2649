//! How does a slow member learn without being waited for?
//!
//! Its fit runs in a thread of its own and takes effect at a fixed later step; a step that comes
//! sooner than the fit waits for it. So what the committee becomes never depends on how fast
//! anything ran. A fit that is only foreseen is not begun.

use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::thread::JoinHandle;

use super::platt_svm::{Material, PlattSvm};

type Fit = Option<Arc<PlattSvm>>;

/// A fit that takes effect later.
pub(super) struct BackgroundFit {
    takes_effect_at: u64,
    material: Arc<Material>,
    thread: Mutex<Option<JoinHandle<Fit>>>,
    fitted: OnceLock<Fit>,
}

impl BackgroundFit {
    /// Not begun yet.
    pub(super) fn new(material: Material, takes_effect_at: u64) -> Self {
        Self {
            takes_effect_at,
            material: Arc::new(material),
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
            let material = self.material.clone();
            *thread = Some(std::thread::spawn(move || {
                PlattSvm::fit(&material).map(Arc::new)
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
