//! Holds what one ranking follows from, and the scorer that a strategy prepares for it.
//!
//! A [`RankingContext`] has the pool's features, the committee with what it was taught, and the
//! candidates: pool items and training labels alone (law 4). A [`Scorer`] is prepared once for each
//! ranking and works in two passes: it scores every candidate, block by block, and, where more is
//! needed than the choosing model's probabilities, scores a shortlist of the best again. Invariant:
//! scores follow from the context alone, so the same context gives the same ranking at any thread
//! count.

use std::any::{Any, TypeId};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use rayon::prelude::*;

use super::ranking::Ranked;
use crate::features::{PoolId, Rows};
use crate::learner::{Block, Committee};
use crate::rng::{Seed, Stream};
use crate::schema::LabelId;

/// Who may be asked.
#[derive(Debug, Clone, Copy)]
pub struct Candidates<'a> {
    /// The pool's ids, in row order.
    pub ids: &'a [PoolId],
    /// Whether each may be asked.
    pub open: &'a [bool],
    /// Whether each may be asked when it is no group's turn: what stands for the pool is taken
    /// from these.
    pub of_all_groups: &'a [bool],
    /// Each item's place in a seeded random order: of equal utilities the lower wins.
    pub ties: &'a [u64],
}

/// What one ranking follows from.
#[derive(Clone, Copy)]
pub struct RankingContext<'a> {
    /// Who predicts, and what it was taught.
    pub committee: &'a Committee,
    /// Who may be asked.
    pub candidates: Candidates<'a>,
    /// What was worked out for earlier rankings over the same features.
    pub cache: &'a Cache,
    /// The class to be found, if one is declared.
    pub positive: Option<LabelId>,
    /// All chance in a ranking comes from this.
    pub seed: Seed,
}

impl<'a> RankingContext<'a> {
    /// The pool as numbers.
    pub fn rows(&self) -> &'a Rows {
        self.committee.rows()
    }

    /// How many items are labeled.
    pub fn labels(&self) -> usize {
        self.committee.labels()
    }

    /// The column of the class to be found in every probability, once it has a label.
    pub(crate) fn positive_column(&self) -> Option<usize> {
        let positive = self.positive?;
        self.committee.classes().binary_search(&positive).ok()
    }

    /// Chance for this ranking: the same for the same number of labels, so that taking an answer
    /// back takes back the luck that followed it.
    pub fn stream(&self, purpose: &str) -> Stream {
        self.seed.stream(purpose, &self.labels().to_string())
    }
}

type Kept = Arc<dyn Any + Send + Sync>;

/// The latest value of each kind, over one pool's features.
#[derive(Default)]
pub struct Cache(Mutex<HashMap<TypeId, Kept>>);

impl Cache {
    /// The latest value of a kind. Whoever asks must see whether it fits.
    pub(crate) fn latest<T: Any + Send + Sync>(&self) -> Option<Arc<T>> {
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
    pub(crate) fn valid_or_insert<T: Any + Send + Sync>(
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

/// What a scorer may see of a block of pool items in the first pass.
#[derive(Debug, Clone, Copy)]
pub(super) struct ScoreBatch<'a> {
    /// The choosing model's probabilities, class by class.
    pub block: Block<'a>,
    /// How closely each item is surrounded by others, 0 to 1; empty while unknown.
    pub density: &'a [f32],
    /// Each item's place in a seeded random order.
    pub ties: &'a [u64],
}

/// Writes how much the label of each item of a block seems worth.
type FirstPass<'a> = Box<dyn Fn(&ScoreBatch<'_>, &mut [f32]) + Sync + 'a>;

/// How much the labels of a shortlist are worth, in its order; it is sorted, best first.
type SecondPass<'a> = Box<dyn Fn(&[Ranked]) -> Vec<f32> + Sync + 'a>;

/// A strategy at work on one ranking; the scale of its scores is its own.
pub(super) struct Scorer<'a> {
    pub(super) first: FirstPass<'a>,
    pub(super) second: SecondPass<'a>,
    /// How many of the best by the first pass are scored again; 0: the first pass decides.
    pub(super) shortlist: usize,
    /// What this ranking is about, where a strategy has several modes: told when it changes.
    pub(super) mode: Option<&'static str>,
}

impl<'a> Scorer<'a> {
    /// One of one pass.
    pub(super) fn new(first: impl Fn(&ScoreBatch<'_>, &mut [f32]) + Sync + 'a) -> Self {
        Self {
            first: Box::new(first),
            second: Box::new(|shortlist| shortlist.iter().map(|ranked| ranked.score).collect()),
            shortlist: 0,
            mode: None,
        }
    }

    /// One whose scores were worked out beforehand, one for each row.
    pub(super) fn by_row(scores: Vec<f32>) -> Self {
        Self::new(move |batch, out| {
            out.copy_from_slice(&scores[batch.block.start..][..out.len()]);
        })
    }

    /// With a second pass over this many.
    pub(super) fn then(
        self,
        shortlist: usize,
        second: impl Fn(&[Ranked]) -> Vec<f32> + Sync + 'a,
    ) -> Self {
        Self {
            second: Box::new(second),
            shortlist,
            ..self
        }
    }

    /// With a second pass that scores each item by itself.
    pub(super) fn then_each(
        self,
        shortlist: usize,
        second: impl Fn(PoolId) -> f32 + Sync + 'a,
    ) -> Self {
        self.then(shortlist, move |shortlist| {
            let items = shortlist.par_iter();
            items.map(|ranked| second(ranked.item)).collect()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_latest_of_each_kind_is_kept() {
        let cache = Cache::default();
        assert_eq!(*cache.valid_or_insert(|_: &u32| true, || 7), 7);
        assert_eq!(*cache.valid_or_insert(|known: &u32| *known == 7, || 8), 7);
        assert_eq!(*cache.valid_or_insert(|known: &u32| *known == 8, || 8), 8);
        assert_eq!(
            *cache.valid_or_insert(|_: &String| true, || "a".to_owned()),
            "a"
        );
        assert_eq!(cache.latest::<u32>().as_deref(), Some(&8));
        assert_eq!(cache.latest::<i64>(), None);
    }
}
