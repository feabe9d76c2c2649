//! Learns one training change after the other, and ranks the pool.
//!
//! The [`Trainer`] owns features, committee and candidates. It is given training changes and
//! items that are no longer to be asked, and answers with a [`Snapshot`]. While a person reads, it
//! can compute the snapshots that their answer may call for ([`Trainer::speculate`]). Invariants:
//! speculation changes when a snapshot is there, never what is in it; and the trainer knows
//! nothing of journals, of people, or of held-out answers.

use std::borrow::Cow;
use std::sync::Arc;

use super::config::{TrainerConfig, Update};
use super::fitted_features::FittedFeatures;
use super::snapshot::Snapshot;
use crate::features::{HoldoutId, PoolId, Rows};
use crate::learner::{Cancel, Committee, CommitteeHistory, Settings, TargetUpdate};
use crate::pool::Items;
use crate::rng::Seed;
use crate::schema::LabelId;
use crate::strategy::{
    COLD_START, Cache, CandidateFilter, Candidates, ColdStart, IncrementalTopK, Outcome,
    QuotaDeficit, Ranked, RankingContext, chunk_count, rank_chunked,
};

/// Candidates kept in a ranking: enough for many fast answers before the next one.
const KEEP: usize = 256;

/// Answers that are speculated on for one query: the likeliest, until they cover this much.
const ENOUGH_SPECULATED: f32 = 0.98;
const MOST_SPECULATED: usize = 6;

/// The learning half of the loop.
pub struct Trainer {
    fitted: FittedFeatures,
    ids: Vec<PoolId>,
    ties: Vec<u64>,
    is_candidate: Vec<bool>,
    candidates: usize,
    cold_start: Option<ColdStart>,
    history: CommitteeHistory,
    config: TrainerConfig,
    /// What strategies worked out over these features.
    cache: Arc<Cache>,
    filter: CandidateFilter,
    speculated: Vec<(TargetUpdate, Snapshot)>,
    /// The snapshot for the present state, when it was computed before.
    ready: Option<Snapshot>,
    /// The leaders of a pool that is scored in parts.
    top_k: IncrementalTopK,
}

impl Trainer {
    /// Every pool item is a candidate.
    pub fn new(items: &Items, fitted: FittedFeatures, config: TrainerConfig) -> Self {
        let seed = config.seed;
        let ids: Vec<PoolId> = items.pool().collect();
        let rows = &fitted.rows;
        let begin = untrained(items, rows, config.settings, seed);
        Self {
            ties: ranks(items, seed, "tie"),
            is_candidate: vec![true; ids.len()],
            candidates: ids.len(),
            cold_start: config
                .cold_start
                .then(|| ColdStart::new(rows, &ids, ColdStart::length_for(config.declared), seed)),
            history: CommitteeHistory::new(begin),
            filter: CandidateFilter::new(rows, &ids, config.filter),
            fitted,
            ids,
            config,
            cache: Arc::default(),
            speculated: Vec::new(),
            ready: None,
            top_k: IncrementalTopK::default(),
        }
    }

    /// Takes over other features of the same pool, and learns everything anew on them.
    pub(crate) fn adopt(&mut self, fitted: FittedFeatures) {
        self.forget_speculated();
        self.top_k = IncrementalTopK::default();
        self.cache = Arc::default();
        self.filter = CandidateFilter::new(&fitted.rows, &self.ids, self.config.filter);
        self.cold_start = self
            .cold_start
            .as_ref()
            .map(|cold| ColdStart::new(&fitted.rows, &self.ids, cold.length, self.config.seed));
        self.history = self.history.with_rows(fitted.rows.clone());
        self.fitted = fitted;
        for item in self.ids.clone() {
            self.update_filter(item);
        }
    }

