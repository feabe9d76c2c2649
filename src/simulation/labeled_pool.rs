//! Holds a data set whose labels are known, to replay labeling on.
//!
//! It holds items whose labels are known, as a pool with its features, and beside it items that are only
//! predicted. Invariant: the features are fitted on the pool alone.

use std::collections::BTreeSet;

use crate::error::{Error, Result};
use crate::features::RowBuf;
use crate::pool::{Inputs, Item, Items, Vectors};
use crate::rng::Seed;
use crate::trainer::FittedFeatures;

/// Items with a label each.
#[derive(Debug, Default)]
pub struct LabeledItems {
    /// The items.
    pub items: Vec<Item>,
    /// Their labels, in the same order.
    pub labels: Vec<String>,
    /// One vector an item, if there are any.
    pub vectors: Option<Vectors>,
}

/// A labeled item that is only predicted, never learnt from.
#[derive(Debug)]
pub struct TestItem {
    /// Its row.
    pub row: RowBuf,
    /// Its true label's name.
    pub label: String,
}

/// A pool whose labels are known, and test items.
pub struct LabeledPool {
    /// The items, all in the pool.
    pub items: Items,
    /// Their features.
    pub fitted: FittedFeatures,
    /// Their labels, in the same order.
    pub labels: Vec<String>,
    /// What accuracy is measured on.
    pub test: Vec<TestItem>,
    /// All class names of the pool, sorted.
    pub classes: Vec<String>,
}

impl LabeledPool {
    /// Fits what `inputs` names of the pool's items, and transforms the test items.
    ///
    /// # Errors
    /// When there are not as many labels as items.
    pub fn new(
        pool: LabeledItems,
        test: LabeledItems,
        inputs: &Inputs,
        seed: Seed,
    ) -> Result<Self> {
        let classes: BTreeSet<&String> = pool.labels.iter().collect();
        let classes = classes.into_iter().cloned().collect();
        let items = Items::new(pool.items, |_| false);
        let fitted = FittedFeatures::on_inputs(&items, inputs, pool.vectors.as_ref(), seed);
        if items.pool_len() != pool.labels.len() {
            return Err(Error::refused(
                "there are not as many labels as items",
                "give each item one label",
            ));
        }
        let test = fitted
            .transform_all(&test.items, test.vectors.as_ref())
            .into_iter()
            .zip(test.labels)
            .map(|(row, label)| TestItem { row, label })
            .collect();
        Ok(Self {
            items,
            fitted,
            labels: pool.labels,
            test,
            classes,
        })
    }
}
