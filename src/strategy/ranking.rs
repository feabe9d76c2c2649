//! Ranks the candidates.
//!
//! One pass over the pool scores every candidate; a strategy with a shortlist scores the best of
//! that pass again. [`TopK`] keeps the best in one pass: the order is total (score, then a seeded
//! order, then the id), so the best are the same however the candidates were divided.
//!
//! A pool that is too large to score after every answer is scored in chunks, one after each answer,
//! in turn. The best of the other chunks are kept from their last pass and scored again each time,
//! so that no query is ranked by an old model; what can be missed is an item that became
//! interesting since its chunk had its turn. What is asked then depends a little on which rankings
//! were taken between two answers (after reopening, the whole pool is scored once): the journal
//! keeps each query's score and what its ranking knew. Up to [`CHUNK`] items there is one chunk, and
//! nothing is missed.
//!
//! The arithmetic, measured on two cores: an item costs about 30 ns with four classes and 260 ns
//! with twenty, so a million items of four classes take 30 ms and are what one machine scores
//! between two keys. With ten million, an item has its turn after about every eleventh answer;
//! memory (about 500 bytes an item, its text apart) ends at some twenty million on a machine of
//! 16 GB.

use std::ops::Range;

use rayon::prelude::*;

use super::context::{RankingContext, ScoreBatch, Scorer};
use super::registry::StrategySpec;
use crate::features::PoolId;
use crate::learner::{BLOCK, Block, Cancel};

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
    threshold: f32,
}

impl<'a> TopK<'a> {
    /// Keeps the best `keep`; `ties` has one entry per pool item, the lower wins.
    pub(super) fn new(ties: &'a [u64], keep: usize) -> Self {
        Self {
            ties,
            keep,
            held: Vec::new(),
            threshold: f32::NEG_INFINITY,
        }
    }

    /// Considers a candidate.
    pub(super) fn push(&mut self, candidate: Ranked) {
        // What is no number is at least as high as nothing, and is not asked.
        if candidate.score >= self.threshold {
            self.held.push(candidate);
        }
        if self.held.len() >= 2 * self.keep.max(1) {
            self.cut();
        }
    }

