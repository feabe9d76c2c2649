//! Holds what the committee is taught: the targets of the labeled items, in order.
//!
//! The learner is told one [`TargetUpdate`] at a time: what the target of an item is from now on, or
//! that it has none any more. A target is a label, or a distribution over labels where people
//! differ (a soft label), with a weight.

use std::collections::HashMap;
use std::sync::Arc;

use crate::features::PoolId;
use crate::schema::LabelId;

/// The target of an item.
#[derive(Debug, Clone, PartialEq)]
pub struct Target {
    /// Shares of the labels, in id order, above 0 and together 1.
    shares: Vec<(LabelId, f32)>,
    weight: f32,
}

impl Target {
    /// The item has this label.
    pub fn label(label: LabelId) -> Self {
        Self {
            shares: vec![(label, 1.0)],
            weight: 1.0,
        }
    }

    /// The item has these labels in these proportions, as when several people differ.
    ///
    /// `None` when no share is positive, or one is not a number.
    pub fn from_shares(shares: impl IntoIterator<Item = (LabelId, f32)>) -> Option<Self> {
        let mut merged: Vec<(LabelId, f32)> = Vec::new();
        for (label, share) in shares {
            if !share.is_finite() || share < 0.0 {
                return None;
            }
            match merged.iter_mut().find(|(known, _)| *known == label) {
                Some((_, sum)) => *sum += share,
                None => merged.push((label, share)),
            }
        }
        merged.retain(|(_, share)| *share > 0.0);
        merged.sort_unstable_by_key(|(label, _)| *label);
        let total: f32 = merged.iter().map(|(_, share)| share).sum();
        for (_, share) in &mut merged {
            *share /= total;
        }
        (!merged.is_empty() && total.is_finite()).then_some(Self {
            shares: merged,
            weight: 1.0,
        })
    }

    /// Counts for that much of an ordinary label; below 0 and beyond 100 are cut.
    #[must_use]
    pub(crate) fn with_weight(mut self, weight: f32) -> Self {
        self.weight = if weight.is_finite() {
            weight.clamp(0.0, 100.0)
        } else {
            1.0
        };
        self
    }

    /// Shares of the labels, in id order, together 1.
    pub fn shares(&self) -> &[(LabelId, f32)] {
        &self.shares
    }

    /// How much it counts for, 1 being an ordinary label.
    pub fn weight(&self) -> f32 {
        self.weight
    }

    /// The label with the largest share; of equal ones the first.
    pub fn likeliest(&self) -> LabelId {
        let mut best = self.shares[0];
        for share in &self.shares {
            if share.1 > best.1 {
                best = *share;
            }
        }
        best.0
    }
}

/// The target of an item from now on; `None`: it has none any more.
#[derive(Debug, Clone, PartialEq)]
pub struct TargetUpdate {
    /// The item.
    pub item: PoolId,
    /// Its target.
    pub target: Option<Target>,
}

impl TargetUpdate {
    /// The item's one label, or none any more.
    pub fn to(item: PoolId, label: Option<LabelId>) -> Self {
        Self {
            item,
            target: label.map(Target::label),
        }
    }
}

/// The targets of the labeled items, in the order in which they came.
#[derive(Debug, Clone, Default)]
pub(super) struct TrainingSet {
    entries: Vec<Option<(PoolId, Arc<Target>)>>,
    place: HashMap<PoolId, usize>,
    /// Items per class that have a share in it, by label id.
    items: Vec<usize>,
    /// The weighted shares per class, by label id.
    mass: Vec<f64>,
}

impl TrainingSet {
    /// Sets, changes or takes back the target of an item; what it was before.
    pub(super) fn set(&mut self, item: PoolId, target: Option<Arc<Target>>) -> Option<Arc<Target>> {
        let before = self
            .place
            .remove(&item)
            .and_then(|place| self.entries[place].take())
            .map(|(_, target)| target);
        if let Some(before) = &before {
            self.count(before, false);
        }
        if let Some(target) = target {
            self.count(&target, true);
            self.place.insert(item, self.entries.len());
            self.entries.push(Some((item, target)));
        }
        before
    }

    fn count(&mut self, target: &Target, comes: bool) {
        for (label, share) in target.shares() {
            if self.items.len() <= label.index() {
                self.items.resize(label.index() + 1, 0);
                self.mass.resize(label.index() + 1, 0.0);
            }
            let mass = f64::from(share * target.weight());
            if comes {
                self.items[label.index()] += 1;
                self.mass[label.index()] += mass;
            } else {
                self.items[label.index()] -= 1;
                self.mass[label.index()] -= mass;
            }
        }
    }

    /// Gives back the places of targets that were taken back; the order stays.
    pub(super) fn compact(&mut self) {
        self.entries.retain(Option::is_some);
        for (place, (item, _)) in self.entries.iter().flatten().enumerate() {
            self.place.insert(*item, place);
        }
    }

    /// All targets, oldest first.
    pub(super) fn iter(&self) -> impl Iterator<Item = (PoolId, &Arc<Target>)> + '_ {
        self.entries
            .iter()
            .flatten()
            .map(|(item, target)| (*item, target))
    }

    /// The target of an item.
    pub(super) fn of(&self, item: PoolId) -> Option<&Arc<Target>> {
        let place = *self.place.get(&item)?;
        self.entries[place].as_ref().map(|(_, target)| target)
    }

    /// How many items are labeled.
    pub(super) fn len(&self) -> usize {
        self.place.len()
    }

    /// The classes with at least one label, in id order.
    pub(super) fn classes(&self) -> Vec<LabelId> {
        (0..self.items.len())
            .filter(|class| self.items[*class] > 0)
            .map(|class| LabelId(class as u16))
            .collect()
    }

    /// The weighted shares of a class.
    pub(super) fn mass_of(&self, label: LabelId) -> f64 {
        self.mass.get(label.index()).copied().unwrap_or(0.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_merged_sorted_and_sum_to_one() {
        let target =
            Target::from_shares([(LabelId(3), 1.0), (LabelId(1), 2.0), (LabelId(3), 1.0)]).unwrap();
        assert_eq!(target.shares(), [(LabelId(1), 0.5), (LabelId(3), 0.5)]);
        assert_eq!(target.likeliest(), LabelId(1));
        assert_eq!(Target::from_shares([(LabelId(0), 0.0)]), None);
        assert_eq!(Target::from_shares([(LabelId(0), f32::NAN)]), None);
        let heavy = Target::label(LabelId(0)).with_weight(f32::INFINITY);
        assert!((heavy.weight() - 1.0).abs() < 1e-6);
    }
}