    /// Starts over from a sequence of training changes.
    pub fn replay(&mut self, changes: &[TargetUpdate]) {
        self.forget_speculated();
        self.history = CommitteeHistory::replay(self.history.initial(), changes);
        for change in changes {
            self.update_filter(change.item);
        }
    }

    /// Lets the filter know what became of an item.
    fn update_filter(&mut self, item: PoolId) {
        let answered = self.committee().label_of(item).is_some();
        let how = if answered {
            Some(Outcome::Answered)
        } else {
            (!self.is_candidate[item.index()]).then_some(Outcome::Declined)
        };
        self.filter.record(item, how);
    }

    /// Takes in what happened, in order.
    pub fn update(&mut self, updates: &[Update]) {
        let speculated = self.speculated_for(updates);
        self.speculated.clear();
        self.ready = None;
        let learnt = updates.iter().filter_map(|update| match update {
            Update::Learn(target) => Some(target.clone()),
            _ => None,
        });
        self.history.learn_all(&learnt.collect::<Vec<_>>());
        for update in updates {
            match update.clone() {
                Update::Learn(_) => {}
                Update::Positive(positive) => self.config.positive = positive,
                Update::Rerank(reranker) => self.config.reranker = reranker,
                Update::Strategy(strategy) => {
                    self.top_k = IncrementalTopK::default();
                    self.config.strategy = strategy;
                }
                Update::Candidate(item, is_candidate) => {
                    let before =
                        std::mem::replace(&mut self.is_candidate[item.index()], is_candidate);
                    self.candidates -= usize::from(before);
                    self.candidates += usize::from(is_candidate);
                }
                Update::Classes(declared) => {
                    let wanted = ColdStart::length_for(declared);
                    // Also when it is over: a longer one may go on, as it would after reopening.
                    let cold = self.cold_start.as_mut();
                    if let Some(cold) = cold.filter(|cold| cold.length != wanted) {
                        let (rows, seed) = (&self.fitted.rows, self.config.seed);
                        *cold = ColdStart::new(rows, &self.ids, wanted, seed);
                    }
                }
            }
        }
        for update in updates {
            if let Update::Learn(TargetUpdate { item, .. }) | Update::Candidate(item, _) = update {
                self.update_filter(*item);
            }
        }
        self.history.forget_speculated();
        self.ready = speculated;
    }

    /// The committee as it is now.
    pub fn committee(&self) -> &Committee {
        self.history.current()
    }

    /// The likeliest label of a held-out item: for evaluation.
    pub(crate) fn predict_held_out(&self, item: HoldoutId) -> Option<LabelId> {
        self.committee()
            .predict(self.fitted.held_out.get(item.index())?.as_row())
    }

    /// The labels that an item may get, likeliest first, as far as they are worth speculating on.
    pub(crate) fn likely_answers(&self, item: PoolId) -> Vec<LabelId> {
        let Some(prediction) = self.committee().prediction_of(item) else {
            return Vec::new();
        };
        let mut covered = 0.0;
        prediction
            .probabilities
            .iter()
            .take(MOST_SPECULATED)
            .take_while(|(_, p)| {
                let wanted = covered < ENOUGH_SPECULATED;
                covered += p;
                wanted
            })
            .map(|(label, _)| *label)
            .collect()
    }

    /// Computes the snapshot that will be needed if an item gets a label, unless cancelled.
    pub fn speculate(&mut self, item: PoolId, label: LabelId, cancel: &Cancel) {
        let change = TargetUpdate::to(item, Some(label));
        let known = self.speculated.iter().any(|(known, _)| *known == change);
        if known || cancel.is_cancelled() || !self.is_candidate[item.index()] {
            return;
        }
        let Some(committee) = self.history.speculate(&change) else {
            return;
        };
        self.is_candidate[item.index()] = false;
        self.filter.record(item, Some(Outcome::Answered));
        let version = self.history.version() + 1;
        let snapshot = self.snapshot_of(&committee, version, self.candidates - 1, cancel);
        self.is_candidate[item.index()] = true;
        self.update_filter(item);
        if let Some(mut snapshot) = snapshot {
            snapshot.speculated = true;
            self.speculated.push((change, snapshot));
        }
    }

