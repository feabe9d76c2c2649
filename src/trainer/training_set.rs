//! Which lessons follow from the state?
//!
//! A [`TrainingSetBuilder`] reads the state's training changes in order and turns each into what the
//! learner is to believe of the item, by the setting `targets`. Everything that learns from a
//! project learns through it. Invariant: the lessons follow from the list of changes alone,
//! however it was cut into readings, so a project that is reopened is taught what it was taught
//! live; and what is believed after a reading is a function of the voices in force, the
//! decisions and the reliability fit that belongs to that many voices, so that taking an answer
//! back restores it.

use std::collections::BTreeMap;

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
    /// How many lessons came of them.
    told: u64,
    known: BTreeMap<PoolId, Known>,
    /// Labels in force by class, pool items alone.
    voices: BTreeMap<LabelId, usize>,
    fits: Fits,
}

/// What was read last of an item.
#[derive(Debug, Clone)]
struct Known {
    /// The place of its last change.
    at: usize,
    told: Option<Target>,
}

impl TrainingSetBuilder {
    /// Nothing was read yet.
    pub fn new(targets: TrainingTargets) -> Self {
        Self {
            targets,
            ..Self::default()
        }
    }

    /// How many lessons were given.
    pub fn told(&self) -> u64 {
        self.told
    }

    /// The classes that have a share in anything that was taught, in id order.
    pub fn classes(&self) -> Vec<LabelId> {
        let taught = self.known.values().filter_map(|known| known.told.as_ref());
        let mut classes: Vec<LabelId> = taught
            .flat_map(|teaching| teaching.shares().iter().map(|(label, _)| *label))
            .collect();
        classes.sort_unstable();
        classes.dedup();
        classes
    }

    /// The lessons of all changes that were not read yet, in order.
    pub fn read(&mut self, state: &State) -> Vec<TargetUpdate> {
        let changes = state.training_changes();
        let mut lessons = Vec::new();
        while self.read < changes.len() {
            let at = self.read;
            self.read += 1;
            self.take(changes, at, &mut lessons);
        }
        self.told += lessons.len() as u64;
        lessons
    }

    /// Lets judgements count by these weights from here on: the lessons that change by it.
    ///
    /// A replay must call this at the same place among the readings, so the weights must follow
    /// from what stood in the journals there.
    pub fn weigh(&mut self, weights: TiredWeights, state: &State) -> Vec<TargetUpdate> {
        let mut lessons = self.read(state);
        let before = lessons.len();
        self.weights = weights;
        self.tell_all(state.training_changes(), &mut lessons);
        self.told += (lessons.len() - before) as u64;
        lessons
    }

    fn take(&mut self, changes: &[TrainingChange], at: usize, lessons: &mut Vec<TargetUpdate>) {
        let item = changes[at].item();
        let told = self.known.remove(&item);
        let mut new_classes = false;
        if let Some(known) = &told {
            for voice in changes[known.at].annotations() {
                let count = self.voices.entry(voice.label).or_default();
                *count -= 1;
                new_classes |= *count == 0;
            }
        }
        for voice in changes[at].annotations() {
            let count = self.voices.entry(voice.label).or_default();
            new_classes |= *count == 0;
            *count += 1;
        }
        let told = told.and_then(|known| known.told);
        self.known.insert(item, Known { at, told });
        if self.targets == TrainingTargets::Posterior && (self.refit(changes) || new_classes) {
            self.tell_all(changes, lessons);
        } else {
            self.tell(changes, item, lessons);
        }
    }

    /// Brings the fits up to the number of voices in force; whether another one counts now.
    fn refit(&mut self, changes: &[TrainingChange]) -> bool {
        let voices = self.voices.values().sum();
        let known = &self.known;
        self.fits.follow(voices, || {
            let spoken_of = known.values().map(|known| &changes[known.at]);
            // One true label is what the fit presumes: not where it was decided that there is
            // none.
            let one_truth = |change: &&TrainingChange| {
                matches!(change.adjudication(), None | Some(Adjudication::Label(_)))
            };
            Reliability::of(spoken_of.filter(one_truth))
        })
    }

    fn tell_all(&mut self, changes: &[TrainingChange], lessons: &mut Vec<TargetUpdate>) {
        let items: Vec<PoolId> = self.known.keys().copied().collect();
        for item in items {
            self.tell(changes, item, lessons);
        }
    }

    /// Teaches what is now believed of an item, if that is anything new.
    fn tell(&mut self, changes: &[TrainingChange], item: PoolId, lessons: &mut Vec<TargetUpdate>) {
        let Some(known) = self.known.get(&item) else {
            return;
        };
        let teaching = self.teaching(&changes[known.at]);
        if teaching != known.told {
            let told = teaching.clone();
            self.known.insert(item, Known { at: known.at, told });
            lessons.push(TargetUpdate {
                item,
                target: teaching,
            });
        }
    }

    fn teaching(&self, change: &TrainingChange) -> Option<Target> {
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
        // A class whose last voice was taken back, or that was merged away, is no class any more.
        let in_use = |label: &LabelId| self.voices.get(label).is_some_and(|count| *count > 0);
        let shares = shares.into_iter().filter(|(label, _)| in_use(label));
        let weight = self.weights.weightiest(change.annotations().iter());
        Target::from_shares(shares).map(|teaching| teaching.with_weight(weight))
    }
}
