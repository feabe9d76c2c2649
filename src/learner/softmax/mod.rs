//! Softmax regression that learns one label at a time and forgets exactly.
//!
//! Minimises ½‖W‖² + C·Σᵢ cᵢ·CE(tᵢ, softmax(W xᵢ)) in the dual: each labeled item i holds a vector
//! aᵢ with one entry a class, and W = Σᵢ aᵢ xᵢᵀ; at the optimum aᵢ = C cᵢ (tᵢ − p(xᵢ)). A visit to
//! item i takes a Newton step on aᵢ alone (see `newton`); sweeps over all items settle the rest.
//! Forgetting an item subtracts aᵢ xᵢᵀ. (Block-coordinate ascent as in Keerthi et al. 2008.)
//!
//! Several members are solved side by side over the same items: member 0 weighs each label as
//! given, the others draw a weight from Exp(1) for each item (the Bayesian bootstrap, Rubin
//! 1981), keyed by the item. Invariant: what a member becomes depends on the sequence of calls
//! alone.

#![expect(
    clippy::inline_always,
    reason = "compiled for wider vectors with the caller that dispatches"
)]

mod lanes;
mod newton;

use std::collections::HashMap;
use std::sync::Arc;

use pulp::{Simd, WithSimd};

use super::active::{Encoded, resize_exact};
use super::math::softmax_in_place;
use crate::features::{BIAS, PoolId};
use newton::{Example, SETTLED, Step};

/// Sweeps over the labeled items after each label.
const WARM_EPOCHS: usize = 3;
/// Sweeps when everything is learnt anew.
const COLD_EPOCHS: usize = 20;
/// Visits after each label at most: with more labels than that, each step settles a part of
/// them, the next step the next part.
const MOST_VISITS: usize = 3_000;

/// The weight C of the data against the penalty, by the number of classes: few labels a class
/// want a firmer trust in each.
pub(crate) fn penalty_for(classes: usize) -> f32 {
    if classes >= 20 { 10.0 } else { 2.0 }
}

/// How many members are solved side by side: fewer where there are many classes.
pub(super) fn members_for(classes: usize) -> usize {
    if classes <= 24 { 8 } else { 4 }
}

/// One labeled item.
#[derive(Debug, Clone)]
struct LabeledItem {
    item: PoolId,
    encoded: Arc<Encoded>,
    /// Shares of the classes.
    target: Arc<[f32]>,
    /// The label's weight, and the bootstrap's for the members after the first.
    weights: Arc<[f32]>,
}

/// The softmax regressions, solved side by side. Weights are indexed by class, then member.
#[derive(Debug, Clone)]
pub(super) struct Softmax {
    classes: usize,
    members: usize,
    penalty: f32,
    /// c of a class, 1 unless classes are balanced.
    class_weights: Vec<f32>,
    sparse: Vec<f32>,
    dense: Vec<f32>,
    bias: Vec<f32>,
    examples: Vec<LabeledItem>,
    place: HashMap<PoolId, usize>,
    duals: Vec<f32>,
    /// Where the next sweep begins.
    next: usize,
}

/// What to learn of an item.
pub(super) struct TrainingExample {
    pub(super) item: PoolId,
    pub(super) encoded: Arc<Encoded>,
    /// Shares of the classes.
    pub(super) target: Vec<f32>,
    pub(super) weight: f32,
    /// A number that is the item's own, from which its bootstrap weights are drawn.
    pub(super) key: u64,
}

impl Softmax {
    /// Knows nothing yet of `classes` classes, with `width` dense features.
    pub(super) fn new(classes: usize, width: usize, penalty: f32) -> Self {
        let members = members_for(classes);
        let lanes = classes * members;
        Self {
            classes,
            members,
            penalty,
            class_weights: vec![1.0; classes],
            sparse: Vec::new(),
            dense: vec![0.0; width * lanes],
            bias: vec![0.0; lanes],
            examples: Vec::new(),
            place: HashMap::new(),
            duals: Vec::new(),
            next: 0,
        }
    }

    /// Learns many labels at once, from nothing.
    pub(super) fn learn_all(&mut self, examples: impl IntoIterator<Item = TrainingExample>) {
        for example in examples {
            self.push(example);
        }
        self.sweep(COLD_EPOCHS, usize::MAX, SETTLED);
    }

