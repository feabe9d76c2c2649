//! Who sits in the committee, and how does it learn?
//!
//! One training change at a time, in journal order. The incremental members are refitted from
//! nothing at fixed steps and whenever a class gains its first label or loses its last; the SVM
//! is fitted in its own thread from the labels at one step and takes effect
//! [`BACKGROUND_DELAY`] steps later, waited for if it must be. Invariant: [`Committee::replay`]
//! of a sequence gives, bit for bit, the committee that learnt it one by one.

use std::sync::Arc;
use std::thread::JoinHandle;

use ndarray::Array2;
use rayon::prelude::*;

use super::bayes::Bayes;
use super::member::Member;
use super::opinion::Opinion;
use super::platt_svm::{MOST_ITEMS, Material, PlattSvm};
use super::schedule::{BACKGROUND_DELAY, background_fit_starts_at, rebuilds_at};
use super::softmax::Softmax;
use super::taught::Taught;
use crate::features::{PoolId, Row, Rows};
use crate::schema::LabelId;

/// Rows scored by one task: large enough to amortise its buffers.
const SCORING_CHUNK: usize = 256;

/// The committee.
pub struct Committee {
    rows: Arc<Rows>,
    steps: u64,
    taught: Taught,
    /// Classes with at least one label, in id order: the columns of every probability.
    classes: Vec<LabelId>,
    logistic: Softmax,
    bayes: Bayes,
    svm: Option<PlattSvm>,
    pending: Option<PendingFit>,
}

/// A fit under way in its own thread.
struct PendingFit {
    takes_effect_at: u64,
    fit: JoinHandle<Option<PlattSvm>>,
}

/// What each member and their mean say of every pool item: n × classes each, by rows.
#[derive(Debug, Clone, Default)]
pub struct PoolScores {
    /// The classes, in the order of the columns.
    pub classes: Vec<LabelId>,
    /// The members' ids, in the order of `members`.
    pub member_ids: Vec<&'static str>,
    /// The mean over the members.
    pub mean: Vec<f32>,
    /// Each member's own probabilities.
    pub members: Vec<Vec<f32>>,
}

impl PoolScores {
    /// The mean probabilities of an item.
    pub fn mean_of(&self, item: PoolId) -> &[f32] {
        let classes = self.classes.len();
        &self.mean[item.index() * classes..][..classes]
    }

    /// Each member's probabilities of an item.
    pub fn members_of(&self, item: PoolId) -> impl Iterator<Item = &[f32]> {
        let classes = self.classes.len();
        let range = item.index() * classes..(item.index() + 1) * classes;
        self.members
            .iter()
            .map(move |member| &member[range.clone()])
    }

    /// What the committee thinks of a pool item; `None` when it was not ready to be asked.
    pub fn opinion(&self, item: PoolId) -> Option<Opinion> {
        if self.members.is_empty() {
            return None;
        }
        let each: Vec<&[f32]> = self.members_of(item).collect();
        Some(Opinion::new(
            &self.classes,
            &self.member_ids,
            &each,
            self.mean_of(item),
        ))
    }
}

impl Committee {
    /// A committee that was taught nothing.
    pub fn new(rows: Arc<Rows>) -> Self {
        Self {
            logistic: Softmax::new(&rows, 0),
            bayes: Bayes::new(&rows, 0),
            rows,
            steps: 0,
            taught: Taught::default(),
            classes: Vec::new(),
            svm: None,
            pending: None,
        }
    }

