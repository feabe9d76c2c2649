//! Who learns and ranks?
//!
//! The [`Trainer`] owns features, committee and candidates. It is told of training changes and
//! of items that are no longer to be asked, and answers with a [`Snapshot`]. While a person reads,
//! it can compute the snapshots that their answer may call for ([`Trainer::foresee`]): that
//! changes when a snapshot is there, never what is in it. It knows nothing of journals, of
//! people, or of held-out answers.

use std::borrow::Cow;
use std::sync::Arc;

use super::fitted::FittedFeatures;
use super::snapshot::Snapshot;
use crate::features::{FeatureSpace, HoldoutId, PoolId, RowBuf, Rows};
use crate::learner::{Cancel, Committee, CommitteeHistory, Settings, TargetUpdate};
use crate::pool::Items;
use crate::rng::Seed;
use crate::schema::LabelId;
use crate::strategy::{
    COLD_START, Cache, CandidateFilter, Candidates, ColdStart, FilterSettings, IncrementalTopK,
    Outcome, QuotaDeficit, Ranked, RankingContext, Reranked, Reranker, StrategySpec, chunk_count,
    rank_chunked,
};

/// Candidates kept in a ranking: enough for many fast answers before the next one.
const KEEP: usize = 256;

/// Answers that are foreseen for one question: the likeliest, until they cover this much.
const ENOUGH_FORESEEN: f32 = 0.98;
const MOST_FORESEEN: usize = 6;

/// Something the trainer must know.
#[derive(Debug, Clone)]
pub enum Update {
    /// What is believed of an item changed, or was taken back.
    Learn(TargetUpdate),
    /// Whether an item may be asked.
    Candidate(PoolId, bool),
    /// How many classes are declared: the length of the cold start.
    Classes(usize),
    /// Which class is to be found from now on.
    Positive(Option<LabelId>),
    /// What stands between the ranking and the query from now on.
    Serving(Arc<Reranker>),
}

impl Update {
    fn change(&self) -> Option<&TargetUpdate> {
        match self {
            Self::Learn(change) => Some(change),
            _ => None,
        }
    }
}

/// How a trainer learns and chooses.
#[derive(Clone)]
pub struct TrainerConfig {
    /// What chooses.
    pub strategy: &'static StrategySpec,
    /// How many classes are declared: the length of the cold start.
    pub declared: usize,
    /// Whether the first queries are spread over the pool.
    pub cold_start: bool,
    /// The class to be found, if one is declared.
    pub positive: Option<LabelId>,
    /// What is set aside.
    pub guarding: FilterSettings,
    /// What stands between the strategy's ranking and the query.
    pub serving: Arc<Reranker>,
    /// What is chosen about the learner.
    pub settings: Settings,
    /// All chance comes from this.
    pub seed: Seed,
}

/// The learning half of the loop.
pub struct Trainer {
    space: Arc<FeatureSpace>,
    rows: Arc<Rows>,
    ids: Vec<PoolId>,
    ties: Vec<u64>,
    is_candidate: Vec<bool>,
    candidates: usize,
    held_out: Arc<Vec<RowBuf>>,
    cold_start: Option<ColdStart>,
    course: CommitteeHistory,
    plan: TrainerConfig,
    /// What strategies worked out over these features.
    memo: Arc<Cache>,
    guard: CandidateFilter,
    foreseen: Vec<(TargetUpdate, Snapshot)>,
    /// The snapshot for the present state, when it was foreseen.
    ready: Option<Snapshot>,
    /// The leaders of a pool that is looked through in parts.
    standing: IncrementalTopK,
}

