//! Which strategies are there?

use crate::error::{Error, Result};

use super::acquisition::Strategy;
use super::consensus::Consensus;
use super::entropy::Entropy;
use super::least_confidence::LeastConfidence;
use super::margin::Margin;
use super::random::Random;
use super::vote_entropy::VoteEntropy;

/// All strategies, in the order in which they are listed.
pub static REGISTRY: &[&dyn Strategy] = &[
    &Margin,
    &LeastConfidence,
    &Entropy,
    &VoteEntropy,
    &Consensus,
    &Random,
];

/// The strategy of a project that names none.
pub const DEFAULT: &str = "margin";

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
    use super::super::acquisition::ItemView;
    use super::*;

    fn utility(id: &str, members: &[&[f32]]) -> f32 {
        let classes = members[0].len();
        let mean: Vec<f32> = (0..classes)
            .map(|c| members.iter().map(|m| m[c]).sum::<f32>() / members.len() as f32)
            .collect();
        find(id).unwrap().utility(&ItemView {
            mean: &mean,
            members,
            tie: 7,
        })
    }

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
    fn utilities_by_hand() {
        let sure: &[&[f32]] = &[&[0.9, 0.05, 0.05], &[0.7, 0.25, 0.05]];
        let torn: &[&[f32]] = &[&[0.5, 0.4, 0.1], &[0.4, 0.5, 0.1]];
        // Means: sure .8 .15 .05; torn .45 .45 .1.
        let close = |a: f32, b: f32| assert!((a - b).abs() < 1e-5, "{a} {b}");
        close(utility("margin", sure), 1.0 - 0.65);
        close(utility("margin", torn), 1.0);
        close(utility("least-confidence", sure), 0.2);
        close(utility("least-confidence", torn), 0.55);
        close(utility("vote-entropy", sure), 0.0);
        close(utility("vote-entropy", torn), 1.0);
        // H(.45, .45, .1) / ln 3.
        close(utility("entropy", torn), 0.948_915_4 / 1.098_612_3);
        // (H(mean) − H(.5, .4, .1)) / ln 2 = (.948915 − .943348) / .693147.
        close(
            utility("consensus", torn),
            (0.948_915_4 - 0.943_348_4) / std::f32::consts::LN_2,
        );
    }

    #[test]
    fn uncertainty_strategies_prefer_the_torn_item() {
        let sure: &[&[f32]] = &[&[0.9, 0.05, 0.05], &[0.7, 0.25, 0.05]];
        let torn: &[&[f32]] = &[&[0.5, 0.4, 0.1], &[0.4, 0.5, 0.1]];
        for id in ["margin", "least-confidence", "entropy", "vote-entropy"] {
            assert!(utility(id, torn) > utility(id, sure), "{id}");
        }
    }
}