    /// The committee after a sequence of training changes, at the cost of the changes since the
    /// last full refit alone.
    pub fn replay(rows: Arc<Rows>, changes: &[(PoolId, Option<LabelId>)]) -> Self {
        let mut committee = Self::new(rows);
        let start = last_rebuild(changes);
        let last_effective = (0..=changes.len() as u64)
            .rev()
            .find(|step| {
                background_fit_starts_at(*step) && step + BACKGROUND_DELAY <= changes.len() as u64
            })
            .unwrap_or(0);
        for change in &changes[..start] {
            committee.steps += 1;
            committee.taught.set(change.0, change.1);
            committee.take_finished_fit();
            let starts_here = background_fit_starts_at(committee.steps);
            if starts_here && committee.steps >= last_effective {
                committee.start_background_fit();
            }
        }
        committee.rebuild();
        for (item, label) in &changes[start..] {
            committee.learn(*item, *label);
        }
        committee
    }

    /// Learns one training change: an item's label is set, changed or taken back.
    pub fn learn(&mut self, item: PoolId, label: Option<LabelId>) {
        self.steps += 1;
        let before = self.taught.set(item, label);
        if rebuilds_at(self.steps) || self.taught.classes() != self.classes {
            self.rebuild();
        } else {
            let row = item.index();
            if let Some(before) = before.and_then(|label| self.column(label)) {
                self.logistic.forget(&self.rows, row);
                self.bayes.forget(&self.rows, row, before);
            }
            if let Some(class) = label.and_then(|label| self.column(label)) {
                self.logistic.learn(&self.rows, row, class);
                self.bayes.learn(&self.rows, row, class);
            }
        }
        self.take_finished_fit();
        if background_fit_starts_at(self.steps) {
            self.start_background_fit();
        }
    }

    /// How many training changes were learnt.
    pub fn steps(&self) -> u64 {
        self.steps
    }

    /// How many labels are in force.
    pub fn labels(&self) -> usize {
        self.taught.len()
    }

    /// Whether there is anything to predict: two classes have a label.
    pub fn is_ready(&self) -> bool {
        self.classes.len() >= 2
    }

    /// The classes known, in id order: the columns of every probability.
    pub fn classes(&self) -> &[LabelId] {
        &self.classes
    }

    /// The members that vote, in a fixed order.
    pub fn members(&self) -> Vec<&dyn Member> {
        let mut members: Vec<&dyn Member> = vec![&self.logistic];
        // Naive Bayes reads words: without any it would only repeat how frequent the classes are.
        if self.rows.text.width() > 0 {
            members.push(&self.bayes);
        }
        if let Some(svm) = &self.svm {
            members.push(svm);
        }
        members
    }

    /// What the committee thinks of an item; `None` before it is ready.
    pub fn opinion(&self, row: Row<'_>) -> Option<Opinion> {
        if !self.is_ready() {
            return None;
        }
        let classes = self.classes.len();
        let members = self.members();
        let mut mean = vec![0.0; classes];
        let mut each = Vec::new();
        for member in &members {
            let mut p = vec![0.0; classes];
            member.probabilities(row, &mut p);
            for (mean, p) in mean.iter_mut().zip(&p) {
                *mean += p / members.len() as f32;
            }
            each.push(p);
        }
        let ids: Vec<&'static str> = members.iter().map(|member| member.id()).collect();
        let each: Vec<&[f32]> = each.iter().map(Vec::as_slice).collect();
        Some(Opinion::new(&self.classes, &ids, &each, &mean))
    }

    /// The likeliest label of an item; `None` before the committee is ready.
    pub fn predict(&self, row: Row<'_>) -> Option<LabelId> {
        self.opinion(row)?.likeliest().map(|(label, _)| label)
    }

    /// Scores the whole pool; empty before the committee is ready. The result is the same at any thread count: each row is computed
    /// by one thread.
    pub fn score_pool(&self) -> PoolScores {
        if !self.is_ready() {
            return PoolScores::default();
        }
        let classes = self.classes.len();
        let members = self.members();
        let count = self.rows.len();
        let mut scores = PoolScores {
            classes: self.classes.clone(),
            member_ids: members.iter().map(|member| member.id()).collect(),
            mean: vec![0.0; count * classes],
            members: vec![vec![0.0; count * classes]; members.len()],
        };
        for (member, out) in members.iter().zip(&mut scores.members) {
            out.par_chunks_mut(SCORING_CHUNK * classes)
                .enumerate()
                .for_each(|(chunk, out)| {
                    for (offset, p) in out.chunks_exact_mut(classes).enumerate() {
                        let row = self.rows.row(chunk * SCORING_CHUNK + offset);
                        member.probabilities(row.as_row(), p);
                    }
                });
        }
        let share = 1.0 / members.len() as f32;
        for member in &scores.members {
            for (mean, p) in scores.mean.iter_mut().zip(member) {
                *mean += share * p;
            }
        }
        scores
    }

