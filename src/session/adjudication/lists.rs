//! Lists what a reviewer may look at: progress, what waits, what was decided.

use std::sync::Arc;

use super::AdjudicationSession;
use super::messages::{AdjudicationEvent, AdjudicationProgress, QueueEntry};
use super::queue::{QueueItem, Status, in_words};
use crate::schema::{Adjudication, Annotator, ItemIndex};
use crate::session::shared::guideline_questions;

/// The most items a list holds: more are counted, not shown.
const MOST_LISTED: usize = 500;
/// Decisions that stand beside the item.
const MOST_SHOWN: usize = 40;

impl AdjudicationSession {
    /// How far the review is.
    pub fn progress(&self) -> AdjudicationEvent {
        let state = self.state();
        let project = &self.base.project;
        let queue = self.queue().of(&self.selection);
        let open = |queued: &&QueueItem| matches!(queued.status, Status::Open | Status::GapTouched);
        let (decided, waiting) = self.queue().tally();
        let (can_undo, can_redo) = self.base.can_undo_and_redo();
        let results = &self.results;
        let unidentified = match &results.probable {
            Some(Err(why)) => Some(why.clone()),
            _ => None,
        };
        AdjudicationEvent::Progress(Box::new(AdjudicationProgress {
            decided_last: self.decided_last(MOST_SHOWN),
            labels: Arc::new(state.labels().clone()),
            kind: project.config.review.kind,
            selection: self.selection,
            filter: self.filter_in_words(),
            left: queue.iter().filter(open).count(),
            decided,
            waiting,
            several: self.vote_table.several,
            colleagues: self.colleagues(),
            annotators: self.vote_table.votes.annotators().to_vec(),
            guideline_questions: guideline_questions(state, &project.items, &project.guidelines),
            display: self.shown,
            computing: match (&results.probable, results.is_complete) {
                (None, _) => Some("who is probably right"),
                (Some(_), false) => Some("what the model thinks"),
                (Some(_), true) => None,
            },
            unidentified,
            pace: self.pace,
            can_undo,
            can_redo,
            read_only: project.read_only().map(str::to_owned),
        }))
    }

    /// People who might be asked: all who labeled, without programs.
    fn colleagues(&self) -> Vec<Annotator> {
        let known = self.vote_table.votes.annotators().iter();
        let people = known.filter(|name| !self.state().is_oracle(name));
        people.cloned().collect()
    }

    /// What waits, in the order in which it comes.
    pub(super) fn list(&self) -> AdjudicationEvent {
        let queue = self.queue().of(&self.selection);
        let names = |label| self.state().labels().name(label).to_owned();
        let listed = queue.iter().take(MOST_LISTED).map(|queued| QueueEntry {
            item: queued.item,
            what: match self.decision_on(queued.item) {
                Some(decided) => decided,
                None => in_words(self.vote_table.votes.row(queued.row), names),
            },
            veil: self.base.veil(queued.item),
        });
        AdjudicationEvent::Listed(listed.collect(), queue.len())
    }

    /// What is decided, latest first.
    pub(super) fn decisions(&self) -> AdjudicationEvent {
        AdjudicationEvent::Decisions(self.decided_last(MOST_LISTED))
    }

    /// The latest decisions, the last first.
    pub(super) fn decided_last(&self, most: usize) -> Vec<QueueEntry> {
        let state = self.state();
        let mut decided: Vec<(jiff::Timestamp, ItemIndex)> = self
            .vote_table
            .votes
            .items()
            .iter()
            .filter_map(|item| Some((state.item(*item).adjudication()?.given_at, *item)))
            .collect();
        decided.sort_by(|a, b| b.cmp(a));
        let listed = decided.into_iter().take(most);
        let listed = listed.map(|(_, item)| QueueEntry {
            item,
            what: self.decision_on(item).unwrap_or_default(),
            veil: self.base.veil(item),
        });
        listed.collect()
    }

    fn decision_on(&self, item: ItemIndex) -> Option<String> {
        let decided = self.state().item(item).adjudication()?;
        Some(match &decided.decision {
            Adjudication::Label(label) => {
                format!("decided: {}", self.state().labels().name(*label))
            }
            Adjudication::KeepDistribution => "distribution kept".into(),
            Adjudication::GuidelineGap(_) => "guideline gap".into(),
        })
    }
}
