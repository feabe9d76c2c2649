//! Keeps what became of the classes: added, renamed, merged, retired, and each of these undone.
//!
//! Whatever was said keeps the class that it named then. What it says now follows from the merges
//! in force that came after it, in their order; so undoing one merge leaves all others, and later
//! answers, as they are. Invariant: a class is offered unless it is merged into another, retired,
//! or an undone addition that nothing names.

use std::collections::BTreeSet;

use super::acts::Undoable;
use super::fold::{Place, State};
use super::training::{Consensus, TrainingChange};
use crate::journal::event::ClassAdded;
use crate::pool::{Items, Split};
use crate::schema::{ItemIndex, LabelId, LabelSet};

/// What was done to a class.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum ClassChange {
    /// It was added.
    Added(LabelId),
    /// It was renamed.
    Renamed {
        /// The class.
        label: LabelId,
        /// Its name before.
        from: String,
        /// Its name after.
        to: String,
    },
    /// It was merged into another.
    Merged {
        /// The class that ended.
        from: LabelId,
        /// The class that took its labels.
        into: LabelId,
    },
    /// It was retired.
    Retired(LabelId),
    /// It was added again after it had been retired.
    Revived(LabelId),
}

/// A change of classes, and whether it is in force.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct KnownClassChange {
    pub(super) change: ClassChange,
    /// When it happened, counted in events.
    order: u64,
    undone: bool,
    /// Imported names that stood for the class before and were led on by this.
    led_on: Vec<String>,
    /// Undone while another class had taken the name: since then its labels are that one's.
    stands_for: Option<(u64, LabelId)>,
    /// When a merge was brought back: it takes the labels that were given meanwhile, too.
    redone: Option<u64>,
}

impl State {
    /// The same classes under other keys or in another order.
    pub(crate) fn arrange_classes(&mut self, labels: LabelSet) {
        self.labels = labels;
    }

    pub(super) fn add_class(&mut self, items: &Items, place: Place, added: &ClassAdded) {
        let known = self.labels.find(&added.name);
        if known.is_none()
            && let Some(retired) = self.retired_named(&added.name)
        {
            self.class_changed(place, ClassChange::Revived(retired), Vec::new());
            self.retire_or_not(items);
            return;
        }
        let label = known.unwrap_or_else(|| {
            let new = self.labels.add(&added.name, added.key);
            // A name that is no longer acceptable is still the name of its labels.
            new.unwrap_or_else(|_| self.labels.intern(&added.name))
        });
        self.class_changed(place, ClassChange::Added(label), Vec::new());
    }

    pub(super) fn rename(&mut self, items: &Items, place: Place, from: &str, to: &str) {
        let led_on = self.lead_on(from, to);
        let Some(label) = self.labels.find(from) else {
            return;
        };
        // The config may have been edited before the journal was read: then the new name is
        // there already, and the old one exists only because earlier answers used it.
        if let Some(known) = self.labels.find(to) {
            if known != label {
                self.merge_ids(items, place, label, known, led_on);
            }
        } else if self.labels.rename(label, to).is_err() {
            let known = self.labels.intern(to);
            self.merge_ids(items, place, label, known, led_on);
        } else {
            let (from, to) = (from.to_owned(), to.to_owned());
            let renamed = ClassChange::Renamed { label, from, to };
            self.class_changed(place, renamed, led_on);
        }
    }

    pub(super) fn merge(&mut self, items: &Items, place: Place, from: &str, into: &str) {
        let led_on = self.lead_on(from, into);
        if let Some(from) = self.labels.find(from) {
            let into = self.labels.intern(into);
            if from != into {
                self.merge_ids(items, place, from, into, led_on);
            }
        }
    }

    fn merge_ids(
        &mut self,
        items: &Items,
        place: Place,
        from: LabelId,
        into: LabelId,
        led_on: Vec<String>,
    ) {
        self.class_changed(place, ClassChange::Merged { from, into }, led_on);
        self.relabel(items);
        self.offer_or_not(from);
    }

