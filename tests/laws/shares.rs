//! The coins: how often chance asks, and with which recorded probability.

use querist::journal::event::{Answer, Answered, QueryRecord};
use querist::journal::{Entry, Event};
use querist::pool::Items;
use querist::project::QueryPolicy;
use querist::query::{Decision, NextQuery, QuerySelector, SeededDraws};
use querist::rng::Seed;
use querist::schema::{Arm, LabelSet};
use querist::state::State;
use querist::strategy::Ranked;
use querist::trainer::Snapshot;

use crate::support::projects::{
    CLASSES, Ticking, ada, answer, items, project, session, set, start,
};

struct Loop {
    items: Items,
    state: State,
    chance: SeededDraws,
    snapshot: Snapshot,
    seq: u64,
}

impl Loop {
    fn new(pool: usize, holdout: usize, ranked: usize) -> Self {
        let all = items(pool + holdout, 3);
        let items = Items::new(all, |item| item.id[1..].parse::<usize>().unwrap() < holdout);
        let mut snapshot = Snapshot::default();
        snapshot.strategy = "margin";
        snapshot.ranking = items
            .pool()
            .take(ranked)
            .map(|item| Ranked { item, score: 0.5 })
            .collect();
        Self {
            state: State::new(LabelSet::from_names(CLASSES), &items),
            chance: SeededDraws::new(&items, Seed(11), &ada()),
            items,
            snapshot,
            seq: 0,
        }
    }

    fn decide(&self, policy: &QueryPolicy) -> Option<Decision> {
        let selector = QuerySelector {
            state: &self.state,
            items: &self.items,
            annotator: &ada(),
            policy,
            draws: &self.chance,
            snapshot: &self.snapshot,
            permission: &|_| Ok(()),
            effort: None,
            repeats: None,
        };
        match selector.next() {
            NextQuery::Ask(decision) => Some(decision),
            NextQuery::OnlySensitive(_) | NextQuery::Done => None,
        }
    }

    fn answer(&mut self, decision: &Decision) {
        self.seq += 1;
        let event = Event::Answered(Answered {
            session: None,
            annotator: ada(),
            item: self.items.get(decision.item).id.clone(),
            answer: Answer::Label("billing".into()),
            shown_at: start(),
            active_seconds: 1.0,
            guidelines: String::new(),
            query: QueryRecord {
                candidates: decision.candidates,
                draw_probability: decision.draw_probability,
                ..QueryRecord::of(decision.arm)
            },
            oracle: None,
            person: None,
        });
        let entry = Entry { at: start(), event };
        self.state.apply(&self.items, 0, self.seq, &entry);
    }

    /// Runs a number of queries: how many were asked by holdout and by chance.
    fn run(&mut self, queries: usize, policy: &QueryPolicy) -> (usize, usize) {
        let (mut holdout, mut random) = (0, 0);
        for _ in 0..queries {
            let decision = self.decide(policy).unwrap();
            match decision.arm {
                Arm::Holdout => holdout += 1,
                Arm::Random => random += 1,
                _ => assert_eq!(decision.draw_probability, None),
            }
            self.answer(&decision);
        }
        (holdout, random)
    }
}

fn near(count: usize, of: usize, share: f64) {
    let (n, p) = (of as f64, share);
    let allowed = 4.0 * (n * p * (1.0 - p)).sqrt();
    assert!(
        (count as f64 - n * p).abs() <= allowed,
        "{count} of {of}, expected a share of {share}"
    );
}

#[test]
fn over_two_thousand_queries_the_shares_are_those_of_the_policy() {
    let policy = QueryPolicy {
        holdout_enough: 1_000,
        ..QueryPolicy::default()
    };
    let (holdout, random) = Loop::new(3_000, 500, 3_000).run(2_000, &policy);
    near(holdout, 2_000, 0.10);
    near(random, 2_000, 0.90 * 0.10);
    let policy = QueryPolicy {
        holdout_enough: 0,
        ..QueryPolicy::default()
    };
    let (holdout, random) = Loop::new(3_000, 500, 3_000).run(2_000, &policy);
    near(holdout, 2_000, 0.03);
    near(random, 2_000, 0.97 * 0.10);
}

fn probability(decision: &Decision) -> f64 {
    decision.draw_probability.unwrap()
}

#[test]
fn the_recorded_probability_is_that_of_the_coins_times_the_draw() {
    let policy = QueryPolicy {
        holdout_share: 0.2,
        random_share: 0.25,
        ..QueryPolicy::default()
    };
    let mut turning = Loop::new(400, 60, 400);
    let (mut open_pool, mut open_holdout) = (400.0, 60.0);
    while let Some(decision) = turning.decide(&policy) {
        // With nothing left to draw from on one side its coin has no chance, or all.
        let holdout_share = match (open_holdout > 0.0, open_pool > 0.0) {
            (false, _) => 0.0,
            (true, false) => 1.0,
            (true, true) => 0.2,
        };
        let wanted = match decision.arm {
            Arm::Holdout => holdout_share / open_holdout,
            Arm::Random => (1.0 - holdout_share) * 0.25 / open_pool,
            _ => 0.0,
        };
        let found = decision.draw_probability.unwrap_or(0.0);
        assert!((found - wanted).abs() < 1e-12, "{decision:?}: {wanted}");
        if decision.arm == Arm::Holdout {
            open_holdout -= 1.0;
        } else {
            open_pool -= 1.0;
        }
        turning.answer(&decision);
    }
    assert!(open_pool + open_holdout < 0.5, "all were asked");
}

#[test]
fn below_the_ranking_chance_draws_with_the_rest_of_the_probability() {
    let policy = QueryPolicy::default();
    let mut turning = Loop::new(40, 10, 0);
    turning.snapshot.ranking.clear();
    let mut decision = turning.decide(&policy).unwrap();
    while decision.arm == Arm::Holdout {
        turning.answer(&decision);
        decision = turning.decide(&policy).unwrap();
    }
    assert_eq!(decision.arm, Arm::Random);
    assert!((probability(&decision) - 0.9 / 40.0).abs() < 1e-12);
}

#[test]
fn the_holdout_and_the_random_arm_wait_for_the_end_of_the_cold_start() {
    let folder = tempfile::tempdir().unwrap();
    let layout = project(&folder.path().join("p"), items(80, 5), &CLASSES, 20, 5);
    set(&layout, "holdout_share", "0.5");
    set(&layout, "random_share", "0.5");
    let mut session = session(&layout, &Ticking::new());
    let mut arms = Vec::new();
    for _ in 0..25 {
        arms.push((
            session.snapshot().unwrap().cold,
            session.current().unwrap().decision.arm,
        ));
        answer(&mut session);
    }
    assert!(!arms[..10].iter().any(|at| at.1 != Arm::Active || !at.0));
    assert!(arms[10..].contains(&(false, Arm::Holdout)));
    assert!(arms[10..].contains(&(false, Arm::Random)));
}
