//! Who learns and ranks?
//!
//! The [`Trainer`] owns features, committee and candidates. It is told of training changes and
//! of items that are no longer to be asked, and answers with a [`Snapshot`]. It knows nothing of
//! journals, of people, or of held-out answers.

use std::collections::HashMap;
use std::sync::Arc;

use super::fitted::Fitted;
use super::snapshot::Snapshot;
use crate::features::{FeatureSpace, PoolId, RowBuf, Rows};
use crate::learner::{Committee, PoolScores};
use crate::pool::Items;
use crate::rng::Seed;
use crate::schema::LabelId;
use crate::strategy::{COLD_START, ColdStart, Ranked, Strategy, rank};

/// Candidates kept in a ranking: enough for many fast answers before the next one.
const KEEP: usize = 256;

/// Items of a ranking whose pulling words are kept ready.
const EXPLAINED: usize = 8;

/// Something the trainer must know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Update {
    /// A training label was set, changed or taken back.
    Learn(PoolId, Option<LabelId>),
    /// Whether an item may be asked.
    Candidate(PoolId, bool),
    /// How many classes are declared: the length of the cold start.
    Classes(usize),
}

/// The learning half of the loop.
pub struct Trainer {
    space: Arc<FeatureSpace>,
    rows: Arc<Rows>,
    ids: Vec<PoolId>,
    ties: Vec<u64>,
    is_candidate: Vec<bool>,
    held_out: Arc<Vec<RowBuf>>,
    cold_start: Option<ColdStart>,
    committee: Committee,
    strategy: &'static dyn Strategy,
    seed: Seed,
}

impl Trainer {
    /// Every pool item is a candidate. With `cold_start` the first queries are spread over the
    /// pool.
    pub fn new(
        items: &Items,
        fitted: Fitted,
        declared: usize,
        strategy: &'static dyn Strategy,
        cold_start: bool,
        seed: Seed,
    ) -> Self {
        let ids: Vec<PoolId> = items.pool().collect();
        let Fitted {
            space,
            rows,
            held_out,
            ..
        } = fitted;
        Self {
            ties: ids
                .iter()
                .map(|id| seed.rank("tie", &items.pool_item(*id).id))
                .collect(),
            is_candidate: vec![true; ids.len()],
            cold_start: cold_start.then(|| ColdStart::new(&rows, &ids, declared, seed)),
            committee: Committee::new(rows.clone()),
            space,
            rows,
            ids,
            held_out,
            strategy,
            seed,
        }
    }

    /// Starts over from a sequence of training changes.
    pub fn replay(&mut self, changes: &[(PoolId, Option<LabelId>)]) {
        self.committee = Committee::replay(self.rows.clone(), changes);
    }

    /// Takes in what happened, in order.
    pub fn update(&mut self, updates: &[Update]) {
        for update in updates {
            match *update {
                Update::Learn(item, label) => self.committee.learn(item, label),
                Update::Candidate(item, is_candidate) => {
                    self.is_candidate[item.index()] = is_candidate;
                }
                Update::Classes(declared) => {
                    let wanted = ColdStart::length_for(declared);
                    // Also when it is over: a longer one may go on, as it would after reopening.
                    if self
                        .cold_start
                        .as_ref()
                        .is_some_and(|cold| cold.length() != wanted)
                    {
                        self.cold_start =
                            Some(ColdStart::new(&self.rows, &self.ids, declared, self.seed));
                    }
                }
            }
        }
    }

    /// Takes another strategy.
    pub fn set_strategy(&mut self, strategy: &'static dyn Strategy) {
        self.strategy = strategy;
    }

    /// The committee as it is now.
    pub fn committee(&self) -> &Committee {
        &self.committee
    }

    /// Scores the pool, ranks the candidates and predicts the held-out items.
    pub fn snapshot(&self) -> Snapshot {
        let candidates: Vec<PoolId> = self
            .ids
            .iter()
            .copied()
            .filter(|id| self.is_candidate[id.index()])
            .collect();
        let cold = self
            .cold_start
            .as_ref()
            .filter(|cold| !self.committee.is_ready() || self.committee.labels() < cold.length());
        let scores = self.committee.score_pool();
        let (strategy, ranking) = match cold {
            Some(cold_start) => (
                COLD_START,
                cold_start.rank(|id| self.is_candidate[id.index()], KEEP),
            ),
            None if self.committee.is_ready() => (
                self.strategy.info().id,
                rank(self.strategy, &scores, &candidates, &self.ties, KEEP),
            ),
            // Without a cold start (a simulation's own choice) chance decides until two classes
            // are known.
            None => ("random", self.random_ranking(&candidates)),
        };
        Snapshot {
            knows: self.committee.steps(),
            cold: cold.is_some(),
            strategy,
            candidates: candidates.len(),
            model: self.committee.is_ready().then(|| self.committee.model_id()),
            pulls: self.pulls(&ranking, &scores),
            space: Some(self.space.clone()),
            ranking,
            scores,
            held_out: self
                .held_out
                .iter()
                .map(|row| self.committee.opinion(row.as_row()))
                .collect(),
        }
    }

    /// For the items likely to be shown next, the features that speak most for the likeliest
    /// label: those with at least a third of the strongest one's pull.
    fn pulls(&self, ranking: &[Ranked], scores: &PoolScores) -> HashMap<PoolId, Vec<u32>> {
        ranking
            .iter()
            .take(EXPLAINED)
            .filter_map(|ranked| {
                let (label, _) = scores.opinion(ranked.item)?.likeliest()?;
                let row = self.rows.row(ranked.item.index());
                let pulls: Vec<(u32, f32)> = row
                    .columns
                    .iter()
                    .zip(row.values)
                    .map(|(column, value)| (*column, value * self.committee.pull(*column, label)))
                    .collect();
                let strongest = pulls.iter().fold(0.0_f32, |most, pull| most.max(pull.1));
                let strong = pulls
                    .into_iter()
                    .filter(|(_, pull)| *pull > 0.0 && *pull >= strongest / 3.0);
                Some((ranked.item, strong.map(|(column, _)| column).collect()))
            })
            .collect()
    }

    fn random_ranking(&self, candidates: &[PoolId]) -> Vec<Ranked> {
        let mut order = candidates.to_vec();
        order.sort_unstable_by_key(|id| self.ties[id.index()]);
        order
            .into_iter()
            .take(KEEP)
            .map(|item| Ranked { item, score: 0.0 })
            .collect()
    }
}
