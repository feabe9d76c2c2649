//! A small pool with labels, to try strategies on.

use std::sync::Arc;

use crate::features::{CountRows, DenseRows, Neighbourhood, PoolId, Rows, TextRows};
use crate::learner::{Cancel, Committee, Settings, TargetUpdate};
use crate::pool::{Item, Items};
use crate::rng::Seed;
use crate::schema::LabelId;

use super::super::{Cache, Candidates, Ranked, RankingContext, Strategy, rank};

/// A pool of points, a committee that was taught some of them, and who may be asked.
pub(in super::super) struct Stage {
    ids: Vec<PoolId>,
    open: Vec<bool>,
    ties: Vec<u64>,
    memo: Cache,
    committee: Committee,
    /// The class to be found.
    pub positive: Option<LabelId>,
}

impl Stage {
    /// `labels` are pairs of a point's number and its class.
    pub(in super::super) fn new<const W: usize>(
        points: &[[f32; W]],
        labels: &[(usize, u16)],
    ) -> Self {
        let items = (0..points.len()).map(|n| Item {
            id: n.to_string(),
            text: String::new(),
            fields: Vec::new(),
        });
        let items = Items::new(items.collect(), |_| false);
        let ids: Vec<PoolId> = items.pool().collect();
        let dense = DenseRows::quantised(points.as_flattened(), W, points.len());
        let near = Neighbourhood::build(&dense, Seed(1), &|_| true).unwrap();
        let no_words = CountRows {
            offsets: vec![0; points.len() + 1],
            ..CountRows::default()
        };
        let rows = Rows {
            text: TextRows::new(&no_words, Vec::new()),
            dense,
            density: near.density,
            nearest: near.lists,
        };
        // Equal keys: who resamples an item must not depend on where it stands.
        let keys = vec![3; points.len()];
        let mut committee = Committee::new(Arc::new(rows), keys.into(), Settings::default());
        let mut open = vec![true; points.len()];
        for (at, class) in labels {
            committee = committee.after(&TargetUpdate::to(ids[*at], Some(LabelId(*class))));
            open[*at] = false;
        }
        Self {
            ties: (0..points.len()).map(tie).collect(),
            ids,
            open,
            memo: Cache::default(),
            committee,
            positive: None,
        }
    }

    /// Gives each row the tie number of another.
    pub(in super::super) fn renumber(&mut self, number_of: impl Fn(usize) -> usize) {
        self.renumber_with(|row| tie(number_of(row)));
    }

    /// Gives each row another tie number.
    pub(in super::super) fn renumber_with(&mut self, tie: impl Fn(usize) -> u64) {
        self.ties = (0..self.ids.len()).map(tie).collect();
    }

    pub(in super::super) fn ids(&self) -> &[PoolId] {
        &self.ids
    }

    pub(in super::super) fn open(&self) -> &[bool] {
        &self.open
    }

    pub(in super::super) fn committee(&self) -> &Committee {
        &self.committee
    }

    pub(in super::super) fn scene(&self) -> RankingContext<'_> {
        RankingContext {
            committee: &self.committee,
            candidates: Candidates {
                ids: &self.ids,
                open: &self.open,
                of_all_groups: &self.open,
                ties: &self.ties,
            },
            memo: &self.memo,
            positive: self.positive,
            seed: Seed(2),
        }
    }

    pub(in super::super) fn try_rank(
        &self,
        strategy: &dyn Strategy,
        keep: usize,
    ) -> Option<Vec<Ranked>> {
        let whole = 0..self.ids.len();
        rank(strategy, &self.scene(), whole, keep, &Cancel::default())
    }

    pub(in super::super) fn rank(&self, strategy: &dyn Strategy, keep: usize) -> Vec<Ranked> {
        self.try_rank(strategy, keep).unwrap()
    }
}

fn tie(number: usize) -> u64 {
    Seed(1).rank("tie", &number.to_string())
}
