//! Chooses what is asked outside the ranking: answers asked once more, what a reviewer requested,
//! and what was put off.
//!
//! Planted repeats come from random draws, so that hard items are not over-represented
//! ([`RepeatPolicy`]); samples of tired, fresh and masked answers come from their own list. All are
//! blind and unannounced, and replace no label. Each kind has a coin of its own, keyed like the
//! others. A requested item comes before what the coins and the strategy would choose, blind like
//! every check and without the earlier answer; between two of them something else is asked as long
//! as there is anything, so that nobody can tell that they came together. Invariant: no item is
//! repeated twice for one purpose.

use std::collections::HashSet;

use super::seeded_draws::SeededDraws;
use super::selector::{Decision, QuerySelector};
use crate::pool::{Items, Split};
use crate::schema::{Annotator, Arm, ItemIndex, LabelId, RepeatPurpose};
use crate::state::State;
use crate::wellbeing::{RepeatPolicy, Repeatable};

/// Share of the queries that come from the samples, while any of those is due.
const SAMPLE_SHARE: f64 = 0.10;

/// What may be asked once more in this turn.
#[derive(Debug, Clone, PartialEq)]
pub struct Repeats<'a> {
    policy: RepeatPolicy,
    planted: Vec<(ItemIndex, Repeatable<'a>)>,
    samples: Vec<(ItemIndex, RepeatPurpose)>,
    label_before: Option<LabelId>,
}

impl<'a> Repeats<'a> {
    /// What is due for an annotator; `samples` are items due for another purpose, in the order in
    /// which they come.
    pub fn due(
        state: &State,
        items: &'a Items,
        annotator: &Annotator,
        policy: RepeatPolicy,
        samples: Vec<(ItemIndex, RepeatPurpose)>,
    ) -> Self {
        let mut planted = Vec::new();
        let mut repeated: HashSet<ItemIndex> = HashSet::new();
        let mut label_before = None;
        for (answers_since, (_, reading)) in state.timed_judgements(annotator).rev().enumerate() {
            let label = reading.verdict.label();
            if answers_since == 0 {
                label_before = label;
            }
            let in_pool = matches!(items.side(reading.item), Split::Pool(_));
            match (reading.arm, label) {
                (Arm::Repeat, _) => {
                    repeated.insert(reading.item);
                }
                (Arm::Random, Some(label)) if in_pool && !repeated.contains(&reading.item) => {
                    let candidate = Repeatable {
                        id: &items.get(reading.item).id,
                        label,
                        answers_since,
                    };
                    planted.push((reading.item, candidate));
                }
                _ => {}
            }
        }
        Self {
            policy,
            planted,
            samples,
            label_before,
        }
    }

    /// Without what may not be asked now.
    #[must_use]
    pub fn allowed(mut self, is_allowed: impl Fn(ItemIndex) -> bool) -> Self {
        self.planted.retain(|(item, _)| is_allowed(*item));
        self.samples.retain(|(item, _)| is_allowed(*item));
        self
    }

    /// The repeat that this turn's coins fall for, or else the chance that none fell.
    pub(super) fn draw(&self, draws: &SeededDraws, turn: &str) -> Result<Decision, f64> {
        let mut none_fell = 1.0;
        if let Some((item, purpose)) = self.samples.first() {
            if draws.coin("repeat of a sample", turn, SAMPLE_SHARE) {
                return Ok(repeat(*item, *purpose, 1, SAMPLE_SHARE));
            }
            none_fell -= SAMPLE_SHARE;
        }
        let fits = |candidate: &&Repeatable| self.policy.fits(candidate, self.label_before);
        let candidates: Vec<Repeatable> = self.planted.iter().map(|(_, known)| *known).collect();
        let count = candidates.iter().filter(fits).count();
        if count == 0 {
            return Err(none_fell);
        }
        let key = draws.key(turn);
        match self
            .policy
            .next(draws.seed(), &key, &candidates, self.label_before)
        {
            Some(place) => {
                let share = none_fell * self.policy.share / count as f64;
                let item = self.planted[place].0;
                Ok(repeat(item, RepeatPurpose::Planted, count as u32, share))
            }
            None => Err(none_fell * (1.0 - self.policy.share)),
        }
    }
}

fn repeat(item: ItemIndex, purpose: RepeatPurpose, candidates: u32, chance: f64) -> Decision {
    Decision {
        candidates,
        draw_probability: Some(chance),
        repeat: Some(purpose),
        ..Decision::of(item, Arm::Repeat)
    }
}

impl QuerySelector<'_> {
    /// The requested item to ask now. `last` is the item handled before.
    pub(super) fn requested(&self, last: Option<ItemIndex>) -> Option<Decision> {
        let requests = self.state.requests_to(self.annotator);
        if requests.is_empty() {
            return None;
        }
        let others_wait = || self.items.iter().any(|(index, _)| self.is_open(index));
        let after_one = last
            .and_then(|last| self.state.item(last).asked(self.annotator))
            .is_some_and(|asked| asked.arm == Arm::Review);
        if after_one && others_wait() {
            return None;
        }
        // One that was put off comes when nothing else is left, and not at once again.
        let put_off = |index: ItemIndex| self.state.item(index).is_skipped_by(self.annotator);
        let wanted = requests
            .iter()
            .map(|request| request.item)
            .min_by_key(|index| (put_off(*index), Some(*index) == last))?;
        if put_off(wanted) && others_wait() {
            return None;
        }
        Some(Decision {
            candidates: requests.len() as u32,
            ..Decision::of(wanted, Arm::Review)
        })
    }

    /// The item that this annotator put off the fewest times, earliest imported first: what is
    /// asked when the rest is done. The one just put off comes last, or skipping would show it
    /// again at once. Which of the pool's items comes first depends on the pool alone.
    pub(super) fn first_skipped(
        &self,
        last: Option<ItemIndex>,
        last_of_pool: Option<ItemIndex>,
    ) -> Option<ItemIndex> {
        let annotator = self.annotator;
        let put_off = |index: &ItemIndex| {
            let item = self.state.item(*index);
            !item.is_answered()
                && item.is_skipped_by(annotator)
                && (self.permission)(*index).is_ok()
        };
        let order = |index: ItemIndex, avoid: Option<ItemIndex>| {
            let skips = self.state.item(index).skips_by(annotator);
            (Some(index) == avoid, skips, index)
        };
        let of_pool = (self.pool())
            .filter(put_off)
            .min_by_key(|index| order(*index, last_of_pool));
        let of_both = self.holdout().filter(put_off).chain(of_pool);
        of_both.min_by_key(|index| order(*index, last))
    }
}
