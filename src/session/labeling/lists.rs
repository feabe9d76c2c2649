//! Says how far the project is, and why an item is set aside.

use std::sync::Arc;

use super::LabelingSession;
use super::messages::{LabelingEvent, Progress, SearchHit};
use crate::evaluation::{check_curve, held_out_accuracy};
use crate::schema::ItemIndex;
use crate::session::shared::guideline_questions;
use crate::state::Verdict;
use crate::strategy::ExclusionReason;
use crate::wellbeing::Pace;

/// The most answers that stand beside an item.
const MOST_RECENT: usize = 24;

impl LabelingSession {
    /// How far the project is.
    pub fn progress(&self) -> LabelingEvent {
        let state = self.state();
        let project = &self.base.project;
        let items = &project.items;
        let held_out = state.held_out_answers(items);
        let learns = project.config.learns();
        let snapshot = self.snapshot.as_ref().filter(|_| learns);
        let accuracy = snapshot.and_then(|snapshot| {
            held_out_accuracy(&held_out, |item| snapshot.predict_held_out(item))
        });
        let answered = state.pool_answered() + state.holdout_answered();
        let mut asked_again = state.requests_to(&project.annotator);
        asked_again.retain(|asked| state.item(asked.item).is_answered());
        let to_ask = items.len() - answered + asked_again.len();
        asked_again.retain(|asked| asked.by == project.annotator);
        let (can_undo, can_redo) = self.base.can_undo_and_redo();
        LabelingEvent::Progress(Box::new(Progress {
            labels: Arc::new(state.labels().clone()),
            per_class: state.labeled_per_class(),
            retired: state.retired_classes(),
            counts: state.counts(),
            to_ask,
            again: asked_again.len(),
            splits: self.being_split(),
            disputed: if to_ask == 0 { state.disputed() } else { 0 },
            answered,
            accuracy,
            check_curve: check_curve(&state.guessed_checks()),
            declined: held_out.declined + state.deferred_holdout(items),
            holdout: items.holdout_len(),
            checks_left: items.holdout_len() - state.holdout_answered(),
            recent: (state.recently_handled(&project.annotator).into_iter())
                .filter(|item| self.current().is_none_or(|query| query.item() != *item))
                .take(MOST_RECENT)
                .map(|item| self.hit(item))
                .collect(),
            strategy: project.config.query.strategy.clone(),
            learns,
            opinion: project.config.opinion,
            set_aside: self.snapshot.as_ref().map_or(0, |snapshot| {
                snapshot.set_aside_count + snapshot.excluded.len()
            }),
            pace: Pace {
                answers: self.answers_given(),
                ..self.monitor.pace
            },
            person: self.person(),
            can_undo,
            can_redo,
            read_only: project.read_only().map(str::to_owned),
            guideline_questions: guideline_questions(state, items, &project.guidelines),
        }))
    }

    /// Why an item is set aside, for the person.
    pub(super) fn reason(&self, why: ExclusionReason) -> String {
        match why {
            ExclusionReason::NearCopy(other) => {
                let other = self.base.items().pool_index(other);
                let label = self.state().item(other).label();
                let label = label.map_or(String::new(), |label| {
                    format!(", answered {}", self.state().labels().name(label))
                });
                // An id may be made of the text.
                if self.base.veil(other).is_some() {
                    return format!("nearly the same as a veiled item{label}");
                }
                let id = &self.base.items().get(other).id;
                format!("nearly the same as item {id}{label}")
            }
            ExclusionReason::Unsupported => "hardly anything in the pool is like it".into(),
            ExclusionReason::Disputed => {
                "its neighbours are answered and the members still split".into()
            }
            ExclusionReason::Paused => {
                "half or more of what was asked around it was declined".into()
            }
        }
    }

    fn hit(&self, index: ItemIndex) -> SearchHit {
        let item = self.state().item(index);
        let own = item
            .judgement_of(&self.base.project.annotator)
            .map(|judgement| judgement.verdict);
        SearchHit {
            item: index,
            verdict: own.or(item.label().map(Verdict::Label)),
            flagged: item.flagged,
            veil: self.base.veil(index),
        }
    }
}
