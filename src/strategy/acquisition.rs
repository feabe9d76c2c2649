//! What is a strategy?
//!
//! A [`Strategy`] takes a [`Scorer`] at the [`RankingContext`] for each ranking, in two stages: a glance at
//! every candidate, block by block as the scan scores them, and, where more is needed than the
//! choosing model's probabilities, a second look at the leaders of the glance. What a look
//! prepares (who is covered, which class is rare) is prepared once a ranking. Invariant: utilities
//! follow from the scene alone, so the same scene gives the same ranking at any thread count.

use super::leaders::Ranked;
use super::scene::RankingContext;
use crate::learner::{BLOCK, Block, CommitteePrediction};
use crate::schema::LabelId;

/// What a strategy is called and what it does.
#[derive(Debug, PartialEq, Eq)]
pub struct Info {
    /// The word for it in config, journal and on the command line.
    pub id: &'static str,
    /// What it is called on a screen.
    pub title: &'static str,
    /// Which of the families it belongs to.
    pub family: Family,
    /// One line on what it asks, and what was measured where that contradicts its fame.
    pub doc: &'static str,
    /// Its utility, to be maximised.
    pub formula: &'static str,
    /// Where it comes from.
    pub source: &'static str,
    /// Work per step, with n candidates, C classes, E members, d dense numbers and m sampled.
    pub cost: &'static str,
}

/// What a strategy goes by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Family {
    /// Several of the others in turn.
    Mixed,
    /// How unsure the choosing model is.
    Uncertainty,
    /// How far the members differ.
    Committee,
    /// How much the label would change the model.
    ModelChange,
    /// How much the label would lower the expected error.
    ErrorReduction,
    /// How well the labeled items would stand for the pool.
    Diversity,
    /// How soon the items of a rare class are found.
    RareClass,
    /// Nothing.
    Chance,
}

impl Family {
    /// The family's name.
    pub fn title(self) -> &'static str {
        match self {
            Self::Mixed => "several in turn",
            Self::Uncertainty => "uncertainty",
            Self::Committee => "query by committee",
            Self::ModelChange => "expected model change",
            Self::ErrorReduction => "expected error reduction",
            Self::Diversity => "diversity and representativeness",
            Self::RareClass => "rare classes",
            Self::Chance => "chance",
        }
    }
}

/// What a look may see of a block of pool items at first glance.
#[derive(Debug, Clone, Copy)]
pub struct ScoreBatch<'a> {
    /// The choosing model's probabilities, class by class.
    pub block: Block<'a>,
    /// How closely each item is surrounded by others, 0 to 1; empty while unknown.
    pub density: &'a [f32],
    /// Each item's place in a seeded random order.
    pub ties: &'a [u64],
}

/// What is known of an item that was chosen, to say why.
#[derive(Clone, Copy)]
pub struct ExplainInput<'a> {
    /// What the committee thinks of it.
    pub opinion: &'a CommitteePrediction,
    /// Names the labels.
    pub names: Names<'a>,
    /// Its utility.
    pub score: f32,
    /// How many labels the ranking knew.
    pub labels: usize,
    /// What the ranking was about, where the strategy has several aims.
    pub aim: Option<&'a str>,
    /// The class to be found, if one is declared.
    pub positive: Option<LabelId>,
}

/// Turns a label id into its name.
pub type Names<'a> = &'a dyn Fn(LabelId) -> String;

/// An acquisition function.
pub trait Strategy: Sync {
    /// What it is.
    fn info(&self) -> &'static Info;

    /// Prepares one ranking.
    fn look<'a>(&self, scene: &'a RankingContext<'a>) -> Box<dyn Scorer + 'a>;

    /// How many leaders of the glance it looks at again; 0: the glance decides.
    fn shortlist(&self) -> usize {
        0
    }

    /// Whether it looks for the items of one class: then odd ones and near-copies count, too, and
    /// alike ones in a row are what is wanted.
    fn seeks(&self, _scene: &RankingContext<'_>) -> bool {
        false
    }

    /// Why a candidate was chosen, for a domain expert.
    fn explain(&self, seen: &ExplainInput<'_>) -> String;
}

/// A strategy at work on one ranking.
pub trait Scorer: Sync {
    /// How much the label of each item of a block seems worth, written to `out`; the scale is the
    /// strategy's own.
    fn glance(&self, glance: &ScoreBatch<'_>, out: &mut [f32]);

    /// What this ranking is about, where a strategy has several aims: told when it changes.
    fn aim(&self) -> Option<String> {
        None
    }

    /// How much the labels of the leaders are worth, in their order; `shortlist` is sorted, best
    /// first.
    fn weigh(&self, shortlist: &[Ranked]) -> Vec<f32> {
        shortlist.iter().map(|leader| leader.score).collect()
    }
}

/// A look that the glance is all of.
pub(super) struct PointwiseScorer(pub(super) fn(&ScoreBatch<'_>, &mut [f32]));

impl Scorer for PointwiseScorer {
    fn glance(&self, glance: &ScoreBatch<'_>, out: &mut [f32]) {
        self.0(glance, out);
    }
}

/// Writes 1 − (p₁ − p₂) of each item: how close its two likeliest labels are.
pub(super) fn margin_uncertainty(glance: &ScoreBatch<'_>, out: &mut [f32]) {
    let mut second = [0.0_f32; BLOCK];
    let second = &mut second[..out.len()];
    out.fill(0.0);
    for class in glance.block.each_class() {
        for ((p, first), second) in class.iter().zip(out.iter_mut()).zip(second.iter_mut()) {
            *second = second.max(first.min(*p));
            *first = first.max(*p);
        }
    }
    for (out, second) in out.iter_mut().zip(second) {
        *out = 1.0 - (*out - *second);
    }
}
