//! What has the committee been taught, in which order?

use std::collections::HashMap;

use crate::features::PoolId;
use crate::schema::LabelId;

/// The training labels in force, in the order in which they came.
#[derive(Debug, Clone, Default)]
pub(super) struct Taught {
    labels: Vec<Option<(PoolId, LabelId)>>,
    place: HashMap<PoolId, usize>,
    /// Labels per class, by label id.
    counts: Vec<usize>,
}

impl Taught {
    /// Sets, changes or takes back an item's label; what it was before.
    pub(super) fn set(&mut self, item: PoolId, label: Option<LabelId>) -> Option<LabelId> {
        let before = self
            .place
            .remove(&item)
            .and_then(|place| self.labels[place].take())
            .map(|(_, label)| label);
        if let Some(before) = before {
            self.counts[before.index()] -= 1;
        }
        if let Some(label) = label {
            if self.counts.len() <= label.index() {
                self.counts.resize(label.index() + 1, 0);
            }
            self.counts[label.index()] += 1;
            self.place.insert(item, self.labels.len());
            self.labels.push(Some((item, label)));
        }
        before
    }

    /// The labels, oldest first.
    pub(super) fn iter(&self) -> impl Iterator<Item = (PoolId, LabelId)> + '_ {
        self.labels.iter().copied().flatten()
    }

    /// How many labels.
    pub(super) fn len(&self) -> usize {
        self.place.len()
    }

    /// The classes with at least one label, in id order.
    pub(super) fn classes(&self) -> Vec<LabelId> {
        (0..self.counts.len())
            .filter(|class| self.counts[*class] > 0)
            .map(|class| LabelId(class as u16))
            .collect()
    }
}
