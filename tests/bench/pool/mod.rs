//! A synthetic pool: words and word pairs by Zipf's law, and a dense part that knows the topics.

use std::collections::HashMap;
use std::sync::Arc;

use crate::zipf::{Numbers, WORDS, zipf};

use querist::features::{CountRows, DenseRows, PoolId, Rows, TextRows};
use querist::learner::{Cancel, Committee};
use querist::pool::{Item, Items};
use querist::rng::Seed;
use querist::schema::LabelId;
use querist::strategy::{Cache, Candidates, RankingContext, StrategySpec, rank};

const HASHED: u64 = 1 << 18;
const TOKENS: usize = 30;
const DENSE: usize = 128;
const TOPICS: usize = 400;

/// Rows with the ids and keys that go with them.
pub(crate) struct Pool {
    pub rows: Arc<Rows>,
    pub ids: Vec<PoolId>,
    pub keys: Arc<[u64]>,
    topics: Vec<u16>,
}

impl Pool {
    pub(crate) fn new(size: usize) -> Self {
        let mut numbers = Numbers(0x9e37_79b9_7f4a_7c15);
        let cumulative = zipf();
        let topics: Vec<u16> = (0..size).map(|_| numbers.below(TOPICS) as u16).collect();
        let texts: Vec<Vec<u64>> = topics
            .iter()
            .map(|topic| grams(&mut numbers, &cumulative, *topic))
            .collect();
        let items = (0..size).map(|n| Item {
            id: n.to_string(),
            text: String::new(),
            fields: Vec::new(),
        });
        let items = Items::new(items.collect(), |_| false);
        let rows = Rows {
            text: text_rows(&texts),
            dense: dense_rows(&mut numbers, &topics),
            ..Rows::default()
        };
        Self {
            rows: Arc::new(rows),
            ids: items.pool().collect(),
            keys: (0..size)
                .map(|n| Seed(1).rank("key", &n.to_string()))
                .collect(),
            topics,
        }
    }

    /// Which item a strategy would ask next.
    pub(crate) fn next(
        &self,
        strategy: &StrategySpec,
        committee: &Committee,
        open: &[bool],
        memo: &Cache,
    ) -> Option<usize> {
        let scene = RankingContext {
            committee,
            candidates: Candidates {
                ids: &self.ids,
                open,
                of_all_groups: open,
                ties: &self.keys,
            },
            cache: memo,
            positive: None,
            seed: Seed(1),
        };
        let whole = 0..self.ids.len();
        let ranking = rank(strategy, &scene, whole, 256, &Cancel::default())?;
        ranking.first().map(|best| best.item.index())
    }

    /// A label for each item: its topic's, with some noise.
    pub(crate) fn labels(&self, classes: usize) -> Vec<LabelId> {
        let mut numbers = Numbers(7);
        self.topics
            .iter()
            .map(|topic| {
                let noise = if numbers.below(10) == 0 {
                    numbers.below(classes)
                } else {
                    0
                };
                LabelId(((usize::from(*topic) + noise) % classes) as u16)
            })
            .collect()
    }
}

fn grams(numbers: &mut Numbers, cumulative: &[f64], topic: u16) -> Vec<u64> {
    let words: Vec<u64> = (0..TOKENS)
        .map(|at| {
            let word = cumulative.partition_point(|sum| *sum < numbers.unit()) as u64;
            // Every fifth word belongs to the topic.
            if at % 5 == 0 {
                1_000 + u64::from(topic) * 40 + word % 40
            } else {
                word
            }
        })
        .collect();
    let pairs = words
        .windows(2)
        .map(|pair| WORDS as u64 + (pair[0].wrapping_mul(0x9e37_79b9) ^ pair[1]) % HASHED);
    words.iter().copied().chain(pairs).collect()
}

fn text_rows(texts: &[Vec<u64>]) -> TextRows {
    let mut frequency: HashMap<u64, u32> = HashMap::new();
    for text in texts {
        let mut distinct = text.clone();
        distinct.sort_unstable();
        distinct.dedup();
        for gram in distinct {
            *frequency.entry(gram).or_default() += 1;
        }
    }
    let mut kept: Vec<(u64, u32)> = frequency.into_iter().filter(|(_, df)| *df >= 2).collect();
    kept.sort_unstable_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
    let column: HashMap<u64, u32> = kept
        .iter()
        .zip(0..)
        .map(|((gram, _), at)| (*gram, at))
        .collect();
    let mut counts = CountRows::default();
    for text in texts {
        let mut columns: Vec<u32> = text
            .iter()
            .filter_map(|gram| column.get(gram).copied())
            .collect();
        columns.sort_unstable();
        let grouped = columns
            .chunk_by(|a, b| a == b)
            .map(|same| (same[0], same.len() as u32));
        counts
            .entries
            .extend(grouped.map(|(column, tf)| CountRows::entry(column, tf)));
        counts.offsets.push(counts.entries.len() as u32);
    }
    let n = texts.len() as f32;
    let idf = kept
        .iter()
        .map(|(_, df)| ((n + 1.0) / (*df as f32 + 1.0)).ln() + 1.0)
        .collect();
    TextRows::new(&counts, idf)
}

fn dense_rows(numbers: &mut Numbers, topics: &[u16]) -> DenseRows {
    let centres: Vec<f32> = (0..TOPICS * DENSE)
        .map(|_| numbers.unit() as f32 - 0.5)
        .collect();
    let mut rows = DenseRows::with_largest(topics.len(), &[1.0; DENSE]);
    for (bytes, topic) in rows.rows_mut().zip(topics) {
        let centre = &centres[usize::from(*topic) * DENSE..][..DENSE];
        for (byte, mean) in bytes.iter_mut().zip(centre) {
            let value = 0.35 * (mean + 0.5 * (numbers.unit() as f32 - 0.5));
            *byte = (value * 127.0) as i8;
        }
    }
    rows
}
