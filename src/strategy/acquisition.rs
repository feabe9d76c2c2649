//! What is a strategy?

use crate::learner::{BLOCK, Block, Opinion};
use crate::schema::LabelId;

/// What a strategy is called and what it does.
#[derive(Debug, PartialEq, Eq)]
pub struct Info {
    /// The word for it in config, journal and on the command line.
    pub id: &'static str,
    /// One line on what it asks.
    pub doc: &'static str,
    /// Its utility, to be maximised.
    pub formula: &'static str,
    /// Where it comes from.
    pub source: &'static str,
    /// Work per step, with n candidates, C classes and E members.
    pub cost: &'static str,
}

/// What a strategy may see of a block of pool items at first glance: the choosing model's
/// probabilities, and what is known of the items without any label.
#[derive(Debug, Clone, Copy)]
pub struct Glance<'a> {
    /// Probabilities, class by class.
    pub block: Block<'a>,
    /// How closely each item is surrounded by others, 0 to 1; empty while unknown.
    pub density: &'a [f32],
    /// Each item's place in a seeded random order.
    pub ties: &'a [u64],
    /// How many labels are known.
    pub labels: usize,
}

/// What a strategy may see of one of the leaders of the first glance.
#[derive(Debug, Clone, Copy)]
pub struct ItemView<'a> {
    /// Its utility at first glance.
    pub first: f32,
    /// Each voter's probabilities; the choosing model's come first.
    pub votes: &'a [Vec<f32>],
}

/// Turns a label id into its name.
pub type Names<'a> = &'a dyn Fn(LabelId) -> String;

/// An acquisition function, in two stages: a glance at every candidate, and, where the voters
/// matter, a second look at the leaders.
pub trait Strategy: Sync {
    /// What it is.
    fn info(&self) -> &'static Info;

    /// How much the label of each item of a block seems worth, written to `out`; the scale is the
    /// strategy's own.
    fn glance(&self, glance: &Glance<'_>, out: &mut [f32]);

    /// Whether the leaders are looked at again, with every voter's opinion.
    fn asks_voters(&self) -> bool {
        false
    }

    /// How much the label of a leader is worth.
    fn utility(&self, item: &ItemView<'_>) -> f32 {
        item.first
    }

    /// Why a candidate with this opinion was chosen, for a domain expert.
    fn explain(&self, opinion: &Opinion, names: Names<'_>) -> String;
}

/// Writes 1 − (p₁ − p₂) of each item: how close its two likeliest labels are.
pub(super) fn margin_uncertainty(block: Block<'_>, out: &mut [f32]) {
    let mut second = [0.0_f32; BLOCK];
    let second = &mut second[..out.len()];
    out.fill(0.0);
    for class in block.each_class() {
        for ((p, first), second) in class.iter().zip(out.iter_mut()).zip(second.iter_mut()) {
            *second = second.max(first.min(*p));
            *first = first.max(*p);
        }
    }
    for (out, second) in out.iter_mut().zip(second) {
        *out = 1.0 - (*out - *second);
    }
}
