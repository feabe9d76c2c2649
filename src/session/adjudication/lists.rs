//! Lists what a reviewer may look at: progress, what waits, what was decided or sent.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::Timestamp;

use super::AdjudicationSession;
use super::messages::{AdjudicationEvent, AdjudicationProgress, ListedCounts, QueueEntry};
use super::queue::{QueueItem, Status, came_at, in_words, is_open as is_request_open};
use super::view::waits_for;
use crate::schema::{Adjudication, Annotator, ItemIndex};
use crate::session::shared::guideline_questions;

/// The most items a list holds: more are counted, not shown.
const MOST_LISTED: usize = 500;
/// Decisions that stand beside the item.
const MOST_SHOWN: usize = 40;

/// Whether an item waits for the reviewer.
fn is_open(status: Status) -> bool {
    matches!(
        status,
        Status::Open | Status::GapTouched | Status::JudgedAgain
    )
}

impl AdjudicationSession {
    /// How far the review is.
    pub fn progress(&self) -> AdjudicationEvent {
        let state = self.state();
        let project = &self.base.project;
        let queue = self.queue().of(&self.selection);
        let open = |queued: &&QueueItem| is_open(queued.status);
        let is_back = |queued: &&QueueItem| queued.status == Status::JudgedAgain;
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
            judged_again: queue.iter().filter(is_back).count(),
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

    /// The items of the selection, in the order in which they come.
    pub(super) fn list(&self) -> AdjudicationEvent {
        let queue = self.queue().of(&self.selection);
        let names = |label| self.state().labels().name(label).to_owned();
        let said = |row| in_words(self.vote_table.votes.row(row), names);
        let mut counts = ListedCounts::default();
        for queued in &queue {
            match queued.status {
                Status::Waiting => counts.sent += 1,
                Status::Decided => counts.decided += 1,
                Status::Open | Status::GapTouched | Status::JudgedAgain => counts.to_review += 1,
            }
        }
        let listed = queue.iter().take(MOST_LISTED).map(|queued| QueueEntry {
            item: queued.item,
            what: match (queued.status, self.decision_on(queued.item)) {
                (Status::Waiting, _) => self.sent_to(queued.item),
                (Status::JudgedAgain, _) => format!("judged again: {}", said(queued.row)),
                (_, Some(decided)) => decided,
                (_, None) => said(queued.row),
            },
            veil: self.base.veil(queued.item),
        });
        AdjudicationEvent::Listed(listed.collect(), counts)
    }

    /// What is decided or sent, latest first.
    pub(super) fn decisions(&self) -> AdjudicationEvent {
        let state = self.state();
        let mut handled = self.decided_at();
        let requests = state.requested().iter();
        let open: Vec<_> = requests
            .filter(|asked| is_request_open(state, asked))
            .collect();
        handled.retain(|(_, item)| !open.iter().any(|asked| asked.item == *item));
        let sent: BTreeMap<ItemIndex, Timestamp> = open
            .iter()
            .map(|asked| (asked.item, asked.asked_at))
            .collect();
        handled.extend(sent.iter().map(|(item, at)| (*at, *item)));
        AdjudicationEvent::Decisions(self.latest(handled, MOST_LISTED))
    }

    /// The latest decisions, the last first.
    pub(super) fn decided_last(&self, most: usize) -> Vec<QueueEntry> {
        self.latest(self.decided_at(), most)
    }

    /// When each decision in force was taken.
    fn decided_at(&self) -> Vec<(Timestamp, ItemIndex)> {
        let items = self.vote_table.votes.items().iter();
        let decision = |item| self.state().item(item).adjudication();
        items
            .filter_map(|item| Some((decision(*item)?.given_at, *item)))
            .collect()
    }

    /// The latest of what was handled, with what became of it.
    fn latest(&self, mut handled: Vec<(Timestamp, ItemIndex)>, most: usize) -> Vec<QueueEntry> {
        handled.sort_by(|a, b| b.cmp(a));
        let listed = handled.into_iter().take(most);
        let listed = listed.map(|(_, item)| QueueEntry {
            item,
            what: match waits_for(self.state(), item, &self.judgements(item), self.shown.names) {
                waits if waits.is_empty() => self.decision_on(item).unwrap_or_default(),
                _ => self.sent_to(item),
            },
            veil: self.base.veil(item),
        });
        listed.collect()
    }

    /// Whom an item waits for.
    fn sent_to(&self, item: ItemIndex) -> String {
        let judgements = self.judgements(item);
        let waits = waits_for(self.state(), item, &judgements, self.shown.names);
        format!("waits for {}", waits.join(", "))
    }

    /// How many items were judged again as asked: those that still differ, and those that no longer
    /// do, as far as that is news to this reviewer.
    pub(super) fn judged_again_in_words(&self) -> Option<String> {
        let queue = self.queue().of(&self.selection);
        let back: Vec<ItemIndex> = queue
            .iter()
            .filter(|queued| queued.status == Status::JudgedAgain)
            .map(|queued| queued.item)
            .collect();
        let state = self.state();
        let sessions = state.sessions_of(self.base.project.writer());
        let last = sessions.filter_map(|session| session.ended_at).max();
        let requests = state.requested().iter();
        let settled: BTreeSet<ItemIndex> = requests
            .filter(|asked| came_at(state, asked).is_some_and(|at| Some(at) > last))
            .map(|asked| asked.item)
            .filter(|item| !back.contains(item))
            .filter(|item| state.item(*item).judgements().len() > 1)
            .collect();
        let first = |count: usize| match count {
            1 => "1 item was judged again as asked: it comes first".to_owned(),
            _ => format!("{count} items were judged again as asked: they come first"),
        };
        match (back.len(), settled.len()) {
            (0, 0) => None,
            (back, 0) => Some(first(back)),
            (0, 1) => Some("1 item was judged again as asked, and nobody differs now".into()),
            (0, many) => Some(format!(
                "{many} items were judged again as asked, and nobody differs now"
            )),
            (back, more) => Some(format!(
                "{}; on {more} more nobody differs now",
                first(back)
            )),
        }
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
