//! What is asked, and how much of it may be painted?
//!
//! A [`Query`] holds everything for the journal. What the person may see before answering is
//! only ever read through [`Query::face`], which leaves the model's opinion out of a blind
//! query: the screen cannot leak what it was never given.

use std::collections::BTreeMap;
use std::ops::Range;

use super::selection::{Decision, REVISIT};
use super::view::{Explanation, NearestLabeled, QueryView, Revealed};
use crate::content_safety::Veil;
use crate::journal::event::{NearestRecord, QueryRecord};
use crate::learner::CommitteePrediction;
use crate::pool::{Items, Split};
use crate::project::OpinionMode;
use crate::schema::{Arm, ItemIndex, LabelId, LabelSet};
use crate::state::Verdict;
use crate::strategy::{COLD_START, ColdStart, ExplainInput, find};
use crate::trainer::Snapshot;
use crate::wellbeing::GAP;

/// One question put to the oracle.
#[derive(Debug, Clone)]
pub struct Query {
    decision: Decision,
    opinion: Option<CommitteePrediction>,
    pulls: Vec<Range<usize>>,
    knows: u64,
    model: Option<String>,
    pool: usize,
    blind: bool,
    mode: OpinionMode,
    stale: u64,
    foreseen: bool,
    parts: usize,
    words_only: bool,
    previous: Option<Verdict>,
    nearest: Option<NearestLabeled>,
    same_as: Option<NearestLabeled>,
    expected_seconds: Option<f32>,
    owed: Option<String>,
    positive: Option<LabelId>,
    labels: usize,
    aim: Option<String>,
    away_after: f64,
    veil: Option<Veil>,
}

impl Query {
    /// Makes a query of a decision; `blind` is the coin of active queries, `known` how many
    /// training changes there are by now, `previous` the item's answer when it comes back.
    pub(crate) fn new(
        decision: Decision,
        items: &Items,
        snapshot: &Snapshot,
        mode: OpinionMode,
        blind: bool,
        known: u64,
        previous: Option<Verdict>,
    ) -> Self {
        let (mut nearest, mut same_as, mut expected_seconds) = (None, None, None);
        let near = |(other, cosine)| NearestLabeled {
            item: items.pool_index(other),
            label: snapshot.label_of(other),
            cosine,
            veiled: false,
        };
        let (opinion, pulls) = match items.side(decision.item) {
            Split::Pool(id) => {
                let text = &items.get(decision.item).text;
                nearest = snapshot.nearest_labeled(id).map(near);
                same_as = snapshot.copy_of(id).map(near);
                expected_seconds = snapshot.expected_seconds(id);
                (snapshot.opinion(id), snapshot.pulling_words(id, text))
            }
            Split::Holdout(id) => (snapshot.opinion_of_held_out(id), Vec::new()),
        };
        // A floor decides among the strategy's choices alone.
        let ranked = decision.rank.is_some();
        Self {
            blind: match decision.arm {
                Arm::Active => blind,
                // Also what the person looked up: it may be held out, and drawn as a check yet.
                _ => true,
            },
            stale: known.saturating_sub(snapshot.knows),
            decision,
            opinion,
            pulls,
            knows: snapshot.knows,
            foreseen: snapshot.foreseen,
            parts: snapshot.parts,
            words_only: snapshot.is_words_only(),
            model: snapshot.model.clone(),
            pool: items.pool_len(),
            mode,
            previous,
            nearest,
            same_as,
            expected_seconds,
            owed: snapshot.owed.clone().filter(|_| ranked),
            positive: snapshot.positive,
            labels: snapshot.labels(),
            aim: snapshot.aim.clone().filter(|_| ranked),
            away_after: GAP.as_secs_f64(),
            veil: None,
        }
    }

    /// With what hides the item and those that would be told of beside it.
    #[must_use]
    pub(crate) fn veiled(mut self, veil: impl Fn(ItemIndex) -> Option<Veil>) -> Self {
        self.veil = veil(self.decision.item);
        for near in [&mut self.nearest, &mut self.same_as].into_iter().flatten() {
            near.veiled = veil(near.item).is_some();
        }
        self
    }

    /// Whether it opens veiled.
    pub(crate) fn is_veiled(&self) -> bool {
        self.veil.is_some()
    }

    /// With the seconds between two acts from which on this person was away.
    #[must_use]
    pub(crate) fn away_after(mut self, seconds: f64) -> Self {
        self.away_after = seconds;
        self
    }

    /// The item.
    pub fn item(&self) -> ItemIndex {
        self.decision.item
    }

    /// How the opinion was to be shown when it was asked.
    pub(crate) fn mode(&self) -> OpinionMode {
        self.mode
    }

    /// What was decided.
    pub fn decision(&self) -> &Decision {
        &self.decision
    }

    /// The arm that decided.
    pub fn arm(&self) -> Arm {
        self.decision.arm
    }

    /// Entropy of the committee's opinion over the logarithm of the number of classes, 0 to 1;
    /// `None` while there is none.
    pub(crate) fn uncertainty(&self) -> Option<f64> {
        let probabilities = &self.opinion.as_ref()?.probabilities;
        let entropy: f64 = probabilities
            .iter()
            .map(|(_, p)| f64::from(*p))
            .filter(|p| *p > 0.0)
            .map(|p| -p * p.ln())
            .sum();
        (probabilities.len() > 1).then(|| entropy / (probabilities.len() as f64).ln())
    }

