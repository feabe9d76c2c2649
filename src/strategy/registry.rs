//! Lists the strategies: one row each.
//!
//! A strategy is a [`StrategySpec`]: its id, its texts, its cost, and the functions that prepare its
//! scorer and explain its choices. Each family of strategies has a file with its rows. Invariant:
//! ids are unique, and the rows of a family stand together.

use super::committee::{CONSENSUS_ENTROPY, DISAGREEMENT, VARIATION_RATIO, VOTE_ENTROPY};
use super::context::{RankingContext, Scorer};
use super::diversity::{
    BADGE, CLUSTER_MARGIN, CONTRASTIVE, INFORMATION_DENSITY, K_CENTER, PROBCOVER, TYPICLUST,
};
use super::error_reduction::{ERROR_REDUCTION, ERROR_REDUCTION_ZERO_ONE, VARIANCE_REDUCTION};
use super::mixed::{ALTERNATE, AUTO, is_to_be_found};
use super::model_change::GRADIENT_LENGTH;
use super::rare::{ACTIVE_SEARCH, BISECTION, LIKELY_POSITIVE, RARE_MIX};
use super::sampling::RANDOM;
use super::uncertainty::{ENTROPY, LEAST_CONFIDENCE, MARGIN};
use crate::error::{Error, Result};
use crate::learner::CommitteePrediction;
use crate::schema::LabelId;

/// A strategy: an acquisition function and its texts.
#[derive(Debug)]
pub struct StrategySpec {
    /// The word for it in config, journal and on the command line.
    pub id: &'static str,
    /// What it is called on a screen.
    pub title: &'static str,
    /// Which of the families it belongs to.
    pub family: Family,
    /// One line on what it asks, and what was measured where that contradicts its fame.
    pub doc: &'static str,
    /// Its score, to be maximised.
    pub formula: &'static str,
    /// Where it comes from.
    pub source: &'static str,
    /// Work per step, with n candidates, C classes, E members, d dense numbers and m sampled.
    pub cost: &'static str,
    /// Prepares the scorer of one ranking.
    pub(super) prepare: for<'a> fn(&'a RankingContext<'a>) -> Scorer<'a>,
    /// Why a candidate was chosen, for a domain expert.
    pub(crate) explain: fn(&ExplainInput<'_>) -> String,
}

impl StrategySpec {
    /// Whether it looks for the items of one class: then odd ones and near-copies count, too, and
    /// alike ones in a row are what is wanted.
    pub(crate) fn seeks(&self, context: &RankingContext<'_>) -> bool {
        let always = [LIKELY_POSITIVE.id, ACTIVE_SEARCH.id];
        always.contains(&self.id) || (self.id == AUTO.id && is_to_be_found(context))
    }
}

/// What is known of an item that was chosen, to say why.
#[derive(Clone, Copy)]
pub(crate) struct ExplainInput<'a> {
    /// What the committee thinks of it.
    pub prediction: &'a CommitteePrediction,
    /// Names the labels.
    pub names: Names<'a>,
    /// Its utility.
    pub score: f32,
    /// How many labels the ranking knew.
    pub labels: usize,
    /// What the ranking was about, where the strategy has several modes.
    pub mode: Option<&'a str>,
    /// The class to be found, if one is declared.
    pub positive: Option<LabelId>,
}

/// Turns a label id into its name.
pub(crate) type Names<'a> = &'a dyn Fn(LabelId) -> String;

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

/// All strategies, in the order in which they are listed: by family.
pub static REGISTRY: &[&StrategySpec] = &[
    &AUTO,
    &ALTERNATE,
    &MARGIN,
    &LEAST_CONFIDENCE,
    &ENTROPY,
    &VOTE_ENTROPY,
    &CONSENSUS_ENTROPY,
    &DISAGREEMENT,
    &VARIATION_RATIO,
    &GRADIENT_LENGTH,
    &ERROR_REDUCTION,
    &ERROR_REDUCTION_ZERO_ONE,
    &VARIANCE_REDUCTION,
    &INFORMATION_DENSITY,
    &K_CENTER,
    &TYPICLUST,
    &PROBCOVER,
    &BADGE,
    &CLUSTER_MARGIN,
    &CONTRASTIVE,
    &LIKELY_POSITIVE,
    &ACTIVE_SEARCH,
    &BISECTION,
    &RARE_MIX,
    &RANDOM,
];

/// The strategy of a project that names none.
pub const DEFAULT: &str = "auto";

/// The strategy with this id.
///
/// # Errors
/// When there is none, with the ids there are.
pub fn find(id: &str) -> Result<&'static StrategySpec> {
    REGISTRY
        .iter()
        .copied()
        .find(|strategy| strategy.id == id)
        .ok_or_else(|| {
            let known: Vec<&str> = REGISTRY.iter().map(|known| known.id).collect();
            Error::usage(
                format!("there is no strategy {id:?}"),
                format!("choose one of: {}", known.join(", ")),
            )
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_unique_and_the_default_is_one_of_them() {
        let mut ids: Vec<&str> = REGISTRY.iter().map(|s| s.id).collect();
        assert!(ids.contains(&DEFAULT));
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), REGISTRY.len());
        assert!(find("mystery").is_err());
    }

    #[test]
    fn families_stand_together_in_the_list() {
        let families: Vec<_> = REGISTRY.iter().map(|s| s.family).collect();
        assert!(families.is_sorted());
    }
}
