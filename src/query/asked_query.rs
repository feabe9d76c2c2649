//! One query: what is asked, what may be painted of it, and what the journal keeps of it.
//!
//! A [`Query`] holds the snapshot that it was decided on, so that a newer one changes nothing of a
//! query already asked. Invariant: what the person may see before answering is only ever read
//! through [`Query::view`], which leaves the model's prediction out of a blind query: the screen
//! cannot leak what it was never given.

use std::sync::Arc;

use super::selector::{Decision, REVISIT};
use super::view::{Explanation, NearestLabeled, QueryView, Revealed};
use crate::content_safety::Veil;
use crate::journal::event::{NearestRecord, QueryRecord};
use crate::learner::CommitteePrediction;
use crate::pool::{Items, Split};
use crate::project::OpinionMode;
use crate::schema::{Arm, ItemIndex, LabelSet};
use crate::state::Verdict;
use crate::strategy::{COLD_START, ColdStart, ExplainInput, find};
use crate::trainer::Snapshot;
use crate::wellbeing::GAP;

/// The most answered items that are told of beside an item.
const MOST_SIMILAR: usize = 8;

/// One question put to the oracle.
#[derive(Clone)]
pub struct Query {
    /// What was decided.
    pub decision: Decision,
    snapshot: Arc<Snapshot>,
    split: Split,
    prediction: Option<CommitteePrediction>,
    blind: bool,
    /// How the prediction was to be shown when it was asked.
    pub(crate) mode: OpinionMode,
    /// Whether the prediction was in sight, although it may be hidden by now.
    pub(crate) was_shown: bool,
    /// How many training changes there were when it was asked.
    version: u64,
    /// The answer it came back with.
    pub(crate) previous: Option<Verdict>,
    /// The answered items most like it, most like it first.
    similar: Vec<NearestLabeled>,
    same_as: Option<NearestLabeled>,
    /// The seconds between two acts from which on this person was away.
    pub(crate) away_after: f64,
    veil: Option<Veil>,
}

impl Query {
    /// Makes a query of a decision; `blind` is the coin of active queries, `version` how many
    /// training changes there are by now, `previous` the item's answer when it comes back.
    pub(crate) fn new(
        decision: Decision,
        items: &Items,
        snapshot: Arc<Snapshot>,
        mode: OpinionMode,
        blind: bool,
        version: u64,
        previous: Option<Verdict>,
    ) -> Self {
        let near = |(other, cosine)| NearestLabeled {
            item: items.pool_index(other),
            label: snapshot.label_of(other),
            cosine,
            veiled: false,
        };
        let split = items.side(decision.item);
        let (prediction, similar, same_as) = match split {
            Split::Pool(id) => (
                snapshot.prediction(id),
                (snapshot
                    .committee
                    .nearest_labeled(id, MOST_SIMILAR)
                    .into_iter())
                .map(near)
                .collect(),
                snapshot.copy_of(id).map(near),
            ),
            Split::Holdout(id) => (snapshot.held_out_prediction(id), Vec::new(), None),
        };
        Self {
            // Also what the person looked up: it may be held out, and drawn as a check yet.
            blind: blind || decision.arm != Arm::Active,
            decision,
            snapshot,
            split,
            prediction,
            mode,
            was_shown: false,
            version,
            previous,
            similar,
            same_as,
            away_after: GAP.as_secs_f64(),
            veil: None,
        }
    }

    /// Hides the item and those that would be told of beside it, where there is a veil for them.
    pub(crate) fn hide(&mut self, veil: impl Fn(ItemIndex) -> Option<Veil>) {
        self.veil = veil(self.decision.item);
        for near in self.similar.iter_mut().chain(&mut self.same_as) {
            near.veiled = veil(near.item).is_some();
        }
    }

    /// Leaves out what the model says, where it has nothing to learn from: it would know no more
    /// than how often each class was given.
    pub(crate) fn forget_model(&mut self) {
        self.prediction = None;
        self.similar.clear();
        self.same_as = None;
    }

    /// Whether it opens veiled.
    pub(crate) fn is_veiled(&self) -> bool {
        self.veil.is_some()
    }

    /// The item.
    pub fn item(&self) -> ItemIndex {
        self.decision.item
    }

    /// Entropy of the committee's prediction over the logarithm of the number of classes, 0 to 1;
    /// `None` while there is none.
    pub(crate) fn uncertainty(&self) -> Option<f64> {
        let probabilities = &self.prediction.as_ref()?.probabilities;
        let entropy: f64 = probabilities
            .iter()
            .map(|(_, p)| f64::from(*p))
            .filter(|p| *p > 0.0)
            .map(|p| -p * p.ln())
            .sum();
        (probabilities.len() > 1).then(|| entropy / (probabilities.len() as f64).ln())
    }

    /// Shows the prediction otherwise from now on. What was in sight stays known to have been.
    pub(crate) fn show_as(&mut self, mode: OpinionMode) {
        self.was_shown |= self.shows_prediction();
        self.mode = mode;
    }

    /// Whether the model's prediction is to be seen before the answer.
    fn shows_prediction(&self) -> bool {
        !self.blind && self.mode == OpinionMode::Shown
    }

    /// The answered item that it is nearly the same as, where that may be told: another's answer
    /// beside a check would not be a check.
    /// Of an item that the person went to as well: what is set aside as a copy says so in its list.
    fn offered(&self) -> Option<NearestLabeled> {
        let may_be_told = self.shows_prediction() || self.decision.arm == Arm::Chosen;
        self.same_as
            .filter(|_| may_be_told && self.previous.is_none())
    }

