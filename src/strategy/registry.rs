//! Which strategies are there?

use crate::error::{Error, Result};

use super::acquisition::Strategy;
use super::alternate::Alternate;
use super::auto::Auto;
use super::change::GradientLength;
use super::committee::{ConsensusEntropy, Disagreement, VariationRatio, VoteEntropy};
use super::diversity::{
    Badge, ClusterMargin, Contrastive, InformationDensity, KCenter, ProbCover, TypiClust,
};
use super::error_reduction::{ErrorReduction, ErrorReductionZeroOne, VarianceReduction};
use super::random::Random;
use super::rare::{ActiveSearch, Bisection, LikelyPositive, RareMix};
use super::uncertainty::{Entropy, LeastConfidence, Margin};

/// All strategies, in the order in which they are listed: by family.
pub static REGISTRY: &[&dyn Strategy] = &[
    &Auto,
    &Alternate,
    &Margin,
    &LeastConfidence,
    &Entropy,
    &VoteEntropy,
    &ConsensusEntropy,
    &Disagreement,
    &VariationRatio,
    &GradientLength,
    &ErrorReduction,
    &ErrorReductionZeroOne,
    &VarianceReduction,
    &InformationDensity,
    &KCenter,
    &TypiClust,
    &ProbCover,
    &Badge,
    &ClusterMargin,
    &Contrastive,
    &LikelyPositive,
    &ActiveSearch,
    &Bisection,
    &RareMix,
    &Random,
];

/// The strategy of a project that names none.
pub const DEFAULT: &str = "auto";

/// The strategy with this id.
///
/// # Errors
/// When there is none, with the ids there are.
pub fn find(id: &str) -> Result<&'static dyn Strategy> {
    REGISTRY
        .iter()
        .copied()
        .find(|strategy| strategy.info().id == id)
        .ok_or_else(|| {
            let known: Vec<&str> = REGISTRY.iter().map(|known| known.info().id).collect();
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
        let mut ids: Vec<&str> = REGISTRY.iter().map(|s| s.info().id).collect();
        assert!(ids.contains(&DEFAULT));
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), REGISTRY.len());
        assert!(find("mystery").is_err());
    }

    #[test]
    fn families_stand_together_in_the_list() {
        let families: Vec<_> = REGISTRY.iter().map(|s| s.info().family).collect();
        assert!(families.is_sorted());
    }
}