    pub(super) fn retire(&mut self, items: &Items, place: Place, name: &str) {
        let label = self.labels.intern(name);
        self.class_changed(place, ClassChange::Retired(label), Vec::new());
        self.retire_or_not(items);
    }

    /// The classes that are retired and stand for nothing else.
    pub(crate) fn retired_classes(&self) -> Vec<LabelId> {
        let mut retired: Vec<LabelId> = self.retired.iter().copied().collect();
        retired.sort_unstable();
        retired.retain(|label| !self.is_another(*label));
        retired
    }

    /// Whether all that a class was ever given to is another's: it was merged, or another took its
    /// name. Two that were merged into each other, as redo can, are the one that took in last.
    fn is_another(&self, label: LabelId) -> bool {
        Self::class_now(&self.steps(), label, 0) != label
    }

    /// The class of that name that is retired, and nothing else.
    fn retired_named(&self, name: &str) -> Option<LabelId> {
        let mut named = self.retired_classes().into_iter().rev();
        named.find(|label| self.labels.name(*label) == name)
    }

    fn class_changed(&mut self, place: Place, change: ClassChange, led_on: Vec<String>) {
        self.did(place, Undoable::Class(self.class_changes.len()));
        self.class_changes.push(KnownClassChange {
            change,
            order: self.applied,
            undone: false,
            led_on,
            stands_for: None,
            redone: None,
        });
    }

    pub(super) fn undo_class_change(&mut self, items: &Items, at: usize) {
        let Some(known) = self.class_changes.get_mut(at) else {
            return;
        };
        known.undone = true;
        let (change, led_on) = (known.change.clone(), known.led_on.clone());
        match change {
            ClassChange::Added(_) => {}
            ClassChange::Retired(_) | ClassChange::Revived(_) => self.retire_or_not(items),
            ClassChange::Renamed { label, from, .. } => {
                let name = self.name_by_renames(label).unwrap_or(from);
                self.lead_back(&led_on, &name);
                self.name_again(items, at, label, &name);
            }
            ClassChange::Merged { from, .. } => {
                let name = self.labels.name(from).to_owned();
                self.lead_back(&led_on, &name);
                self.relabel(items);
                self.name_again(items, at, from, &name);
            }
        }
        self.offer_or_not_each();
    }

    pub(super) fn redo_class_change(&mut self, items: &Items, at: usize) {
        let Some(known) = self.class_changes.get_mut(at) else {
            return;
        };
        known.undone = false;
        let stood_for = known.stands_for.take().is_some();
        known.redone = Some(self.applied);
        let (change, led_on) = (known.change.clone(), known.led_on.clone());
        match change {
            ClassChange::Added(_) => {}
            ClassChange::Retired(_) | ClassChange::Revived(_) => self.retire_or_not(items),
            ClassChange::Renamed { label, to, .. } => {
                let name = self.name_by_renames(label).unwrap_or(to);
                self.lead_back(&led_on, &name);
                self.relabel(items);
                self.name_again(items, at, label, &name);
            }
            ClassChange::Merged { into, .. } => {
                let into = self.labels.name(into).to_owned();
                self.lead_back(&led_on, &into);
                self.relabel(items);
            }
        }
        if stood_for {
            self.retire_or_not(items);
        }
        self.offer_or_not_each();
    }

    /// What the latest rename in force calls a class, or what it was called before all of them:
    /// bringing an early one back leaves a later one as it is.
    fn name_by_renames(&self, label: LabelId) -> Option<String> {
        let mut renames = self.class_changes.iter().filter_map(|known| {
            let ClassChange::Renamed {
                label: of,
                from,
                to,
            } = &known.change
            else {
                return None;
            };
            (*of == label).then_some((from, to, known.undone))
        });
        let first = renames.clone().next().map(|(from, ..)| from);
        let latest = renames.rfind(|(.., undone)| !undone);
        latest.map(|(_, to, _)| to).or(first).cloned()
    }

