//! Keeps what reviewers decided and asked for.
//!
//! An adjudication stands beside the judgements that it weighed and changes none of them; taking
//! it back leaves them as they were. A request is met when the one who was asked has judged the
//! item since.

use std::collections::HashSet;

use jiff::Timestamp;

use super::acts::Undoable;
use super::fold::{Place, State};
use super::item_state::ItemState;
use crate::journal::event::{
    Adjudicated, AdjudicationRecord, JudgementRequested, SensitivityMarked, WeighedRecord,
};
use crate::pool::Items;
use crate::schema::{Adjudication, Annotator, ItemIndex, LabelId};

/// One decision on one item: what, by whom, when, and on what grounds.
#[derive(Debug, Clone, PartialEq)]
pub struct AdjudicationEntry {
    pub(super) place: Place,
    pub(super) order: u64,
    pub(super) undone: bool,
    /// The class that was decided for then, whatever became of it.
    pub(super) given: Option<LabelId>,
    session: Option<u32>,
    /// Who decided.
    pub annotator: Annotator,
    /// What.
    pub decision: Adjudication,
    /// When.
    pub given_at: Timestamp,
    /// The judgements that were weighed, as they stood.
    pub weighed: Vec<WeighedRecord>,
    /// Why, in the reviewer's words.
    pub rationale: Option<String>,
    /// Hash of the guidelines in force.
    pub guidelines: String,
}

/// What an item is about, as a person marked it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SensitiveMark {
    /// Set, or taken off what the data or a lexicon say.
    pub sensitive: bool,
    /// The category, if the person named one.
    pub category: Option<String>,
}

/// Somebody was asked to judge an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestedJudgement {
    pub(super) place: Place,
    pub(super) order: u64,
    /// The item.
    pub item: ItemIndex,
    /// Who asks.
    pub by: Annotator,
    /// Who is asked.
    pub of: Annotator,
    /// When.
    pub asked_at: Timestamp,
    /// Why, in the reviewer's words.
    pub why: Option<String>,
    /// Whether the class that it had was split.
    pub(crate) is_split: bool,
    /// That class, where it is known.
    pub(crate) split: Option<LabelId>,
}

/// How the reason of a request ends that a split made, behind the name that the class had.
pub(crate) const WAS_SPLIT: &str = " was split";

/// A question that the guidelines leave open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GuidelineGap<'a> {
    /// Counted from 1, in the order in which they were raised.
    pub number: usize,
    /// The item that raised it.
    pub item: ItemIndex,
    /// Who raised it.
    pub by: &'a Annotator,
    /// The question.
    pub question: &'a str,
    /// Hash of the guidelines that left it open.
    pub guidelines: &'a str,
}

impl ItemState {
    /// The decision in force: the latest that was not taken back.
    pub fn adjudication(&self) -> Option<&AdjudicationEntry> {
        self.adjudications().next_back()
    }

    /// Whether the labels that people gave it differ, and nobody has decided.
    pub(crate) fn is_disputed(&self) -> bool {
        let judgements = self.judgements();
        let mut labels = judgements.iter().filter_map(|judgement| judgement.label());
        let first = labels.next();
        labels.any(|label| Some(label) != first) && self.adjudication().is_none()
    }

    /// All decisions that were not taken back, oldest first.
    pub fn adjudications(&self) -> impl DoubleEndedIterator<Item = &AdjudicationEntry> {
        self.adjudications.iter().filter(|known| !known.undone)
    }

    pub(super) fn mark(&mut self, marked: &SensitivityMarked) {
        self.sensitive = Some(SensitiveMark {
            sensitive: marked.sensitive,
            category: marked.category.clone(),
        });
    }
}