    /// How strongly a word speaks for a label, in the logistic member's weights.
    pub fn pull(&self, column: u32, label: LabelId) -> f32 {
        self.column(label)
            .map_or(0.0, |class| self.logistic.pull(column, class))
    }

    /// A hash of the parameters: equal committees have equal ids.
    pub fn model_id(&self) -> String {
        let mut hasher = blake3::Hasher::new();
        hasher.update(&self.steps.to_le_bytes());
        for (item, label) in self.taught.iter() {
            hasher.update(&(item.index() as u64).to_le_bytes());
            // Its column, not its id: ids also count classes that were merged away.
            let column = self.column(label).unwrap_or(usize::MAX) as u64;
            hasher.update(&column.to_le_bytes());
        }
        self.logistic.hash_into(&mut hasher);
        if let Some(svm) = &self.svm {
            svm.hash_into(&mut hasher);
        }
        hasher.finalize().to_hex()[..16].to_owned()
    }

    fn column(&self, label: LabelId) -> Option<usize> {
        self.classes.binary_search(&label).ok()
    }

    /// Learns everything anew from the labels in force.
    fn rebuild(&mut self) {
        self.classes = self.taught.classes();
        let classes = self.classes.len();
        self.logistic = Softmax::new(&self.rows, classes);
        self.bayes = Bayes::new(&self.rows, classes);
        let lessons: Vec<(usize, usize)> = self
            .taught
            .iter()
            .filter_map(|(item, label)| Some((item.index(), self.column(label)?)))
            .collect();
        for (row, class) in &lessons {
            self.bayes.learn(&self.rows, *row, *class);
        }
        self.logistic.learn_all(&self.rows, lessons);
        if let Some(svm) = &mut self.svm {
            svm.align(&self.classes);
        }
    }

    /// Starts a fit from the labels in force; the oldest labels give way when there are too many.
    fn start_background_fit(&mut self) {
        let skipped = self.taught.len().saturating_sub(MOST_ITEMS);
        let labeled: Vec<(PoolId, LabelId)> = self.taught.iter().skip(skipped).collect();
        let mut points = Array2::zeros((labeled.len(), self.rows.dense_width()));
        for ((item, _), mut point) in labeled.iter().zip(points.rows_mut()) {
            for (to, from) in point.iter_mut().zip(self.rows.row(item.index()).dense) {
                *to = f64::from(from);
            }
        }
        let material = Material {
            points,
            labels: labeled.into_iter().map(|(_, label)| label).collect(),
        };
        self.pending = Some(PendingFit {
            takes_effect_at: self.steps + BACKGROUND_DELAY,
            fit: std::thread::spawn(move || PlattSvm::fit(&material)),
        });
    }

    fn take_finished_fit(&mut self) {
        let due = self
            .pending
            .take_if(|pending| pending.takes_effect_at <= self.steps);
        if let Some(pending) = due {
            // A fit that panicked counts as one that could not be made: the member abstains.
            self.svm = pending.fit.join().ok().flatten();
            if let Some(svm) = &mut self.svm {
                svm.align(&self.classes);
            }
        }
    }
}

