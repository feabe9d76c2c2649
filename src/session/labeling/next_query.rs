//! Brings the next item onto the screen: a pinned one, or what the selector decides.
//!
//! Answers that are asked again on a later day because of how they were given are gathered here:
//! a sample of the labels given while tired and as many given while fresh
//! ([`crate::wellbeing::TiredLabels`]), and a tenth of those given from a masked view. Once the
//! tired ones are found to change more often, all of them, the closest calls first. Nothing is
//! discarded.

use jiff::Timestamp;

use super::messages::{LabelingEvent, RevealState};
use super::monitor::words_of;
use super::{LabelingSession, TrainerBackend};
use crate::content_safety::Action;
use crate::pool::{Items, Split};
use crate::project::OpinionMode;
use crate::query::{Decision, NextQuery, Query, QuerySelector, Repeats};
use crate::schema::{Arm, FatigueState, ItemIndex, RepeatPurpose, ViewLevel};
use crate::state::{TimedJudgement, Verdict};
use crate::trainer::{sampled, tired_gap};
use crate::wellbeing::RepeatCandidate;

/// How many times as many repeats a tired person is asked.
const TIRED_REPEATS: f64 = 3.0;

type Candidates<'a> = Vec<(ItemIndex, RepeatCandidate<'a>)>;

/// An item that must be shown next, whatever is drawn.
pub(super) struct PinnedQuery {
    item: ItemIndex,
    pub(super) previous: Option<Verdict>,
    /// How it had come to be asked, when it had been.
    decision: Option<Decision>,
    /// How the opinion is shown with it, and whether it was before, when it is on the screen
    /// already.
    shown: Option<(OpinionMode, bool)>,
}

impl PinnedQuery {
    pub(super) fn new(
        item: ItemIndex,
        previous: Option<Verdict>,
        decision: Option<Decision>,
    ) -> Self {
        Self {
            item,
            previous,
            decision,
            shown: None,
        }
    }

    /// The item.
    pub(super) fn item(&self) -> ItemIndex {
        self.item
    }

    /// The query on the screen once more.
    pub(super) fn again(query: &Query) -> Self {
        Self {
            shown: Some((query.mode, query.was_shown)),
            ..Self::new(query.item(), query.previous, Some(query.decision.clone()))
        }
    }
}

impl LabelingSession {
    /// The next query, or a pinned item.
    pub(super) fn ask(&mut self) -> LabelingEvent {
        let Some(snapshot) = self.snapshot.clone() else {
            // Whatever was learnt meanwhile, the first snapshot brings the first query.
            self.is_waiting = true;
            return LabelingEvent::Preparing;
        };
        self.is_waiting = false;
        let next = self.next_query();
        let mut shown = (self.base.project.config.opinion, false);
        let (decision, previous) = match (self.pinned.take(), next) {
            (Some(pinned), next) => {
                shown = pinned.shown.unwrap_or(shown);
                let previous = pinned.previous;
                (self.decision_on(pinned, next), previous)
            }
            (None, NextQuery::Ask(decision)) => (decision, None),
            (None, NextQuery::OnlySensitive(left)) => {
                self.current = None;
                let can_lift = left.can_be_lifted() > 0;
                return LabelingEvent::OnlySensitive(left.in_words(), can_lift);
            }
            (None, NextQuery::Done) => {
                self.current = None;
                return LabelingEvent::Done;
            }
        };
        let items = &self.base.project.items;
        let id = &items.get(decision.item).id;
        let blind_share = self.base.project.config.query.blind_share;
        let blind = self.draws.coin("blind", id, blind_share);
        let version = self.training_set.version();
        let (mode, was_shown) = shown;
        let mut query = Query::new(decision, items, snapshot, mode, blind, version, previous);
        query.was_shown = was_shown;
        if !self.base.project.config.learns() {
            query.forget_model();
        }
        let words = words_of(items, query.item());
        query.away_after = self.monitor.away_after(words, query.uncertainty());
        query.hide(|item| self.base.veil(item));
        if !self.base.is_on_screen(query.item()) {
            self.leaves(Action::Left);
            self.in_sight = RevealState::Nothing;
            self.base.show(query.item());
        }
        self.put_on_screen(query)
    }

