//! What may a strategy look at?
//!
//! The pool's features, the committee with what it was taught, and who may be asked: pool items
//! and training labels alone (law 4). Invariant: a scene holds everything that a ranking follows
//! from.

use super::memo::Cache;
use crate::features::{PoolId, Rows};
use crate::learner::Committee;
use crate::rng::{Seed, Stream};
use crate::schema::LabelId;

/// Who may be asked.
#[derive(Debug, Clone, Copy)]
pub struct Candidates<'a> {
    /// The pool's ids, in row order.
    pub ids: &'a [PoolId],
    /// Whether each may be asked.
    pub open: &'a [bool],
    /// Whether each may be asked when it is no group's turn: what stands for the pool is taken
    /// from these.
    pub of_all_groups: &'a [bool],
    /// Each item's place in a seeded random order: of equal utilities the lower wins.
    pub ties: &'a [u64],
}

/// What one ranking follows from.
#[derive(Clone, Copy)]
pub struct RankingContext<'a> {
    /// Who predicts, and what it was taught.
    pub committee: &'a Committee,
    /// Who may be asked.
    pub candidates: Candidates<'a>,
    /// What was worked out for earlier rankings over the same features.
    pub memo: &'a Cache,
    /// The class to be found, if one is declared.
    pub positive: Option<LabelId>,
    /// All chance in a ranking comes from this.
    pub seed: Seed,
}

impl<'a> RankingContext<'a> {
    /// The pool as numbers.
    pub fn rows(&self) -> &'a Rows {
        self.committee.rows()
    }

    /// How many items are labeled.
    pub fn labels(&self) -> usize {
        self.committee.labels()
    }

    /// The column of the class to be found in every probability, once it has a label.
    pub fn positive_column(&self) -> Option<usize> {
        let positive = self.positive?;
        self.committee.classes().binary_search(&positive).ok()
    }

    /// Chance for this ranking: the same for the same number of labels, so that taking an answer
    /// back takes back the luck that followed it.
    pub fn stream(&self, purpose: &str) -> Stream {
        self.seed.stream(purpose, &self.labels().to_string())
    }
}
