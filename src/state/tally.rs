//! How many items are in which condition?
//!
//! Kept up to date item by item, so that a screen can ask after every answer, however large the
//! pool is.

use super::item_state::{ItemState, Verdict};
use crate::pool::Split;

/// How far the project is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// Items with a current label, any arm.
    pub labeled: usize,
    /// Items judged "unsure" by all who judged them.
    pub unsure: usize,
    /// Items put off and not yet judged.
    pub skipped: usize,
    /// Items with a flag.
    pub flagged: usize,
    /// Items whose annotators differ.
    pub disputed: usize,
}

/// Counts over all items.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Tally {
    pub(super) counts: Counts,
    /// Labeled items by label id.
    pub(super) per_class: Vec<usize>,
    pub(super) pool_answered: usize,
    pub(super) holdout_answered: usize,
}

impl Tally {
    /// Counts an item in.
    pub(super) fn add(&mut self, item: &ItemState, side: Split) {
        self.shift(item, side, |count| *count += 1);
    }

    /// Counts an item out, in the condition in which it was counted in.
    pub(super) fn remove(&mut self, item: &ItemState, side: Split) {
        self.shift(item, side, |count| *count -= 1);
    }

    fn shift(&mut self, item: &ItemState, side: Split, by_one: impl Fn(&mut usize)) {
        if item.flagged {
            by_one(&mut self.counts.flagged);
        }
        if item.is_skipped() {
            by_one(&mut self.counts.skipped);
        }
        if !item.is_answered() {
            return;
        }
        by_one(match side {
            Split::Pool(_) => &mut self.pool_answered,
            Split::Holdout(_) => &mut self.holdout_answered,
        });
        if let Some(label) = item.label() {
            by_one(&mut self.counts.labeled);
            if self.per_class.len() <= label.index() {
                self.per_class.resize(label.index() + 1, 0);
            }
            by_one(&mut self.per_class[label.index()]);
        } else {
            let has_labels = item
                .judgements()
                .iter()
                .any(|judgement| matches!(judgement.verdict, Verdict::Label(_)));
            by_one(if has_labels {
                &mut self.counts.disputed
            } else {
                &mut self.counts.unsure
            });
        }
    }
}