    /// What is decided, as the person is and was protected.
    fn next_query(&self) -> NextQuery<Decision> {
        let Some(snapshot) = &self.snapshot else {
            return NextQuery::Done;
        };
        let (base, project) = (&self.base, &self.base.project);
        let context = self.context();
        let is_tired = base.is_attended
            && project.config.session.kind_queue
            && self.monitor.detector.state() == FatigueState::Tired;
        let effort = |item: ItemIndex| self.monitor.effort(&project.items, item);
        let repeats = self.repeats(is_tired);
        QuerySelector {
            state: base.state(),
            items: &project.items,
            annotator: &project.annotator,
            policy: &project.config.query,
            draws: &self.draws,
            snapshot,
            permission: &|item| {
                // A program needs no protection; who is asked without a screen sees no text of
                // what is sensitive.
                if base.is_attended {
                    base.permission(item, &context)
                } else {
                    Ok(())
                }
            },
            effort: is_tired.then_some(&effort),
            repeats: repeats.as_ref(),
        }
        .next()
    }

    /// What may be asked once more; of a person at the screen alone. A tired person is asked more
    /// of what they know already.
    fn repeats(&self, is_tired: bool) -> Option<Repeats<'_>> {
        let project = &self.base.project;
        let mut policy = project.config.session.repeats.clone();
        if !self.base.is_attended || policy.share <= 0.0 {
            return None;
        }
        if is_tired {
            policy.share = (TIRED_REPEATS * policy.share).min(0.5);
        }
        let (items, annotator) = (&project.items, &project.annotator);
        let repeats = Repeats::due(self.state(), items, annotator, policy, self.samples());
        let context = self.context();
        Some(repeats.allowed(|item| self.base.permission(item, &context).is_ok()))
    }

    /// How a pinned item came to be asked: by its own right, if its turn is now.
    fn decision_on(&self, pinned: PinnedQuery, next: NextQuery<Decision>) -> Decision {
        let same = match next {
            NextQuery::Ask(decision) if decision.item == pinned.item => Some(decision),
            _ => None,
        };
        // A repeat that was taken back comes back as one.
        let is_repeat = |decision: &Decision| decision.arm == Arm::Repeat;
        let same = same.filter(|_| !pinned.decision.as_ref().is_some_and(is_repeat));
        same.or(pinned.decision)
            .unwrap_or_else(|| chosen(pinned.item, self.base.items()))
    }

    fn put_on_screen(&mut self, query: Query) -> LabelingEvent {
        let project = &self.base.project;
        let item = project.state().item(query.item());
        let mut view = query.view(&project.items, project.state().labels());
        // What one went to oneself may be one of them; of a repeat nothing is told.
        if matches!(query.decision.arm, Arm::Review | Arm::Chosen) {
            let mut again = self.asked_again().into_iter();
            view.again = again.find_map(|(item, why)| (item == query.item()).then_some(why));
        }
        let event = LabelingEvent::Ask {
            view: Box::new(view),
            flagged: item.flagged,
            // A note may quote what is veiled.
            note: item.note.clone().filter(|_| !query.is_veiled()),
        };
        let split = project.items.side(query.item());
        if let (TrainerBackend::Thread(thread), Split::Pool(id)) = (&self.trainer, split) {
            thread.expect(id);
        }
        self.current = Some(query);
        event
    }

    /// The item on the screen once more, with the model's opinion shown otherwise.
    pub(super) fn show_opinion_as(&mut self, mode: OpinionMode) -> Option<LabelingEvent> {
        let mut query = self.current.clone()?;
        query.show_as(mode);
        Some(self.put_on_screen(query))
    }

    /// The item on the screen once more, because what is known of it changed.
    pub(super) fn ask_again(&mut self) -> Vec<LabelingEvent> {
        let Some(current) = &self.current else {
            return Vec::new();
        };
        self.pinned = Some(PinnedQuery::again(current));
        vec![self.ask()]
    }

    /// Answers to ask again because of how they were given, in the order in which they come.
    fn samples(&self) -> Vec<(ItemIndex, RepeatPurpose)> {
        let project = &self.base.project;
        let policy = &project.config.session.tired_labels;
        let done = sampled(self.state(), &project.annotator);
        let (tired, fresh, masked) = self.candidates(self.base.clock.now());
        let seed = project.config.seed;
        let [tired_given, fresh_given] =
            [&tired, &fresh].map(|list| list.iter().map(|(_, given)| *given).collect::<Vec<_>>());
        let mut due: Vec<(ItemIndex, RepeatPurpose)> = policy
            .sample(seed, &tired_given, &fresh_given)
            .into_iter()
            .map(|repeat| {
                if repeat.tired {
                    (tired[repeat.place].0, RepeatPurpose::Tired)
                } else {
                    (fresh[repeat.place].0, RepeatPurpose::Fresh)
                }
            })
            .collect();
        if let Some(gap) = tired_gap(self.state(), &project.annotator) {
            let is_due = |item| due.iter().any(|(known, _)| *known == item);
            let rest: Vec<&(ItemIndex, RepeatCandidate)> = tired
                .iter()
                .filter(|(item, given)| policy.is_ripe(given) && !is_due(*item))
                .collect();
            let margins: Vec<f64> = rest.iter().map(|(_, given)| given.margin).collect();
            let order = gap.rest(&margins).into_iter();
            due.extend(order.map(|at| (rest[at].0, RepeatPurpose::Tired)));
        }
        let share = project.config.sensitive.masked_repeat_share;
        let masked = masked
            .iter()
            .filter(|(_, given)| policy.is_ripe(given))
            .filter(|(_, given)| seed.coin("masked label again", given.id, share));
        due.extend(masked.map(|(item, _)| (*item, RepeatPurpose::Masked)));
        due.retain(|(item, _)| !done.contains_key(item));
        due
    }

    /// The annotator's labels given while tired, while fresh, and from a masked view.
    fn candidates(&self, now: Timestamp) -> (Candidates<'_>, Candidates<'_>, Candidates<'_>) {
        let (mut tired, mut fresh, mut masked) = (Vec::new(), Vec::new(), Vec::new());
        let readings = self.state().timed_judgements(&self.base.project.annotator);
        for (answers_since, (_, reading)) in readings.rev().enumerate() {
            let Some(candidate) = self.candidate(reading, answers_since, now) else {
                continue;
            };
            match reading.fatigue.map(|fatigue| fatigue.state) {
                Some(FatigueState::Tired) => tired.push((reading.item, candidate)),
                Some(FatigueState::Fresh) => fresh.push((reading.item, candidate)),
                _ => {}
            }
            if reading.seen == Some(ViewLevel::Masked) {
                masked.push((reading.item, candidate));
            }
        }
        (tired, fresh, masked)
    }

    fn candidate(
        &self,
        reading: &TimedJudgement,
        answers_since: usize,
        now: Timestamp,
    ) -> Option<RepeatCandidate<'_>> {
        let Verdict::Label(label) = reading.verdict else {
            return None;
        };
        if reading.arm == Arm::Repeat {
            return None;
        }
        let items = self.base.items();
        Some(RepeatCandidate {
            id: &items.get(reading.item).id,
            label,
            held_out: matches!(items.side(reading.item), Split::Holdout(_)),
            answers_since,
            hours_since: now.duration_since(reading.given_at).as_secs_f64() / 3_600.0,
            // What was asked before there was a model comes last.
            margin: reading.margin.unwrap_or(f64::INFINITY),
        })
    }
}

/// A query that the person made by going to the item.
pub(super) fn chosen(item: ItemIndex, items: &Items) -> Decision {
    Decision {
        candidates: items.len() as u32,
        ..Decision::of(item, Arm::Chosen)
    }
}
