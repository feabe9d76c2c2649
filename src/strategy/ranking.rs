//! In which order would the candidates be asked?
//!
//! One pass over the pool gives every candidate its utility at first glance; a strategy that
//! wants to looks again at the leaders of that pass.

use std::ops::Range;

use super::acquisition::{ScoreBatch, Scorer, Strategy};
use super::leaders::{Ranked, TopK};
use super::scene::RankingContext;
use crate::learner::{BLOCK, Cancel};

/// The best `keep` candidates among these rows, best first. `None` when cancelled or before the
/// committee is ready.
pub fn rank(
    strategy: &dyn Strategy,
    scene: &RankingContext<'_>,
    rows: Range<usize>,
    keep: usize,
    cancel: &Cancel,
) -> Option<Vec<Ranked>> {
    if !scene.committee.is_ready() {
        return None;
    }
    let look = strategy.look(scene);
    let first = strategy.shortlist().max(keep);
    let leaders = first_look(&*look, scene, rows, first, cancel)?;
    Some(second_look(strategy, &*look, scene, leaders, keep))
}

/// The best `first` candidates among these rows at first glance, best first.
pub(super) fn first_look(
    look: &dyn Scorer,
    scene: &RankingContext<'_>,
    rows: Range<usize>,
    first: usize,
    cancel: &Cancel,
) -> Option<Vec<Ranked>> {
    let candidates = scene.candidates;
    let density = &scene.rows().density;
    let tasks = scene.committee.scan(
        rows,
        cancel,
        || TopK::new(candidates.ties, first),
        |leaders, block| {
            let rows = block.start..block.start + block.len;
            let glance = ScoreBatch {
                block,
                density: density.get(rows.clone()).unwrap_or_default(),
                ties: &candidates.ties[rows.clone()],
            };
            let mut utilities = [0.0_f32; BLOCK];
            let utilities = &mut utilities[..block.len];
            look.glance(&glance, utilities);
            for (row, score) in rows.zip(utilities) {
                if candidates.open[row] {
                    leaders.consider(Ranked {
                        item: candidates.ids[row],
                        score: *score,
                    });
                }
            }
        },
    )?;
    let leaders = tasks
        .into_iter()
        .reduce(TopK::with)
        .map(TopK::sorted)
        .unwrap_or_default();
    Some(leaders)
}

/// The best `keep` of the leaders of a first glance, looked at again if the strategy wants to.
pub(super) fn second_look(
    strategy: &dyn Strategy,
    look: &dyn Scorer,
    scene: &RankingContext<'_>,
    mut leaders: Vec<Ranked>,
    keep: usize,
) -> Vec<Ranked> {
    if strategy.shortlist() == 0 {
        leaders.truncate(keep);
        return leaders;
    }
    leaders.truncate(strategy.shortlist());
    let weighed = look.weigh(&leaders);
    let mut best = TopK::new(scene.candidates.ties, keep);
    for (leader, score) in leaders.iter().zip(weighed) {
        best.consider(Ranked {
            item: leader.item,
            score,
        });
    }
    best.sorted()
}
