//! Which candidates are the best so far?
//!
//! [`TopK`] keeps the best few of many in one pass. The order is total (utility, then a seeded
//! order, then the id), so the leaders are the same however the candidates were divided.

use crate::features::PoolId;

/// A candidate and what its label is worth.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ranked {
    /// The item.
    pub item: PoolId,
    /// The strategy's utility.
    pub score: f32,
}

/// The best few of many candidates.
#[derive(Debug)]
pub(super) struct TopK<'a> {
    ties: &'a [u64],
    keep: usize,
    held: Vec<Ranked>,
    /// The worst that is certainly among the best, once there are enough.
    bar: f32,
}

impl<'a> TopK<'a> {
    /// Keeps the best `keep`; `ties` has one entry per pool item, the lower wins.
    pub(super) fn new(ties: &'a [u64], keep: usize) -> Self {
        Self {
            ties,
            keep,
            held: Vec::new(),
            bar: f32::NEG_INFINITY,
        }
    }

    /// Considers a candidate.
    pub(super) fn consider(&mut self, candidate: Ranked) {
        // What is no number is at least as high as nothing, and is not asked.
        if candidate.score >= self.bar {
            self.held.push(candidate);
        }
        if self.held.len() >= 2 * self.keep.max(1) {
            self.cut();
        }
    }

    /// Those of another part of the pool too.
    #[must_use]
    pub(super) fn with(mut self, others: Self) -> Self {
        self.held.extend(others.held);
        if self.held.len() >= 2 * self.keep.max(1) {
            self.cut();
        }
        self
    }

    /// The best, best first.
    pub(super) fn sorted(mut self) -> Vec<Ranked> {
        self.cut();
        let ties = self.ties;
        self.held.sort_unstable_by(|a, b| order(ties, *a, *b));
        self.held
    }

    fn cut(&mut self) {
        let ties = self.ties;
        if self.held.len() > self.keep && self.keep > 0 {
            self.held
                .select_nth_unstable_by(self.keep - 1, |a, b| order(ties, *a, *b));
            self.bar = self.held[self.keep - 1].score;
        }
        self.held.truncate(self.keep);
    }
}

fn order(ties: &[u64], a: Ranked, b: Ranked) -> std::cmp::Ordering {
    b.score
        .total_cmp(&a.score)
        .then_with(|| ties[a.item.index()].cmp(&ties[b.item.index()]))
        .then_with(|| a.item.cmp(&b.item))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pool::{Item, Items};
    use crate::rng::Seed;

    #[test]
    fn the_best_are_kept_however_they_come() {
        let items = (0..1_000).map(|n| Item {
            id: n.to_string(),
            text: String::new(),
            fields: Vec::new(),
        });
        let items = Items::new(items.collect(), |_| false);
        let mut stream = Seed(4).stream("scores", "");
        let ties: Vec<u64> = (0..1_000).map(|_| stream.next_u64()).collect();
        let mut all: Vec<Ranked> = items
            .pool()
            .map(|item| Ranked {
                item,
                // Many equal scores: ties decide.
                score: stream.below(40) as f32,
            })
            .collect();
        let ranked = |all: &[Ranked], parts: usize| {
            all.chunks(all.len().div_ceil(parts))
                .map(|part| {
                    let mut leaders = TopK::new(&ties, 37);
                    for each in part {
                        leaders.consider(*each);
                    }
                    leaders
                })
                .reduce(TopK::with)
                .map(TopK::sorted)
        };
        let once = ranked(&all, 1);
        assert_eq!(once.as_ref().map(Vec::len), Some(37));
        assert_eq!(ranked(&all, 7), once);
        stream.shuffle(&mut all);
        assert_eq!(ranked(&all, 3), once);
        all.sort_by(|a, b| order(&ties, *a, *b));
        assert_eq!(once.as_deref(), Some(&all[..37]));
    }
}
