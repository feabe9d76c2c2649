//! Checks that the chances told are those drawn by, when some of what is drawn has to wait.

use std::collections::BTreeMap;

use super::{World, mixed_risks, risk};
use crate::content_safety::permission::Reason;
use crate::content_safety::schedule::{Ask, How, NextQuery};
use crate::content_safety::{Permission, Risk};
use crate::rng::Seed;
use crate::schema::{Arm, ItemIndex};

const NOT_NOW: Permission = Err(Reason::InARow);

/// Sensitive items may not be asked.
fn spared(risk: Option<&Risk>) -> Permission {
    risk.map_or(Ok(()), |_| NOT_NOW)
}

/// Standard deviations between a count and what was told, at most four of which are chance.
fn error(count: u32, chance: f64, rounds: f64) -> f64 {
    (f64::from(count) - chance * rounds) / (rounds * chance * (1.0 - chance)).sqrt()
}

/// The draws of a turn by coins, those that wait first.
fn draws(ask: &Ask) -> Vec<(Arm, ItemIndex, f64)> {
    let mut draws: Vec<_> = ask
        .deferred
        .iter()
        .map(|draw| (draw.arm, draw.item, draw.draw_probability.unwrap()))
        .collect();
    if ask.how == How::Drawn {
        draws.push((ask.arm, ask.item, ask.chance.unwrap()));
    }
    draws
}