impl State {
    pub(super) fn adjudicate(
        &mut self,
        items: &Items,
        place: Place,
        at: Timestamp,
        adjudicated: &Adjudicated,
    ) {
        let Some(index) = items.find(&adjudicated.item) else {
            self.unmatched += 1;
            return;
        };
        self.people.insert(adjudicated.annotator.clone());
        self.in_force(&adjudicated.guidelines);
        let decision = match &adjudicated.ruling {
            AdjudicationRecord::Label(name) => Adjudication::Label(self.labels.intern(name)),
            AdjudicationRecord::KeepDistribution => Adjudication::KeepDistribution,
            AdjudicationRecord::GuidelineGap(question) => {
                Adjudication::GuidelineGap(question.clone())
            }
        };
        if let Some(session) = self.session_mut(place.0, adjudicated.session) {
            session.active_seconds += adjudicated.active_seconds;
            session.adjudications += 1;
        }
        let order = self.applied;
        self.adjudicated.push((order, place, index));
        self.did(place, Undoable::Decision(index));
        let given = match decision {
            Adjudication::Label(label) => Some(label),
            _ => None,
        };
        self.change(items, index, |item| {
            item.adjudications.push(AdjudicationEntry {
                place,
                order,
                undone: false,
                given,
                session: adjudicated.session,
                annotator: adjudicated.annotator.clone(),
                decision,
                given_at: at,
                weighed: adjudicated.weighed.clone(),
                rationale: adjudicated.rationale.clone(),
                guidelines: adjudicated.guidelines.clone(),
            });
        });
    }

    pub(super) fn request(
        &mut self,
        items: &Items,
        place: Place,
        at: Timestamp,
        requested: &JudgementRequested,
    ) {
        let Some(item) = items.find(&requested.item) else {
            self.unmatched += 1;
            return;
        };
        self.did(place, Undoable::Request(item));
        // Journals from before the field say so by the reason alone.
        let is_own = requested.annotator == requested.of;
        let why = requested.why.as_deref().filter(|_| is_own);
        let by_reason = why.and_then(|why| why.strip_suffix(WAS_SPLIT));
        let split = requested.split.as_deref().or(by_reason);
        self.requested.push(RequestedJudgement {
            place,
            order: self.applied,
            item,
            by: requested.annotator.clone(),
            of: requested.of.clone(),
            asked_at: at,
            why: requested.why.clone(),
            is_split: split.is_some(),
            split: split.and_then(|class| self.labels.find(class)),
        });
    }

    /// Takes a decision back.
    pub(super) fn undo_decision(&mut self, items: &Items, place: Place) {
        let mut adjudicated = self.adjudicated.iter();
        let Some(at) = adjudicated.rposition(|(_, known, _)| *known == place) else {
            return;
        };
        let (_, _, index) = self.adjudicated.remove(at);
        self.set_decision_undone(items, place, index, true);
    }

    /// Brings a decision back to where it stood.
    pub(super) fn redo_decision(&mut self, items: &Items, place: Place, index: ItemIndex) {
        let mut decisions = self.item(index).adjudications.iter();
        let Some(decision) = decisions.find(|known| known.place == place && known.undone) else {
            return;
        };
        let order = decision.order;
        let at = self.adjudicated.partition_point(|known| known.0 < order);
        self.adjudicated.insert(at, (order, place, index));
        self.set_decision_undone(items, place, index, false);
    }

    fn set_decision_undone(&mut self, items: &Items, place: Place, index: ItemIndex, undone: bool) {
        let mut session = None;
        self.change(items, index, |item| {
            for known in &mut item.adjudications {
                if known.place == place {
                    known.undone = undone;
                    session = known.session;
                }
            }
        });
        if let Some(session) = self.session_mut(place.0, session) {
            session.adjudications = if undone {
                session.adjudications.saturating_sub(1)
            } else {
                session.adjudications + 1
            };
        }
    }

    /// Takes a request back.
    pub(super) fn undo_request(&mut self, place: Place) {
        let mut requested = self.requested.iter();
        if let Some(at) = requested.rposition(|known| known.place == place) {
            let request = self.requested.remove(at);
            self.withdrawn_requests.insert(place, request);
        }
    }

