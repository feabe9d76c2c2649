//! Keeps the committee with the changes that led to it, and goes back.
//!
//! A [`CommitteeHistory`] is the sequence of changes in force with the committee at its end. A change
//! to the item of the last one replaces it: the committee is then the one that never knew the
//! replaced change, bit for bit. That is what makes undo and a corrected slip exact. Every other
//! change is one step more. Committees for answers that may come can be computed ahead
//! ([`CommitteeHistory::speculate`]); learning such an answer takes the committee that is there.
//! Invariant: the committee follows from the updates, in order, however they were given, and
//! whether or not they were speculated.

use std::collections::VecDeque;
use std::sync::Arc;

use super::committee::Committee;
use super::schedule::{BACKGROUND_DELAY, background_fit_starts_at, rebuilds_at};
use super::training_set::{Target, TargetUpdate, TrainingSet};
use crate::features::Rows;

/// How many committees before the present one are kept; going back further replays.
const KEPT: usize = 4;

/// From how many changes on learning them together is quicker than one after the other: about as
/// many as there are between two refits.
const WORTH_A_REPLAY: usize = 32;

/// The committee with its history.
pub struct CommitteeHistory {
    initial: Committee,
    /// The changes in force, each with the target of its item before.
    changes: Vec<(TargetUpdate, Option<Target>)>,
    current: Arc<Committee>,
    /// The committees before the last changes, oldest first.
    past: VecDeque<Arc<Committee>>,
    speculated: Vec<(TargetUpdate, Arc<Committee>)>,
    /// How many updates there were, the replaced ones too.
    version: u64,
}

impl CommitteeHistory {
    /// Starts with a committee that was taught nothing.
    pub fn new(initial: Committee) -> Self {
        Self {
            current: Arc::new(initial.clone()),
            initial,
            changes: Vec::new(),
            past: VecDeque::new(),
            speculated: Vec::new(),
            version: 0,
        }
    }

    /// Takes a whole sequence of changes, at the cost of those since the last refit alone.
    pub fn replay(initial: Committee, updates: &[TargetUpdate]) -> Self {
        let mut history = Self::new(initial);
        history.note(updates, TrainingSet::default());
        history.catch_up();
        history
    }

    /// Learns many changes at the cost of a replay, where that is less than one after the other.
    pub(crate) fn learn_all(&mut self, updates: &[TargetUpdate]) {
        if updates.len() <= WORTH_A_REPLAY {
            for change in updates {
                self.learn(change);
            }
            return;
        }
        self.speculated.clear();
        self.note(updates, self.current.training_set().clone());
        self.catch_up();
    }

    /// Takes changes into the sequence without learning them; `targets` are those of the sequence so
    /// far.
    fn note(&mut self, updates: &[TargetUpdate], mut targets: TrainingSet) {
        for change in updates {
            self.version += 1;
            let replaced = self.changes.pop_if(|(last, _)| last.item == change.item);
            let before = match replaced {
                Some((_, before)) => before,
                None => targets.of(change.item).map(|target| (**target).clone()),
            };
            let now = change.target.clone();
            targets.set(change.item, now.clone().map(Arc::new));
            if now != before {
                self.changes.push((change.clone(), before));
            }
        }
    }

    /// Learns the whole sequence, from its last refit on.
    fn catch_up(&mut self) {
        (self.current, self.past) = self.replayed(self.changes.len());
        self.current.begin_background_fit();
    }

    /// The same history over other features of the same items.
    #[must_use]
    pub(crate) fn with_rows(&self, rows: Arc<Rows>) -> Self {
        let mut history = Self {
            changes: self.changes.clone(),
            version: self.version,
            ..Self::new(self.initial.with_rows(rows))
        };
        history.catch_up();
        history
    }

    /// The committee that was taught nothing.
    pub(crate) fn initial(&self) -> Committee {
        self.initial.clone()
    }

    /// The committee now.
    pub fn current(&self) -> &Arc<Committee> {
        &self.current
    }

