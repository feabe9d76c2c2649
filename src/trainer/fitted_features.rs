//! Fits features on the pool, and gives the same to anything else.
//!
//! Invariant: they are fitted on the pool alone; several trainers may share them.

use std::sync::Arc;

use rayon::prelude::*;

use crate::features::{CountRows, FeatureSpace, RowBuf, Rows, Source, Watch};
use crate::pool::{Inputs, Item, Items, Vectors};
use crate::rng::Seed;

/// Features fitted on a pool.
#[derive(Clone, Default)]
pub struct FittedFeatures {
    /// What turns other items into rows.
    pub space: Arc<FeatureSpace>,
    pub(crate) rows: Arc<Rows>,
    /// The rows of the held-out items, in their order.
    pub(crate) held_out: Arc<Vec<RowBuf>>,
}

impl FittedFeatures {
    /// Fits on the texts of the pool's items alone.
    pub fn on(items: &Items, seed: Seed) -> Self {
        Self::on_inputs(items, &Inputs::default(), None, seed)
    }

    /// Fits on what `inputs` names of the pool's items, and on nothing else. `vectors` has a row
    /// for each of the items, holdout included.
    pub(crate) fn on_inputs(
        items: &Items,
        inputs: &Inputs,
        vectors: Option<&Vectors>,
        seed: Seed,
    ) -> Self {
        let source = Source::of(items, inputs, vectors, seed);
        let never = &|_| true;
        // A watch that never stops the work always gets a result.
        Self::begin(&source, items, vectors, never)
            .and_then(|(fitted, counts)| fitted.complete(&source, items, vectors, &counts, never))
            .unwrap_or_default()
    }

    /// The first stage, on which labeling can begin. `None` when the watch stops it.
    pub fn begin(
        source: &Source<'_>,
        items: &Items,
        vectors: Option<&Vectors>,
        watch: Watch,
    ) -> Option<(Self, CountRows)> {
        let (space, rows, counts) = FeatureSpace::begin(source, watch)?;
        Some((Self::of(space, rows, items, vectors), counts))
    }

    /// Both stages. `None` when the watch stops it.
    pub fn complete(
        &self,
        source: &Source<'_>,
        items: &Items,
        vectors: Option<&Vectors>,
        counts: &CountRows,
        watch: Watch,
    ) -> Option<Self> {
        let (space, rows) = self.space.complete(source, counts, watch)?;
        Some(Self::of(space, rows, items, vectors))
    }

    pub(crate) fn of(
        space: FeatureSpace,
        rows: Rows,
        items: &Items,
        vectors: Option<&Vectors>,
    ) -> Self {
        let held_out: Vec<RowBuf> = items
            .holdout()
            .collect::<Vec<_>>()
            .into_par_iter()
            .map(|id| {
                let place = items.holdout_index(id).index();
                let vector = vectors.map(|vectors| vectors.row(place));
                space.transform(items.holdout_item(id), vector)
            })
            .collect();
        Self {
            space: Arc::new(space),
            rows: Arc::new(rows),
            held_out: Arc::new(held_out),
        }
    }

    /// The rows of many items; `vectors` has one for each.
    pub(crate) fn transform_all(&self, items: &[Item], vectors: Option<&Vectors>) -> Vec<RowBuf> {
        items
            .par_iter()
            .enumerate()
            .map(|(index, item)| {
                let vector = vectors.map(|vectors| vectors.row(index));
                self.space.transform(item, vector)
            })
            .collect()
    }
}