impl Trainer {
    /// Every pool item is a candidate.
    pub fn new(items: &Items, fitted: FittedFeatures, plan: TrainerConfig) -> Self {
        let seed = plan.seed;
        let ids: Vec<PoolId> = items.pool().collect();
        let FittedFeatures {
            space,
            rows,
            held_out,
            ..
        } = fitted;
        let rank = |purpose: &str| -> Vec<u64> {
            ids.iter()
                .map(|id| seed.rank(purpose, &items.pool_item(*id).id))
                .collect()
        };
        let guard = CandidateFilter::new(&rows, &ids, plan.guarding);
        let begin = Committee::new(rows.clone(), rank("bootstrap").into(), plan.settings);
        Self {
            ties: rank("tie"),
            is_candidate: vec![true; ids.len()],
            candidates: ids.len(),
            cold_start: plan
                .cold_start
                .then(|| ColdStart::new(&rows, &ids, plan.declared, seed)),
            course: CommitteeHistory::new(begin),
            space,
            rows,
            ids,
            guard,
            held_out,
            plan,
            memo: Arc::default(),
            foreseen: Vec::new(),
            ready: None,
            standing: IncrementalTopK::default(),
        }
    }

    /// Takes over other features of the same pool, and learns everything anew on them.
    pub fn adopt(&mut self, fitted: FittedFeatures) {
        self.forget_foreseen();
        self.standing = IncrementalTopK::default();
        self.memo = Arc::default();
        self.guard = CandidateFilter::new(&fitted.rows, &self.ids, self.plan.guarding);
        self.cold_start = self
            .cold_start
            .as_ref()
            .map(|cold| cold.with_rows(&fitted.rows, &self.ids, self.plan.seed));
        self.course = self.course.with_rows(fitted.rows.clone());
        self.space = fitted.space;
        self.rows = fitted.rows;
        self.held_out = fitted.held_out;
        for item in self.ids.clone() {
            self.tell_guard(item);
        }
    }

    /// Starts over from a sequence of training changes.
    pub fn replay(&mut self, changes: &[TargetUpdate]) {
        self.forget_foreseen();
        self.course = CommitteeHistory::replay(self.course.initial(), changes);
        for change in changes {
            self.tell_guard(change.item);
        }
    }

    /// Lets the guard know what became of an item.
    fn tell_guard(&mut self, item: PoolId) {
        let answered = self.committee().label_of(item).is_some();
        let how = if answered {
            Some(Outcome::Answered)
        } else {
            (!self.is_candidate[item.index()]).then_some(Outcome::Declined)
        };
        self.guard.record(item, how);
    }

    /// Takes in what happened, in order.
    pub fn update(&mut self, updates: &[Update]) {
        let foreseen = self.foreseen_for(updates);
        self.foreseen.clear();
        self.ready = None;
        let learnt = updates.iter().filter_map(Update::change).cloned();
        self.course.learn_all(&learnt.collect::<Vec<_>>());
        for update in updates {
            match update.clone() {
                Update::Learn(_) => {}
                Update::Positive(positive) => {
                    self.plan.positive = positive;
                }
                Update::Serving(serving) => {
                    self.plan.serving = serving;
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
                    if self
                        .cold_start
                        .as_ref()
                        .is_some_and(|cold| cold.length() != wanted)
                    {
                        let seed = self.plan.seed;
                        self.cold_start =
                            Some(ColdStart::new(&self.rows, &self.ids, declared, seed));
                    }
                }
            }
        }
        for update in updates {
            if let Update::Learn(TargetUpdate { item, .. }) | Update::Candidate(item, _) = update {
                self.tell_guard(*item);
            }
        }
        self.course.forget_speculated();
        self.ready = foreseen;
    }

    /// Takes another strategy.
    pub fn set_strategy(&mut self, strategy: &'static StrategySpec) {
        self.forget_foreseen();
        self.standing = IncrementalTopK::default();
        self.plan.strategy = strategy;
    }

    /// The committee as it is now.
    pub fn committee(&self) -> &Committee {
        self.course.current()
    }

    /// The likeliest label of a held-out item: for evaluation.
    pub fn predict_held_out(&self, item: HoldoutId) -> Option<LabelId> {
        self.committee()
            .predict(self.held_out.get(item.index())?.as_row())
    }

