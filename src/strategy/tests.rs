//! Laws that hold for every strategy, and a small pool to try strategies on.

use std::sync::Arc;

use super::context::ScoreBatch;
use super::{
    Cache, Candidates, ExplainInput, REGISTRY, Ranked, RankingContext, StrategySpec, find, rank,
};
use crate::features::{CountRows, DenseRows, Neighbourhood, PoolId, Rows, TextRows};
use crate::learner::{BLOCK, Block, Cancel, Committee, Settings, TargetUpdate, argmax};
use crate::pool::{Item, Items};
use crate::rng::Seed;
use crate::schema::LabelId;

/// A pool of points, a committee that was taught some of them, and who may be asked.
pub(super) struct Stage {
    ids: Vec<PoolId>,
    open: Vec<bool>,
    ties: Vec<u64>,
    cache: Cache,
    committee: Committee,
    /// The class to be found.
    pub positive: Option<LabelId>,
}

impl Stage {
    /// `labels` are pairs of a point's number and its class.
    pub(super) fn new<const W: usize>(points: &[[f32; W]], labels: &[(usize, u16)]) -> Self {
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
            cache: Cache::default(),
            committee,
            positive: None,
        }
    }

    /// Gives each row the tie number of another.
    pub(super) fn renumber(&mut self, number_of: impl Fn(usize) -> usize) {
        self.renumber_with(|row| tie(number_of(row)));
    }

    /// Gives each row another tie number.
    pub(super) fn renumber_with(&mut self, tie: impl Fn(usize) -> u64) {
        self.ties = (0..self.ids.len()).map(tie).collect();
    }

    pub(super) fn ids(&self) -> &[PoolId] {
        &self.ids
    }

    pub(super) fn open(&self) -> &[bool] {
        &self.open
    }

    pub(super) fn committee(&self) -> &Committee {
        &self.committee
    }

    pub(super) fn context(&self) -> RankingContext<'_> {
        RankingContext {
            committee: &self.committee,
            candidates: Candidates {
                ids: &self.ids,
                open: &self.open,
                of_all_groups: &self.open,
                ties: &self.ties,
            },
            cache: &self.cache,
            positive: self.positive,
            seed: Seed(2),
        }
    }

    pub(super) fn try_rank(&self, strategy: &StrategySpec, keep: usize) -> Option<Vec<Ranked>> {
        let whole = 0..self.ids.len();
        rank(strategy, &self.context(), whole, keep, &Cancel::default())
    }

    pub(super) fn rank(&self, strategy: &StrategySpec, keep: usize) -> Vec<Ranked> {
        self.try_rank(strategy, keep).unwrap()
    }
}

fn tie(number: usize) -> u64 {
    Seed(1).rank("tie", &number.to_string())
}

/// Points around three centres, numbered through; the first of each centre first.
fn points(count: usize) -> Vec<[f32; 4]> {
    let mut stream = Seed(5).stream("points", "");
    (0..count)
        .map(|n| {
            let mut point: [f32; 4] = std::array::from_fn(|_| 0.45 * stream.next_normal() as f32);
            point[n % 3] += 1.0;
            point
        })
        .collect()
}

fn labels() -> Vec<(usize, u16)> {
    (0..12).map(|n| (n, (n % 3) as u16)).collect()
}

/// The strategies that draw lots of their own: their order may follow the pool's.
fn ranking(stage: &Stage, strategy: &StrategySpec, keep: usize) -> Vec<Ranked> {
    let ranking = stage.rank(strategy, keep);
    assert!(!ranking.is_empty(), "{}", strategy.id);
    ranking
}

#[test]
fn scores_are_finite_and_rankings_fall() {
    let stage = Stage::new(&points(90), &labels());
    for strategy in REGISTRY {
        let id = strategy.id;
        let ranking = ranking(&stage, strategy, 200);
        assert!(ranking.iter().all(|r| r.score.is_finite()), "{id}");
        assert!(ranking.windows(2).all(|w| w[0].score >= w[1].score), "{id}");
        assert!(
            ranking.iter().all(|r| stage.open()[r.item.index()]),
            "{id}: a labeled item is not asked again"
        );
    }
}

#[test]
fn a_permutation_of_the_pool_permutes_the_ranking() {
    let points = points(90);
    let stage = Stage::new(&points, &labels());
    // Item n stands where n · 7 mod 90 says, with its own tie number.
    let place = |n: usize| n * 7 % 90;
    let mut moved = points.clone();
    for (n, point) in points.iter().enumerate() {
        moved[place(n)] = *point;
    }
    let moved_labels: Vec<(usize, u16)> = labels().iter().map(|(n, l)| (place(*n), *l)).collect();
    let mut other = Stage::new(&moved, &moved_labels);
    other.renumber(|row| (0..90).find(|n| place(*n) == row).unwrap());
    for strategy in REGISTRY {
        let here = ranking(&stage, strategy, 20);
        let there = ranking(&other, strategy, 20);
        let here: Vec<usize> = here.iter().map(|r| place(r.item.index())).collect();
        let there: Vec<usize> = there.iter().map(|r| r.item.index()).collect();
        assert_eq!(here, there, "{}", strategy.id);
    }
}