/// The last step at which a committee that learns these changes is refitted from nothing.
fn last_rebuild(changes: &[(PoolId, Option<LabelId>)]) -> usize {
    let mut taught = Taught::default();
    let mut classes = Vec::new();
    let mut last = 0;
    for (step, (item, label)) in changes.iter().enumerate() {
        taught.set(*item, *label);
        let now = taught.classes();
        if rebuilds_at(step as u64 + 1) || now != classes {
            last = step + 1;
        }
        classes = now;
    }
    last
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::FeatureSpace;
    use crate::pool::{Item, Items};
    use crate::rng::Seed;

    fn rows() -> (Arc<Rows>, Vec<PoolId>) {
        let topics = [
            "invoice payment refund charge",
            "login password account name",
            "server outage slow down",
        ];
        let items = (0..150)
            .map(|n| Item {
                id: n.to_string(),
                text: format!("{} case{} of week{}", topics[n % 3], n % 11, n % 7),
                fields: Vec::new(),
            })
            .collect();
        let items = Items::new(items, |_| false);
        let texts = items.pool().map(|id| items.pool_item(id).text.as_str());
        let rows = FeatureSpace::fit(texts, Seed(1)).1;
        (Arc::new(rows), items.pool().collect())
    }

    /// 100 changes: labels, relabels and takings back, over three classes.
    fn changes(ids: &[PoolId]) -> Vec<(PoolId, Option<LabelId>)> {
        let mut stream = Seed(9).stream("changes", "");
        (0..100)
            .map(|_| {
                let at = stream.below(ids.len());
                let label = (stream.below(8) > 0).then_some(LabelId((at % 3) as u16));
                (ids[at], label)
            })
            .collect()
    }

    #[test]
    fn replaying_gives_the_same_committee_bit_for_bit_at_every_step() {
        let (rows, ids) = rows();
        let changes = changes(&ids);
        let mut live = Committee::new(rows.clone());
        for (step, (item, label)) in changes.iter().enumerate() {
            live.learn(*item, *label);
            let replayed = Committee::replay(rows.clone(), &changes[..=step]);
            assert_eq!(replayed.model_id(), live.model_id(), "step {}", step + 1);
            assert_eq!(
                replayed.opinion(rows.row(5).as_row()),
                live.opinion(rows.row(5).as_row()),
                "step {}",
                step + 1
            );
        }
    }

    #[test]
    fn the_committee_learns_what_it_is_told() {
        let (rows, ids) = rows();
        let mut committee = Committee::new(rows.clone());
        assert!(!committee.is_ready());
        assert_eq!(committee.opinion(rows.row(0).as_row()), None);
        for (at, id) in ids.iter().enumerate().take(30) {
            committee.learn(*id, Some(LabelId((at % 3) as u16)));
        }
        assert_eq!(committee.members().len(), 3, "the SVM has joined");
        let right = (30..150)
            .filter(|at| {
                committee.predict(rows.row(*at).as_row()) == Some(LabelId((at % 3) as u16))
            })
            .count();
        assert!(right >= 118, "{right} of 120");
    }

    #[test]
    fn the_whole_pool_scores_as_each_item_does() {
        let (rows, ids) = rows();
        let mut committee = Committee::new(rows.clone());
        for (at, id) in ids.iter().enumerate().take(20) {
            committee.learn(*id, Some(LabelId((at % 3) as u16)));
        }
        let scores = committee.score_pool();
        for id in &ids {
            let opinion = committee.opinion(rows.row(id.index()).as_row()).unwrap();
            for (class, p) in committee.classes().iter().zip(scores.mean_of(*id)) {
                assert!((opinion.probability(*class) - p).abs() < 1e-6);
            }
        }
    }

    #[test]
    fn a_class_that_loses_its_last_label_is_forgotten() {
        let (rows, ids) = rows();
        let mut committee = Committee::new(rows);
        committee.learn(ids[0], Some(LabelId(0)));
        committee.learn(ids[1], Some(LabelId(1)));
        assert!(committee.is_ready());
        committee.learn(ids[1], None);
        assert!(!committee.is_ready());
        assert_eq!(committee.classes(), [LabelId(0)]);
    }
}
