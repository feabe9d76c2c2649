//! What is a committee taught?
//!
//! One [`TargetUpdate`] at a time: what is now believed of an item, or that nothing is any more. A
//! belief is a label, or a distribution over labels where people differ, with a weight.

use crate::features::PoolId;
use crate::schema::LabelId;

/// What is believed of an item.
#[derive(Debug, Clone, PartialEq)]
pub struct Target {
    /// Shares of the labels, in id order, above 0 and together 1.
    target: Vec<(LabelId, f32)>,
    weight: f32,
}

impl Target {
    /// The item has this label.
    pub fn label(label: LabelId) -> Self {
        Self {
            target: vec![(label, 1.0)],
            weight: 1.0,
        }
    }

    /// The item has these labels in these proportions, as when several people differ.
    ///
    /// `None` when no share is positive, or one is not a number.
    pub fn shares(shares: impl IntoIterator<Item = (LabelId, f32)>) -> Option<Self> {
        let mut target: Vec<(LabelId, f32)> = Vec::new();
        for (label, share) in shares {
            if !share.is_finite() || share < 0.0 {
                return None;
            }
            match target.iter_mut().find(|(known, _)| *known == label) {
                Some((_, sum)) => *sum += share,
                None => target.push((label, share)),
            }
        }
        target.retain(|(_, share)| *share > 0.0);
        target.sort_unstable_by_key(|(label, _)| *label);
        let total: f32 = target.iter().map(|(_, share)| share).sum();
        for (_, share) in &mut target {
            *share /= total;
        }
        (!target.is_empty() && total.is_finite()).then_some(Self {
            target,
            weight: 1.0,
        })
    }

    /// Counts for that much of an ordinary label; below 0 and beyond 100 are cut.
    #[must_use]
    pub fn weighing(mut self, weight: f32) -> Self {
        self.weight = if weight.is_finite() {
            weight.clamp(0.0, 100.0)
        } else {
            1.0
        };
        self
    }

    /// Shares of the labels, in id order, together 1.
    pub fn target(&self) -> &[(LabelId, f32)] {
        &self.target
    }

    /// How much it counts for, 1 being an ordinary label.
    pub fn weight(&self) -> f32 {
        self.weight
    }

    /// The label with the largest share; of equal ones the first.
    pub fn likeliest(&self) -> LabelId {
        let mut best = self.target[0];
        for share in &self.target {
            if share.1 > best.1 {
                best = *share;
            }
        }
        best.0
    }
}

/// What is believed of an item from now on; `None`: nothing any more.
#[derive(Debug, Clone, PartialEq)]
pub struct TargetUpdate {
    /// The item.
    pub item: PoolId,
    /// What is believed of it.
    pub teaching: Option<Target>,
}

impl TargetUpdate {
    /// The item's one label, or none any more.
    pub fn to(item: PoolId, label: Option<LabelId>) -> Self {
        Self {
            item,
            teaching: label.map(Target::label),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_merged_sorted_and_sum_to_one() {
        let teaching =
            Target::shares([(LabelId(3), 1.0), (LabelId(1), 2.0), (LabelId(3), 1.0)]).unwrap();
        assert_eq!(teaching.target(), [(LabelId(1), 0.5), (LabelId(3), 0.5)]);
        assert_eq!(teaching.likeliest(), LabelId(1));
        assert_eq!(Target::shares([(LabelId(0), 0.0)]), None);
        assert_eq!(Target::shares([(LabelId(0), f32::NAN)]), None);
        let heavy = Target::label(LabelId(0)).weighing(f32::INFINITY);
        assert!((heavy.weight() - 1.0).abs() < 1e-6);
    }
}