#[test]
fn duplicates_tie() {
    let mut points = points(90);
    // 60 to 64 are all the same item.
    for n in 61..65 {
        points[n] = points[60];
    }
    let stage = Stage::new(&points, &labels());
    for strategy in REGISTRY {
        let id = strategy.id;
        if id == "random" {
            continue;
        }
        let scores: Vec<f32> = ranking(&stage, strategy, 200)
            .iter()
            .filter(|r| (60..65).contains(&r.item.index()))
            .map(|r| r.score)
            .collect();
        assert!(
            scores
                .windows(2)
                .all(|w| (w[0] - w[1]).abs() <= 1e-4 * w[0].abs().max(1e-3)),
            "{id}: {scores:?}"
        );
    }
}

#[test]
fn names_of_classes_do_not_matter() {
    let points = points(90);
    let stage = Stage::new(&points, &labels());
    // The classes are met in another order of ids.
    let renamed: Vec<(usize, u16)> = labels()
        .iter()
        .map(|(n, l)| (*n, [5, 0, 3][*l as usize]))
        .collect();
    let other = Stage::new(&points, &renamed);
    for strategy in REGISTRY {
        let chosen = |stage: &Stage| ranking(stage, strategy, 1)[0].item;
        assert_eq!(chosen(&stage), chosen(&other), "{}", strategy.id);
    }
}

#[test]
fn two_items_one_class_and_nothing_open() {
    for strategy in REGISTRY {
        let one_class = Stage::new(&points(6), &[(0, 0), (1, 0)]);
        assert!(one_class.try_rank(strategy, 5).is_none(), "{}", strategy.id);
        let two_items = Stage::new(&points(4), &[(0, 0), (1, 1)]);
        assert_eq!(two_items.rank(strategy, 5).len(), 2, "{}", strategy.id);
        let all: Vec<(usize, u16)> = (0..4).map(|n| (n, n as u16)).collect();
        let nothing = Stage::new(&points(4), &all);
        assert!(nothing.rank(strategy, 5).is_empty(), "{}", strategy.id);
    }
}

#[test]
fn contradicting_labels_on_equal_items_break_nothing() {
    let mut points = points(30);
    points[1] = points[0];
    points[2] = points[0];
    let stage = Stage::new(&points, &[(0, 0), (1, 1), (2, 2), (3, 0)]);
    for strategy in REGISTRY {
        let ranking = ranking(&stage, strategy, 40);
        assert!(
            ranking.iter().all(|r| r.score.is_finite()),
            "{}",
            strategy.id
        );
    }
}

#[test]
fn every_strategy_says_why() {
    let stage = Stage::new(&points(90), &labels());
    for strategy in REGISTRY {
        let best = ranking(&stage, strategy, 1)[0];
        let prediction = stage.committee().prediction_of(best.item).unwrap();
        let why = (strategy.explain)(&ExplainInput {
            prediction: &prediction,
            names: &|label| format!("class{}", label.0),
            score: best.score,
            labels: 12,
            mode: None,
            positive: None,
        });
        assert!(why.len() > 10, "{}: {why}", strategy.id);
        assert!(!strategy.doc.is_empty() && !strategy.formula.is_empty());
    }
}

#[test]
fn rankings_are_the_same_at_one_thread_and_two() {
    let stage = Stage::new(&points(900), &labels());
    for strategy in REGISTRY {
        let at = |threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
            pool.unwrap().install(|| stage.rank(strategy, 50))
        };
        assert_eq!(at(1), at(2), "{}", strategy.id);
    }
}

/// The utility in the first pass of an item with these probabilities.
fn scored(id: &str, p: &[f32]) -> f32 {
    let stage = Stage::new(&points(30), &labels());
    let mut probabilities = vec![0.0; p.len() * BLOCK];
    for (class, p) in p.iter().enumerate() {
        probabilities[class * BLOCK] = *p;
    }
    let batch = ScoreBatch {
        block: Block::new(0, 1, &probabilities),
        density: &[0.5],
        ties: &[7],
    };
    let mut out = [0.0];
    let context = stage.context();
    ((find(id).unwrap().prepare)(&context).first)(&batch, &mut out);
    out[0]
}

#[test]
fn utilities_of_the_first_pass_by_hand() {
    let sure = [0.8, 0.15, 0.05];
    let torn = [0.5, 0.4, 0.1];
    let close = |a: f32, b: f32| assert!((a - b).abs() < 1e-5, "{a} {b}");
    close(scored("margin", &sure), 0.35);
    close(scored("margin", &torn), 0.9);
    close(scored("information-density", &torn), 0.45);
    // Twelve labels are an even number: density has its turn with the thirteenth.
    close(scored("alternate", &torn), 0.9);
    close(scored("least-confidence", &sure), 0.2);
    close(scored("least-confidence", &torn), 0.5);
    // (.5 − 1)² + .4² + .1².
    close(scored("badge", &torn), 0.42);
    close(scored("cluster-margin", &torn), 0.9);
    // H(.5, .4, .1) / ln 3.
    close(scored("entropy", &torn), 0.943_348_4 / 1.098_612_3);
}

#[test]
fn committee_strategies_take_the_most_disputed_of_all() {
    let stage = Stage::new(&points(90), &labels());
    let committee = stage.committee();
    let split = |row: usize| {
        let votes = committee.votes_on(stage.ids()[row]);
        let mut counts = [0_u32; 3];
        for p in &votes {
            counts[argmax(p)] += 1;
        }
        1.0 - *counts.iter().max().unwrap() as f32 / votes.len() as f32
    };
    let best = ranking(&stage, find("variation-ratio").unwrap(), 1)[0];
    let most = (12..90).map(split).fold(0.0, f32::max);
    assert!((best.score - most).abs() < 1e-6);
    assert!(most > 0.0, "the members differ somewhere");
}
