//! Which answers are asked again on a later day, because of how they were given?
//!
//! A sample of the labels given while tired and as many given while fresh ([`crate::wellbeing::TiredLabels`]), and
//! a tenth of those given from a masked view. Once the tired ones are found to change more often,
//! all of them, the closest calls first. Nothing is discarded.

use jiff::Timestamp;

use super::LabelingSession;
use crate::pool::Split;
use crate::schema::{Arm, FatigueState, ItemIndex, RepeatPurpose, ViewLevel};
use crate::state::{TimedJudgement, Verdict};
use crate::trainer::{sampled, tired_gap};
use crate::wellbeing::RepeatCandidate;

impl LabelingSession {
    /// Items that are due, in the order in which they come.
    pub(super) fn samples(&self) -> Vec<(ItemIndex, RepeatPurpose)> {
        let now = self.clock.now();
        let policy = &self.project.config.session.tired_labels;
        let done = sampled(self.state(), &self.project.annotator);
        let is_done = |item: &ItemIndex| done.contains_key(item);
        let (tired, fresh, masked) = self.given(now);
        let seed = self.project.config.seed;
        let [tired_given, fresh_given] =
            [&tired, &fresh].map(|list| list.iter().map(|(_, given)| *given).collect::<Vec<_>>());
        let mut due: Vec<(ItemIndex, RepeatPurpose)> = policy
            .sample(seed, &tired_given, &fresh_given)
            .into_iter()
            .map(|reask| {
                if reask.tired {
                    (tired[reask.place].0, RepeatPurpose::Tired)
                } else {
                    (fresh[reask.place].0, RepeatPurpose::Fresh)
                }
            })
            .collect();
        if let Some(gap) = tired_gap(self.state(), &self.project.annotator) {
            let is_due = |item| due.iter().any(|(known, _)| *known == item);
            let rest: Vec<&(ItemIndex, RepeatCandidate)> = tired
                .iter()
                .filter(|(item, given)| policy.is_ripe(given) && !is_due(*item))
                .collect();
            let margins: Vec<f64> = rest.iter().map(|(_, given)| given.margin).collect();
            let order = gap.rest(&margins).into_iter();
            due.extend(order.map(|at| (rest[at].0, RepeatPurpose::Tired)));
        }
        let share = self.project.config.sensitive.masked_repeat_share;
        let masked = masked
            .iter()
            .filter(|(_, given)| policy.is_ripe(given))
            .filter(|(_, given)| seed.coin("masked label again", given.id, share));
        due.extend(masked.map(|(item, _)| (*item, RepeatPurpose::Masked)));
        due.retain(|(item, _)| !is_done(item));
        due
    }

    /// The annotator's labels given while tired, while fresh, and from a masked view.
    fn given(&self, now: Timestamp) -> (Labels<'_>, Labels<'_>, Labels<'_>) {
        let mut lists = (Labels::new(), Labels::new(), Labels::new());
        let readings = self.state().timed_judgements(&self.project.annotator);
        for (answers_since, (_, reading)) in readings.rev().enumerate() {
            let Some(given) = self.label_given(reading, answers_since, now) else {
                continue;
            };
            let state = reading.fatigue.map(|fatigue| fatigue.state);
            match state {
                Some(FatigueState::Tired) => lists.0.push((reading.item, given)),
                Some(FatigueState::Fresh) => lists.1.push((reading.item, given)),
                _ => {}
            }
            if reading.seen == Some(ViewLevel::Masked) {
                lists.2.push((reading.item, given));
            }
        }
        lists
    }

    fn label_given(
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
        let items = &self.project.items;
        Some(RepeatCandidate {
            id: &items.get(reading.item).id,
            label,
            held_out: matches!(items.side(reading.item), Split::Holdout(_)),
            answers_since,
            // What was asked before there was a model comes last.
            margin: reading.margin.unwrap_or(f64::INFINITY),
            hours_since: now.duration_since(reading.given_at).as_secs_f64() / 3_600.0,
        })
    }
}

type Labels<'a> = Vec<(ItemIndex, RepeatCandidate<'a>)>;
