//! Asks where the members' distributions lie furthest apart.

use super::super::acquisition::{ExplainInput, Family, Info, Scorer, Strategy};
use super::super::scene::RankingContext;
use super::by_votes::{ByVotes, DISPUTED, votes_in_words};
use crate::learner::jensen_shannon;

pub(in super::super) struct Disagreement;

impl Strategy for Disagreement {
    fn info(&self) -> &'static Info {
        &Info {
            id: "disagreement",
            title: "disagreement (BALD)",
            family: Family::Committee,
            doc: "asks where the members' predictions lie furthest apart; measured: below random on \
                  questions and on spam, because members differ most on odd items",
            formula: "(H(p̄) − Σ H(p_e) / E) / ln min(E, C)",
            source: "McCallum & Nigam 1998; Houlsby et al. 2011 (BALD)",
            cost: "n C + 4,096 E C",
        }
    }

    fn look<'a>(&self, scene: &'a RankingContext<'a>) -> Box<dyn Scorer + 'a> {
        Box::new(ByVotes {
            scene,
            measure: distance,
        })
    }

    fn shortlist(&self) -> usize {
        DISPUTED
    }

    fn explain(&self, seen: &ExplainInput<'_>) -> String {
        votes_in_words(seen)
    }
}

fn distance(votes: &[Vec<f32>]) -> f32 {
    jensen_shannon(votes.iter().map(Vec::as_slice))
}