    /// Learns one label more.
    pub(super) fn learn(&mut self, example: TrainingExample) {
        let newest = self.examples.len();
        self.push(example);
        self.visits(newest..newest + 1, SETTLED);
        self.settle();
    }

    /// Forgets what was learnt of an item.
    pub(super) fn forget(&mut self, item: PoolId) {
        let Some(at) = self.place.remove(&item) else {
            return;
        };
        let lanes = self.lanes();
        let back: Vec<f32> = self.duals[at * lanes..][..lanes]
            .iter()
            .map(|dual| -dual)
            .collect();
        let example = self.examples.remove(at);
        self.duals.drain(at * lanes..(at + 1) * lanes);
        pulp::Arch::new().dispatch(Subtract {
            model: self,
            item: &example.encoded,
            step: &back,
        });
        for place in self.place.values_mut() {
            if *place > at {
                *place -= 1;
            }
        }
        self.settle();
    }

    /// Weighs the classes, one entry each.
    pub(super) fn set_class_weights(&mut self, weights: Vec<f32>) {
        self.class_weights = weights;
    }

    /// How many members there are.
    pub(super) fn members(&self) -> usize {
        self.members
    }

    /// Feeds the parameters to a hash: they follow from the dual vectors.
    pub(super) fn hash_into(&self, hasher: &mut blake3::Hasher) {
        for example in &self.examples {
            hasher.update(&(example.item.index() as u64).to_le_bytes());
        }
        for dual in &self.duals {
            hasher.update(&dual.to_bits().to_le_bytes());
        }
    }

    /// The first member's weights of a slot, one a class.
    pub(super) fn weights_of(&self, slot: u32) -> impl Iterator<Item = f32> + '_ {
        let lanes = self.lanes();
        let from = (slot as usize * lanes).min(self.sparse.len());
        let to = (from + lanes).min(self.sparse.len());
        self.sparse[from..to].iter().step_by(self.members).copied()
    }

    /// The first member's dense weights of a class.
    pub(super) fn dense_weights_of(&self, class: usize) -> impl Iterator<Item = f32> + '_ {
        self.dense[(class * self.members).min(self.dense.len())..]
            .iter()
            .step_by(self.lanes().max(1))
            .copied()
    }

    /// The first member's score of a class for the constant feature.
    pub(super) fn offset_of(&self, class: usize) -> f32 {
        BIAS * self.bias[class * self.members]
    }

    /// Bytes that grow with labels and features.
    pub(super) fn memory(&self) -> usize {
        4 * (self.sparse.len() + self.duals.len())
    }

    /// Probabilities of each member for an item: `out` has one entry per member and class, by
    /// members.
    pub(super) fn probabilities(&self, item: &Encoded, out: &mut [f32]) {
        let mut scores = vec![0.0; self.lanes()];
        pulp::Arch::new().dispatch(Scores {
            model: self,
            item,
            out: &mut scores,
        });
        for (member, out) in out.chunks_exact_mut(self.classes.max(1)).enumerate() {
            for (class, p) in out.iter_mut().enumerate() {
                *p = scores[class * self.members + member];
            }
            softmax_in_place(out);
        }
    }

    fn lanes(&self) -> usize {
        self.classes * self.members
    }

    fn push(&mut self, example: TrainingExample) {
        let lanes = self.lanes();
        let wanted = example.encoded.slots() * lanes;
        resize_exact(&mut self.sparse, wanted);
        self.place.insert(example.item, self.examples.len());
        self.examples.push(LabeledItem {
            item: example.item,
            encoded: example.encoded,
            target: example.target.into(),
            weights: bootstrap_weights(example.key, example.weight, self.members),
        });
        let wanted = self.duals.len() + lanes;
        resize_exact(&mut self.duals, wanted);
    }

    fn settle(&mut self) {
        self.sweep(WARM_EPOCHS, MOST_VISITS, SETTLED);
    }

    /// Sweeps over the examples until all have settled, at most so many times and so many visits.
    fn sweep(&mut self, epochs: usize, most: usize, settled: f32) {
        let count = self.examples.len();
        if count == 0 {
            return;
        }
        let mut left = most.min(epochs.saturating_mul(count));
        let mut quiet = 0;
        while left > 0 && quiet < count {
            let from = self.next % count;
            let to = count.min(from + left);
            left -= to - from;
            self.next = to % count;
            match self.visits(from..to, settled) {
                None => quiet += to - from,
                // What came after the last one moved was quiet.
                Some(last) => quiet = to - 1 - last,
            }
        }
    }

    /// Visits a stretch of examples; the last that had to be moved.
    fn visits(&mut self, range: std::ops::Range<usize>, settled: f32) -> Option<usize> {
        pulp::Arch::new().dispatch(Visits {
            model: self,
            range,
            settled,
        })
    }

    #[inline(always)]
    fn visits_by<const M: usize, S: Simd>(
        &mut self,
        simd: S,
        range: std::ops::Range<usize>,
        settled: f32,
    ) -> Option<usize> {
        let (classes, lanes) = (self.classes, self.lanes());
        let mut step = Step::<M>::new(classes);
        let mut last = None;
        for at in range {
            let encoded = self.examples[at].encoded.clone();
            lanes::scores(
                simd,
                &self.weights(),
                &encoded,
                step.scores.as_flattened_mut(),
            );
            let example = &self.examples[at];
            let class_weight: f32 = example
                .target
                .iter()
                .zip(&self.class_weights)
                .map(|(share, weight)| share * weight)
                .sum();
            let mut strength = [0.0; M];
            for (strength, weight) in strength.iter_mut().zip(example.weights.iter()) {
                *strength = self.penalty * class_weight * weight;
            }
            let (duals, _) = self.duals[at * lanes..][..lanes].as_chunks::<M>();
            let item = Example {
                target: &example.target,
                duals,
                strength,
                squared_norm: encoded.squared_norm,
            };
            if step.solve(&item, settled) {
                let change = step.step.as_flattened();
                for (dual, change) in self.duals[at * lanes..][..lanes].iter_mut().zip(change) {
                    *dual += change;
                }
                self.add(simd, &encoded, change);
                last = Some(at);
            }
        }
        last
    }

    fn weights(&self) -> lanes::Weights<'_> {
        lanes::Weights {
            sparse: &self.sparse,
            dense: &self.dense,
            bias: &self.bias,
        }
    }

    /// W += step · xᵀ.
    #[inline(always)]
    fn add<S: Simd>(&mut self, simd: S, item: &Encoded, step: &[f32]) {
        let (sparse, dense) = (&mut self.sparse, &mut self.dense);
        lanes::add(simd, sparse, dense, &mut self.bias, item, step);
    }
}