    /// Gives a class a name that it had; where another has taken it, its labels are that one's.
    fn name_again(&mut self, items: &Items, at: usize, label: LabelId, name: &str) {
        match self.labels.find(name) {
            Some(other) if other != label => {
                let order = self.applied;
                if let Some(known) = self.class_changes.get_mut(at) {
                    known.stands_for = Some((order, other));
                }
                self.relabel(items);
                self.retire_or_not(items);
            }
            // A name that it had is one that it can have.
            _ => {
                let _ = self.labels.rename(label, name);
            }
        }
        self.offer_or_not(label);
    }

    /// What the class that something said then names is now.
    fn class_now(steps: &[(u64, LabelId, LabelId)], given: LabelId, order: u64) -> LabelId {
        let later = steps.iter().filter(|(when, ..)| *when > order);
        later.fold(
            given,
            |label, (_, from, into)| {
                if label == *from { *into } else { label }
            },
        )
    }

    /// The merges in force, and what stands for a class whose name was taken, in order.
    fn steps(&self) -> Vec<(u64, LabelId, LabelId)> {
        let mut steps: Vec<(u64, LabelId, LabelId)> = Vec::new();
        for known in &self.class_changes {
            let label = match known.change {
                ClassChange::Merged { from, into } => {
                    if !known.undone {
                        steps.push((known.order, from, into));
                    }
                    from
                }
                ClassChange::Renamed { label, .. } => label,
                ClassChange::Added(_) | ClassChange::Retired(_) | ClassChange::Revived(_) => {
                    continue;
                }
            };
            if let Some((order, other)) = known.stands_for {
                steps.push((order, label, other));
            }
        }
        steps.sort_unstable();
        let redone = self.class_changes.iter().filter_map(|known| {
            let ClassChange::Merged { from, into } = known.change else {
                return None;
            };
            let redone = known.redone.filter(|_| !known.undone)?;
            let into = Self::class_now(&steps, into, known.order);
            (into != from).then_some((redone, from, into))
        });
        steps.extend(redone.collect::<Vec<_>>());
        steps.sort_unstable();
        steps
    }

    /// Gives all that was said the classes that the merges in force make of it.
    fn relabel(&mut self, items: &Items) {
        let steps = self.steps();
        let class = |given, order| Self::class_now(&steps, given, order);
        let known = self.items.iter().enumerate();
        let moved = known.filter(|(_, item)| item.is_relabeled_by(class));
        let moved: Vec<usize> = moved.map(|(index, _)| index).collect();
        for index in moved {
            self.change(items, ItemIndex(index as u32), |item| item.relabel(class));
        }
    }

    /// Whether a class is offered follows from what became of it.
    fn offer_or_not(&mut self, label: LabelId) {
        let wanted = self.is_offered(label);
        let Some(known) = self.labels.get(label) else {
            return;
        };
        if wanted && known.retired {
            let key = self.former_keys.remove(&label);
            self.labels.revive(label, key);
        } else if !wanted
            && !known.retired
            && let Some(key) = self.labels.retire(label)
        {
            self.former_keys.insert(label, key);
        }
    }

    /// The same of each class: where merges lead into each other, one taken back is felt by others.
    fn offer_or_not_each(&mut self) {
        for label in 0..self.labels.len() {
            self.offer_or_not(LabelId(label as u16));
        }
    }

    fn is_offered(&self, label: LabelId) -> bool {
        if self.retired.contains(&label) || self.is_another(label) {
            return false;
        }
        let mut additions = 0;
        let mut in_force = 0;
        for known in &self.class_changes {
            if known.change == ClassChange::Added(label) {
                additions += 1;
                in_force += usize::from(!known.undone);
            }
        }
        additions == 0 || in_force > 0 || self.items.iter().any(|item| item.names(label))
    }

    /// A class that something says again is offered again.
    pub(super) fn revive_classes_of(&mut self, item: ItemIndex) {
        let all = (0..self.labels.len()).map(|label| LabelId(label as u16));
        let is_retired = |label: &LabelId| self.labels.get(*label).is_some_and(|one| one.retired);
        let named = all.filter(|label| is_retired(label) && self.item(item).names(*label));
        for label in named.collect::<Vec<_>>() {
            self.offer_or_not(label);
        }
    }

