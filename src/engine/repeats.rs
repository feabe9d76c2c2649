//! Which answered item is asked once more, to see whether the answer is the same?
//!
//! Planted repeats come from random draws, so that hard items are not over-represented; samples
//! of tired, fresh and masked answers come from their own list. All are blind and unannounced, and
//! replace no label. Each kind has a coin of its own, keyed like the others. Invariant: no item is
//! repeated twice for one purpose, and none directly after an item of the same answer.

use std::collections::HashSet;

use super::candidates::Chance;
use super::decision::Decision;
use crate::pool::{Items, Side};
use crate::schema::{Annotator, Arm, ItemIndex, RepeatPurpose};
use crate::state::{State, Verdict};

/// Answers of the same person that must lie between an item and its planted repeat.
const SPACING: usize = 30;

/// Share of the queries that come from the samples, while any of those is due.
const SAMPLE_SHARE: f64 = 0.10;

/// What may be asked once more in this turn.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Repeats {
    planted: Vec<(ItemIndex, String)>,
    samples: Vec<(ItemIndex, RepeatPurpose)>,
    share: f64,
}

impl Repeats {
    /// What is due for an annotator. `share` is that of planted repeats among the queries;
    /// `samples` are items due for another purpose, in the order in which they come.
    pub fn due(
        state: &State,
        items: &Items,
        annotator: &Annotator,
        share: f64,
        samples: Vec<(ItemIndex, RepeatPurpose)>,
    ) -> Self {
        let last = last_verdict(state, annotator);
        let repeated: HashSet<ItemIndex> = state
            .readings(annotator)
            .filter(|(_, reading)| reading.arm == Arm::Repeat)
            .map(|(_, reading)| reading.item)
            .collect();
        let fits = |item: &ItemIndex| {
            let judged = state.item(*item).judgement_of(annotator);
            judged.is_some_and(|judged| Some(judged.verdict) != last)
        };
        let planted = state
            .readings(annotator)
            .rev()
            .skip(SPACING)
            .map(|(_, reading)| reading)
            .filter(|reading| reading.arm == Arm::Random)
            .map(|reading| reading.item)
            .filter(|item| matches!(items.side(*item), Side::Pool(_)))
            .filter(|item| !repeated.contains(item) && fits(item))
            .map(|item| (item, items.get(item).id.clone()))
            .collect();
        Self {
            planted,
            samples: samples.into_iter().filter(|(item, _)| fits(item)).collect(),
            share,
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
    pub(super) fn draw(&self, chance: &Chance, turn: &str) -> Result<Decision, f64> {
        let mut none_fell = 1.0;
        if let Some((item, purpose)) = self.samples.first() {
            if chance.coin("repeat of a sample", turn, SAMPLE_SHARE) {
                return Ok(repeat(*item, *purpose, 1, SAMPLE_SHARE));
            }
            none_fell -= SAMPLE_SHARE;
        }
        let drawn = self
            .planted
            .iter()
            .min_by_key(|(item, id)| (chance.afresh(turn, id), *item));
        if let Some((item, _)) = drawn.filter(|_| self.share > 0.0) {
            if chance.coin("repeat", turn, self.share) {
                let share = none_fell * self.share / self.planted.len() as f64;
                let count = self.planted.len() as u32;
                return Ok(repeat(*item, RepeatPurpose::Planted, count, share));
            }
            none_fell *= 1.0 - self.share;
        }
        Err(none_fell)
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

fn last_verdict(state: &State, annotator: &Annotator) -> Option<Verdict> {
    let (_, last) = state.readings(annotator).next_back()?;
    Some(last.verdict)
}
