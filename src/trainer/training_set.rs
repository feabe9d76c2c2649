//! Turns the state's training changes into target updates.
//!
//! A [`TrainingSetBuilder`] reads the changes in order and turns each into the target of its item,
//! by the setting `targets`. Everything that learns from a project learns through it. Invariants:
//! the updates follow from the list of changes alone, however it was cut into readings, so a
//! project that is reopened learns what it learnt live; and the targets after a reading are a
//! function of the annotations in force, the decisions and the reliability fit that belongs to that
//! many annotations, so that taking an answer back restores them.

use std::collections::{BTreeMap, BTreeSet};

use super::reliability::{Fits, Reliability};
use super::targets::{TiredWeights, agreed, counts};
use crate::features::PoolId;
use crate::learner::{Target, TargetUpdate};
use crate::project::TrainingTargets;
use crate::schema::{Adjudication, LabelId};
use crate::state::{State, TrainingChange};

/// The reader of training changes.
#[derive(Debug, Clone, Default)]
pub struct TrainingSetBuilder {
    targets: TrainingTargets,
    weights: TiredWeights,
    /// How many of the state's changes were read.
    read: usize,
    /// How many target updates came of them.
    version: u64,
    known: BTreeMap<PoolId, Known>,
    /// Labels in force by class, pool items alone.
    annotations: BTreeMap<LabelId, usize>,
    fits: Fits,
}

/// What was read last of an item.
#[derive(Debug, Clone)]
struct Known {
    /// The place of its last change.
    at: usize,
    target: Option<Target>,
}

impl TrainingSetBuilder {
    /// Nothing was read yet.
    pub fn new(targets: TrainingTargets) -> Self {
        Self {
            targets,
            ..Self::default()
        }
    }

    /// How many target updates there were: what a snapshot that knows them all has as version.
    pub fn version(&self) -> u64 {
        self.version
    }

    /// The classes that have a share in any target, in id order.
    pub fn classes(&self) -> Vec<LabelId> {
        let targets = self
            .known
            .values()
            .filter_map(|known| known.target.as_ref());
        let classes: BTreeSet<LabelId> = targets
            .flat_map(|target| target.shares().iter().map(|(label, _)| *label))
            .collect();
        classes.into_iter().collect()
    }

    /// The target updates of all changes that were not read yet, in order.
    pub fn read(&mut self, state: &State) -> Vec<TargetUpdate> {
        let changes = state.training_changes();
        let mut updates = Vec::new();
        while self.read < changes.len() {
            let at = self.read;
            self.read += 1;
            self.take(changes, at, &mut updates);
        }
        self.version += updates.len() as u64;
        updates
    }

    /// Lets judgements count by these weights from here on: the updates that follow.
    ///
    /// A replay must call this at the same place among the readings, so the weights must follow
    /// from what stood in the journals there.
    pub fn reweight(&mut self, weights: TiredWeights, state: &State) -> Vec<TargetUpdate> {
        let mut updates = self.read(state);
        let before = updates.len();
        self.weights = weights;
        self.update_all(state.training_changes(), &mut updates);
        self.version += (updates.len() - before) as u64;
        updates
    }

    fn take(&mut self, changes: &[TrainingChange], at: usize, updates: &mut Vec<TargetUpdate>) {
        let item = changes[at].item();
        let before = self.known.remove(&item);
        let mut new_classes = false;
        if let Some(known) = &before {
            for annotation in changes[known.at].annotations() {
                let count = self.annotations.entry(annotation.label).or_default();
                *count -= 1;
                new_classes |= *count == 0;
            }
        }
        for annotation in changes[at].annotations() {
            let count = self.annotations.entry(annotation.label).or_default();
            new_classes |= *count == 0;
            *count += 1;
        }
        let target = before.and_then(|known| known.target);
        self.known.insert(item, Known { at, target });
        if self.targets == TrainingTargets::Posterior && (self.refit(changes) || new_classes) {
            self.update_all(changes, updates);
        } else {
            self.update(changes, item, updates);
        }
    }

    /// Brings the fits up to the number of annotations in force; whether another one counts now.
    fn refit(&mut self, changes: &[TrainingChange]) -> bool {
        let annotations = self.annotations.values().sum();
        let known = &self.known;
        self.fits.follow(annotations, || {
            let spoken_of = known.values().map(|known| &changes[known.at]);
            // One true label is what the fit presumes: not where it was decided that there is
            // none.
            let one_truth = |change: &&TrainingChange| {
                matches!(change.adjudication(), None | Some(Adjudication::Label(_)))
            };
            Reliability::of(spoken_of.filter(one_truth))
        })
    }

    fn update_all(&mut self, changes: &[TrainingChange], updates: &mut Vec<TargetUpdate>) {
        let items: Vec<PoolId> = self.known.keys().copied().collect();
        for item in items {
            self.update(changes, item, updates);
        }
    }

    /// The update to the target that an item has now, if it is another one.
    fn update(
        &mut self,
        changes: &[TrainingChange],
        item: PoolId,
        updates: &mut Vec<TargetUpdate>,
    ) {
        let Some(known) = self.known.get(&item) else {
            return;
        };
        let (at, target) = (known.at, self.target(&changes[known.at]));
        if target != known.target {
            let update = TargetUpdate {
                item,
                target: target.clone(),
            };
            self.known.insert(item, Known { at, target });
            updates.push(update);
        }
    }

    fn target(&self, change: &TrainingChange) -> Option<Target> {
        match self.targets {
            TrainingTargets::Agreed => agreed(change, &self.weights),
            TrainingTargets::Counts => counts(change, &self.weights),
            TrainingTargets::Posterior => self
                .probable(change)
                .or_else(|| counts(change, &self.weights)),
        }
    }

    /// How likely each label is, where the fit can say and nothing was decided.
    fn probable(&self, change: &TrainingChange) -> Option<Target> {
        if change.adjudication().is_some() {
            return None;
        }
        let fit = self.fits.current()?;
        let shares = fit.probable(change.annotations())?;
        // A class whose last annotation was taken back, or that was merged away, is no class any more.
        let in_use = |label: &LabelId| self.annotations.get(label).is_some_and(|count| *count > 0);
        let shares = shares.into_iter().filter(|(label, _)| in_use(label));
        let weight = self.weights.weightiest(change.annotations().iter());
        Target::from_shares(shares).map(|target| target.with_weight(weight))
    }
}
