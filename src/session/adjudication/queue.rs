//! Orders the items of a review, as the reviewer selected them.
//!
//! What changed guidelines may have settled comes first, then what was judged again as asked, then what
//! was asked for in the selection;
//! what the reviewer put off comes last. Invariant: the order follows from the votes, the state,
//! what has been found so far and the selection alone.

use std::collections::HashSet;

use jiff::Timestamp;

use super::analysis::AnalysisResults;
use super::vote_table::{VoteTable, counts, is_disputed};
use crate::agreement::{AnnotatorId, Vote};
use crate::schema::{Adjudication, ItemIndex, LabelId};
use crate::state::{RequestedJudgement, State};

/// Which items there are to review.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Scope {
    /// Those whose labels differ.
    #[default]
    Disputed,
    /// Those that two or more labeled.
    Several,
    /// Those with a label that looks wrong, be it the only one.
    SecondLook,
    /// Those with one label, where a second is worth more than a label for a new item.
    Single,
}

impl Scope {
    /// All of them, the default first.
    pub const ALL: [Self; 4] = [
        Self::Disputed,
        Self::Several,
        Self::SecondLook,
        Self::Single,
    ];

    /// What they are, in words.
    pub fn words(self) -> &'static str {
        match self {
            Self::Disputed => "items whose labels differ",
            Self::Several => "all items that two or more labeled",
            Self::SecondLook => "labels that want a second look",
            Self::Single => "items with one label that want more",
        }
    }
}

/// In which order they come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Sort {
    /// Where one more label is worth most first (ActiveLab).
    #[default]
    Worth,
    /// The most split first.
    Entropy,
    /// The pair that agrees least first.
    Pair,
    /// The classes that are taken for each other most first.
    Class,
}

impl Sort {
    /// All of them, the default first.
    pub const ALL: [Self; 4] = [Self::Worth, Self::Entropy, Self::Pair, Self::Class];

    /// What comes first, in words.
    pub fn words(self) -> &'static str {
        match self {
            Self::Worth => "one more label worth most first",
            Self::Entropy => "most split first",
            Self::Pair => "pair that agrees least first",
            Self::Class => "classes most often confused first",
        }
    }
}

/// What narrows them down.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Filter {
    /// Nothing.
    #[default]
    None,
    /// These two gave different labels.
    Pair(AnnotatorId, AnnotatorId),
    /// Somebody gave the first label and somebody else the second.
    Cell(LabelId, LabelId),
    /// This one differs from somebody.
    Annotator(AnnotatorId),
}

/// What is reviewed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Selection {
    /// Which items.
    pub scope: Scope,
    /// In which order.
    pub sort: Sort,
    /// Which of them.
    pub filter: Filter,
    /// Whether those that are decided or wait for somebody come, too.
    pub with_decided: bool,
}

/// What became of an item so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Status {
    /// It waits for a decision.
    Open,
    /// The guidelines have changed since it was said that they leave it open.
    GapTouched,
    /// Whoever was asked has judged it since, and nobody has decided since.
    JudgedAgain,
    /// It waits for somebody's judgement.
    Waiting,
    /// It is decided.
    Decided,
}

/// One item of the queue.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct QueueItem {
    pub(super) item: ItemIndex,
    pub(super) row: usize,
    pub(super) status: Status,
}

/// All that the order is made from.
pub(super) struct Queue<'a> {
    pub(super) state: &'a State,
    pub(super) vote_table: &'a VoteTable,
    pub(super) results: &'a AnalysisResults,
    /// Hash of the guidelines in force.
    pub(super) guidelines: &'a str,
    /// What the reviewer put off in this session.
    pub(super) put_off: &'a [ItemIndex],
}

