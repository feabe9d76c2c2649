//! Asks where the members' votes are split the most.

use super::super::acquisition::{ExplainInput, Family, Info, Scorer, Strategy};
use super::super::scene::RankingContext;
use super::by_votes::{ByVotes, DISPUTED, votes_in_words};
use crate::learner::{argmax, vote_entropy};

pub(in super::super) struct VoteEntropy;

impl Strategy for VoteEntropy {
    fn info(&self) -> &'static Info {
        &Info {
            id: "vote-entropy",
            title: "vote entropy",
            family: Family::Committee,
            doc: "asks where the members' votes are split the most; measured: as good as margin on spam, \
                  no better than random on questions",
            formula: "−Σ (v_c/E) ln (v_c/E) / ln min(E, C)",
            source: "Dagan & Engelson 1995",
            cost: "n C + 4,096 E C",
        }
    }

    fn look<'a>(&self, scene: &'a RankingContext<'a>) -> Box<dyn Scorer + 'a> {
        Box::new(ByVotes {
            scene,
            measure: split_of_votes,
        })
    }

    fn shortlist(&self) -> usize {
        DISPUTED
    }

    fn explain(&self, seen: &ExplainInput<'_>) -> String {
        votes_in_words(seen)
    }
}

fn split_of_votes(votes: &[Vec<f32>]) -> f32 {
    let classes = votes.first().map_or(0, Vec::len);
    let votes: Vec<usize> = votes.iter().map(|p| argmax(p)).collect();
    vote_entropy(&votes, classes)
}