    /// Whether the model's opinion is to be seen before the answer.
    fn shows_opinion(&self) -> bool {
        !self.blind && self.mode == OpinionMode::Shown
    }

    /// What may be painted before the answer.
    pub fn face(&self, labels: &LabelSet) -> QueryView {
        QueryView {
            item: self.decision.item,
            veil: self.veil.clone(),
            previous: self.previous,
            opinion: self.opinion.clone().filter(|_| self.shows_opinion()),
            why: self.shows_opinion().then(|| self.why(labels)).flatten(),
            // The words that pull are the item's own.
            pulls: if self.shows_opinion() && self.veil.is_none() {
                self.pulls.clone()
            } else {
                Vec::new()
            },
            // Another's answer beside a check would not be a check.
            same_as: self
                .same_as
                .filter(|_| self.shows_opinion() && self.previous.is_none()),
            away_after: self.away_after,
            stale: self.stale,
            foreseen: self.foreseen,
            parts: self.parts,
        }
    }

    /// The answer it came back with.
    pub(crate) fn previous(&self) -> Option<Verdict> {
        self.previous
    }

    /// What may be told when it was put off, since it comes back: nothing.
    pub fn unrevealed() -> Revealed {
        Revealed {
            arm: Arm::Active,
            likeliest: None,
        }
    }

    /// What may be told after the answer; a repeat stays silent for good, and passes for one of
    /// the model's own queries.
    pub fn revealed(&self) -> Revealed {
        if self.decision.arm == Arm::Repeat {
            return Self::unrevealed();
        }
        let seen = self.shows_opinion() || self.mode == OpinionMode::Never;
        Revealed {
            arm: self.decision.arm,
            likeliest: self
                .opinion
                .as_ref()
                // A check may still be corrected: what the model thinks of it stays untold.
                .filter(|_| !seen && self.decision.arm != Arm::Holdout)
                .and_then(CommitteePrediction::likeliest),
        }
    }

    /// Explanation this one, in words and numbers.
    fn why(&self, labels: &LabelSet) -> Option<Explanation> {
        let names = |label| labels.name(label).to_owned();
        let strategy = self.decision.strategy?;
        let score = self.decision.score;
        let sentence = match strategy {
            COLD_START => ColdStart::explain(score.unwrap_or(0.0), self.pool),
            REVISIT => "you put it off earlier; the rest is done".into(),
            _ => {
                // What a floor decided comes first: it says among whom was chosen.
                let opinion = self.opinion.as_ref()?;
                (find(strategy).ok()?.explain)(&ExplainInput {
                    prediction: opinion,
                    names: &names,
                    score: score.unwrap_or(0.0),
                    labels: self.labels,
                    mode: self.aim.as_deref(),
                    positive: self.positive,
                })
            }
        };
        Some(Explanation {
            sentence,
            strategy,
            score,
            rank: self.decision.rank,
            runner_up: self.decision.runner_up,
            candidates: self.decision.candidates,
            draw_probability: self.decision.draw_probability,
            nearest: self.nearest,
            expected_seconds: self.expected_seconds,
            owed: self.owed.clone(),
        })
    }

    /// What the journal keeps of it.
    pub fn record(&self, items: &Items, labels: &LabelSet) -> QueryRecord {
        let name = |label| labels.name(label).to_owned();
        // Four digits are what a person can use, and keep the journal short.
        let rounded = |p: f32| (f64::from(p) * 1e4).round() / 1e4;
        QueryRecord {
            arm: self.decision.arm,
            strategy: self.decision.strategy.map(str::to_owned),
            score: self.decision.score.map(f64::from),
            runner_up: self.decision.runner_up.map(f64::from),
            rank: self.decision.rank,
            pool: self.pool as u32,
            candidates: self.decision.candidates,
            draw_probability: self.decision.draw_probability,
            aim: self.aim.clone(),
            offered: self
                .same_as
                .filter(|_| self.shows_opinion() && self.previous.is_none())
                .map(|same| items.get(same.item).id.clone()),
            quota: self.owed.clone(),
            expected_seconds: self.expected_seconds.map(rounded),
            nearest: self.nearest.map(|nearest| NearestRecord {
                item: items.get(nearest.item).id.clone(),
                cosine: rounded(nearest.cosine),
            }),
            repeat: self.decision.repeat,
            displaced: self.decision.displaced(items),
            knows: self.knows,
            model: self.model.clone(),
            words_only: self.words_only,
            probabilities: self.opinion.as_ref().map(|opinion| {
                opinion
                    .probabilities
                    .iter()
                    .map(|(label, p)| (name(*label), rounded(*p)))
                    .collect::<BTreeMap<_, _>>()
            }),
            votes: self.opinion.as_ref().map(|opinion| {
                opinion
                    .votes
                    .iter()
                    .map(|vote| (vote.member.to_owned(), name(vote.label)))
                    .collect::<BTreeMap<_, _>>()
            }),
            disagreement: self
                .opinion
                .as_ref()
                .map(|opinion| rounded(opinion.disagreement)),
            vote_entropy: self
                .opinion
                .as_ref()
                .map(|opinion| rounded(opinion.vote_entropy)),
            opinion_shown: self.shows_opinion() && self.opinion.is_some(),
        }
    }
}
