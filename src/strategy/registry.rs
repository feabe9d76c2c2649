//! Which strategies are there?

use crate::error::{Error, Result};

use super::acquisition::Strategy;
use super::alternate::Alternate;
use super::consensus::Consensus;
use super::entropy::Entropy;
use super::least_confidence::LeastConfidence;
use super::margin::Margin;
use super::margin_density::MarginDensity;
use super::random::Random;
use super::vote_entropy::VoteEntropy;

/// All strategies, in the order in which they are listed.
pub static REGISTRY: &[&dyn Strategy] = &[
    &Alternate,
    &Margin,
    &MarginDensity,
    &LeastConfidence,
    &Entropy,
    &VoteEntropy,
    &Consensus,
    &Random,
];

/// The strategy of a project that names none.
pub const DEFAULT: &str = "alternate";

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
    use super::super::acquisition::{Glance, ItemView};
    use super::*;
    use crate::learner::{BLOCK, Block};

    /// The utility of an item on which the voters think this; the first one chooses.
    fn utility(id: &str, voters: &[&[f32]]) -> f32 {
        let strategy = find(id).unwrap();
        let mut probabilities = vec![0.0; voters[0].len() * BLOCK];
        for (class, p) in voters[0].iter().enumerate() {
            probabilities[class * BLOCK] = *p;
        }
        let mut out = [0.0];
        let glance = Glance {
            block: Block::new(0, 1, &probabilities),
            density: &[0.5],
            ties: &[7],
            labels: 1,
        };
        strategy.glance(&glance, &mut out);
        let votes: Vec<Vec<f32>> = voters.iter().map(|p| p.to_vec()).collect();
        strategy.utility(&ItemView {
            first: out[0],
            votes: &votes,
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
        let sure: &[&[f32]] = &[&[0.8, 0.15, 0.05], &[0.7, 0.25, 0.05]];
        let torn: &[&[f32]] = &[&[0.5, 0.4, 0.1], &[0.4, 0.5, 0.1]];
        let close = |a: f32, b: f32| assert!((a - b).abs() < 1e-5, "{a} {b}");
        close(utility("margin", sure), 0.35);
        close(utility("margin", torn), 0.9);
        close(utility("margin-density", torn), 0.45);
        close(utility("alternate", torn), 0.45);
        close(utility("least-confidence", sure), 0.2);
        close(utility("least-confidence", torn), 0.5);
        close(utility("vote-entropy", sure), 0.0);
        close(utility("vote-entropy", torn), 1.0);
        // H(.5, .4, .1) / ln 3.
        close(utility("entropy", torn), 0.943_348_4 / 1.098_612_3);
        // (H(mean .45 .45 .1) − H(.5, .4, .1)) / ln 2 = (.948915 − .943348) / .693147.
        close(
            utility("consensus", torn),
            (0.948_915_4 - 0.943_348_4) / std::f32::consts::LN_2,
        );
    }

    #[test]
    fn uncertainty_strategies_prefer_the_torn_item() {
        let sure: &[&[f32]] = &[&[0.9, 0.05, 0.05], &[0.7, 0.25, 0.05]];
        let torn: &[&[f32]] = &[&[0.5, 0.4, 0.1], &[0.4, 0.5, 0.1]];
        for id in [
            "alternate",
            "margin",
            "margin-density",
            "least-confidence",
            "entropy",
            "vote-entropy",
        ] {
            assert!(utility(id, torn) > utility(id, sure), "{id}");
        }
    }
}