    /// Scores the pool and ranks the candidates.
    pub fn snapshot(&mut self) -> Snapshot {
        let snapshot = self.ready.take().unwrap_or_else(|| self.present());
        self.top_k.clone_from(&snapshot.top_k);
        snapshot
    }

    fn present(&self) -> Snapshot {
        let (committee, version) = (self.history.current(), self.history.version());
        let never = Cancel::default();
        self.snapshot_of(committee, version, self.candidates, &never)
            // Only a cancelled scan gives none, and nobody can cancel this one.
            .unwrap_or_else(|| self.unranked(committee.clone(), version))
    }

    fn snapshot_of(
        &self,
        committee: &Arc<Committee>,
        version: u64,
        candidates: usize,
        cancel: &Cancel,
    ) -> Option<Snapshot> {
        let seeks = committee.is_ready()
            && (self.config.strategy).seeks(&self.context(committee, &self.is_candidate));
        let (open, set_aside_count) = if seeks {
            // An odd item or a near-copy may be one of those sought.
            (Cow::Borrowed(self.is_candidate.as_slice()), 0)
        } else {
            self.not_set_aside(candidates)
        };
        let mut snapshot = Snapshot {
            candidates: candidates - set_aside_count,
            set_aside_count,
            ..self.unranked(committee.clone(), version)
        };
        if let Some(cold) = self.cold_for(committee) {
            snapshot.strategy = COLD_START;
            snapshot.ranking = cold.rank(|id| open[id.index()], KEEP);
        } else if committee.is_ready() {
            let reranker = &*self.config.reranker;
            // The group whose turn it is, if a floor is not kept.
            let mut quotas = reranker.quotas.iter();
            let turn = quotas.find_map(|quota| quota.deficit(&self.is_candidate, &open));
            let open = open_to(&open, turn);
            if turn.is_some() {
                snapshot.candidates = open.iter().filter(|open| **open).count();
            }
            let context = self.context(committee, &open);
            let strategy = self.config.strategy;
            let keep = reranker.shortlist(KEEP);
            // A group is looked for in the whole pool: it may be in no part that has its turn.
            let anew = IncrementalTopK::default();
            let before = if turn.is_some() { &anew } else { &self.top_k };
            let (mut leaders, next) =
                rank_chunked(strategy, &context, before, version, keep, cancel)?;
            snapshot.strategy = strategy.id;
            snapshot.mode = next.mode;
            if !seeks {
                snapshot.excluded = self.filter.exclude(&context, &mut leaders, keep > KEEP);
                snapshot.candidates -= snapshot.excluded.len();
            }
            let reranked = reranker.rerank(&context, leaders, KEEP, seeks);
            snapshot.ranking = reranked.ranking;
            snapshot.weights = reranked.weights;
            snapshot.weight_below = reranked.weight_below;
            snapshot.places = reranked.places;
            // The leaders of one group are not those of the parts.
            snapshot.top_k = if turn.is_none() {
                next
            } else {
                self.top_k.clone()
            };
            snapshot.quota = turn.map(|deficit| deficit.name());
        } else {
            // Without a cold start (a simulation's own choice) chance decides until two classes
            // are known.
            snapshot.ranking = self.random_ranking();
        }
        Some(snapshot)
    }

    /// Who may be asked and is not set aside, and how many are; when the rest is done, those who
    /// are set aside too.
    fn not_set_aside(&self, candidates: usize) -> (Cow<'_, [bool]>, usize) {
        let mut open = Cow::Borrowed(self.is_candidate.as_slice());
        let mut count = 0;
        for (item, _) in self.filter.excluded(&self.ids) {
            if open[item.index()] {
                open.to_mut()[item.index()] = false;
                count += 1;
            }
        }
        if count == candidates {
            return (Cow::Borrowed(&self.is_candidate), 0);
        }
        (open, count)
    }

