//! Asks where the members' distributions lie furthest apart.

use super::acquisition::{Info, ItemView, Names, Strategy};
use super::vote_entropy::votes_in_words;
use crate::learner::{Opinion, jensen_shannon};

pub(super) struct Consensus;

impl Strategy for Consensus {
    fn info(&self) -> &'static Info {
        &Info {
            id: "consensus",
            doc: "asks where the members' predictions lie furthest apart (Jensen–Shannon)",
            formula: "(H(p̄) − Σ H(p_e) / E) / ln min(E, C)",
            source: "McCallum & Nigam 1998; Houlsby et al. 2011 (BALD)",
            cost: "n E C",
        }
    }

    fn utility(&self, item: &ItemView<'_>) -> f32 {
        jensen_shannon(item.members.iter().copied(), item.mean)
    }

    fn explain(&self, opinion: &Opinion, names: Names<'_>) -> String {
        votes_in_words(opinion, names)
    }
}