    /// The group whose turn it was: a quota decides among the strategy's choices alone.
    fn quota(&self) -> Option<String> {
        let quota = self.snapshot.quota.clone();
        quota.filter(|_| self.decision.rank.is_some())
    }

    /// What the ranking was about, where the strategy has several modes.
    fn ranking_mode(&self) -> Option<&'static str> {
        self.snapshot.mode.filter(|_| self.decision.rank.is_some())
    }

    fn expected_seconds(&self) -> Option<f32> {
        match self.split {
            Split::Pool(id) => self.snapshot.expected_seconds(id),
            Split::Holdout(_) => None,
        }
    }

    /// What may be painted before the answer.
    pub fn view(&self, items: &Items, labels: &LabelSet) -> QueryView {
        let is_shown = self.shows_prediction();
        QueryView {
            item: self.decision.item,
            veil: self.veil.clone(),
            previous: self.previous,
            opinion: self.prediction.clone().filter(|_| is_shown),
            why: is_shown.then(|| self.explanation(items, labels)).flatten(),
            // The session knows who asked for it.
            again: None,
            evidence: match self.split {
                // The words are the item's own.
                Split::Pool(id) if is_shown && !self.is_veiled() => {
                    let text = &items.get(self.decision.item).text;
                    self.snapshot.evidence(id, text)
                }
                _ => Vec::new(),
            },
            similar: if is_shown {
                self.similar.clone()
            } else {
                Vec::new()
            },
            same_as: self.offered(),
            away_after: self.away_after,
            stale: self.version.saturating_sub(self.snapshot.version),
            speculated: self.snapshot.speculated,
            parts: self.snapshot.parts,
        }
    }

    /// What may be told after the answer; a repeat stays silent for good, and passes for one of
    /// the model's own queries.
    pub fn revealed(&self) -> Revealed {
        if self.decision.arm == Arm::Repeat {
            return Revealed::NOTHING;
        }
        let in_sight = self.shows_prediction() || self.was_shown;
        let seen = in_sight || self.mode == OpinionMode::Never;
        Revealed {
            arm: self.decision.arm,
            likeliest: self
                .prediction
                .as_ref()
                // A check may still be corrected: what the model predicts for it stays untold.
                // What is asked again was taught to the model: its agreement means nothing.
                .filter(|_| !seen && !matches!(self.decision.arm, Arm::Holdout | Arm::Review))
                .and_then(CommitteePrediction::likeliest),
        }
    }

    /// Why this one, in words and numbers.
    fn explanation(&self, items: &Items, labels: &LabelSet) -> Option<Explanation> {
        let names = |label| labels.name(label).to_owned();
        let strategy = self.decision.strategy?;
        let score = self.decision.score;
        let sentence = match strategy {
            COLD_START => {
                let length = self.snapshot.cold_length;
                ColdStart::explain(score.unwrap_or(0.0), items.pool_len(), length)
            }
            REVISIT => "you put it off earlier; the rest is done".into(),
            _ => (find(strategy).ok()?.explain)(&ExplainInput {
                prediction: self.prediction.as_ref()?,
                names: &names,
                score: score.unwrap_or(0.0),
                labels: self.snapshot.labels(),
                mode: self.ranking_mode(),
                positive: self.snapshot.positive,
            }),
        };
        Some(Explanation {
            sentence,
            strategy,
            score,
            rank: self.decision.rank,
            runner_up: self.decision.runner_up,
            candidates: self.decision.candidates,
            draw_probability: self.decision.draw_probability,
            expected_seconds: self.expected_seconds(),
            quota: self.quota(),
        })
    }

    /// What the journal keeps of it. Its `knows` is the snapshot's version, its `aim` the mode.
    pub fn record(&self, items: &Items, labels: &LabelSet) -> QueryRecord {
        let (decision, snapshot) = (&self.decision, &self.snapshot);
        let prediction = self.prediction.as_ref();
        let name = |label| labels.name(label).to_owned();
        // Four digits are what a person can use, and keep the journal short.
        let rounded = |p: f32| (f64::from(p) * 1e4).round() / 1e4;
        QueryRecord {
            arm: decision.arm,
            strategy: decision.strategy.map(str::to_owned),
            score: decision.score.map(f64::from),
            runner_up: decision.runner_up.map(f64::from),
            rank: decision.rank,
            pool: items.pool_len() as u32,
            candidates: decision.candidates,
            draw_probability: decision.draw_probability,
            aim: self.ranking_mode().map(str::to_owned),
            offered: self.offered().map(|same| items.get(same.item).id.clone()),
            quota: self.quota(),
            expected_seconds: self.expected_seconds().map(rounded),
            nearest: self.similar.first().map(|nearest| NearestRecord {
                item: items.get(nearest.item).id.clone(),
                cosine: rounded(nearest.cosine),
            }),
            repeat: decision.repeat,
            displaced: decision.displaced(items),
            knows: snapshot.version,
            model: snapshot.model.clone(),
            words_only: snapshot.is_words_only(),
            probabilities: prediction.map(|prediction| {
                let shares = prediction.probabilities.iter();
                shares
                    .map(|(label, p)| (name(*label), rounded(*p)))
                    .collect()
            }),
            votes: prediction.map(|prediction| {
                let votes = prediction.votes.iter();
                votes
                    .map(|vote| (vote.member.to_owned(), name(vote.label)))
                    .collect()
            }),
            disagreement: prediction.map(|prediction| rounded(prediction.disagreement)),
            vote_entropy: prediction.map(|prediction| rounded(prediction.vote_entropy)),
            opinion_shown: (self.shows_prediction() || self.was_shown) && prediction.is_some(),
        }
    }
}