    /// What is known before anything is ranked.
    fn unranked(&self, committee: Arc<Committee>, version: u64) -> Snapshot {
        Snapshot {
            version,
            cold: self.cold_for(&committee).is_some(),
            cold_length: self.cold_start.as_ref().map_or(0, |cold| cold.length),
            strategy: "random",
            candidates: self.candidates,
            model: committee.is_ready().then(|| committee.model_id()),
            parts: chunk_count(self.ids.len(), committee.classes().len()),
            space: Some(self.fitted.space.clone()),
            filter: self.filter.clone(),
            positive: self.config.positive,
            reranker: self.config.reranker.clone(),
            committee,
            held_out: self.fitted.held_out.clone(),
            ..Snapshot::default()
        }
    }

    fn context<'a>(&'a self, committee: &'a Committee, open: &'a [bool]) -> RankingContext<'a> {
        RankingContext {
            committee,
            candidates: Candidates {
                ids: &self.ids,
                open,
                of_all_groups: &self.is_candidate,
                ties: &self.ties,
            },
            cache: &self.cache,
            positive: self.config.positive,
            seed: self.config.seed,
        }
    }

    /// The cold start, while it lasts.
    fn cold_for(&self, committee: &Committee) -> Option<&ColdStart> {
        self.cold_start
            .as_ref()
            .filter(|cold| !committee.is_ready() || committee.labels() < cold.length)
    }

    /// The snapshot that was speculated for exactly these updates.
    fn speculated_for(&mut self, updates: &[Update]) -> Option<Snapshot> {
        let [Update::Learn(change), Update::Candidate(same, false)] = updates else {
            return None;
        };
        let place = self
            .speculated
            .iter()
            .position(|(known, _)| change.item == *same && known == change)?;
        Some(self.speculated.swap_remove(place).1)
    }

    fn forget_speculated(&mut self) {
        self.speculated.clear();
        self.history.forget_speculated();
        self.ready = None;
    }

    /// Forgets what was speculated on other items than this one.
    pub(crate) fn keep_speculated(&mut self, item: PoolId) {
        if self
            .speculated
            .iter()
            .any(|(change, _)| change.item != item)
        {
            self.forget_speculated();
        }
    }

    fn random_ranking(&self) -> Vec<Ranked> {
        let mut order: Vec<PoolId> = self
            .ids
            .iter()
            .copied()
            .filter(|id| self.is_candidate[id.index()])
            .collect();
        order.sort_unstable_by_key(|id| self.ties[id.index()]);
        order
            .into_iter()
            .take(KEEP)
            .map(|item| Ranked { item, score: 0.0 })
            .collect()
    }
}

/// Who may be asked when it is a group's turn.
fn open_to<'a>(open: &'a [bool], turn: Option<QuotaDeficit<'_>>) -> Cow<'a, [bool]> {
    let Some(deficit) = turn else {
        return Cow::Borrowed(open);
    };
    let of_group = |(row, open): (usize, &bool)| *open && deficit.allows(row);
    Cow::Owned(open.iter().enumerate().map(of_group).collect())
}

/// The committee that has learnt nothing yet, over the rows of these items.
pub(crate) fn untrained(
    items: &Items,
    rows: &Arc<Rows>,
    settings: Settings,
    seed: Seed,
) -> Committee {
    let order = ranks(items, seed, "bootstrap");
    Committee::new(rows.clone(), order.into(), settings)
}

/// A number for each pool item, drawn for one purpose from its id.
fn ranks(items: &Items, seed: Seed, purpose: &str) -> Vec<u64> {
    let ids = items.pool().map(|id| &items.pool_item(id).id);
    ids.map(|id| seed.rank(purpose, id)).collect()
}