    /// The labels that an item may get, likeliest first, as far as they are worth foreseeing.
    pub fn likely_answers(&self, item: PoolId) -> Vec<LabelId> {
        let Some(opinion) = self.committee().prediction_of(item) else {
            return Vec::new();
        };
        let mut covered = 0.0;
        opinion
            .probabilities
            .iter()
            .take(MOST_FORESEEN)
            .take_while(|(_, p)| {
                let wanted = covered < ENOUGH_FORESEEN;
                covered += p;
                wanted
            })
            .map(|(label, _)| *label)
            .collect()
    }

    /// Computes the snapshot that will be needed if an item gets a label, unless cancelled.
    pub fn foresee(&mut self, item: PoolId, label: LabelId, cancel: &Cancel) {
        let change = TargetUpdate::to(item, Some(label));
        let known = self.foreseen.iter().any(|(known, _)| *known == change);
        if known || cancel.is_cancelled() || !self.is_candidate[item.index()] {
            return;
        }
        let Some(committee) = self.course.speculate(&change) else {
            return;
        };
        self.is_candidate[item.index()] = false;
        self.guard.record(item, Some(Outcome::Answered));
        let knows = self.course.version() + 1;
        let snapshot = self.snapshot_of(committee, knows, self.candidates - 1, cancel);
        self.is_candidate[item.index()] = true;
        self.tell_guard(item);
        if let Some(mut snapshot) = snapshot {
            snapshot.foreseen = true;
            self.foreseen.push((change, snapshot));
        }
    }

    /// Scores the pool and ranks the candidates.
    pub fn snapshot(&mut self) -> Snapshot {
        let snapshot = self.ready.take().unwrap_or_else(|| self.present());
        self.standing.clone_from(&snapshot.standing);
        snapshot
    }

    fn present(&self) -> Snapshot {
        let committee = self.course.current().clone();
        let never = Cancel::default();
        self.snapshot_of(
            committee.clone(),
            self.course.version(),
            self.candidates,
            &never,
        )
        // Only a cancelled scan gives none, and nobody can cancel this one.
        .unwrap_or_else(|| {
            self.assemble(
                committee,
                self.course.version(),
                "random",
                Reranked::default(),
            )
        })
    }

    fn snapshot_of(
        &self,
        committee: Arc<Committee>,
        knows: u64,
        candidates: usize,
        cancel: &Cancel,
    ) -> Option<Snapshot> {
        let seeks = committee.is_ready()
            && (self.plan.strategy.seeks)(&self.scene(&committee, &self.is_candidate));
        let (open, set_aside) = if seeks {
            // An odd item or a near-copy may be one of those sought.
            (Cow::Borrowed(self.is_candidate.as_slice()), 0)
        } else {
            self.not_set_aside(candidates)
        };
        let mut ranked = candidates - set_aside;
        let mut standing = IncrementalTopK::default();
        let mut served = Reranked::default();
        let mut owed = None;
        let mut taken_out = Vec::new();
        let mut aim = None;
        let strategy = if let Some(cold) = self.cold_for(&committee) {
            served.ranking = cold.rank(|id| open[id.index()], KEEP);
            COLD_START
        } else if committee.is_ready() {
            let serving = &*self.plan.serving;
            let turn = serving.quota_deficit(&self.is_candidate, &open);
            let open = open_to(&open, turn);
            if turn.is_some() {
                ranked = open.iter().filter(|open| **open).count();
            }
            let scene = self.scene(&committee, &open);
            let strategy = self.plan.strategy;
            let keep = serving.shortlist(KEEP);
            // A group is looked for in the whole pool: it may be in no part that has its turn.
            let anew = IncrementalTopK::default();
            let before = if turn.is_some() {
                &anew
            } else {
                &self.standing
            };
            let (mut leaders, next) = rank_chunked(strategy, &scene, before, knows, keep, cancel)?;
            aim.clone_from(&next.mode);
            if !seeks {
                taken_out = self.guard.exclude(&scene, &mut leaders, keep > KEEP);
                ranked -= taken_out.len();
            }
            served = serving.rerank(&scene, leaders, KEEP, seeks);
            // The leaders of one group are not those of the parts.
            standing = if turn.is_none() {
                next
            } else {
                self.standing.clone()
            };
            owed = turn.map(|owed| owed.name());
            strategy.id
        } else {
            // Without a cold start (a simulation's own choice) chance decides until two classes
            // are known.
            served.ranking = self.random_ranking();
            "random"
        };
        let mut snapshot = self.assemble(committee, knows, strategy, served);
        snapshot.candidates = ranked;
        snapshot.standing = standing;
        snapshot.owed = owed;
        snapshot.taken_out = taken_out;
        snapshot.aim = aim;
        snapshot.set_aside_count = set_aside;
        Some(snapshot)
    }

