//! Which features has the pool, and how does anything else get the same?
//!
//! The text's features and, beside them in the dense part, those of the numbers and vectors that
//! were given. Fitted on the pool alone; several trainers may share them.

use std::sync::Arc;

use rayon::prelude::*;

use crate::features::{FeatureSpace, Given, RowBuf, Rows, side_by_side};
use crate::pool::{Inputs, Item, Items, Vectors};
use crate::rng::Seed;

/// Features fitted on a pool.
#[derive(Clone)]
pub struct Fitted {
    pub(super) space: Arc<FeatureSpace>,
    pub(super) rows: Arc<Rows>,
    /// The rows of the held-out items, in their order.
    pub(super) held_out: Arc<Vec<RowBuf>>,
    given: Option<Arc<Given>>,
    reads_text: bool,
}

impl Fitted {
    /// Fits on the texts of the pool's items alone.
    pub fn on(items: &Items, seed: Seed) -> Self {
        Self::on_inputs(items, &Inputs::default(), None, seed)
    }

    /// Fits on what `inputs` names of the pool's items, and on nothing else. `vectors` has a row
    /// for each of the items, holdout included.
    pub fn on_inputs(
        items: &Items,
        inputs: &Inputs,
        vectors: Option<&Vectors>,
        seed: Seed,
    ) -> Self {
        let texts = items.pool().map(|id| {
            let text = items.pool_item(id).text.as_str();
            if inputs.text { text } else { "" }
        });
        let (space, mut rows) = FeatureSpace::fit(texts, seed);
        let given = Given::fit(items, inputs, vectors).map(|(given, block)| {
            if let Some(both) = side_by_side(&rows.dense, &block) {
                rows.dense = both;
            }
            Arc::new(given)
        });
        let mut fitted = Self {
            space: Arc::new(space),
            rows: Arc::new(rows),
            held_out: Arc::default(),
            given,
            reads_text: inputs.text,
        };
        let held_out: Vec<RowBuf> = items
            .holdout()
            .collect::<Vec<_>>()
            .into_par_iter()
            .map(|id| {
                let place = items.holdout_index(id).index();
                let vector = vectors.map(|vectors| vectors.row(place));
                fitted.transform(items.holdout_item(id), vector)
            })
            .collect();
        fitted.held_out = Arc::new(held_out);
        fitted
    }

    /// What turns other texts into their part of a row.
    pub fn space(&self) -> &FeatureSpace {
        &self.space
    }

    /// Any item's row, with the vector that was given with it.
    pub fn transform(&self, item: &Item, vector: Option<&[f32]>) -> RowBuf {
        let text = if self.reads_text { &item.text } else { "" };
        let mut row = self.space.transform(text);
        if let Some(given) = &self.given {
            row.dense.extend(given.transform(item, vector));
        }
        row
    }

    /// The rows of many items; `vectors` has one for each.
    pub fn transform_all(&self, items: &[Item], vectors: Option<&Vectors>) -> Vec<RowBuf> {
        items
            .par_iter()
            .enumerate()
            .map(|(index, item)| {
                let vector = vectors.map(|vectors| vectors.row(index));
                self.transform(item, vector)
            })
            .collect()
    }
}