/// Visits to a stretch of examples, for the widest vectors of the machine.
struct Visits<'a> {
    model: &'a mut Softmax,
    range: std::ops::Range<usize>,
    settled: f32,
}

impl WithSimd for Visits<'_> {
    type Output = Option<usize>;

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) -> Option<usize> {
        if self.model.members == 8 {
            self.model.visits_by::<8, S>(simd, self.range, self.settled)
        } else {
            self.model.visits_by::<4, S>(simd, self.range, self.settled)
        }
    }
}

/// The scores of one item.
struct Scores<'a> {
    model: &'a Softmax,
    item: &'a Encoded,
    out: &'a mut [f32],
}

impl WithSimd for Scores<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        lanes::scores(simd, &self.model.weights(), self.item, self.out);
    }
}

/// Takes what an item gave out of the weights.
struct Subtract<'a> {
    model: &'a mut Softmax,
    item: &'a Encoded,
    step: &'a [f32],
}

impl WithSimd for Subtract<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        self.model.add(simd, self.item, self.step);
    }
}

/// The label's own weight for the first member; for each other, times a draw from Exp(1) that
/// belongs to the item: equal items draw equally in every session.
fn bootstrap_weights(key: u64, weight: f32, members: usize) -> Arc<[f32]> {
    let mut stream = crate::rng::Seed(key).stream("bootstrap", "");
    (0..members)
        .map(|member| {
            if member == 0 {
                return weight;
            }
            let draw = -(1.0 - stream.next_f64()).ln();
            // A weight of nothing would leave no residual to measure.
            weight * draw.clamp(1e-3, 20.0) as f32
        })
        .collect()
}

#[cfg(test)]
mod tests;