    /// Who may be asked and is not set aside, and how many are; when the rest is done, those who
    /// are set aside too.
    fn not_set_aside(&self, candidates: usize) -> (Cow<'_, [bool]>, usize) {
        let mut open = Cow::Borrowed(self.is_candidate.as_slice());
        let mut count = 0;
        for (item, _) in self.guard.excluded(&self.ids) {
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

    fn assemble(
        &self,
        committee: Arc<Committee>,
        knows: u64,
        strategy: &'static str,
        served: Reranked,
    ) -> Snapshot {
        Snapshot {
            knows,
            cold: self.cold_for(&committee).is_some(),
            strategy,
            candidates: self.candidates,
            model: committee.is_ready().then(|| committee.model_id()),
            foreseen: false,
            parts: chunk_count(self.ids.len(), committee.classes().len()),
            standing: IncrementalTopK::default(),
            space: Some(self.space.clone()),
            ranking: served.ranking,
            weights: served.weights,
            weight_below: served.weight_below,
            places: served.places,
            owed: None,
            guard: self.guard.clone(),
            aim: None,
            taken_out: Vec::new(),
            set_aside_count: 0,
            positive: self.plan.positive,
            serving: self.plan.serving.clone(),
            committee,
            held_out: self.held_out.clone(),
        }
    }

    fn scene<'a>(&'a self, committee: &'a Committee, open: &'a [bool]) -> RankingContext<'a> {
        RankingContext {
            committee,
            candidates: Candidates {
                ids: &self.ids,
                open,
                of_all_groups: &self.is_candidate,
                ties: &self.ties,
            },
            cache: &self.memo,
            positive: self.plan.positive,
            seed: self.plan.seed,
        }
    }

    /// The cold start, while it lasts.
    fn cold_for(&self, committee: &Committee) -> Option<&ColdStart> {
        self.cold_start
            .as_ref()
            .filter(|cold| !committee.is_ready() || committee.labels() < cold.length())
    }

    /// The snapshot that was computed for exactly these updates.
    fn foreseen_for(&mut self, updates: &[Update]) -> Option<Snapshot> {
        let [Update::Learn(change), Update::Candidate(same, false)] = updates else {
            return None;
        };
        let place = self
            .foreseen
            .iter()
            .position(|(known, _)| change.item == *same && known == change)?;
        Some(self.foreseen.swap_remove(place).1)
    }

    fn forget_foreseen(&mut self) {
        self.foreseen.clear();
        self.course.forget_speculated();
        self.ready = None;
    }

    /// Forgets what was foreseen of other items than this one.
    pub fn look_at(&mut self, item: PoolId) {
        if self.foreseen.iter().any(|(change, _)| change.item != item) {
            self.forget_foreseen();
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
    let Some(owed) = turn else {
        return Cow::Borrowed(open);
    };
    let of_group = |(row, open): (usize, &bool)| *open && owed.allows(row);
    Cow::Owned(open.iter().enumerate().map(of_group).collect())
}