    /// Those of another part of the pool too.
    #[must_use]
    pub(super) fn merge(mut self, others: Self) -> Self {
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
            self.threshold = self.held[self.keep - 1].score;
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

/// The best `keep` candidates among these rows, best first. `None` when cancelled or before the
/// committee is ready.
pub fn rank(
    strategy: &StrategySpec,
    context: &RankingContext<'_>,
    rows: Range<usize>,
    keep: usize,
    cancel: &Cancel,
) -> Option<Vec<Ranked>> {
    if !context.committee.is_ready() {
        return None;
    }
    let scorer = (strategy.prepare)(context);
    let first = scorer.shortlist.max(keep);
    let best = first_pass(&scorer, context, rows, first, cancel)?;
    Some(second_pass(&scorer, context, best, keep))
}

/// The best `first` candidates among these rows in the first pass, best first.
fn first_pass(
    scorer: &Scorer<'_>,
    context: &RankingContext<'_>,
    rows: Range<usize>,
    first: usize,
    cancel: &Cancel,
) -> Option<Vec<Ranked>> {
    let candidates = context.candidates;
    let density = &context.rows().density;
    let tasks = context.committee.scan(
        rows,
        cancel,
        || TopK::new(candidates.ties, first),
        |best, block| {
            let rows = block.start..block.start + block.len;
            let batch = ScoreBatch {
                block,
                density: density.get(rows.clone()).unwrap_or_default(),
                ties: &candidates.ties[rows.clone()],
            };
            let mut utilities = [0.0_f32; BLOCK];
            let utilities = &mut utilities[..block.len];
            (scorer.first)(&batch, utilities);
            for (row, score) in rows.zip(utilities) {
                if candidates.open[row] {
                    best.push(Ranked {
                        item: candidates.ids[row],
                        score: *score,
                    });
                }
            }
        },
    )?;
    let best = tasks
        .into_iter()
        .reduce(TopK::merge)
        .map(TopK::sorted)
        .unwrap_or_default();
    Some(best)
}

/// The best `keep` of those of the first pass, scored again if the strategy has a shortlist.
fn second_pass(
    scorer: &Scorer<'_>,
    context: &RankingContext<'_>,
    mut best: Vec<Ranked>,
    keep: usize,
) -> Vec<Ranked> {
    if scorer.shortlist == 0 {
        best.truncate(keep);
        return best;
    }
    best.truncate(scorer.shortlist);
    let scores = (scorer.second)(&best);
    let mut reranked = TopK::new(context.candidates.ties, keep);
    for (ranked, score) in best.iter().zip(scores) {
        reranked.push(Ranked {
            item: ranked.item,
            score,
        });
    }
    reranked.sorted()
}

/// Items of four classes that are scored after one answer: about what 100 ms allow. Of
/// more classes, fewer in proportion.
const CHUNK: usize = 1 << 20;

/// The best that are scored again after each answer, of four classes.
const RESCORED: usize = 20_000;

/// The classes that the numbers above are for.
const CLASSES: usize = 4;

/// The best of a pool that is scored in chunks, in the first pass.
#[derive(Debug, Clone, Default)]
pub(crate) struct IncrementalTopK {
    best: Vec<Ranked>,
    /// The turn up to which chunks were scored.
    turn: u64,
    /// What the ranking was about, where the strategy has several modes.
    pub mode: Option<&'static str>,
}

/// How many chunks a pool has: an odd number, so that a strategy that changes from answer to
/// answer sees every chunk in each of its modes.
pub(crate) fn chunk_count(pool: usize, classes: usize) -> usize {
    pool.div_ceil(CHUNK * CLASSES / classes.max(CLASSES)).max(1) | 1
}

/// The best `keep` candidates of a whole pool, and the state to go on from. The chunks are
/// scored whose turn came since that state, all of them when there is none.
pub(crate) fn rank_chunked(
    strategy: &StrategySpec,
    context: &RankingContext<'_>,
    before: &IncrementalTopK,
    turn: u64,
    keep: usize,
    cancel: &Cancel,
) -> Option<(Vec<Ranked>, IncrementalTopK)> {
    let pool = context.candidates.ids.len();
    let classes = context.committee.classes().len();
    let chunks = chunk_count(pool, classes);
    if !context.committee.is_ready() {
        return None;
    }
    let scorer = (strategy.prepare)(context);
    let mode = scorer.mode;
    if chunks == 1 {
        let first = scorer.shortlist.max(keep);
        let best = first_pass(&scorer, context, 0..pool, first, cancel)?;
        let ranking = second_pass(&scorer, context, best, keep);
        let next = IncrementalTopK {
            mode,
            ..IncrementalTopK::default()
        };
        return Some((ranking, next));
    }
    let most = (RESCORED * CLASSES / classes.max(CLASSES))
        .max(scorer.shortlist)
        .max(keep);
    let turns = turn.abs_diff(before.turn);
    let scored: Vec<Range<usize>> = if before.best.is_empty() || turns >= chunks as u64 {
        std::iter::once(0..pool).collect()
    } else {
        // At least one: a skipped item moves no turn.
        (0..turns.max(1))
            .map(|back| chunk_at(pool, chunks, turn - back))
            .collect()
    };
    let mut best = TopK::new(context.candidates.ties, most);
    for chunk in &scored {
        for ranked in first_pass(&scorer, context, chunk.clone(), most, cancel)? {
            best.push(ranked);
        }
    }
    let others: Vec<Ranked> = before
        .best
        .iter()
        .filter(|ranked| {
            let row = ranked.item.index();
            context.candidates.open[row] && !scored.iter().any(|chunk| chunk.contains(&row))
        })
        .copied()
        .collect();
    let rescored: Vec<Ranked> = others
        .par_iter()
        .map(|ranked| Ranked {
            score: score_one(&scorer, context, ranked.item),
            ..*ranked
        })
        .collect();
    for ranked in rescored {
        best.push(ranked);
    }
    let best = best.sorted();
    let ranking = second_pass(&scorer, context, best.clone(), keep);
    Some((ranking, IncrementalTopK { best, turn, mode }))
}

fn chunk_at(pool: usize, chunks: usize, turn: u64) -> Range<usize> {
    let size = pool.div_ceil(chunks);
    let start = (turn % chunks as u64) as usize * size;
    start.min(pool)..(start + size).min(pool)
}

/// The utility of one item in the first pass, by the present model.
fn score_one(scorer: &Scorer<'_>, context: &RankingContext<'_>, item: PoolId) -> f32 {
    let row = item.index();
    let p = context.committee.choosing(item);
    let mut probabilities = vec![0.0; p.len() * BLOCK];
    for (place, p) in probabilities.iter_mut().step_by(BLOCK).zip(p) {
        *place = p;
    }
    let batch = ScoreBatch {
        block: Block::new(row, 1, &probabilities),
        density: context.rows().density.get(row..=row).unwrap_or_default(),
        ties: &context.candidates.ties[row..=row],
    };
    let mut utility = [0.0];
    (scorer.first)(&batch, &mut utility);
    utility[0]
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
        let ranked = |all: &[Ranked], chunks: usize| {
            all.chunks(all.len().div_ceil(chunks))
                .map(|chunk| {
                    let mut best = TopK::new(&ties, 37);
                    for each in chunk {
                        best.push(*each);
                    }
                    best
                })
                .reduce(TopK::merge)
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

    #[test]
    fn the_chunks_cover_the_pool_in_turn() {
        for pool in [1, CHUNK, CHUNK + 1, 3 * CHUNK + 77] {
            assert!(chunk_count(pool, 77) >= chunk_count(pool, 2));
            let chunks = chunk_count(pool, 4);
            let mut seen = 0;
            for turn in 0..chunks as u64 {
                let chunk = chunk_at(pool, chunks, turn);
                assert_eq!(chunk.start, seen);
                assert!(chunk.len() <= CHUNK);
                seen = chunk.end;
            }
            assert_eq!(seen, pool);
            assert_eq!(
                chunk_at(pool, chunks, chunks as u64),
                chunk_at(pool, chunks, 0)
            );
        }
    }
}