fn ask(world: &World, permission: &dyn Fn(ItemIndex) -> Permission) -> Ask {
    match world.turn(&world.coins(), permission) {
        NextQuery::Ask(ask) => ask,
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_first_draw_of_a_turn_has_the_chance_that_is_told() {
    let risks: Vec<Option<Risk>> = (0..12)
        .map(|item| (item % 3 == 0).then(|| risk("violence", 2)))
        .collect();
    let rounds = 40_000_u32;
    let mut counts: BTreeMap<(Arm2, ItemIndex), (u32, f64)> = BTreeMap::new();
    for round in 0..rounds {
        let mut world = World::new(Seed(u64::from(round)), risks.clone(), 4);
        (world.holdout_share, world.random_share) = (0.3, 0.4);
        let ask = ask(&world, &|item| spared(world.risk(item)));
        if let Some((arm, item, told)) = draws(&ask).first() {
            let entry = counts.entry((Arm2::of(*arm), *item)).or_insert((0, *told));
            entry.0 += 1;
            assert!((entry.1 - told).abs() < 1e-12, "one chance for one draw");
        }
    }
    assert_eq!(counts.len(), 12, "sensitive items are drawn like others");
    for ((arm, item), (count, told)) in counts {
        let expected = match arm {
            Arm2::Holdout => 0.3 / 4.0,
            Arm2::Random => 0.7 * 0.4 / 8.0,
        };
        assert!((told - expected).abs() < 1e-12);
        let error = error(count, told, f64::from(rounds));
        assert!(error.abs() < 4.0, "{arm:?} {item:?}: {error:.1} deviations");
    }
}

/// An arm that draws, in an order for the map.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Arm2 {
    Holdout,
    Random,
}

impl Arm2 {
    fn of(arm: Arm) -> Self {
        if arm == Arm::Holdout {
            Self::Holdout
        } else {
            Self::Random
        }
    }
}

/// Over whole projects: each open item that does not wait has, in each turn that gets as far as
/// its arm, the chance share / candidates. The sum of what was drawn minus that chance is a
/// martingale; its variance is the sum of p (1 − p).
#[test]
fn over_a_project_draws_match_their_chances_for_sensitive_and_benign_alike() {
    let (mut surplus, mut variance) = ([0.0_f64; 2], [0.0_f64; 2]);
    let mut waited = 0;
    for seed in 0..60 {
        let seed = Seed(1_000 + seed);
        let mut world = World::new(seed, mixed_risks(seed, 150), 30);
        (world.holdout_share, world.random_share) = (0.2, 0.25);
        for turn in 0..120_u32 {
            // Sensitive items may be asked in one stretch of ten turns in four.
            let permission = |item| match (turn / 10) % 4 {
                3 => Ok(()),
                _ => spared(world.risk(item)),
            };
            let coins = world.coins();
            let NextQuery::Ask(ask) = world.turn(&coins, &permission) else {
                break;
            };
            // With nothing of the pool to ask the holdout is drawn from whatever its coin says.
            let pool = world.candidates(false);
            if !pool.iter().any(|(item, _)| permission(*item).is_ok()) {
                break;
            }
            if ask.how == How::Waited {
                waited += 1;
                world.answered(ask.item, &ask.deferred);
                continue;
            }
            let drawn = draws(&ask);
            let mut reached = vec![(Arm::Holdout, coins.holdout_share, 1.0)];
            let asked_by_holdout = ask.how == How::Drawn && ask.arm == Arm::Holdout;
            if !asked_by_holdout {
                // Told with the holdout's coin in it, unless that coin's draw is told, too.
                let fell = drawn.iter().any(|(arm, ..)| *arm == Arm::Holdout);
                let before = if fell { 1.0 } else { 1.0 - coins.holdout_share };
                reached.push((Arm::Random, coins.random_share, before));
            }
            for (arm, share, before) in reached {
                let candidates = world.candidates(arm == Arm::Holdout);
                let chance = share / candidates.len() as f64;
                for (_, _, told) in drawn.iter().filter(|(other, ..)| *other == arm) {
                    assert!((told - before * chance).abs() < 1e-12, "{told}");
                }
                for (item, _) in candidates {
                    let kind = usize::from(world.risk(item).is_some());
                    let is_drawn = drawn.iter().any(|(_, other, _)| *other == item);
                    surplus[kind] += f64::from(u8::from(is_drawn)) - chance;
                    variance[kind] += chance * (1.0 - chance);
                }
            }
            world.answered(ask.item, &ask.deferred);
        }
    }
    assert!(waited > 200, "{waited}");
    for kind in 0..2 {
        let error = surplus[kind] / variance[kind].sqrt();
        assert!(error.abs() < 4.0, "kind {kind}: {error:.2} deviations");
    }
}

#[test]
fn a_draw_that_waits_becomes_part_of_what_went_before() {
    // All of the holdout is sensitive; each coin falls its way.
    let risks: Vec<Option<Risk>> = (0..10)
        .map(|item| (item < 5).then(|| risk("hate", 1)))
        .collect();
    let mut world = World::new(Seed(4), risks, 5);
    (world.holdout_share, world.random_share) = (0.5, 0.5);
    let mut coins = world.coins();
    (coins.holdout, coins.random) = (true, true);
    let permission = |item| spared(world.risk(item));
    let NextQuery::Ask(ask) = world.turn(&coins, &permission) else {
        panic!("benign items are there");
    };
    assert_eq!(ask.deferred.len(), 1, "one draw a coin");
    assert_eq!(ask.deferred[0].draw_probability, Some(0.5 / 5.0));
    assert_eq!((ask.arm, ask.how), (Arm::Random, How::Drawn));
    // Not .5 · .5 / 5: that the holdout's coin fell is known by now.
    assert_eq!(ask.chance, Some(0.5 / 5.0));
    (coins.holdout, coins.random) = (false, false);
    let NextQuery::Ask(ask) = world.turn(&coins, &permission) else {
        panic!("benign items are there");
    };
    assert_eq!((ask.arm, ask.chance), (Arm::Active, Some(0.25)));
}

#[test]
fn what_waits_comes_as_soon_as_it_may_with_the_chance_of_its_draw() {
    let risks = vec![Some(risk("hate", 1)), None, None, None];
    let mut world = World::new(Seed(9), risks, 1);
    world.holdout_share = 1.0;
    let permission = |item| spared(world.risk(item));
    let mut coins = world.coins();
    (coins.holdout_share, coins.holdout) = (0.5, true);
    let NextQuery::Ask(first) = world.turn(&coins, &permission) else {
        panic!("benign items are there");
    };
    world.answered(first.item, &first.deferred);
    assert_eq!(world.waiting.len(), 1);
    let second = ask(&world, &|_| Ok(()));
    assert_eq!((second.item, second.how), (ItemIndex(0), How::Waited));
    assert_eq!(second.arm, Arm::Holdout);
    assert_eq!(second.chance, Some(0.5));
    world.answered(second.item, &second.deferred);
    assert!(world.waiting.is_empty());
}

#[test]
fn when_the_ranking_has_none_one_is_drawn_among_the_allowed_and_called_so() {
    // 60 items of which 3 are benign: the ranking of 20 rarely holds one.
    let risks: Vec<Option<Risk>> = (0..60)
        .map(|item| (item >= 3).then(|| risk("hate", 1)))
        .collect();
    let mut counts = [0_u32; 3];
    for seed in 0..4_000 {
        let mut world = World::new(Seed(seed), risks.clone(), 0);
        world.random_share = 0.0;
        let ask = ask(&world, &|item| spared(world.risk(item)));
        if ask.how == How::AmongAllowed {
            assert_eq!((ask.arm, ask.candidates), (Arm::Active, 3));
            assert_eq!(ask.chance, Some(1.0 / 3.0));
            assert_eq!(ask.passed_over.len(), 20);
            counts[ask.item.index()] += 1;
        }
    }
    let rounds = f64::from(counts.iter().sum::<u32>());
    for count in counts {
        assert!(error(count, 1.0 / 3.0, rounds).abs() < 4.0, "{counts:?}");
    }
}

#[test]
fn when_nothing_may_be_asked_the_turn_says_why() {
    let risks = vec![Some(risk("hate", 1)), Some(risk("hate", 3)), None];
    let mut world = World::new(Seed(2), risks, 1);
    world.open[2] = false;
    let permission = |item: ItemIndex| match item.0 {
        0 => Err(Reason::DayReveals),
        _ => NOT_NOW,
    };
    let NextQuery::OnlySensitive(left) = world.turn(&world.coins(), &permission) else {
        panic!("none is allowed");
    };
    assert_eq!((left.items(), left.can_be_lifted()), (2, 1));
    assert_eq!(
        left.in_words(),
        "only sensitive items are left: 1: as many were revealed today as you set; \
         1: enough of them came one after another"
    );
    world.open = vec![false; 3];
    assert_eq!(world.turn(&world.coins(), &permission), NextQuery::Done);
}
