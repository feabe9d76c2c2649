//! Predicts the labels of items by committees that never saw them.
//!
//! The committee is fitted five times, each time without a fifth of the items, and asked about
//! those. Which fifth an item is in follows from its id. Only pool items take part: a held-out
//! label teaches nothing, and what the model predicts for a held-out item is asked by nobody here.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use rayon::prelude::*;

use crate::agreement::Probabilities;
use crate::learner::{Committee, CommitteeHistory, Settings, TargetUpdate};
use crate::pool::{Items, PoolId, Split};
use crate::rng::Seed;
use crate::schema::{ItemIndex, LabelId};
use crate::trainer::{FittedFeatures, untrained};

const FOLDS: u64 = 5;

/// New items that are looked at to tell what a label for one of them is worth.
const NEW_ITEMS: usize = 2_000;

/// What committees are fitted from.
pub(super) struct CrossValidation {
    pub(super) items: Arc<Items>,
    /// The label in force of each pool item that has one, in import order.
    pub(super) labeled: Vec<(PoolId, LabelId)>,
    pub(super) settings: Settings,
    pub(super) seed: Seed,
    /// How many label ids there are.
    pub(super) classes: usize,
}

/// Probabilities of classes in the order of their ids, by item.
type Predicted = Vec<(ItemIndex, Vec<f64>)>;

impl CrossValidation {
    /// Whether there is anything to tell apart.
    pub(super) fn can_be_fitted(&self) -> bool {
        let first = self.labeled.first().map(|(_, label)| *label);
        self.labeled.iter().any(|(_, label)| Some(*label) != first)
    }

    /// The out-of-sample probabilities of these items, held-out ones left out; `None` when it was
    /// stopped.
    pub(super) fn probabilities(
        &self,
        fitted: &FittedFeatures,
        wanted: &[ItemIndex],
        stopped: &AtomicBool,
    ) -> Option<Probabilities> {
        let untrained = self.untrained(fitted);
        let mut predicted = Predicted::new();
        for fold in 0..FOLDS {
            if stopped.load(Ordering::Relaxed) {
                return None;
            }
            let rest = self
                .labeled
                .iter()
                .filter(|(id, _)| self.fold_of(*id) != fold);
            let committee = trained(untrained.clone(), rest);
            let asked: Vec<(ItemIndex, PoolId)> = wanted
                .iter()
                .filter_map(|item| match self.items.side(*item) {
                    Split::Pool(id) if self.fold_of(id) == fold => Some((*item, id)),
                    _ => None,
                })
                .collect();
            predicted.par_extend(
                asked
                    .into_par_iter()
                    .map(|(item, id)| (item, self.probabilities_of(&committee, id))),
            );
        }
        Some(Probabilities::new(predicted))
    }

    /// What the committee that knows all labels thinks of pool items without any: a sample of
    /// them, the same each time. `is_new` says which have none.
    pub(super) fn of_new_items(
        &self,
        fitted: &FittedFeatures,
        is_new: impl Fn(ItemIndex) -> bool,
    ) -> Probabilities {
        let committee = trained(self.untrained(fitted), self.labeled.iter());
        let mut fresh: Vec<(u64, PoolId)> = self
            .items
            .pool()
            .filter(|id| is_new(self.items.pool_index(*id)))
            .map(|id| (self.seed.rank("worth", &self.items.pool_item(id).id), id))
            .collect();
        fresh.sort_unstable();
        fresh.truncate(NEW_ITEMS);
        let predicted: Predicted = fresh
            .into_par_iter()
            .map(|(_, id)| {
                (
                    self.items.pool_index(id),
                    self.probabilities_of(&committee, id),
                )
            })
            .collect();
        Probabilities::new(predicted)
    }

    fn untrained(&self, fitted: &FittedFeatures) -> Committee {
        untrained(&self.items, &fitted.rows, self.settings, self.seed)
    }

    fn fold_of(&self, id: PoolId) -> u64 {
        self.seed.rank("fold", &self.items.pool_item(id).id) % FOLDS
    }

    fn probabilities_of(&self, committee: &Committee, id: PoolId) -> Vec<f64> {
        let mut by_class = vec![0.0; self.classes];
        let predicted = committee.prediction_of(id).into_iter();
        for (label, probability) in predicted.flat_map(|prediction| prediction.probabilities) {
            if let Some(share) = by_class.get_mut(label.index()) {
                *share = f64::from(probability);
            }
        }
        by_class
    }
}

fn trained<'a>(
    untrained: Committee,
    labels: impl Iterator<Item = &'a (PoolId, LabelId)>,
) -> Arc<Committee> {
    let changes: Vec<TargetUpdate> = labels
        .map(|(id, label)| TargetUpdate::to(*id, Some(*label)))
        .collect();
    CommitteeHistory::replay(untrained, &changes)
        .current()
        .clone()
}
