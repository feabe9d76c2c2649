//! Asks where the fewest members agree with the majority.

use super::super::acquisition::{ExplainInput, Family, Info, Scorer, Strategy};
use super::super::scene::RankingContext;
use super::by_votes::{ByVotes, DISPUTED, votes_in_words};
use crate::learner::argmax;

pub(in super::super) struct VariationRatio;

impl Strategy for VariationRatio {
    fn info(&self) -> &'static Info {
        &Info {
            id: "variation-ratio",
            title: "variation ratio",
            family: Family::Committee,
            doc: "asks where the largest group of members that vote alike is smallest; measured: as \
                  good as margin on spam, no better than random on questions",
            formula: "1 − max v_c / E",
            source: "Freeman 1965; Gal, Islam & Ghahramani 2017",
            cost: "n C + 4,096 E C",
        }
    }

    fn look<'a>(&self, scene: &'a RankingContext<'a>) -> Box<dyn Scorer + 'a> {
        Box::new(ByVotes {
            scene,
            measure: minority,
        })
    }

    fn shortlist(&self) -> usize {
        DISPUTED
    }

    fn explain(&self, seen: &ExplainInput<'_>) -> String {
        votes_in_words(seen)
    }
}

fn minority(votes: &[Vec<f32>]) -> f32 {
    let mut counts = vec![0_u32; votes.first().map_or(0, Vec::len)];
    for p in votes {
        counts[argmax(p)] += 1;
    }
    let most = counts.into_iter().max().unwrap_or(0);
    1.0 - most as f32 / votes.len().max(1) as f32
}
