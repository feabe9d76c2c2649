//! What has the committee been taught, in which order?

use std::collections::HashMap;
use std::sync::Arc;

use super::teaching::Target;
use crate::features::PoolId;
use crate::schema::LabelId;

/// What is believed of the labeled items, in the order in which it came.
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
    /// Sets, changes or takes back what is believed of an item; what it was before.
    pub(super) fn set(
        &mut self,
        item: PoolId,
        teaching: Option<Arc<Target>>,
    ) -> Option<Arc<Target>> {
        let before = self
            .place
            .remove(&item)
            .and_then(|place| self.entries[place].take())
            .map(|(_, teaching)| teaching);
        if let Some(before) = &before {
            self.count(before, false);
        }
        if let Some(teaching) = teaching {
            self.count(&teaching, true);
            self.place.insert(item, self.entries.len());
            self.entries.push(Some((item, teaching)));
        }
        before
    }

    fn count(&mut self, teaching: &Target, comes: bool) {
        for (label, share) in teaching.target() {
            if self.items.len() <= label.index() {
                self.items.resize(label.index() + 1, 0);
                self.mass.resize(label.index() + 1, 0.0);
            }
            let mass = f64::from(share * teaching.weight());
            if comes {
                self.items[label.index()] += 1;
                self.mass[label.index()] += mass;
            } else {
                self.items[label.index()] -= 1;
                self.mass[label.index()] -= mass;
            }
        }
    }

    /// Gives back the places of what is no longer believed; the order stays.
    pub(super) fn compact(&mut self) {
        self.entries.retain(Option::is_some);
        for (place, (item, _)) in self.entries.iter().flatten().enumerate() {
            self.place.insert(*item, place);
        }
    }

    /// What is believed, oldest first.
    pub(super) fn iter(&self) -> impl Iterator<Item = (PoolId, &Arc<Target>)> + '_ {
        self.entries
            .iter()
            .flatten()
            .map(|(item, teaching)| (*item, teaching))
    }

    /// What is believed of an item.
    pub(super) fn of(&self, item: PoolId) -> Option<&Arc<Target>> {
        let place = *self.place.get(&item)?;
        self.entries[place].as_ref().map(|(_, teaching)| teaching)
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
