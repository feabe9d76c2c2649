//! In which order would the candidates be asked?
//!
//! One pass over the pool gives every candidate its utility at first glance. A strategy that asks
//! the voters looks again at the leaders of that pass: the full committee on 4,096 items, not on
//! all.

use std::ops::Range;

use rayon::prelude::*;

use super::acquisition::{Glance, ItemView, Strategy};
use super::leaders::{Leaders, Ranked};
use crate::features::PoolId;
use crate::learner::{BLOCK, Cancel, Committee};

/// Leaders of the first glance that are looked at again.
const LOOKED_AT_AGAIN: usize = 4_096;

/// Who may be asked.
#[derive(Debug, Clone, Copy)]
pub struct Candidates<'a> {
    /// The pool's ids, in row order.
    pub ids: &'a [PoolId],
    /// Whether each may be asked.
    pub open: &'a [bool],
    /// Each item's place in a seeded random order: of equal utilities the lower wins.
    pub ties: &'a [u64],
}

/// The best `keep` candidates among these rows, best first. `None` when cancelled or before the
/// committee is ready.
pub fn rank(
    strategy: &dyn Strategy,
    committee: &Committee,
    candidates: &Candidates<'_>,
    rows: Range<usize>,
    keep: usize,
    cancel: &Cancel,
) -> Option<Vec<Ranked>> {
    let first = first_look_for(strategy, keep);
    let leaders = first_look(strategy, committee, candidates, rows, first, cancel)?;
    Some(second_look(strategy, committee, candidates, leaders, keep))
}

/// How many leaders of the first glance a strategy needs to find its best `keep`.
pub(super) fn first_look_for(strategy: &dyn Strategy, keep: usize) -> usize {
    if strategy.asks_voters() {
        LOOKED_AT_AGAIN.max(keep)
    } else {
        keep
    }
}

/// The best `first` candidates among these rows at first glance, best first.
pub(super) fn first_look(
    strategy: &dyn Strategy,
    committee: &Committee,
    candidates: &Candidates<'_>,
    rows: Range<usize>,
    first: usize,
    cancel: &Cancel,
) -> Option<Vec<Ranked>> {
    let Candidates { ids, ties, .. } = *candidates;
    let labels = committee.labels();
    let density = &committee.rows().density;
    let tasks = committee.scan(
        rows,
        cancel,
        || Leaders::new(ties, first),
        |leaders, block| {
            let rows = block.start..block.start + block.len;
            let glance = Glance {
                block,
                density: density.get(rows.clone()).unwrap_or_default(),
                ties: &ties[rows.clone()],
                labels,
            };
            let mut utilities = [0.0_f32; BLOCK];
            let utilities = &mut utilities[..block.len];
            strategy.glance(&glance, utilities);
            for (row, score) in rows.zip(utilities) {
                if candidates.open[row] {
                    leaders.consider(Ranked {
                        item: ids[row],
                        score: *score,
                    });
                }
            }
        },
    )?;
    let leaders = tasks
        .into_iter()
        .reduce(Leaders::with)
        .map(Leaders::sorted)
        .unwrap_or_default();
    Some(leaders)
}

/// The best `keep` of the leaders of a first glance, once the voters were asked if the strategy
/// asks them.
pub(super) fn second_look(
    strategy: &dyn Strategy,
    committee: &Committee,
    candidates: &Candidates<'_>,
    mut leaders: Vec<Ranked>,
    keep: usize,
) -> Vec<Ranked> {
    leaders.truncate(first_look_for(strategy, keep));
    if strategy.asks_voters() {
        return look_again(strategy, committee, leaders, candidates.ties, keep);
    }
    leaders
}

fn look_again(
    strategy: &dyn Strategy,
    committee: &Committee,
    leaders: Vec<Ranked>,
    ties: &[u64],
    keep: usize,
) -> Vec<Ranked> {
    let looked: Vec<Ranked> = leaders
        .into_par_iter()
        .map(|leader| Ranked {
            item: leader.item,
            score: strategy.utility(&ItemView {
                first: leader.score,
                votes: &committee.votes_on(leader.item),
            }),
        })
        .collect();
    let mut best = Leaders::new(ties, keep);
    for leader in looked {
        best.consider(leader);
    }
    best.sorted()
}
