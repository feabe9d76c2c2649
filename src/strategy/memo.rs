//! What need not be worked out again for every ranking?
//!
//! Groups of the pool, distances to what is labeled: strategies keep the latest of each kind and
//! go on from it. Invariant: what is kept follows from the features, the seed and whatever it says
//! of itself (how many groups, which labeled items), so keeping it changes when a ranking is
//! there, never what is in it.

use std::any::{Any, TypeId};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

type Kept = Arc<dyn Any + Send + Sync>;

/// The latest value of each kind, over one pool's features.
#[derive(Default)]
pub struct Cache(Mutex<HashMap<TypeId, Kept>>);

impl Cache {
    /// The latest value of a kind. Whoever asks must see whether it fits.
    pub fn latest<T: Any + Send + Sync>(&self) -> Option<Arc<T>> {
        // A panic elsewhere leaves whole values behind: they are replaced, never changed.
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.get(&TypeId::of::<T>())?.clone().downcast().ok()
    }

    /// Keeps a value in place of the one before.
    pub fn keep<T: Any + Send + Sync>(&self, value: &Arc<T>) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.insert(TypeId::of::<T>(), value.clone());
    }

    /// The latest value of a kind if it fits, else a new one, which is kept.
    pub fn fitting<T: Any + Send + Sync>(
        &self,
        fits: impl Fn(&T) -> bool,
        make: impl FnOnce() -> T,
    ) -> Arc<T> {
        if let Some(latest) = self.latest::<T>()
            && fits(&latest)
        {
            return latest;
        }
        let made = Arc::new(make());
        self.keep(&made);
        made
    }
}

impl std::fmt::Debug for Cache {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("Cache")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_latest_of_each_kind_is_kept() {
        let memo = Cache::default();
        assert_eq!(*memo.fitting(|_: &u32| true, || 7), 7);
        assert_eq!(*memo.fitting(|known: &u32| *known == 7, || 8), 7);
        assert_eq!(*memo.fitting(|known: &u32| *known == 8, || 8), 8);
        assert_eq!(*memo.fitting(|_: &String| true, || "a".to_owned()), "a");
        assert_eq!(memo.latest::<u32>().as_deref(), Some(&8));
        assert_eq!(memo.latest::<i64>(), None);
    }
}
