//! What does the model think of items whose label it never saw?
//!
//! The committee is fitted five times, each time without a fifth of the items, and asked about
//! those. Which fifth an item is in follows from its id. Only pool items take part: a held-out
//! label teaches nothing, and what the model thinks of a held-out item is asked by nobody here.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use rayon::prelude::*;

use crate::agreement::Probabilities;
use crate::learner::{Committee, CommitteeHistory, Settings, TargetUpdate};
use crate::pool::{Items, PoolId, Split};
use crate::project::Config;
use crate::rng::Seed;
use crate::schema::{ItemIndex, LabelId};
use crate::trainer::{FittedFeatures, settings_of};

const FOLDS: u64 = 5;

/// New items that are looked at to tell what a label for one of them is worth.
const NEW_ITEMS: usize = 2_000;

/// What committees are fitted from.
pub(super) struct Folds {
    items: Arc<Items>,
    /// The label in force of each pool item that has one, in import order.
    taught: Vec<(PoolId, LabelId)>,
    settings: Settings,
    seed: Seed,
    classes: usize,
}

/// Probabilities of classes in the order of their ids, by item.
type Told = Vec<(ItemIndex, Vec<f64>)>;

impl Folds {
    /// `taught` are the labels in force of pool items; `classes` counts the label ids.
    pub(super) fn new(
        items: Arc<Items>,
        taught: Vec<(PoolId, LabelId)>,
        config: &Config,
        classes: usize,
    ) -> Self {
        Self {
            items,
            taught,
            settings: settings_of(&config.learner),
            seed: config.seed,
            classes,
        }
    }

    /// Whether there is anything to tell apart.
    pub(super) fn can_be_fitted(&self) -> bool {
        let first = self.taught.first().map(|(_, label)| *label);
        self.taught.iter().any(|(_, label)| Some(*label) != first)
    }

    /// The out-of-sample probabilities of these items, held-out ones left out; `None` when it was
    /// stopped.
    pub(super) fn probabilities(
        &self,
        fitted: &FittedFeatures,
        wanted: &[ItemIndex],
        stopped: &AtomicBool,
    ) -> Option<Probabilities> {
        let begin = self.beginning(fitted);
        let mut told = Told::new();
        for fold in 0..FOLDS {
            if stopped.load(Ordering::Relaxed) {
                return None;
            }
            let rest = self
                .taught
                .iter()
                .filter(|(id, _)| self.fold_of(*id) != fold);
            let committee = taught(begin.clone(), rest);
            let asked: Vec<(ItemIndex, PoolId)> = wanted
                .iter()
                .filter_map(|item| match self.items.side(*item) {
                    Split::Pool(id) if self.fold_of(id) == fold => Some((*item, id)),
                    _ => None,
                })
                .collect();
            told.par_extend(
                asked
                    .into_par_iter()
                    .map(|(item, id)| (item, self.told(&committee, id))),
            );
        }
        Some(Probabilities::new(told))
    }

    /// What the committee that knows all labels thinks of pool items without any: a sample of
    /// them, the same each time. `is_new` says which have none.
    pub(super) fn of_new_items(
        &self,
        fitted: &FittedFeatures,
        is_new: impl Fn(ItemIndex) -> bool,
    ) -> Probabilities {
        let committee = taught(self.beginning(fitted), self.taught.iter());
        let mut fresh: Vec<(u64, PoolId)> = self
            .items
            .pool()
            .filter(|id| is_new(self.items.pool_index(*id)))
            .map(|id| (self.seed.rank("worth", &self.items.pool_item(id).id), id))
            .collect();
        fresh.sort_unstable();
        fresh.truncate(NEW_ITEMS);
        let told: Told = fresh
            .into_par_iter()
            .map(|(_, id)| (self.items.pool_index(id), self.told(&committee, id)))
            .collect();
        Probabilities::new(told)
    }

    fn fold_of(&self, id: PoolId) -> u64 {
        self.seed.rank("fold", &self.items.pool_item(id).id) % FOLDS
    }

    fn beginning(&self, fitted: &FittedFeatures) -> Committee {
        let keys: Vec<u64> = self
            .items
            .pool()
            .map(|id| self.seed.rank("bootstrap", &self.items.pool_item(id).id))
            .collect();
        Committee::new(fitted.rows.clone(), keys.into(), self.settings)
    }

    fn told(&self, committee: &Committee, id: PoolId) -> Vec<f64> {
        let mut by_class = vec![0.0; self.classes];
        for (label, probability) in committee
            .prediction_of(id)
            .map(|o| o.probabilities)
            .unwrap_or_default()
        {
            if let Some(share) = by_class.get_mut(label.index()) {
                *share = f64::from(probability);
            }
        }
        by_class
    }
}

fn taught<'a>(
    begin: Committee,
    labels: impl Iterator<Item = &'a (PoolId, LabelId)>,
) -> Arc<Committee> {
    let changes: Vec<TargetUpdate> = labels
        .map(|(id, label)| TargetUpdate::to(*id, Some(*label)))
        .collect();
    CommitteeHistory::replay(begin, &changes).current().clone()
}