    /// The class that has taken the name of another whose rename or merge was undone.
    fn stands_for(&self, label: LabelId) -> Option<LabelId> {
        let standing = self.class_changes.iter().filter_map(|known| {
            let of = match known.change {
                ClassChange::Renamed { label, .. } => label,
                ClassChange::Merged { from, .. } => from,
                _ => return None,
            };
            known.stands_for.filter(|_| of == label)
        });
        standing.min().map(|(_, other)| other)
    }

    /// Which classes are retired follows from the latest of these changes in force, each of which
    /// holds for a class that took the name of its own, too; the learner is told what it may
    /// learn from.
    fn retire_or_not(&mut self, items: &Items) {
        let mut retired = BTreeSet::new();
        for known in self.class_changes.iter().filter(|known| !known.undone) {
            let (first, is_retired) = match known.change {
                ClassChange::Retired(label) => (label, true),
                ClassChange::Revived(label) => (label, false),
                _ => continue,
            };
            let names = std::iter::successors(Some(first), |label| self.stands_for(*label));
            // No class comes twice, for one that stands for another has no name to be found by.
            for label in names.take(self.labels.len()) {
                if is_retired {
                    retired.insert(label);
                } else {
                    retired.remove(&label);
                }
            }
        }
        let before = std::mem::replace(&mut self.retired, retired);
        let changed: Vec<LabelId> = before
            .symmetric_difference(&self.retired)
            .copied()
            .collect();
        if changed.is_empty() {
            return;
        }
        for label in changed {
            self.offer_or_not(label);
        }
        for (index, item) in self.items.iter().enumerate() {
            let Split::Pool(id) = items.side(ItemIndex(index as u32)) else {
                continue;
            };
            let after = Consensus::of(item, &self.retired);
            if after != Consensus::of(item, &before) {
                self.changes.push(TrainingChange::new(id, after));
            }
        }
    }

    /// Imported names that stood for a class stand for another from now on; which they are.
    fn lead_on(&mut self, from: &str, to: &str) -> Vec<String> {
        let mut led_on: Vec<String> = Vec::new();
        for (name, class) in &mut self.mapped {
            if class.as_deref() == Some(from) {
                *class = Some(to.to_owned());
                led_on.push(name.clone());
            }
        }
        led_on.sort_unstable();
        led_on
    }

    fn lead_back(&mut self, names: &[String], to: &str) {
        for name in names {
            self.mapped.insert(name.clone(), Some(to.to_owned()));
        }
    }

    /// Items to which somebody's answer, or a decision, gives a class now.
    pub(crate) fn items_named(&self, label: LabelId) -> Vec<ItemIndex> {
        let is_given = |item: &super::ItemState| {
            let mut judged = item.judgements().into_iter();
            judged.any(|judgement| judgement.label() == Some(label)) || item.label() == Some(label)
        };
        let named = self.items.iter().enumerate();
        let named = named.filter(|(_, item)| is_given(item));
        named.map(|(index, _)| ItemIndex(index as u32)).collect()
    }

    /// Items whose labels a merge makes another class's, be it in force or not.
    pub(crate) fn items_merged(&self, change: usize) -> usize {
        let Some(known) = self.class_changes.get(change) else {
            return 0;
        };
        let ClassChange::Merged { from, into } = known.change else {
            return 0;
        };
        let (mut with, mut without) = (self.steps(), self.steps());
        let step = (known.order, from, into);
        let again = known.redone.map(|redone| (redone, from));
        without.retain(|other| *other != step && Some((other.0, other.1)) != again);
        if !with.contains(&step) {
            with.push(step);
            // Brought back now, it takes all that names the class.
            with.push((self.applied + 1, from, into));
            with.sort_unstable();
        }
        let differs = |item: &&super::ItemState| {
            item.is_moved(|given, order| {
                Self::class_now(&with, given, order) != Self::class_now(&without, given, order)
            })
        };
        self.items.iter().filter(differs).count()
    }
}
