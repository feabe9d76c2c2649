//! Predicts by a committee of members, and learns one change at a time.
//!
//! A committee is a value: [`Committee::after`] a change is another committee, and the one before
//! is still there. So a label can be taken back exactly, and the answers that a person may give
//! can be learnt before they are given. The incremental members are refitted from nothing at
//! fixed steps and whenever a class gains its first label or loses its last; the SVM is fitted in
//! its own thread from the labels at one step and takes effect a fixed number of steps later.
//! Invariant: a committee depends on the changes that led to it alone, never on timing.

use std::sync::Arc;

use ndarray::Array2;

use super::active::{ActiveFeatures, Encoded};
use super::bayes::Bayes;
use super::math::argmax;
use super::member::{ClassWeights, Member, Settings};
use super::platt_svm::{PlattSvm, TrainingExamples, most_items_for};
use super::prediction::CommitteePrediction;
use super::schedule::{BACKGROUND_DELAY, BackgroundFit, background_fit_starts_at, rebuilds_at};
use super::softmax::{Softmax, TrainingExample, penalty_for};
use super::training_set::{Target, TargetUpdate, TrainingSet};
use crate::features::{PoolId, Row, Rows};
use crate::schema::LabelId;

/// The committee.
#[derive(Clone)]
pub struct Committee {
    pub(super) shared: Arc<Shared>,
    steps: u64,
    training_set: TrainingSet,
    /// Classes with at least one label, in id order: the columns of every probability.
    classes: Vec<LabelId>,
    pub(super) logistic: Softmax,
    bayes: Bayes,
    svm: Option<Arc<PlattSvm>>,
    pending: Option<Arc<BackgroundFit>>,
}

/// What all committees of a session have in common.
pub(super) struct Shared {
    pub(super) active: ActiveFeatures,
    /// A number of each pool item's own, from which its bootstrap weights are drawn.
    keys: Arc<[u64]>,
    settings: Settings,
}

impl Default for Committee {
    /// A committee over no item.
    fn default() -> Self {
        Self::new(Arc::default(), Arc::new([]), Settings::default())
    }
}

impl Committee {
    /// A committee that was taught nothing; `keys` holds a number of each pool item's own.
    pub fn new(rows: Arc<Rows>, keys: Arc<[u64]>, settings: Settings) -> Self {
        Self {
            logistic: Softmax::new(0, rows.dense_width(), penalty_for(0)),
            bayes: Bayes::new(0, rows.text.width()),
            shared: Arc::new(Shared {
                active: ActiveFeatures::new(rows),
                keys,
                settings,
            }),
            steps: 0,
            training_set: TrainingSet::default(),
            classes: Vec::new(),
            svm: None,
            pending: None,
        }
    }

    /// The committee after one more change.
    #[must_use]
    pub fn after(&self, change: &TargetUpdate) -> Self {
        let mut next = self.clone();
        next.learn(change);
        next
    }

    /// The same committee over other features of the same items, which knows no label yet.
    #[must_use]
    pub(crate) fn with_rows(&self, rows: Arc<Rows>) -> Self {
        Self::new(rows, self.shared.keys.clone(), self.shared.settings)
    }

    /// How many changes in force it learnt.
    pub fn steps(&self) -> u64 {
        self.steps
    }

    /// How many items are labeled.
    pub fn labels(&self) -> usize {
        self.training_set.len()
    }

