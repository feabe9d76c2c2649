//! Which items come, in which order, and why?
//!
//! What changed guidelines may have settled comes first, then what was asked for in the selection;
//! what the reviewer put off comes last. Invariant: the order follows from the votes, the state,
//! what has been found so far and the selection alone.

use std::collections::HashSet;

use super::ground::{VoteTable, counts, is_disputed};
use super::selection::{Filter, Scope, Selection, Sort};
use super::study::AnalysisResults;
use crate::agreement::{AnnotatorId, Vote};
use crate::pool::Items;
use crate::schema::{Adjudication, ItemIndex, LabelId};
use crate::state::{RequestedJudgement, State};

/// How an item stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    /// It waits for a decision.
    Open,
    /// The guidelines have changed since it was said that they leave it open.
    GapTouched,
    /// It waits for somebody's judgement.
    Waiting,
    /// It is decided.
    Decided,
}

/// One item of the queue.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Queued {
    pub(super) item: ItemIndex,
    pub(super) row: usize,
    pub(super) standing: Standing,
}

/// All that an order is made from.
pub(super) struct View<'a> {
    pub(super) state: &'a State,
    pub(super) items: &'a Items,
    pub(super) ground: &'a VoteTable,
    pub(super) findings: &'a AnalysisResults,
    /// Hash of the guidelines in force.
    pub(super) guidelines: &'a str,
    /// What the reviewer put off in this session.
    pub(super) put_off: &'a [ItemIndex],
}

impl View<'_> {
    /// The items of a selection, first to last.
    pub(super) fn queue(&self, selection: &Selection) -> Vec<Queued> {
        let waiting = waiting(self.state);
        let votes = &self.ground.votes;
        let mut keyed: Vec<_> = votes
            .rows()
            .enumerate()
            .filter(|(_, cast)| passes(cast, selection.filter))
            .map(|(row, cast)| {
                let item = votes.items()[row];
                let standing = self.standing(item, &waiting);
                (
                    Queued {
                        item,
                        row,
                        standing,
                    },
                    cast,
                )
            })
            .filter(|(queued, cast)| self.belongs(*queued, cast, selection))
            .map(|(queued, cast)| (self.key(queued, cast, selection), queued))
            .collect();
        keyed.sort_by(|(a, one), (b, other)| {
            let order = a.0.cmp(&b.0).then(a.1.total_cmp(&b.1));
            order
                .then(a.2.total_cmp(&b.2))
                .then(one.item.cmp(&other.item))
        });
        keyed.into_iter().map(|(_, queued)| queued).collect()
    }

    /// How an item stands; `waiting` are those that somebody was asked to judge.
    pub(super) fn standing(&self, item: ItemIndex, waiting: &HashSet<ItemIndex>) -> Standing {
        match self.state.item(item).adjudication() {
            _ if waiting.contains(&item) => Standing::Waiting,
            None => Standing::Open,
            Some(decided) => match decided.decision {
                Adjudication::GuidelineGap(_) if decided.guidelines != self.guidelines => {
                    Standing::GapTouched
                }
                _ => Standing::Decided,
            },
        }
    }

    fn belongs(&self, queued: Queued, cast: &[Vote], selection: &Selection) -> bool {
        let wanted = match selection.scope {
            Scope::Disputed => is_disputed(cast),
            Scope::Several => cast.len() > 1,
            Scope::SecondLook => self.findings.suspicions.contains_key(&queued.item),
            Scope::Single => cast.len() == 1 && self.findings.wants_another(queued.item),
        };
        match queued.standing {
            Standing::GapTouched => true,
            Standing::Open => wanted,
            Standing::Waiting | Standing::Decided => wanted && selection.with_decided,
        }
    }

    /// What is compared: the tier, then two numbers, the lower first.
    fn key(&self, queued: Queued, cast: &[Vote], selection: &Selection) -> (u8, f64, f64) {
        let Selection { scope, sort, .. } = *selection;
        let facts = self.ground.facts(queued.row);
        let tier = match queued.standing {
            _ if self.put_off.contains(&queued.item) => 5,
            Standing::Decided => 4,
            Standing::Waiting => 3,
            Standing::GapTouched => 0,
            Standing::Open if facts.older > 0 && is_disputed(cast) => 1,
            Standing::Open => 2,
        };
        let calm = 1.0 - facts.split;
        let first = match sort {
            // The most suspicious first, whatever the order of the others.
            _ if scope == Scope::SecondLook => -self.findings.suspicion(queued.item),
            Sort::Worth => self.findings.worth(queued.item).unwrap_or(f64::MAX),
            Sort::Entropy => calm,
            Sort::Pair => self.ground.ranks.of_annotators(&self.ground.votes, cast),
            Sort::Class => self.ground.ranks.of_classes(&self.ground.votes, cast),
        };
        (tier, first, calm)
    }

    /// How many items are decided, and how many wait for somebody.
    pub(super) fn tally(&self) -> (usize, usize) {
        let waiting = waiting(self.state);
        let decided = self.ground.votes.items().iter().filter(|item| {
            let standing = self.standing(**item, &waiting);
            standing == Standing::Decided
        });
        (decided.count(), waiting.len())
    }
}

/// Items that wait for somebody's judgement.
pub(super) fn waiting(state: &State) -> HashSet<ItemIndex> {
    state
        .requested()
        .iter()
        .filter(|request| is_open(state, request))
        .map(|request| request.item)
        .collect()
}

/// Whether a request waits: whoever was asked has not judged since, and nobody has decided.
pub(super) fn is_open(state: &State, request: &RequestedJudgement) -> bool {
    let item = state.item(request.item);
    let judged = item.judgement_of(&request.of).map(|said| said.given_at);
    let decided = item.adjudication().map(|decided| decided.given_at);
    judged.max(decided).is_none_or(|at| at < request.asked_at)
}

/// Whether a row is let through.
fn passes(cast: &[Vote], filter: Filter) -> bool {
    let label_of = |who: AnnotatorId| {
        let vote = cast.iter().find(|vote| vote.annotator == who);
        vote.map(|vote| vote.label)
    };
    let said = |label: LabelId| cast.iter().filter(move |vote| vote.label == label).count();
    match filter {
        Filter::None => true,
        Filter::Pair(a, b) => match (label_of(a), label_of(b)) {
            (Some(one), Some(other)) => one != other,
            _ => false,
        },
        Filter::Cell(c, k) if c == k => said(c) > 1,
        Filter::Cell(c, k) => said(c) > 0 && said(k) > 0,
        Filter::Annotator(who) => {
            label_of(who).is_some_and(|label| cast.iter().any(|vote| vote.label != label))
        }
    }
}

/// What the voices of a row say, in words: "3 fine, 1 rude".
pub(super) fn in_words(cast: &[Vote], name: impl Fn(LabelId) -> String) -> String {
    let mut said = counts(cast);
    said.sort_by_key(|(label, count)| (std::cmp::Reverse(*count), *label));
    let parts = said
        .into_iter()
        .map(|(label, count)| format!("{count} {}", name(label)));
    parts.collect::<Vec<_>>().join(", ")
}
