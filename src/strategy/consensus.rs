//! Asks where the members' distributions lie furthest apart.

use super::acquisition::{Glance, Info, ItemView, Names, Strategy, margin_uncertainty};
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

    fn glance(&self, glance: &Glance<'_>, out: &mut [f32]) {
        margin_uncertainty(glance.block, out);
    }

    fn asks_voters(&self) -> bool {
        true
    }

    fn utility(&self, item: &ItemView<'_>) -> f32 {
        jensen_shannon(item.votes.iter().map(Vec::as_slice))
    }

    fn explain(&self, opinion: &Opinion, names: Names<'_>) -> String {
        votes_in_words(opinion, names)
    }
}