    /// The labeled items in the order in which they came, each with the column of its label (of
    /// several, the likeliest); those of no known class are left out.
    pub fn labeled(&self) -> impl Iterator<Item = (PoolId, usize)> + '_ {
        self.training_set
            .iter()
            .filter_map(|(item, target)| Some((item, self.column(target.likeliest())?)))
    }

    /// The label that it was taught for a pool item; of several, the likeliest.
    pub fn label_of(&self, item: PoolId) -> Option<LabelId> {
        self.training_set.of(item).map(|target| target.likeliest())
    }

    /// The labeled items that are nearest to a pool item in the dense part, nearest first, with
    /// their cosines; the item itself does not count. Of equally near ones, the one labeled first.
    pub(crate) fn nearest_labeled(&self, item: PoolId, most: usize) -> Vec<(PoolId, f32)> {
        let dense = &self.rows().dense;
        // Bytes times squared scales: nothing is written out for any of the labeled items.
        let squares: Vec<f32> = dense.scales().iter().map(|scale| scale * scale).collect();
        let product = |a: &[i8], b: &[i8]| -> f32 {
            let terms = a.iter().zip(b).zip(&squares);
            terms
                .map(|((a, b), square)| f32::from(*a) * f32::from(*b) * square)
                .sum()
        };
        let asked = dense.row(item.index());
        let length = product(asked, asked).sqrt();
        if dense.width() == 0 {
            return Vec::new();
        }
        let labeled = self.training_set.iter().map(|(labeled, _)| labeled);
        let mut nearest: Vec<(PoolId, f32)> = labeled
            .filter(|labeled| *labeled != item)
            .map(|labeled| {
                let other = dense.row(labeled.index());
                let lengths = length * product(other, other).sqrt();
                let cosine = product(asked, other) / lengths.max(f32::MIN_POSITIVE);
                (labeled, cosine)
            })
            .collect();
        nearest.sort_by(|a, b| b.1.total_cmp(&a.1));
        nearest.truncate(most);
        nearest
    }

    /// Whether there is anything to predict: two classes have a label.
    pub(crate) fn is_ready(&self) -> bool {
        self.classes.len() >= 2
    }

    /// The classes known, in id order: the columns of every probability.
    pub fn classes(&self) -> &[LabelId] {
        &self.classes
    }

    /// The pool that it scores.
    pub fn rows(&self) -> &Arc<Rows> {
        self.shared.active.rows()
    }

    /// The members that vote, in a fixed order.
    pub fn members(&self) -> Vec<&dyn Member> {
        let mut members: Vec<&dyn Member> = vec![&self.logistic];
        // Naive Bayes reads words: without any it would only repeat how frequent the classes are.
        if self.rows().text.width() > 0 {
            members.push(&self.bayes);
        }
        if let Some(svm) = &self.svm {
            members.push(&**svm);
        }
        members
    }

    /// What the committee predicts for an item; `None` before it is ready.
    pub fn prediction(&self, row: Row<'_>) -> Option<CommitteePrediction> {
        self.is_ready()
            .then(|| self.prediction_of_encoded(&self.shared.active.encode(row)))
    }

    /// What the committee predicts for a pool item; `None` before it is ready.
    pub fn prediction_of(&self, item: PoolId) -> Option<CommitteePrediction> {
        self.is_ready()
            .then(|| self.prediction_of_encoded(&self.shared.active.encode_item(item)))
    }

    /// The likeliest label of an item; `None` before the committee is ready.
    pub fn predict(&self, row: Row<'_>) -> Option<LabelId> {
        if !self.is_ready() {
            return None;
        }
        let item = self.shared.active.encode(row);
        Some(self.classes[argmax(&self.choosing_for(&item))])
    }

    fn prediction_of_encoded(&self, item: &Encoded) -> CommitteePrediction {
        let votes = self.probabilities(item);
        let each: Vec<&[f32]> = votes.iter().map(|(_, p)| p.as_slice()).collect();
        let ids: Vec<&'static str> = votes.iter().map(|(id, _)| *id).collect();
        CommitteePrediction::new(&self.classes, &ids, &each)
    }

    /// The weight C of the labels against the penalty on the softmax members' weights.
    pub(crate) fn penalty(&self) -> f32 {
        let by_classes = || penalty_for(self.classes.len());
        self.shared.settings.penalty.unwrap_or_else(by_classes)
    }

    /// Each voter's probabilities for an item.
    fn probabilities(&self, item: &Encoded) -> Vec<(&'static str, Vec<f32>)> {
        let classes = self.classes.len();
        let mut out = Vec::new();
        for member in self.members() {
            let voters = member.voters();
            let mut p = vec![0.0; voters.len() * classes];
            member.probabilities(item, &self.classes, &mut p);
            let each = p.chunks_exact(classes).map(<[f32]>::to_vec);
            out.extend(voters.iter().copied().zip(each));
        }
        out
    }

    /// The choosing model's probabilities for a pool item; empty before the committee is ready.
    pub(crate) fn choosing(&self, item: PoolId) -> Vec<f32> {
        if !self.is_ready() {
            return Vec::new();
        }
        self.choosing_for(&self.shared.active.encode_item(item))
    }

    fn choosing_for(&self, item: &Encoded) -> Vec<f32> {
        let mut p = vec![0.0; self.classes.len() * self.logistic.members()];
        self.logistic.probabilities(item, &mut p);
        p.truncate(self.classes.len());
        p
    }

    /// Each voter's probabilities for a pool item, by voters; empty before the committee is
    /// ready.
    pub(crate) fn votes_on(&self, item: PoolId) -> Vec<Vec<f32>> {
        if !self.is_ready() {
            return Vec::new();
        }
        self.probabilities(&self.shared.active.encode_item(item))
            .into_iter()
            .map(|(_, p)| p)
            .collect()
    }

    /// How strongly a word speaks for a label against the others, in the logistic member's
    /// weights.
    pub(crate) fn attribution(&self, column: u32, label: LabelId) -> f32 {
        let slot = self.shared.active.read().slot(column);
        let (Some(slot), Some(class)) = (slot, self.column(label)) else {
            return 0.0;
        };
        let weights: Vec<f32> = self.logistic.weights_of(slot).collect();
        let Some(own) = weights.get(class) else {
            return 0.0;
        };
        let others = (weights.iter().sum::<f32>() - own) / (weights.len() as f32 - 1.0).max(1.0);
        own - others
    }

    /// A hash of the parameters: equal committees have equal ids.
    pub(crate) fn model_id(&self) -> String {
        let mut hasher = blake3::Hasher::new();
        hasher.update(&self.steps.to_le_bytes());
        for (item, target) in self.training_set.iter() {
            hasher.update(&(item.index() as u64).to_le_bytes());
            hasher.update(&target.weight().to_bits().to_le_bytes());
            // Columns, not ids: ids also count classes that were merged away.
            for share in self.shares(target) {
                hasher.update(&share.to_bits().to_le_bytes());
            }
        }
        self.logistic.hash_into(&mut hasher);
        if let Some(svm) = &self.svm {
            svm.hash_into(&self.classes, &mut hasher);
        }
        hasher.finalize().to_hex()[..16].to_owned()
    }

    /// Bytes that grow with labels and features: what one more committee takes.
    pub fn memory(&self) -> usize {
        self.logistic.memory() + self.bayes.memory()
    }

    /// Bytes that grow with labels and are shared by all committees: the labeled items as the
    /// members read them, and where their rare features stand in the pool.
    pub fn shared_memory(&self) -> usize {
        self.shared.active.read().memory()
    }

    /// Begins what is to be learnt in the background, if anything.
    pub(super) fn begin_background_fit(&self) {
        if let Some(pending) = &self.pending {
            pending.begin();
        }
    }

    /// Learns nothing, but counts and remembers a change and starts what it starts: for the
    /// changes before a refit from nothing.
    pub(super) fn pass(&mut self, change: &TargetUpdate, starts_fits: bool) {
        self.steps += 1;
        self.training_set
            .set(change.item, change.target.clone().map(Arc::new));
        self.take_finished_fit();
        if starts_fits && background_fit_starts_at(self.steps) {
            self.plan_background_fit();
        }
    }

    /// Learns one change more.
    pub(super) fn learn(&mut self, change: &TargetUpdate) {
        self.steps += 1;
        let target = change.target.clone().map(Arc::new);
        let before = self.training_set.set(change.item, target.clone());
        if rebuilds_at(self.steps) || self.training_set.classes() != self.classes {
            self.rebuild();
        } else {
            self.logistic.set_class_weights(self.class_weights());
            if let Some(before) = before {
                let shares: Vec<f32> = self.weighted(&before).iter().map(|s| -s).collect();
                self.bayes
                    .shift(&self.shared.active.example(change.item), &shares);
                self.logistic.forget(change.item);
            }
            if let Some(target) = target {
                let example = self.example(change.item, &target);
                self.bayes.shift(&example.encoded, &self.weighted(&target));
                self.logistic.learn(example);
            }
        }
        self.take_finished_fit();
        if background_fit_starts_at(self.steps) {
            self.plan_background_fit();
        }
    }

    /// Learns everything anew from the present targets.
    pub(super) fn rebuild(&mut self) {
        self.training_set.compact();
        self.classes = self.training_set.classes();
        let classes = self.classes.len();
        self.logistic = Softmax::new(classes, self.rows().dense_width(), self.penalty());
        self.logistic.set_class_weights(self.class_weights());
        self.bayes = Bayes::new(classes, self.rows().text.width());
        let examples: Vec<TrainingExample> = self
            .training_set
            .iter()
            .map(|(item, target)| self.example(item, target))
            .collect();
        for (example, (_, target)) in examples.iter().zip(self.training_set.iter()) {
            self.bayes.shift(&example.encoded, &self.weighted(target));
        }
        self.logistic.learn_all(examples);
    }

    fn example(&self, item: PoolId, target: &Target) -> TrainingExample {
        TrainingExample {
            item,
            encoded: self.shared.active.example(item),
            target: self.shares(target),
            weight: target.weight(),
            key: self.shared.keys.get(item.index()).copied().unwrap_or(0),
        }
    }

    /// The shares of the classes, in column order.
    fn shares(&self, target: &Target) -> Vec<f32> {
        let mut shares = vec![0.0; self.classes.len()];
        for (label, share) in target.shares() {
            if let Some(column) = self.column(*label) {
                shares[column] = *share;
            }
        }
        shares
    }

    fn weighted(&self, target: &Target) -> Vec<f32> {
        let weight = target.weight();
        self.shares(target)
            .into_iter()
            .map(|share| share * weight)
            .collect()
    }

    fn class_weights(&self) -> Vec<f32> {
        if self.shared.settings.class_weights == ClassWeights::Equal {
            return vec![1.0; self.classes.len()];
        }
        let masses: Vec<f64> = self
            .classes
            .iter()
            .map(|class| self.training_set.mass_of(*class).max(1e-9))
            .collect();
        let even = masses.iter().sum::<f64>() / masses.len().max(1) as f64;
        masses.iter().map(|mass| (even / mass) as f32).collect()
    }

    fn column(&self, label: LabelId) -> Option<usize> {
        self.classes.binary_search(&label).ok()
    }

    /// Plans a fit from the present targets; the oldest labels give way when there are too many.
    fn plan_background_fit(&mut self) {
        let skipped = self
            .training_set
            .len()
            // Counted from the targets: a committee that passes changes has no columns yet.
            .saturating_sub(most_items_for(self.training_set.classes().len()));
        let rows = self.rows();
        let labeled: Vec<(PoolId, LabelId)> = self
            .training_set
            .iter()
            .skip(skipped)
            .map(|(item, target)| (item, target.likeliest()))
            .collect();
        let mut points = Array2::zeros((labeled.len(), rows.dense_width()));
        for ((item, _), mut point) in labeled.iter().zip(points.rows_mut()) {
            for (to, from) in point.iter_mut().zip(rows.dense.values(item.index())) {
                *to = f64::from(from);
            }
        }
        let examples = TrainingExamples {
            points,
            labels: labeled.into_iter().map(|(_, label)| label).collect(),
        };
        self.pending = Some(Arc::new(BackgroundFit::new(
            examples,
            self.steps + BACKGROUND_DELAY,
        )));
    }

    fn take_finished_fit(&mut self) {
        let due = self
            .pending
            .take_if(|pending| pending.takes_effect_at() <= self.steps);
        if let Some(pending) = due {
            self.svm = pending.outcome();
        }
    }

    /// All targets.
    pub(super) fn training_set(&self) -> &TrainingSet {
        &self.training_set
    }

    /// The target of an item.
    pub(super) fn target_of(&self, item: PoolId) -> Option<Target> {
        self.training_set.of(item).map(|target| (**target).clone())
    }
}
