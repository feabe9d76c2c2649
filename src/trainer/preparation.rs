//! Prepares features without keeping anyone waiting.
//!
//! They come from the cache, in a second; else fitted. A pool of up to [`AT_ONCE`] items is fitted whole; a
//! larger one begins with its words alone, so that labeling can start, and the rest follows from a
//! thread beside it. What was fitted is kept for the next start. Invariant: features from the
//! cache are those that would be fitted.

use std::ops::Deref;
use std::time::Duration;

use super::fitted_features::FittedFeatures;
use crate::error::Result;
use crate::features::{
    CountRows, FeatureSpace, Progress, Source, TextSpace, Watch, restore_dense, save_dense,
};
use crate::pool::{Inputs, Items, Vectors};
use crate::project::{Config, FeatureCache, Layout, check_inputs, read_vectors};
use crate::rng::Seed;

/// Pools of up to this many items are fitted before the first question: it takes half a second.
const AT_ONCE: usize = 2_000;

/// Below this many items, fitting is as quick as reading.
const WORTH_KEEPING: usize = 2_000;

const WORDS: &str = "words.features";
const DENSE: &str = "dense.rows";

/// How far the building of features is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PreparationProgress {
    /// What is being done.
    pub stage: &'static str,
    /// The share of all that is done, 0 to 1.
    pub done: f32,
    /// Seconds that are left, once there is something to tell from.
    pub seconds_left: Option<f32>,
}

impl PreparationProgress {
    /// After a report and the time since the beginning.
    pub(crate) fn after(progress: Progress, elapsed: Duration) -> Self {
        let done = progress.of_all();
        let elapsed = elapsed.as_secs_f32();
        Self {
            stage: progress.stage.name(),
            done,
            seconds_left: (done > 0.1 && elapsed > 1.0).then(|| elapsed * (1.0 - done) / done),
        }
    }
}

/// All that features are made from.
pub(crate) struct Preparation<I> {
    items: I,
    inputs: Inputs,
    pub(super) vectors: Option<Vectors>,
    seed: Seed,
    cache: Option<FeatureCache>,
}

/// What there is at first.
pub(crate) enum PartialFeatures<I> {
    /// Everything.
    Whole(FittedFeatures),
    /// The words alone; the rest is to be completed.
    Words(FittedFeatures, Box<PendingFeatures<I>>),
}

/// What completes features that begin with words alone.
pub(crate) struct PendingFeatures<I> {
    preparation: Preparation<I>,
    words: FittedFeatures,
    counts: CountRows,
}

impl<I: Deref<Target = Items>> Preparation<I> {
    /// For a project's items.
    pub(crate) fn of(layout: &Layout, config: &Config, items: I) -> Result<Self> {
        check_inputs(config, &items)?;
        Ok(Self {
            vectors: read_vectors(layout, config, &items)?,
            inputs: config.features.clone(),
            seed: config.seed,
            cache: (items.pool_len() >= WORTH_KEEPING)
                .then(|| FeatureCache::of(layout, config))
                .transpose()?,
            items,
        })
    }

    /// Everything, however long it takes. `None` when the watch stops it.
    pub(crate) fn whole(self, watch: Watch) -> Option<FittedFeatures> {
        match self.begin_with(usize::MAX, watch)? {
            PartialFeatures::Whole(fitted) => Some(fitted),
            PartialFeatures::Words(_, rest) => rest.complete(watch),
        }
    }

    /// Everything, if that is quick; else the words. `None` when the watch stops it.
    pub(crate) fn begin(self, watch: Watch) -> Option<PartialFeatures<I>> {
        self.begin_with(AT_ONCE, watch)
    }

    fn begin_with(self, at_once: usize, watch: Watch) -> Option<PartialFeatures<I>> {
        if let Some(fitted) = self.restored() {
            return Some(PartialFeatures::Whole(fitted));
        }
        let (words, counts) =
            FittedFeatures::begin(&self.source(), &self.items, self.vectors.as_ref(), watch)?;
        let small = self.items.pool_len() <= at_once;
        let rest = Box::new(PendingFeatures {
            words: words.clone(),
            counts,
            preparation: self,
        });
        if small {
            return rest.complete(watch).map(PartialFeatures::Whole);
        }
        Some(PartialFeatures::Words(words, rest))
    }

    fn source(&self) -> Source<'_> {
        Source::of(&self.items, &self.inputs, self.vectors.as_ref(), self.seed)
    }

    /// What the cache holds of this pool. What is there but cannot be read is made again.
    fn restored(&self) -> Option<FittedFeatures> {
        let cache = self.cache.as_ref()?;
        let words = cache.path(WORDS);
        // Files alone: reading a pipe that somebody put there would never end.
        if !words.is_file() || !cache.path(DENSE).is_file() {
            return None;
        }
        let read = || -> Result<_> {
            let text = TextSpace::restore(&words, &cache.made_from)?;
            Ok((text, restore_dense(&cache.path(DENSE), &cache.made_from)?))
        };
        let ((text, counts), saved) = read()
            .inspect_err(|problem| tracing::warn!("features are made anew: {problem}"))
            .ok()?;
        let (space, rows) = FeatureSpace::restored(&self.source(), text, &counts, saved)?;
        Some(FittedFeatures::of(
            space,
            rows,
            &self.items,
            self.vectors.as_ref(),
        ))
    }

    fn keep(&self, fitted: &FittedFeatures, counts: &CountRows) {
        let Some(cache) = &self.cache else { return };
        let rows = &fitted.rows;
        let written = cache
            .write(DENSE, |out| save_dense(rows, &cache.made_from, out))
            .and_then(|()| {
                cache.write(WORDS, |out| {
                    fitted.space.text().save(counts, &cache.made_from, out)
                })
            });
        if let Err(problem) = written {
            tracing::warn!("features are not kept: {problem}");
        }
    }
}

impl<I: Deref<Target = Items>> PendingFeatures<I> {
    /// Completes the features and keeps them. `None` when the watch stops it.
    pub(crate) fn complete(self, watch: Watch) -> Option<FittedFeatures> {
        let Preparation { items, vectors, .. } = &self.preparation;
        let source = self.preparation.source();
        let fitted =
            (self.words).complete(&source, items, vectors.as_ref(), &self.counts, watch)?;
        self.preparation.keep(&fitted, &self.counts);
        Some(fitted)
    }
}
