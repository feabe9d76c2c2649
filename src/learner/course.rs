//! How did the committee get here, and how does it go back?
//!
//! A [`CommitteeHistory`] is the sequence of changes in force with the committee at its end. A change that
//! speaks again of the item of the last one replaces it: the committee is then the one that never
//! knew the replaced change, bit for bit. That is what makes undo and a corrected slip exact.
//! Every other change is one step more. Committees for answers that may come can be computed
//! ahead ([`CommitteeHistory::foresee`]); learning such an answer takes the committee that is there.
//! Invariant: the committee follows from the changes told, in order, however they were told, and
//! whether or not they were foreseen.

use std::collections::VecDeque;
use std::sync::Arc;

use super::committee::Committee;
use super::schedule::{BACKGROUND_DELAY, background_fit_starts_at, rebuilds_at};
use super::taught::TrainingSet;
use super::teaching::{Target, TargetUpdate};
use crate::features::Rows;

/// How many committees before the present one are kept; going back further replays.
const KEPT: usize = 4;

/// From how many changes on learning them together is quicker than one after the other: about as
/// many as there are between two refits.
const WORTH_A_REPLAY: usize = 32;

/// The committee with its history.
pub struct CommitteeHistory {
    begin: Committee,
    /// The changes in force, with what was believed of the item before.
    changes: Vec<(TargetUpdate, Option<Target>)>,
    current: Arc<Committee>,
    /// The committees before the last changes, oldest first.
    past: VecDeque<Arc<Committee>>,
    foreseen: Vec<(TargetUpdate, Arc<Committee>)>,
    told: u64,
}

impl CommitteeHistory {
    /// Begins with a committee that was taught nothing.
    pub fn new(begin: Committee) -> Self {
        Self {
            current: Arc::new(begin.clone()),
            begin,
            changes: Vec::new(),
            past: VecDeque::new(),
            foreseen: Vec::new(),
            told: 0,
        }
    }

    /// Takes a whole sequence of changes, at the cost of those since the last refit alone.
    pub fn replay(begin: Committee, told: &[TargetUpdate]) -> Self {
        let mut course = Self::new(begin);
        course.note(told, TrainingSet::default());
        course.catch_up();
        course
    }

    /// Learns many changes at the cost of a replay, where that is less than one after the other.
    pub fn learn_all(&mut self, told: &[TargetUpdate]) {
        if told.len() <= WORTH_A_REPLAY {
            for change in told {
                self.learn(change);
            }
            return;
        }
        self.foreseen.clear();
        self.note(told, self.current.taught().clone());
        self.catch_up();
    }

    /// Takes changes into the sequence without learning them; `beliefs` is what it amounts to
    /// so far.
    fn note(&mut self, told: &[TargetUpdate], mut beliefs: TrainingSet) {
        for change in told {
            self.told += 1;
            let replaced = self.changes.pop_if(|(last, _)| last.item == change.item);
            let before = match replaced {
                Some((_, before)) => before,
                None => beliefs.of(change.item).map(|belief| (**belief).clone()),
            };
            let now = change.teaching.clone();
            beliefs.set(change.item, now.clone().map(Arc::new));
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

    /// The same course over other features of the same items.
    #[must_use]
    pub fn over(&self, rows: Arc<Rows>) -> Self {
        let mut course = Self {
            changes: self.changes.clone(),
            told: self.told,
            ..Self::new(self.begin.over(rows))
        };
        course.catch_up();
        course
    }

    /// The committee that was taught nothing.
    pub fn beginning(&self) -> Committee {
        self.begin.clone()
    }

    /// The committee now.
    pub fn current(&self) -> &Arc<Committee> {
        &self.current
    }

    /// How many changes it was told, the replaced ones too.
    pub fn told(&self) -> u64 {
        self.told
    }

    /// Learns a change; whether the outcome had been foreseen.
    pub fn learn(&mut self, change: &TargetUpdate) -> bool {
        self.told += 1;
        let foreseen = self
            .foreseen
            .iter()
            .find(|(known, _)| known == change)
            .map(|(_, committee)| committee.clone());
        self.foreseen.clear();
        let mut before = self.current.belief(change.item);
        if let Some((_, belief)) = self.changes.pop_if(|(last, _)| last.item == change.item) {
            before = belief;
            if let Some(past) = self.past.pop_back() {
                self.current = past;
            } else {
                (self.current, self.past) = self.replayed(self.changes.len());
            }
        }
        if change.teaching != before {
            remember(&mut self.past, self.current.clone());
            self.current = foreseen
                .clone()
                .unwrap_or_else(|| Arc::new(self.current.after(change)));
            self.changes.push((change.clone(), before));
        }
        self.current.begin_background_fit();
        foreseen.is_some()
    }

    /// The committee as it would be after a change, kept until the next change is learnt or it is
    /// forgotten. `None` for a change that replaces the last one or changes nothing.
    pub fn foresee(&mut self, change: &TargetUpdate) -> Option<Arc<Committee>> {
        let replaces = self
            .changes
            .last()
            .is_some_and(|(last, _)| last.item == change.item);
        if replaces || self.current.belief(change.item) == change.teaching {
            return None;
        }
        if let Some((_, known)) = self.foreseen.iter().find(|(known, _)| known == change) {
            return Some(known.clone());
        }
        let committee = Arc::new(self.current.after(change));
        self.foreseen.push((change.clone(), committee.clone()));
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
        let mut committee = self.begin.clone();
        for (at, (change, _)) in changes[..start].iter().enumerate() {
            committee.pass(change, at as u64 + 1 >= last_effective);
        }
        committee.rebuild();
        let mut committee = Arc::new(committee);
        let mut past = VecDeque::new();
        for (change, _) in &changes[start..] {
            let next = Arc::new(committee.after(change));
            remember(&mut past, std::mem::replace(&mut committee, next));
        }
        (committee, past)
    }

    /// Forgets the committees that were computed for answers to come.
    pub fn forget_foreseen(&mut self) {
        self.foreseen.clear();
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
    let mut taught = TrainingSet::default();
    let mut classes = Vec::new();
    let mut last = 0;
    for (step, (change, _)) in changes.iter().enumerate() {
        taught.set(change.item, change.teaching.clone().map(Arc::new));
        let now = taught.classes();
        if rebuilds_at(step as u64 + 1) || now != classes {
            last = step + 1;
        }
        classes = now;
    }
    last
}

#[cfg(test)]
mod tests;
