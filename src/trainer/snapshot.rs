//! Holds what the model predicts and would ask after a number of training changes.

use std::sync::Arc;

use crate::features::{FeatureSpace, HoldoutId, PoolId, RowBuf};
use crate::learner::{Committee, CommitteePrediction};
use crate::schema::LabelId;
use crate::strategy::{CandidateFilter, ExclusionReason, IncrementalTopK, Ranked, Reranker};

/// The trainer's newest view of the pool. Immutable: a newer one replaces it.
#[derive(Clone, Default)]
pub struct Snapshot {
    /// How many training changes it knows of.
    pub version: u64,
    /// Whether the first, spread-out queries are still being asked.
    pub cold: bool,
    /// How many answers these want.
    pub(crate) cold_length: usize,
    /// The id of what ranked: a strategy, or the cold start.
    pub strategy: &'static str,
    /// The best candidates, best first.
    pub ranking: Vec<Ranked>,
    /// Where chance decided among the best: what each was drawn in proportion to.
    pub weights: Vec<f64>,
    /// The weight of those that were drawn after the last of them.
    pub weight_below: f64,
    /// Where chance decided: the place of each in the strategy's own order, from 1.
    pub places: Vec<u32>,
    /// The group whose turn it was, when a quota decided that only its items were ranked.
    pub quota: Option<String>,
    /// What the ranking is about, where the strategy has several modes.
    pub mode: Option<&'static str>,
    /// How many candidates are set aside whatever the committee predicts for them.
    pub set_aside_count: usize,
    /// Leaders that were set aside for what the committee predicts for them, or for what became of
    /// their neighbours.
    pub excluded: Vec<(PoolId, ExclusionReason)>,
    /// The class to be found, if one is declared.
    pub positive: Option<LabelId>,
    /// How many candidates were ranked.
    pub candidates: usize,
    /// Hash of the parameters; `None` before the committee was ready.
    pub model: Option<String>,
    /// Whether it had been computed before the answer came that it knows of.
    pub speculated: bool,
    /// In how many parts the pool is scored, one after each answer.
    pub parts: usize,
    /// The leaders to go on from, when the pool is scored in parts.
    pub(super) top_k: IncrementalTopK,
    pub(super) filter: CandidateFilter,
    pub(super) reranker: Arc<Reranker>,
    pub(crate) committee: Arc<Committee>,
    /// What turns features back into words.
    pub(super) space: Option<Arc<FeatureSpace>>,
    pub(super) held_out: Arc<Vec<RowBuf>>,
}

impl Snapshot {
    /// Whether the items are known by their words alone so far.
    pub fn is_words_only(&self) -> bool {
        let rows = self.committee.rows();
        rows.dense_width() == 0 && rows.text.width() > 0
    }

    /// How many seconds a pool item is expected to take, where costs count.
    pub(crate) fn expected_seconds(&self, item: PoolId) -> Option<f32> {
        let costs = self.reranker.costs.as_ref()?;
        Some(costs.expected(item.index()))
    }

    /// How many labels the committee knows.
    pub fn labels(&self) -> usize {
        self.committee.labels()
    }

    /// The answered item that a pool item is nearly the same as, and their cosine.
    pub(crate) fn copy_of(&self, item: PoolId) -> Option<(PoolId, f32)> {
        let other = self.filter.copy_of(item)?;
        Some((
            other,
            self.committee.rows().cosine(item.index(), other.index()),
        ))
    }

    /// Items that are set aside, with the reason; `ids` are the pool's ids in row order. Answered
    /// ones may be among them.
    pub(crate) fn set_aside(&self, ids: &[PoolId]) -> Vec<(PoolId, ExclusionReason)> {
        let mut aside = self.excluded.clone();
        // When the rest is done they are asked, and stand nowhere.
        if self.set_aside_count > 0 {
            aside.extend(self.filter.excluded(ids));
        }
        aside.sort_by_key(|(item, _)| *item);
        aside.dedup_by_key(|(item, _)| *item);
        aside
    }

    /// The label that the committee learnt of a pool item.
    pub fn label_of(&self, item: PoolId) -> Option<LabelId> {
        self.committee.label_of(item)
    }

    /// What the committee predicts for a pool item.
    pub fn prediction(&self, item: PoolId) -> Option<CommitteePrediction> {
        self.committee.prediction_of(item)
    }

    /// What the committee predicts for a held-out item: for the journal.
    pub(crate) fn held_out_prediction(&self, item: HoldoutId) -> Option<CommitteePrediction> {
        self.committee
            .prediction(self.held_out.get(item.index())?.as_row())
    }

    /// The likeliest label of a held-out item: for evaluation.
    pub(crate) fn predict_held_out(&self, item: HoldoutId) -> Option<LabelId> {
        self.committee
            .predict(self.held_out.get(item.index())?.as_row())
    }
}
