//! Which few of many score highest?
//!
//! An unordered list of the best so far: the worst of them is the threshold that the next must
//! pass, and a score that only equals it is refused. The answer depends on the candidates and
//! their order alone.

/// The best so far.
#[derive(Debug, Clone)]
pub(super) struct Best {
    keep: usize,
    scores: Vec<f32>,
    items: Vec<u32>,
    worst: usize,
}

impl Best {
    /// Keeps `keep` (at least 1).
    pub(super) fn new(keep: usize) -> Self {
        Self {
            keep: keep.max(1),
            scores: Vec::with_capacity(keep),
            items: Vec::with_capacity(keep),
            worst: 0,
        }
    }

    /// What a score must pass to be kept.
    pub(super) fn threshold(&self) -> f32 {
        if self.scores.len() < self.keep {
            f32::NEG_INFINITY
        } else {
            self.scores[self.worst]
        }
    }

    /// Keeps an item whose score is above the threshold.
    #[expect(
        clippy::inline_always,
        reason = "to be compiled for the widest vectors"
    )]
    #[inline(always)]
    pub(super) fn push(&mut self, score: f32, item: u32) {
        if self.scores.len() < self.keep {
            self.scores.push(score);
            self.items.push(item);
        } else if score > self.scores[self.worst] {
            self.scores[self.worst] = score;
            self.items[self.worst] = item;
        } else {
            return;
        }
        if self.scores.len() == self.keep {
            self.worst = lowest(&self.scores);
        }
    }

    /// What is kept, in no order.
    pub(super) fn items(&self) -> &[u32] {
        &self.items
    }

    /// What is kept, best first; of equals the lower item.
    pub(super) fn ranked(&self) -> Vec<u32> {
        let mut ranked: Vec<(f32, u32)> = self
            .scores
            .iter()
            .copied()
            .zip(self.items.iter().copied())
            .collect();
        ranked.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        ranked.into_iter().map(|(_, item)| item).collect()
    }

    /// Puts what another list kept after what this one saw.
    pub(super) fn append(&mut self, other: &Self) {
        for (score, item) in other.scores.iter().zip(&other.items) {
            self.push(*score, *item);
        }
    }
}

/// The first lowest: the lowest of eight lanes, then where it is.
#[expect(
    clippy::inline_always,
    reason = "to be compiled for the widest vectors"
)]
#[inline(always)]
fn lowest(scores: &[f32]) -> usize {
    let (blocks, rest) = scores.as_chunks::<8>();
    let mut lanes = [f32::INFINITY; 8];
    for block in blocks {
        for (least, score) in lanes.iter_mut().zip(block) {
            *least = if score < least { *score } else { *least };
        }
    }
    let least = lanes
        .iter()
        .chain(rest)
        .copied()
        .fold(f32::INFINITY, f32::min);
    scores.iter().position(|score| *score <= least).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_highest_are_kept_and_the_lowest_of_them_is_the_threshold() {
        let mut best = Best::new(3);
        assert!(best.threshold().is_infinite());
        for (item, score) in [0.1, 0.9, 0.4, 0.7, 0.4, 0.2].into_iter().enumerate() {
            best.push(score, item as u32);
        }
        assert_eq!(best.ranked(), [1, 3, 2], "of equal scores the first stays");
        assert!((best.threshold() - 0.4).abs() < 1e-6);
    }

    #[test]
    fn the_lowest_is_found_in_blocks_and_behind_them() {
        for length in 1..30 {
            for lowest_at in 0..length {
                let mut scores = vec![0.5; length];
                scores[lowest_at] = -0.5;
                assert_eq!(lowest(&scores), lowest_at);
            }
        }
    }
}
