//! What can be listed: progress, what waits, what was decided?

use std::sync::Arc;

use super::desk::AdjudicationSession;
use super::messages::{AdjudicationEvent, AdjudicationProgress, GuidelineQuestion, QueueEntry};
use super::queue::{Queued, Standing, in_words};
use crate::schema::{Adjudication, Annotator, ItemIndex};
use crate::session::adjudication::gaps::gaps_of;

/// The most items a list holds: more are counted, not shown.
const MOST_LISTED: usize = 500;

impl AdjudicationSession {
    /// How far the review is.
    pub fn progress(&self) -> AdjudicationEvent {
        let state = self.state();
        let queue = self.view().queue(&self.selection);
        let open =
            |queued: &&Queued| matches!(queued.standing, Standing::Open | Standing::GapTouched);
        let (decided, waiting) = self.view().tally();
        let findings = &self.findings;
        let unidentified = match &findings.probable {
            Some(Err(why)) => Some(why.clone()),
            _ => None,
        };
        AdjudicationEvent::Progress(Box::new(AdjudicationProgress {
            labels: Arc::new(state.labels().clone()),
            kind: self.project.config.review.kind,
            selection: self.selection,
            filter: self.filter_in_words(),
            left: queue.iter().filter(open).count(),
            decided,
            waiting,
            several: self.ground.several,
            colleagues: self.colleagues(),
            annotators: self.ground.votes.annotators().to_vec(),
            gaps: self.gaps(),
            shows: self.shows,
            computing: match (&findings.probable, findings.is_complete) {
                (None, _) => Some("who is probably right"),
                (Some(_), false) => Some("what the model thinks"),
                (Some(_), true) => None,
            },
            unidentified,
            pace: self.pace,
            can_undo: state.last_in_review(self.project.writer()).is_some(),
            read_only: self.project.read_only().map(str::to_owned),
        }))
    }

    fn gaps(&self) -> Vec<GuidelineQuestion> {
        gaps_of(self.state(), &self.project.items, &self.project.guidelines)
    }

    /// People who might be asked: all who labeled, without programs.
    fn colleagues(&self) -> Vec<Annotator> {
        let known = self.ground.votes.annotators().iter();
        let people = known.filter(|name| !self.state().is_oracle(name));
        people.cloned().collect()
    }

    /// What waits, in the order in which it comes.
    pub(super) fn list(&self) -> AdjudicationEvent {
        let queue = self.view().queue(&self.selection);
        let names = |label| self.state().labels().name(label).to_owned();
        let listed = queue.iter().take(MOST_LISTED).map(|queued| QueueEntry {
            item: queued.item,
            what: match self.decision_on(queued.item) {
                Some(decided) => decided,
                None => in_words(self.ground.votes.row(queued.row), names),
            },
            veil: self.veil_over(queued.item),
        });
        AdjudicationEvent::Listed(listed.collect(), queue.len())
    }

    /// What is decided, latest first.
    pub(super) fn decisions(&self) -> AdjudicationEvent {
        let state = self.state();
        let mut decided: Vec<(jiff::Timestamp, ItemIndex)> = self
            .ground
            .votes
            .items()
            .iter()
            .filter_map(|item| Some((state.item(*item).adjudication()?.given_at, *item)))
            .collect();
        decided.sort_by(|a, b| b.cmp(a));
        let listed = decided.into_iter().take(MOST_LISTED);
        let listed = listed.map(|(_, item)| QueueEntry {
            item,
            what: self.decision_on(item).unwrap_or_default(),
            veil: self.veil_over(item),
        });
        AdjudicationEvent::Decisions(listed.collect())
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