    /// Brings a request back to where it stood.
    pub(super) fn redo_request(&mut self, place: Place) {
        if let Some(request) = self.withdrawn_requests.remove(&place) {
            let known = &self.requested;
            let at = known.partition_point(|known| known.order < request.order);
            self.requested.insert(at, request);
        }
    }

    /// Notes guidelines as in force, if they are new.
    pub(super) fn in_force(&mut self, guidelines: &str) {
        if self.guidelines.last().is_none_or(|last| last != guidelines) && !guidelines.is_empty() {
            self.guidelines.retain(|known| known != guidelines);
            self.guidelines.push(guidelines.to_owned());
        }
    }

    /// Hashes of the guidelines, in the order in which they last came into force: a place in
    /// this list, counted from 1, is their version.
    pub(crate) fn guideline_versions(&self) -> &[String] {
        &self.guidelines
    }

    /// The decision of a place, in force or taken back.
    pub(crate) fn decision_at(&self, item: ItemIndex, place: Place) -> Option<&AdjudicationEntry> {
        let mut decisions = self.item(item).adjudications.iter();
        decisions.find(|known| known.place == place)
    }

    /// The request of a place, in force or taken back.
    pub(crate) fn request_at(&self, place: Place) -> Option<&RequestedJudgement> {
        let mut requested = self.requested.iter();
        let known = requested.find(|known| known.place == place);
        known.or_else(|| self.withdrawn_requests.get(&place))
    }

    /// How many items have a decision in force.
    pub(crate) fn decided(&self) -> usize {
        let items: HashSet<ItemIndex> = self.adjudicated.iter().map(|known| known.2).collect();
        items.len()
    }

    /// On how many items the labels differ, and nobody has decided.
    pub(crate) fn disputed(&self) -> usize {
        self.items.iter().filter(|item| item.is_disputed()).count()
    }

    /// The decision or request that undo in the review would take back: item and sequence
    /// number in this journal.
    pub fn last_in_review(&self, writer: usize) -> Option<(ItemIndex, u64)> {
        let adjudicated = self.adjudicated.iter();
        let adjudicated = adjudicated.map(|(_, place, item)| (*place, *item));
        let requested = self.requested.iter().map(|known| (known.place, known.item));
        let all = adjudicated.chain(requested);
        let own = all.filter(|((whose, _), _)| *whose == writer);
        own.map(|((_, seq), item)| (item, seq))
            .max_by_key(|(_, seq)| *seq)
    }

    /// What was asked of this annotator and not judged since, oldest first, each item once.
    pub fn requests_to(&self, annotator: &Annotator) -> Vec<&RequestedJudgement> {
        let mut open: Vec<&RequestedJudgement> = Vec::new();
        for request in &self.requested {
            let said = self.item(request.item).judgement_of(annotator);
            let met = said.is_some_and(|judgement| judgement.given_at >= request.asked_at);
            let known = open.iter().any(|other| other.item == request.item);
            if request.of == *annotator && !met && !known {
                open.push(request);
            }
        }
        open
    }

    /// Every judgement that was asked for and not taken back, oldest first.
    pub fn requested(&self) -> &[RequestedJudgement] {
        &self.requested
    }

    /// The questions that decisions in force say the guidelines leave open.
    pub fn guideline_gaps(&self) -> Vec<GuidelineGap<'_>> {
        let mut gaps = Vec::new();
        for (_, place, item) in &self.adjudicated {
            let in_force = self.item(*item).adjudication();
            let Some(known) = in_force.filter(|known| known.place == *place) else {
                continue;
            };
            if let Adjudication::GuidelineGap(question) = &known.decision {
                gaps.push(GuidelineGap {
                    number: gaps.len() + 1,
                    item: *item,
                    by: &known.annotator,
                    question,
                    guidelines: &known.guidelines,
                });
            }
        }
        gaps
    }

    /// Whose journal a writer's number stands for.
    pub fn writer_name(&self, writer: usize) -> Option<&Annotator> {
        self.writers.get(&writer)
    }
}
