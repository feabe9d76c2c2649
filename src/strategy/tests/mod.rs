//! What must hold of every strategy?

mod stage;

use super::acquisition::{ExplainInput, ScoreBatch};
use super::{REGISTRY, Ranked, Strategy, find};
use crate::learner::{BLOCK, Block, argmax};
use crate::rng::Seed;
pub(super) use stage::Stage;

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
fn ranking(stage: &Stage, strategy: &dyn Strategy, keep: usize) -> Vec<Ranked> {
    let ranking = stage.rank(strategy, keep);
    assert!(!ranking.is_empty(), "{}", strategy.info().id);
    ranking
}

#[test]
fn scores_are_finite_and_rankings_fall() {
    let stage = Stage::new(&points(90), &labels());
    for strategy in REGISTRY {
        let id = strategy.info().id;
        let ranking = ranking(&stage, *strategy, 200);
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
    let taught: Vec<(usize, u16)> = labels().iter().map(|(n, l)| (place(*n), *l)).collect();
    let mut other = Stage::new(&moved, &taught);
    other.renumber(|row| (0..90).find(|n| place(*n) == row).unwrap());
    for strategy in REGISTRY {
        let here = ranking(&stage, *strategy, 20);
        let there = ranking(&other, *strategy, 20);
        let here: Vec<usize> = here.iter().map(|r| place(r.item.index())).collect();
        let there: Vec<usize> = there.iter().map(|r| r.item.index()).collect();
        assert_eq!(here, there, "{}", strategy.info().id);
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
        let id = strategy.info().id;
        if id == "random" {
            continue;
        }
        let scores: Vec<f32> = ranking(&stage, *strategy, 200)
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
        let chosen = |stage: &Stage| ranking(stage, *strategy, 1)[0].item;
        assert_eq!(chosen(&stage), chosen(&other), "{}", strategy.info().id);
    }
}

#[test]
fn two_items_one_class_and_nothing_open() {
    for strategy in REGISTRY {
        let one_class = Stage::new(&points(6), &[(0, 0), (1, 0)]);
        assert!(
            one_class.try_rank(*strategy, 5).is_none(),
            "{}",
            strategy.info().id
        );
        let two_items = Stage::new(&points(4), &[(0, 0), (1, 1)]);
        assert_eq!(
            two_items.rank(*strategy, 5).len(),
            2,
            "{}",
            strategy.info().id
        );
        let all: Vec<(usize, u16)> = (0..4).map(|n| (n, n as u16)).collect();
        let nothing = Stage::new(&points(4), &all);
        assert!(
            nothing.rank(*strategy, 5).is_empty(),
            "{}",
            strategy.info().id
        );
    }
}

#[test]
fn contradicting_labels_on_equal_items_break_nothing() {
    let mut points = points(30);
    points[1] = points[0];
    points[2] = points[0];
    let stage = Stage::new(&points, &[(0, 0), (1, 1), (2, 2), (3, 0)]);
    for strategy in REGISTRY {
        let ranking = ranking(&stage, *strategy, 40);
        assert!(
            ranking.iter().all(|r| r.score.is_finite()),
            "{}",
            strategy.info().id
        );
    }
}

#[test]
fn every_strategy_says_why() {
    let stage = Stage::new(&points(90), &labels());
    for strategy in REGISTRY {
        let best = ranking(&stage, *strategy, 1)[0];
        let opinion = stage.committee().opinion_of(best.item).unwrap();
        let why = strategy.explain(&ExplainInput {
            opinion: &opinion,
            names: &|label| format!("class{}", label.0),
            score: best.score,
            labels: 12,
            aim: None,
            positive: None,
        });
        assert!(why.len() > 10, "{}: {why}", strategy.info().id);
        assert!(!strategy.info().doc.is_empty() && !strategy.info().formula.is_empty());
    }
}

#[test]
fn rankings_are_the_same_at_one_thread_and_two() {
    let stage = Stage::new(&points(900), &labels());
    for strategy in REGISTRY {
        let at = |threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
            pool.unwrap().install(|| stage.rank(*strategy, 50))
        };
        assert_eq!(at(1), at(2), "{}", strategy.info().id);
    }
}

/// The utility at first glance of an item with these probabilities.
fn glanced(id: &str, p: &[f32]) -> f32 {
    let stage = Stage::new(&points(30), &labels());
    let mut probabilities = vec![0.0; p.len() * BLOCK];
    for (class, p) in p.iter().enumerate() {
        probabilities[class * BLOCK] = *p;
    }
    let glance = ScoreBatch {
        block: Block::new(0, 1, &probabilities),
        density: &[0.5],
        ties: &[7],
    };
    let mut out = [0.0];
    let scene = stage.scene();
    find(id).unwrap().look(&scene).glance(&glance, &mut out);
    out[0]
}

#[test]
fn utilities_at_a_glance_by_hand() {
    let sure = [0.8, 0.15, 0.05];
    let torn = [0.5, 0.4, 0.1];
    let close = |a: f32, b: f32| assert!((a - b).abs() < 1e-5, "{a} {b}");
    close(glanced("margin", &sure), 0.35);
    close(glanced("margin", &torn), 0.9);
    close(glanced("information-density", &torn), 0.45);
    // Twelve labels are an even number: density has its turn with the thirteenth.
    close(glanced("alternate", &torn), 0.9);
    close(glanced("least-confidence", &sure), 0.2);
    close(glanced("least-confidence", &torn), 0.5);
    // (.5 − 1)² + .4² + .1².
    close(glanced("badge", &torn), 0.42);
    close(glanced("cluster-margin", &torn), 0.9);
    // H(.5, .4, .1) / ln 3.
    close(glanced("entropy", &torn), 0.943_348_4 / 1.098_612_3);
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