impl Queue<'_> {
    /// The items of a selection, first to last.
    pub(super) fn of(&self, selection: &Selection) -> Vec<QueueItem> {
        let requests = Requests::of(self.state);
        let votes = &self.vote_table.votes;
        let mut keyed: Vec<_> = votes
            .rows()
            .enumerate()
            .filter(|(_, cast)| passes(cast, selection.filter))
            .map(|(row, cast)| {
                let item = votes.items()[row];
                let status = self.status(item, &requests);
                (QueueItem { item, row, status }, cast)
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

    /// What became of an item so far.
    pub(super) fn status(&self, item: ItemIndex, requests: &Requests) -> Status {
        match self.state.item(item).adjudication() {
            _ if requests.open.contains(&item) => Status::Waiting,
            _ if requests.met.contains(&item) => Status::JudgedAgain,
            None => Status::Open,
            Some(decided) => match decided.decision {
                Adjudication::GuidelineGap(_) if decided.guidelines != self.guidelines => {
                    Status::GapTouched
                }
                _ => Status::Decided,
            },
        }
    }

    fn belongs(&self, queued: QueueItem, cast: &[Vote], selection: &Selection) -> bool {
        let wanted = match selection.scope {
            Scope::Disputed => is_disputed(cast),
            Scope::Several => cast.len() > 1,
            Scope::SecondLook => self.results.label_errors.contains_key(&queued.item),
            Scope::Single => cast.len() == 1 && self.results.wants_another(queued.item),
        };
        match queued.status {
            Status::GapTouched => true,
            Status::Open => wanted,
            // It is there because the reviewer wanted it, unless all agree by now.
            Status::JudgedAgain => {
                wanted || is_disputed(cast) || self.state.item(queued.item).adjudication().is_some()
            }
            Status::Waiting | Status::Decided => wanted && selection.with_decided,
        }
    }

    /// What is compared: the tier, then two numbers, the lower first.
    fn key(&self, queued: QueueItem, cast: &[Vote], selection: &Selection) -> (u8, f64, f64) {
        let Selection { scope, sort, .. } = *selection;
        let VoteTable { votes, ranks, .. } = self.vote_table;
        let facts = self.vote_table.facts[queued.row];
        let tier = match queued.status {
            _ if self.put_off.contains(&queued.item) => 6,
            Status::Decided => 5,
            Status::Waiting => 4,
            Status::GapTouched => 0,
            Status::JudgedAgain => 1,
            Status::Open if facts.older > 0 && is_disputed(cast) => 2,
            Status::Open => 3,
        };
        let calm = 1.0 - facts.split;
        let first = match sort {
            // The most suspicious first, whatever the order of the others.
            _ if scope == Scope::SecondLook => -self.results.label_error_strength(queued.item),
            Sort::Worth => self.results.worth(queued.item).unwrap_or(f64::MAX),
            Sort::Entropy => calm,
            Sort::Pair => ranks.of_annotators(votes, cast),
            Sort::Class => ranks.of_classes(votes, cast),
        };
        (tier, first, calm)
    }

    /// How many items are decided, and how many wait for somebody.
    pub(super) fn tally(&self) -> (usize, usize) {
        let requests = Requests::of(self.state);
        let decided = self.vote_table.votes.items().iter().filter(|item| {
            let status = self.status(**item, &requests);
            status == Status::Decided
        });
        (decided.count(), requests.open.len())
    }
}

/// The items that somebody was asked to judge.
pub(super) struct Requests {
    /// Those that wait for a judgement.
    pub(super) open: HashSet<ItemIndex>,
    /// Those whose judgement came, where nobody has decided since.
    pub(super) met: HashSet<ItemIndex>,
}

impl Requests {
    pub(super) fn of(state: &State) -> Self {
        let asked = |is: fn(&State, &RequestedJudgement) -> bool| {
            let requests = state.requested().iter();
            let those = requests.filter(|request| is(state, request));
            those.map(|request| request.item).collect()
        };
        Self {
            open: asked(is_open),
            met: asked(|state, request| came_at(state, request).is_some()),
        }
    }
}

/// When whoever was asked judged; `None` when they have not, or somebody has decided since they were
/// asked.
pub(super) fn came_at(state: &State, request: &RequestedJudgement) -> Option<Timestamp> {
    let item = state.item(request.item);
    let judged = item.judgement_of(&request.of)?.given_at;
    let decided = item.adjudication().map(|decided| decided.given_at);
    let is_settled = decided.is_some_and(|at| at >= request.asked_at);
    (judged >= request.asked_at && !is_settled).then_some(judged)
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

/// What the annotations of a row say, in words: "3 fine, 1 rude".
pub(super) fn in_words(cast: &[Vote], name: impl Fn(LabelId) -> String) -> String {
    let mut said = counts(cast);
    said.sort_by_key(|(label, count)| (std::cmp::Reverse(*count), *label));
    let parts = said
        .into_iter()
        .map(|(label, count)| format!("{count} {}", name(label)));
    parts.collect::<Vec<_>>().join(", ")
}
