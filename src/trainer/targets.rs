//! Makes the target of one item from what several people said of it.
//!
//! Where all agree, or only one spoke, the plain label; a reviewer's decision overrules the
//! annotations. Where they differ the shares (c_k + a / m) / (n + a) with a = 1: c_k annotations of n name
//! class k, and m classes are named at all. The prior is spread over the classes that somebody
//! named for this item, so that no target names a class that nobody saw in it, and the
//! target depends on the item's own annotations alone. An item counts as much as the weightiest of its
//! annotations; within the shares each counts by its own weight.

use std::collections::BTreeMap;

use crate::learner::Target;
use crate::schema::{Adjudication, Annotator, FatigueState, LabelId};
use crate::state::{CurrentAnnotation, TrainingChange};

/// The prior's weight a, in annotations.
const PRIOR: f32 = 1.0;

/// How much judgements count that were given while tired, by annotator; 1, as much as any other,
/// for those who are not named.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct TiredWeights(BTreeMap<Annotator, f32>);

impl TiredWeights {
    /// Of these weights, each above 0 and at most 1; what is not is left out.
    pub fn new(weights: impl IntoIterator<Item = (Annotator, f32)>) -> Self {
        let fits = |weight: f32| weight > 0.0 && weight <= 1.0;
        let weights = weights.into_iter().filter(|(_, weight)| fits(*weight));
        Self(weights.collect())
    }

    /// How much a judgement counts, 1 being an ordinary one.
    pub(crate) fn weight_of(&self, annotation: &CurrentAnnotation) -> f32 {
        let tired = annotation.fatigue == Some(FatigueState::Tired);
        let weight = tired.then(|| self.0.get(&annotation.annotator)).flatten();
        weight.copied().unwrap_or(1.0)
    }

    /// The weight of an item: that of the weightiest of these annotations.
    pub(crate) fn weightiest<'a>(
        &self,
        annotations: impl Iterator<Item = &'a CurrentAnnotation>,
    ) -> f32 {
        let weights = annotations.map(|annotation| self.weight_of(annotation));
        weights.reduce(f32::max).unwrap_or(1.0)
    }
}

/// The one label in force, or nothing.
pub(crate) fn agreed(change: &TrainingChange, weights: &TiredWeights) -> Option<Target> {
    let label = change.label()?;
    let weight = match change.adjudication() {
        // The reviewer's word, however the annotations came about.
        Some(Adjudication::Label(_)) => 1.0,
        _ => weights.weightiest(change.annotations().iter()),
    };
    Some(Target::label(label).with_weight(weight))
}

/// The label in force, else the shares of the annotations; nothing where the guidelines leave it open.
pub(crate) fn counts(change: &TrainingChange, weights: &TiredWeights) -> Option<Target> {
    if change.adjudication() == Some(Adjudication::GuidelineGap(())) {
        return None;
    }
    if let Some(plain) = agreed(change, weights) {
        return Some(plain);
    }
    let mut named: BTreeMap<LabelId, f32> = BTreeMap::new();
    for annotation in change.annotations() {
        *named.entry(annotation.label).or_default() += weights.weight_of(annotation);
    }
    let prior = PRIOR / named.len() as f32;
    // The sum n + a is what `shares` divides by.
    let shares = named
        .into_iter()
        .map(|(label, count)| (label, count + prior));
    let weight = weights.weightiest(change.annotations().iter());
    Target::from_shares(shares).map(|target| target.with_weight(weight))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn annotation(name: &str, fatigue: FatigueState) -> CurrentAnnotation {
        CurrentAnnotation {
            annotator: Annotator::new(name).unwrap(),
            label: LabelId(0),
            fatigue: Some(fatigue),
        }
    }

    #[test]
    fn only_tired_judgements_of_those_named_count_for_less() {
        let ada = || Annotator::new("ada").unwrap();
        let weights = TiredWeights::new([(ada(), 0.6)]);
        let of = |name, fatigue| weights.weight_of(&annotation(name, fatigue)).to_bits();
        assert_eq!(of("ada", FatigueState::Tired), 0.6_f32.to_bits());
        assert_eq!(of("ada", FatigueState::Drifting), 1.0_f32.to_bits());
        assert_eq!(of("bob", FatigueState::Tired), 1.0_f32.to_bits());
        for nonsense in [0.0, 1.5, f32::NAN] {
            let weights = TiredWeights::new([(ada(), nonsense)]);
            assert_eq!(weights, TiredWeights::default());
        }
    }
}