    /// How many updates there were, the replaced ones too.
    pub fn version(&self) -> u64 {
        self.version
    }

    /// Learns a change; whether the outcome had been speculated.
    pub fn learn(&mut self, change: &TargetUpdate) -> bool {
        self.version += 1;
        let speculated = self
            .speculated
            .iter()
            .find(|(known, _)| known == change)
            .map(|(_, committee)| committee.clone());
        self.speculated.clear();
        let mut before = self.current.target_of(change.item);
        if let Some((_, target)) = self.changes.pop_if(|(last, _)| last.item == change.item) {
            before = target;
            if let Some(past) = self.past.pop_back() {
                self.current = past;
            } else {
                (self.current, self.past) = self.replayed(self.changes.len());
            }
        }
        if change.target != before {
            remember(&mut self.past, self.current.clone());
            self.current = speculated
                .clone()
                .unwrap_or_else(|| Arc::new(self.current.after(change)));
            self.changes.push((change.clone(), before));
        }
        self.current.begin_background_fit();
        speculated.is_some()
    }

    /// The committee as it would be after a change, kept until the next change is learnt or it is
    /// forgotten. `None` for a change that replaces the last one or changes nothing.
    pub fn speculate(&mut self, change: &TargetUpdate) -> Option<Arc<Committee>> {
        let replaces = self
            .changes
            .last()
            .is_some_and(|(last, _)| last.item == change.item);
        if replaces || self.current.target_of(change.item) == change.target {
            return None;
        }
        if let Some((_, known)) = self.speculated.iter().find(|(known, _)| known == change) {
            return Some(known.clone());
        }
        let committee = Arc::new(self.current.after(change));
        self.speculated.push((change.clone(), committee.clone()));
        Some(committee)
    }

    /// The committee after the first `count` changes in force, and those before its last ones.
    fn replayed(&self, count: usize) -> (Arc<Committee>, VecDeque<Arc<Committee>>) {
        let changes = &self.changes[..count];
        let start = last_rebuild(changes);
        let last_effective = (0..=count as u64)
            .rev()
            .find(|step| background_fit_starts_at(*step) && step + BACKGROUND_DELAY <= count as u64)
            .unwrap_or(0);
        let mut committee = self.initial.clone();
        for (at, (change, _)) in changes[..start].iter().enumerate() {
            committee.pass(change, at as u64 + 1 >= last_effective);
        }
        committee.rebuild();
        // Only the last few are kept: a copy of each would cost more than what it learns.
        let kept = start.max(count.saturating_sub(KEPT));
        for (change, _) in &changes[start..kept] {
            committee.learn(change);
        }
        let mut committee = Arc::new(committee);
        let mut past = VecDeque::new();
        for (change, _) in &changes[kept..] {
            let next = Arc::new(committee.after(change));
            remember(&mut past, std::mem::replace(&mut committee, next));
        }
        (committee, past)
    }

    /// Forgets the committees that were computed for answers to come.
    pub(crate) fn forget_speculated(&mut self) {
        self.speculated.clear();
    }
}

/// Keeps a committee, and the last few before it.
fn remember(past: &mut VecDeque<Arc<Committee>>, committee: Arc<Committee>) {
    past.push_back(committee);
    if past.len() > KEPT {
        past.pop_front();
    }
}

/// The last step at which a committee that learns these changes is refitted from nothing.
fn last_rebuild(changes: &[(TargetUpdate, Option<Target>)]) -> usize {
    let mut training_set = TrainingSet::default();
    let mut classes = Vec::new();
    let mut last = 0;
    for (step, (change, _)) in changes.iter().enumerate() {
        training_set.set(change.item, change.target.clone().map(Arc::new));
        let now = training_set.classes();
        if rebuilds_at(step as u64 + 1) || now != classes {
            last = step + 1;
        }
        classes = now;
    }
    last
}

#[cfg(test)]
mod tests;
