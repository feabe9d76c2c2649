//! Asks where the committee as a whole is the most unsure.

use super::super::acquisition::{ExplainInput, Family, Info, Scorer, Strategy};
use super::super::scene::RankingContext;
use super::by_votes::{ByVotes, DISPUTED, votes_in_words};
use crate::learner::{entropy, mean_of};

pub(in super::super) struct ConsensusEntropy;

impl Strategy for ConsensusEntropy {
    fn info(&self) -> &'static Info {
        &Info {
            id: "consensus-entropy",
            title: "consensus entropy",
            family: Family::Committee,
            doc: "asks where the mean of the members' predictions is spread over the most labels; \
                  measured: as good as margin on spam, below random on questions",
            formula: "H(Σ p_e / E) / ln C",
            source: "McCallum & Nigam 1998",
            cost: "n C + 4,096 E C",
        }
    }

    fn look<'a>(&self, scene: &'a RankingContext<'a>) -> Box<dyn Scorer + 'a> {
        Box::new(ByVotes {
            scene,
            measure: entropy_of_mean,
        })
    }

    fn shortlist(&self) -> usize {
        DISPUTED
    }

    fn explain(&self, seen: &ExplainInput<'_>) -> String {
        votes_in_words(seen)
    }
}

fn entropy_of_mean(votes: &[Vec<f32>]) -> f32 {
    entropy(&mean_of(votes.iter().map(Vec::as_slice)))
}
