//! What is a strategy?

use crate::learner::Opinion;
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

/// What a strategy may see of one candidate.
#[derive(Debug, Clone, Copy)]
pub struct ItemView<'a> {
    /// The committee's mean probabilities.
    pub mean: &'a [f32],
    /// Each member's probabilities, in the committee's order.
    pub members: &'a [&'a [f32]],
    /// The item's place in a seeded random order.
    pub tie: u64,
}

/// Turns a label id into its name.
pub type Names<'a> = &'a dyn Fn(LabelId) -> String;

/// An acquisition function.
pub trait Strategy: Sync {
    /// What it is.
    fn info(&self) -> &'static Info;

    /// How much the label of this candidate is worth; the scale is the strategy's own.
    fn utility(&self, item: &ItemView<'_>) -> f32;

    /// Why a candidate with this opinion was chosen, for a domain expert.
    fn explain(&self, opinion: &Opinion, names: Names<'_>) -> String;
}
